//! The machine: cores and run queue, the GIL, mutexes, services, pipes, processes, threads, event loops, as state
//! machines over the engine. It knows nothing of concurrency models: they only wire it.
//!
//! Every thread has a *role* (what program it runs, `roles/`). When a thread is on a core and its last operation
//! is over, its role names the next [`Op`]; the kernel (`thread.rs`, `cores.rs`, `gil.rs`) carries it out.

mod ahead;
pub mod cores;
pub mod event;
pub mod fair;
pub mod gil;
pub mod memory;
mod op;
mod parking;
mod patience;
pub mod pipe;
pub mod prices;
pub mod record;
pub mod roles;
mod room;
pub mod sleepers;
mod spin;
pub mod state;
pub mod steps;
pub mod sync;
pub mod tasks;
pub mod thread;
pub mod workload;

use std::fmt::Display;

pub use event::Event;
pub use state::State;

use cores::Cores;
use gil::{Gil, GilId};
use memory::Memory;
use patience::Caller;
use pipe::Pipe;
use prices::Prices;
use record::{LaneKind, Record};
use roles::Role;
use roles::arrivals::Arrivals;
use roles::coroutine::Coroutine;
use roles::event_loop::EventLoop;
use roles::process_pool::ProcessPool;
use roles::server::Server;
use roles::submit::Submission;
use roles::thread_pool::ThreadPool;
use sync::{Mutex, Service};
use tasks::{Status, TaskId, Tasks};
use thread::{Phase, Thread, ThreadId};
use workload::Workload;

use crate::engine::random::Stream;
use crate::engine::{Calendar, Key, Span, Time};
use crate::scenario::Place;

/// Name of the machine's own random stream: luck of wake-ups, not of tasks.
const LUCK: u64 = 4 << 32;

/// A process: its GIL, if it has one.
#[derive(Clone, Copy, Debug)]
pub struct Process {
    pub gil: Option<GilId>,
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    AllDone,
    Horizon,
    /// More events than the run may have.
    Budget,
    /// Nothing will ever happen again, though tasks are open.
    Stuck,
}

/// One run of one model.
pub struct Machine<'w> {
    pub now: Time,
    pub calendar: Calendar<Event>,
    pub load: &'w Workload,
    pub prices: Prices,
    pub tasks: Tasks,
    pub arrivals: Arrivals,
    pub record: Record,
    pub memory: Memory,
    pub cores: Cores,
    pub threads: Vec<Thread>,
    /// Those that have ended, and that nobody knows any more: the next to start takes the place of one.
    gone: Vec<ThreadId>,
    pub gils: Vec<Gil>,
    pub processes: Vec<Process>,
    pub mutexes: Vec<Mutex>,
    pub services: Vec<Service>,
    pub pipes: Vec<Pipe>,
    pub thread_pools: Vec<ThreadPool>,
    pub process_pools: Vec<ProcessPool>,
    pub loops: Vec<EventLoop>,
    /// Of each task that a loop has taken on, by its number.
    coroutines: Vec<Coroutine>,
    /// CPU time of Python on this build over the default build.
    pub slowdown: f64,
    /// What threads are handing to executors, by the thread: only the first few submit.
    pub(super) submissions: Vec<Option<Submission>>,
    /// Whom to tell when a task is done: the main thread, waiting for this one's result.
    pub awaited: Option<(ThreadId, TaskId)>,
    /// Results that the main thread has taken, in the order of submission.
    pub collected: u32,
    /// Who gives tasks up.
    caller: Caller,
    /// Tasks whose patience is over, and since when, until the thread that takes tasks looks.
    late: Vec<(Time, TaskId)>,
    /// The server whose workers share one socket, if the model is one.
    pub server: Option<Server>,
    pub events: u64,
    pub luck: Stream,
    open_tasks: u64,
}

impl<'w> Machine<'w> {
    /// A machine with cores and services, and no process yet.
    pub fn new(load: &'w Workload, prices: Prices, cores: Cores, keep_slices: bool) -> Machine<'w> {
        let tasks = Tasks::new(&load.order);
        let open_tasks = tasks.all.len() as u64;
        Machine {
            now: Time::ZERO,
            calendar: Calendar::default(),
            arrivals: Arrivals::new(load),
            load,
            prices,
            tasks,
            record: Record::new(keep_slices),
            memory: Memory::default(),
            cores,
            threads: Vec::new(),
            gone: Vec::new(),
            gils: Vec::new(),
            processes: Vec::new(),
            mutexes: vec![Mutex::default(); load.lock_names.len()],
            services: load.services.iter().map(Service::new).collect(),
            pipes: Vec::new(),
            thread_pools: Vec::new(),
            process_pools: Vec::new(),
            loops: Vec::new(),
            coroutines: Vec::new(),
            slowdown: 1.0,
            submissions: Vec::new(),
            awaited: None,
            collected: 0,
            caller: Caller::default(),
            late: Vec::new(),
            server: None,
            events: 0,
            luck: Stream::new(load.seed, [LUCK, 0, 0]),
            open_tasks,
        }
    }

    /// A process with an interpreter that has a GIL, or none (the free-threaded build).
    pub fn add_process(&mut self, with_gil: bool) -> usize {
        let gil = with_gil.then(|| self.add_gil());
        self.processes.push(Process { gil });
        self.processes.len() - 1
    }

    /// A thread that becomes ready after `delay`.
    pub fn add_thread(
        &mut self,
        process: usize,
        role: Role,
        name: impl Display,
        kind: LaneKind,
        delay: Span,
    ) -> ThreadId {
        let id = self.add_dormant_thread(process, role, name, kind);
        self.start(id, delay);
        id
    }

    /// A dormant thread becomes ready after `delay`.
    pub fn start(&mut self, id: ThreadId, delay: Span) {
        self.thread_mut(id).phase = Phase::Done;
        self.make_ready(id, delay);
    }

    /// A thread that does nothing until it is started.
    pub fn add_dormant_thread(
        &mut self,
        process: usize,
        role: Role,
        name: impl Display,
        kind: LaneKind,
    ) -> ThreadId {
        let lane = self.record.add_lane(name, kind, process as u32);
        let thread = Thread::new(role, process, self.processes[process].gil, lane);
        if let Some(id) = self.gone.pop() {
            *self.thread_mut(id) = thread;
            return id;
        }
        self.threads.push(thread);
        ThreadId(self.threads.len() as u32 - 1)
    }

    /// The program's main thread, which runs from time zero on.
    pub fn add_main(&mut self, process: usize, role: Role) -> ThreadId {
        self.add_thread(process, role, "main", LaneKind::Main, Span::ZERO)
    }

    pub fn add_thread_pool(&mut self, workers: u32) -> usize {
        self.thread_pools.push(ThreadPool::new(workers, self.prices.python));
        self.thread_pools.len() - 1
    }

    pub fn add_interpreter_pool(&mut self, workers: u32) -> usize {
        self.thread_pools.push(ThreadPool::new(workers, self.prices.python).with_interpreters());
        self.thread_pools.len() - 1
    }

    /// One more interpreter in a process: its GIL.
    pub(super) fn add_interpreter(&mut self) -> GilId {
        let bytes = self.prices.costs().interpreter_bytes as u64;
        self.memory.take(bytes);
        self.add_gil()
    }

    fn add_gil(&mut self) -> GilId {
        let id = GilId(self.gils.len() as u32);
        let timer = self.calendar.add_timer(Event::GilPoll(id));
        self.gils.push(Gil::new(self.poll_period(), timer));
        id
    }

    /// An event loop on the process's main thread; `place` says where a step runs.
    pub fn add_loop(
        &mut self,
        process: usize,
        limit: Option<u32>,
        place: fn(&workload::Step) -> Place,
    ) -> usize {
        let role = Role::Loop { event_loop: self.loops.len(), step: roles::event_loop::Step::Select };
        let thread = self.add_thread(process, role, "event loop", LaneKind::Loop, Span::ZERO);
        self.caller = Caller::Loop;
        self.attach_loop(thread, limit, place)
    }

    /// An event loop for a thread that is there to run it.
    pub fn attach_loop(
        &mut self,
        thread: ThreadId,
        limit: Option<u32>,
        place: fn(&workload::Step) -> Place,
    ) -> usize {
        self.loops.push(EventLoop::new(thread, limit, place));
        self.loops.len() - 1
    }

    /// Runs until every task is done, the horizon, or the budget of events.
    pub fn run(&mut self, horizon: Option<Time>, budget: u64) -> Ended {
        self.make_room();
        let ended = self.run_events(horizon, budget);
        self.close_arrivals();
        let now = self.now;
        self.record.close(now);
        self.settle_cores();
        self.give_room_back();
        ended
    }

    fn run_events(&mut self, horizon: Option<Time>, budget: u64) -> Ended {
        let end = horizon.unwrap_or(Time::NEVER);
        while self.open_tasks > 0 {
            let Some((at, key, event)) = self.calendar.take(end) else {
                if self.calendar.is_empty() {
                    return Ended::Stuck;
                }
                self.now = end;
                return Ended::Horizon;
            };
            if self.events >= budget {
                return Ended::Budget;
            }
            debug_assert!(at >= self.now, "time never goes back");
            self.handle(at, key, event);
        }
        Ended::AllDone
    }

    /// An event happens, if nothing has cancelled it.
    #[inline]
    fn handle(&mut self, at: Time, key: Key, event: Event) {
        if let Event::BurstEnd(thread) | Event::Deadline(thread) = event
            && !self.thread_mut(thread).take_alarm(key)
        {
            self.calendar.was_cancelled();
            return;
        }
        self.now = at;
        self.events += 1;
        match event {
            Event::Dispatched(thread) => {
                if self.dispatched(thread) {
                    self.run_thread(thread);
                }
            }
            Event::BurstEnd(thread) => {
                if self.burst_ended(thread) {
                    self.run_ops(thread);
                }
            }
            Event::Deadline(thread) => self.wake(thread),
            Event::GilPoll(gil) => self.gil_poll(gil),
            Event::Tick(core) => self.tick(core as usize),
            Event::Arrival => self.arrived(),
            Event::Resched(core) => self.resched(core as usize),
            Event::PatienceOver(task) => self.patience_over(task),
            Event::ServicePace(service) => self.service_pace(service as usize),
            Event::QuotaSpent => self.quota_spent(),
            Event::QuotaRefill => self.quota_refill(),
        }
    }

    #[inline]
    pub fn schedule(&mut self, after: Span, event: Event) -> Key {
        self.calendar.schedule(self.now + after, event)
    }

    /// A task's result has reached whoever asked for it; one that is late is none.
    pub fn complete_task(&mut self, task: TaskId) {
        if self.tasks.is_live(task) && self.tasks.finish(task, Status::Completed, self.now) {
            self.task_ended(task);
        }
    }

    fn task_ended(&mut self, task: TaskId) {
        self.open_tasks -= 1;
        let class = u32::from(self.tasks.get(task).class);
        if let Some(think) = self.load.classes[class as usize].think
            && let Some(next) = self.arrivals.next_of_client(class)
        {
            let at = self.now + think;
            self.arrive(next, at);
        }
        self.result_arrived(task);
    }

    fn result_arrived(&mut self, task: TaskId) {
        if let Some((thread, awaited)) = self.awaited
            && awaited == task
        {
            self.unpark(thread);
        }
    }

    /// The GILs of the processes that take tasks: the program's, or each server worker's.
    pub fn front_gils(&self) -> impl Iterator<Item = &Gil> {
        let loops = self.loops.iter().map(|it| it.thread);
        let takers = self.arrivals.consumers.iter().copied().chain(loops);
        takers
            .filter_map(|id| self.processes[self.thread(id).process].gil)
            .map(|gil| &self.gils[gil.0 as usize])
    }
}
