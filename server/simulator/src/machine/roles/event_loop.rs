//! An asyncio event loop on its thread (Lib/asyncio/base_events.py: `_run_once`).
//!
//! A turn: select for as long as the next timer allows (rounded up to whole milliseconds, as EpollSelector does);
//! collect what is ready; run exactly the callbacks that were ready then, one after the other. What they add waits
//! for the next turn. Whatever a callback computes, or waits for in a blocking call, everybody else waits for.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};
use std::hint::black_box;

use super::Role;
use super::arrivals::Next;
use super::coroutine::Coroutine;
use super::lag::LagHistogram;
use crate::engine::{Calendar, Code, Key, Span, Time};
use crate::machine::ahead::{AHEAD, MANY};
use crate::machine::record::LaneId;
use crate::machine::tasks::TaskId;
use crate::machine::thread::{Interrupt, Op, ThreadId};
use crate::machine::workload::Step as TaskStep;
use crate::machine::{Machine, State};
use crate::scenario::Place;

/// The share of a turn that is the select call itself, with the GIL released.
const SELECT_SHARE: f64 = 0.3;

/// A callback that is ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handle {
    /// Create the tasks that have arrived.
    Arrivals,
    /// Run a coroutine until its next await, or throw `CancelledError` into it.
    Resume(TaskId),
    /// A timer is over: set the future's result.
    TimerFired(TaskId),
    /// An executor's future is done: copy its result.
    FutureDone(TaskId),
    /// The timer of a coroutine's timeout is over: cancel it.
    TimedOut(TaskId),
}

impl Handle {
    fn task(self) -> Option<TaskId> {
        match self {
            Handle::Arrivals => None,
            Handle::Resume(task)
            | Handle::TimerFired(task)
            | Handle::FutureDone(task)
            | Handle::TimedOut(task) => Some(task),
        }
    }
}

impl Code for Handle {
    /// The kind, and above it whose.
    fn code(self) -> u32 {
        let (kind, task) = match self {
            Handle::Arrivals => (0, 0),
            Handle::Resume(task) => (1, task.0),
            Handle::TimerFired(task) => (2, task.0),
            Handle::FutureDone(task) => (3, task.0),
            Handle::TimedOut(task) => (4, task.0),
        };
        task << 3 | kind
    }

    fn of(code: u32) -> Handle {
        let task = TaskId(code >> 3);
        match code % 8 {
            0 => Handle::Arrivals,
            1 => Handle::Resume(task),
            2 => Handle::TimerFired(task),
            3 => Handle::FutureDone(task),
            _ => Handle::TimedOut(task),
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub enum Step {
    Select,
    Selected,
    Collect,
    Next,
    /// The callback's own cost is paid; do it.
    Run(Handle),
    /// Goes on with a coroutine that was resumed.
    Coroutine(TaskId),
    /// Hands a step to an executor.
    Offload(TaskId),
    Creating,
}

/// A semaphore that bounds the tasks in flight.
#[derive(Debug, Default)]
pub struct InFlight {
    pub limit: Option<u32>,
    pub taken: u32,
    pub waiters: VecDeque<TaskId>,
}

#[derive(Debug)]
pub struct EventLoop {
    pub thread: ThreadId,
    pub ready: VecDeque<(Handle, Time)>,
    turn: usize,
    /// What each timer calls.
    pub timers: Calendar<Handle>,
    /// From other threads: `call_soon_threadsafe`.
    inbox: Vec<(Handle, Time)>,
    next_arrival: Option<Time>,
    pub in_flight: InFlight,
    pub place: fn(&TaskStep) -> Place,
    pub thread_pool: Option<usize>,
    pub process_pool: Option<usize>,
    /// Lanes of the timeline for what is awaited.
    pub lanes: Vec<LaneId>,
    /// The places of the tasks that are in one.
    pub in_lanes: BTreeMap<TaskId, u32>,
    /// Places of those that nothing is in, the topmost first.
    pub free_lanes: BinaryHeap<Reverse<u32>>,
    pub lag: LagHistogram,
    pub longest_block: Span,
    callback_began: Time,
}

impl EventLoop {
    pub fn new(thread: ThreadId, limit: Option<u32>, place: fn(&TaskStep) -> Place) -> EventLoop {
        EventLoop {
            thread,
            ready: VecDeque::from([(Handle::Arrivals, Time::ZERO)]),
            turn: 0,
            timers: Calendar::default(),
            inbox: Vec::new(),
            next_arrival: None,
            in_flight: InFlight { limit, ..InFlight::default() },
            place,
            thread_pool: None,
            process_pool: None,
            lanes: Vec::new(),
            in_lanes: BTreeMap::new(),
            free_lanes: BinaryHeap::new(),
            lag: LagHistogram::default(),
            longest_block: Span::ZERO,
            callback_began: Time::ZERO,
        }
    }
}

/// Whether a coroutine still awaits a timer of its own.
fn awaits(coroutines: &[Coroutine], key: Key, handle: Handle) -> bool {
    match handle {
        Handle::TimerFired(task) => coroutines[task.at()].timer == Some(key),
        Handle::TimedOut(task) => coroutines[task.at()].timeout == Some(key),
        Handle::Arrivals | Handle::Resume(_) | Handle::FutureDone(_) => true,
    }
}

fn overhead(work: Span) -> Option<Op> {
    Some(Op::python(work, State::Overhead, Interrupt::Bytecode))
}

impl Machine<'_> {
    pub(super) fn loop_op(&mut self, id: ThreadId, event_loop: usize, mut step: Step) -> Op {
        loop {
            let op = self.loop_step(id, event_loop, &mut step);
            if let Some(op) = op {
                self.thread_mut(id).role = Role::Loop { event_loop, step };
                return op;
            }
        }
    }

    fn loop_step(&mut self, id: ThreadId, l: usize, step: &mut Step) -> Option<Op> {
        match *step {
            Step::Select => {
                *step = Step::Selected;
                Some(self.select(l))
            }
            Step::Selected => {
                *step = Step::Collect;
                overhead(self.prices.loop_iteration.scaled(1.0 - SELECT_SHARE))
            }
            Step::Collect => {
                self.collect_ready(l);
                *step = Step::Next;
                None
            }
            Step::Next => self.next_callback(id, l, step),
            Step::Run(handle) => self.run_callback(l, handle, step),
            Step::Coroutine(task) => self.coroutine_step(id, l, task, step),
            Step::Offload(task) => match self.submit_op(id) {
                Some(op) => Some(op),
                None => {
                    self.coroutine(task).offloaded();
                    *step = Step::Next;
                    None
                }
            },
            Step::Creating => self.create_arrived(l, step),
        }
    }

    /// Waits for the next timer, or looks without waiting when callbacks are ready.
    fn select(&mut self, l: usize) -> Op {
        let it = &mut self.loops[l];
        if !it.ready.is_empty() || !it.inbox.is_empty() {
            return Op::native(self.prices.loop_iteration.scaled(SELECT_SHARE), State::Overhead);
        }
        let coroutines = &self.coroutines;
        let timer = it.timers.next_time(|key, handle| awaits(coroutines, key, handle));
        // A select's timeout is whole milliseconds, rounded up; an arrival is a socket's event and wakes it exactly.
        let timer = timer.map(|at| self.now + at.since(self.now).ceil_ms() + self.prices.timer_slack);
        let until = match (timer, it.next_arrival) {
            (Some(a), Some(b)) => a.min(b),
            (a, b) => a.or(b).unwrap_or(Time::NEVER),
        };
        Op::park(until, None)
    }

    fn collect_ready(&mut self, l: usize) {
        let now = self.now;
        let it = &mut self.loops[l];
        it.ready.extend(it.inbox.drain(..));
        let timers = it.ready.len();
        let coroutines = &mut self.coroutines;
        while let Some((at, handle)) = it.timers.pop_until(now, |key, handle| awaits(coroutines, key, handle))
        {
            it.ready.push_back((handle, at));
            match handle {
                Handle::TimerFired(task) => coroutines[task.at()].timer = None,
                Handle::TimedOut(task) => coroutines[task.at()].timeout = None,
                Handle::Arrivals | Handle::Resume(_) | Handle::FutureDone(_) => {}
            }
        }
        if it.next_arrival.is_some_and(|at| at <= now) {
            let at = it.next_arrival.take().unwrap_or(now);
            it.ready.push_back((Handle::Arrivals, at));
        }
        it.turn = it.ready.len();
        // What it waited for was in no callback.
        it.callback_began = now;
        for place in timers..self.loops[l].ready.len() {
            if let (Handle::TimerFired(task), at) = self.loops[l].ready[place] {
                self.leave_flight(l, task, at);
                self.tasks.set(task, State::LoopWait, at);
            }
        }
    }

    fn next_callback(&mut self, id: ThreadId, l: usize, step: &mut Step) -> Option<Op> {
        self.callback_ended(id, l);
        let it = &mut self.loops[l];
        if it.turn == 0 {
            *step = Step::Select;
            return None;
        }
        if it.turn.is_multiple_of(AHEAD) {
            self.look_at_next(l);
        }
        let it = &mut self.loops[l];
        it.turn -= 1;
        let (handle, since) = it.ready.pop_front()?;
        it.lag.add(self.now.since(since));
        it.callback_began = self.now;
        *step = Step::Run(handle);
        let (task, cost) = match handle {
            Handle::Arrivals => (None, Span::ZERO),
            Handle::Resume(task) => (Some(task), self.prices.task_step),
            Handle::TimerFired(task) | Handle::TimedOut(task) => (Some(task), self.prices.timer_fire),
            Handle::FutureDone(task) => (Some(task), self.prices.to_thread_done),
        };
        self.thread_mut(id).task = task;
        overhead(cost)
    }

    /// The tasks and coroutines of the next few callbacks.
    fn look_at_next(&self, l: usize) {
        if self.loops[l].ready.len() >= MANY {
            let tasks = || self.loops[l].ready.iter().take(AHEAD).filter_map(|(handle, _)| handle.task());
            self.look_ahead(tasks());
            black_box(tasks().fold(false, |sum, task| sum ^ self.coroutines[task.at()].is_woken()));
        }
    }

    fn callback_ended(&mut self, id: ThreadId, l: usize) {
        self.thread_mut(id).task = None;
        let it = &mut self.loops[l];
        it.longest_block = it.longest_block.max(self.now.since(it.callback_began));
        it.callback_began = self.now;
    }

    fn run_callback(&mut self, l: usize, handle: Handle, step: &mut Step) -> Option<Op> {
        match handle {
            Handle::Arrivals => *step = Step::Creating,
            Handle::Resume(task) => *step = Step::Coroutine(task),
            Handle::TimerFired(task) | Handle::FutureDone(task) => {
                self.wake_coroutine(l, task);
                *step = Step::Next;
            }
            Handle::TimedOut(task) => {
                self.cancel_coroutine(l, task);
                *step = Step::Next;
            }
        }
        None
    }

    /// `create_task` for each task that has arrived.
    fn create_arrived(&mut self, l: usize, step: &mut Step) -> Option<Op> {
        match self.next_arrival(State::LoopWait) {
            Next::Now(task) => {
                // From a server's socket it comes out of another queue.
                self.tasks.set(task, State::LoopWait, self.now);
                let bytes = self.prices.costs().task_bytes as u64;
                self.memory.take(bytes);
                let needed = self.coroutines.len().max(task.at() + 1);
                self.coroutines.resize_with(needed, Default::default);
                self.coroutine(task).created();
                self.wake_coroutine(l, task);
                overhead(self.prices.task_create)
            }
            Next::At(at) => {
                self.loops[l].next_arrival = Some(at);
                *step = Step::Next;
                None
            }
            Next::Unknown => {
                *step = Step::Next;
                None
            }
        }
    }

    pub(super) fn call_soon(&mut self, l: usize, handle: Handle) {
        let now = self.now;
        self.loops[l].ready.push_back((handle, now));
    }

    /// From another thread, or from outside: the handle, and a byte into the loop's self-pipe.
    pub fn call_soon_threadsafe(&mut self, l: usize, handle: Handle) {
        let now = self.now;
        self.loops[l].inbox.push((handle, now));
        let thread = self.loops[l].thread;
        self.unpark(thread);
    }

    /// An executor has finished a coroutine's step.
    pub(super) fn future_done(&mut self, l: usize, task: TaskId) {
        self.tasks.set(task, State::LoopWait, self.now);
        self.call_soon_threadsafe(l, Handle::FutureDone(task));
    }

    /// Tasks that arrive out of the schedule: the loops look again, this one first.
    pub fn tell_loops_of_arrivals(&mut self, first: usize) {
        let count = self.loops.len();
        for l in 0..count {
            self.call_soon_threadsafe((first + l) % count, Handle::Arrivals);
        }
    }
}
