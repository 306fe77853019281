//! ProcessPoolExecutor in the parent: the queue manager and the feeder thread, the start of workers, the fork server
//! (concurrent/futures/process.py, multiprocessing/{queues,forkserver}.py).
//!
//! A task's way: submit puts its id into a queue and wakes the manager; the manager moves it to the call queue, which
//! holds `max_workers + 1`; the feeder pickles it and writes it to the pipe; a worker reads, unpickles, runs, pickles
//! and writes; the manager reads the result, unpickles it and sets the future. Everything in the parent needs its GIL.

use std::collections::VecDeque;

use super::process_worker;
use super::thread_pool::{Back, Job};
use super::{Role, submit};
use crate::engine::{Span, Time};
use crate::machine::record::LaneKind;
use crate::machine::tasks::TaskId;
use crate::machine::thread::{Interrupt, Op, ThreadId};
use crate::machine::{Machine, State};
use crate::scenario::{PayloadKind, StartMethod};

/// Call items that are queued beyond one a worker (EXTRA_QUEUED_CALLS).
const EXTRA_QUEUED_CALLS: u32 = 1;
/// What a call or a result weighs without its payload: the pickled function reference and the item around it.
const ENVELOPE_BYTES: u64 = 200;

/// A future of the pool: one task, a chunk of tasks, or one step of a task.
#[derive(Clone, Debug)]
pub struct Item {
    pub tasks: Vec<TaskId>,
    pub only_step: Option<u32>,
    back: Back,
    pub arguments: u64,
    pub result: u64,
    pub kind: PayloadKind,
}

impl Item {
    /// Whole tasks that travel together.
    pub fn whole(machine: &Machine, tasks: Vec<TaskId>) -> Item {
        let class = |t: &TaskId| &machine.load.classes[machine.tasks.get(*t).class as usize];
        let arguments = tasks.iter().map(|t| class(t).arguments_bytes).sum();
        let result = tasks.iter().map(|t| class(t).result_bytes).sum();
        let kind = tasks.first().map_or(PayloadKind::Bytes, |t| class(t).payload);
        Item { tasks, only_step: None, back: Back::Main, arguments, result, kind }
    }

    /// One step of a coroutine's task; the arguments travel with its first, the result with its last such step.
    pub fn step(machine: &Machine, task: TaskId, event_loop: usize, first: bool, last: bool) -> Item {
        let entry = machine.tasks.get(task);
        let class = &machine.load.classes[entry.class as usize];
        Item {
            tasks: vec![task],
            only_step: Some(entry.step),
            back: Back::Loop(event_loop),
            arguments: if first { class.arguments_bytes } else { 0 },
            result: if last { class.result_bytes } else { 0 },
            kind: class.payload,
        }
    }

    pub fn call_bytes(&self) -> u64 {
        ENVELOPE_BYTES + self.arguments
    }

    pub fn result_bytes(&self) -> u64 {
        ENVELOPE_BYTES + self.result
    }
}

#[derive(Clone, Copy, Debug)]
pub enum ManagerStep {
    Boot { parent: ThreadId },
    Wait,
    Read { item: usize },
    Unpickled { item: usize },
    Done { item: usize },
    Replace,
    Refill,
    Queue { item: usize },
}

#[derive(Clone, Copy, Debug)]
pub enum FeederStep {
    Take,
    Pickled { item: usize },
    Write { item: usize },
}

#[derive(Clone, Copy, Debug)]
pub enum ServerStep {
    Boot,
    Serve,
    Forked,
}

#[derive(Debug)]
pub struct ProcessPool {
    pub method: StartMethod,
    max: u32,
    pub max_tasks: Option<u32>,
    started: u32,
    ready: u32,
    items: Vec<Item>,
    /// Submitted, not yet in the call queue.
    pending: VecDeque<usize>,
    /// Free places of the call queue.
    pub slots: u32,
    /// In the call queue's buffer, for the feeder.
    feed: VecDeque<usize>,
    pub call_pipe: usize,
    pub result_pipe: usize,
    pub reader_lock: usize,
    pub writer_lock: usize,
    /// `_idle_worker_semaphore`: results seen and not yet used up by a submit.
    idle_tokens: u32,
    /// Workers that the last submit has to start.
    due: u32,
    /// A worker's start has been paid for and happens next.
    creating: bool,
    manager: Option<ThreadId>,
    feeder: Option<ThreadId>,
    server: Option<ThreadId>,
    /// Starts that the fork server was asked for and has not answered.
    asked: u32,
    asker: Option<ThreadId>,
    /// Workers that have left after their last task and have not been replaced.
    pub left: u32,
}

impl ProcessPool {
    /// Whether the fork server has answered every request.
    pub fn server_answered(&self) -> bool {
        self.asked == 0
    }

    pub fn add_item(&mut self, item: Item) -> usize {
        self.items.push(item);
        self.items.len() - 1
    }

    pub fn item(&self, item: usize) -> &Item {
        &self.items[item]
    }

    /// What a task in the queue waits for.
    pub fn queue_state(&self) -> State {
        if self.ready == 0 { State::Start } else { State::PoolQueue }
    }
}

fn python(work: Span, state: State, how: Interrupt) -> Op {
    Op::Python { work, state, how }
}

impl Machine<'_> {
    /// A pool with its pipes and locks, and no worker yet.
    pub fn add_process_pool(&mut self, max: u32, method: StartMethod, max_tasks: Option<u32>) -> usize {
        let (call_pipe, result_pipe) = (self.add_pipe(), self.add_pipe());
        let locks = self.mutexes.len();
        self.mutexes.extend([Default::default(), Default::default()]);
        self.process_pools.push(ProcessPool {
            method,
            max,
            max_tasks,
            started: 0,
            ready: 0,
            items: Vec::new(),
            pending: VecDeque::new(),
            slots: max + EXTRA_QUEUED_CALLS,
            feed: VecDeque::new(),
            call_pipe,
            result_pipe,
            reader_lock: locks,
            writer_lock: locks + 1,
            idle_tokens: 0,
            due: 0,
            creating: false,
            manager: None,
            feeder: None,
            server: None,
            asked: 0,
            asker: None,
            left: 0,
        });
        self.process_pools.len() - 1
    }

    /// `submit`'s inner part: the id into the queue, a byte into the manager's wake-up pipe, and whether to start
    /// workers: by fork all at once at the first submit, else one for each submit that finds no idle token.
    pub(super) fn put_item(&mut self, pool: usize, item: usize) {
        let p = &mut self.process_pools[pool];
        p.pending.push_back(item);
        if p.method == StartMethod::Fork {
            p.due = p.max - p.started;
        } else if p.idle_tokens > 0 {
            p.idle_tokens -= 1;
        } else {
            p.due = u32::from(p.started < p.max);
        }
        let state = p.queue_state();
        let manager = p.manager;
        for at in 0..self.process_pools[pool].items[item].tasks.len() {
            let task = self.process_pools[pool].items[item].tasks[at];
            self.tasks.set(task, state, self.now);
        }
        if let Some(manager) = manager {
            self.unpark(manager);
        }
    }

    /// The next start that a submit has to make, and what it waits for after it; `None`: all are made.
    pub(super) fn start_process_due(&mut self, id: ThreadId, pool: usize) -> Option<(Op, submit::After)> {
        if std::mem::take(&mut self.process_pools[pool].creating) {
            self.create_worker(pool);
        }
        let p = &mut self.process_pools[pool];
        if p.due > 0 {
            p.due -= 1;
            p.started += 1;
            let work = self.prices.process_parent(p.method);
            if p.method == StartMethod::Forkserver {
                p.asked += 1;
                p.asker = Some(id);
                self.ask_server(pool);
                return Some((python(work, State::Overhead, Interrupt::Bytecode), submit::After::Server));
            }
            p.creating = true;
            // os.fork and _posixsubprocess.fork_exec are C calls that keep the GIL.
            return Some((python(work, State::Overhead, Interrupt::CCall), submit::After::Go));
        }
        if p.manager.is_none() {
            let role = Role::Manager { pool, step: ManagerStep::Boot { parent: id } };
            let manager = self.start_thread(id, role, "queue manager".to_owned(), LaneKind::Helper);
            self.process_pools[pool].manager = Some(manager);
            let work = self.prices.thread_start_parent;
            return Some((
                python(work, State::Overhead, Interrupt::Bytecode),
                submit::After::Thread(manager),
            ));
        }
        None
    }

    fn ask_server(&mut self, pool: usize) {
        if let Some(server) = self.process_pools[pool].server {
            self.unpark(server);
            return;
        }
        let process = self.add_process(true);
        let role = Role::ForkServer { pool, step: ServerStep::Boot };
        let wake = self.prices.wake;
        let server = self.add_thread(process, role, "fork server".to_owned(), LaneKind::Helper, wake);
        self.process_pools[pool].server = Some(server);
    }

    pub(super) fn create_worker(&mut self, pool: usize) {
        let process = self.add_process(true);
        let costs = self.prices.costs();
        let bytes = match self.process_pools[pool].method {
            StartMethod::Fork => costs.process_fork_bytes,
            StartMethod::Forkserver => costs.process_forkserver_bytes,
            StartMethod::Spawn => costs.process_spawn_bytes,
        };
        self.memory.take(bytes as u64);
        let role = Role::ProcessWorker { pool, step: process_worker::Step::Boot };
        let wake = self.prices.wake;
        self.add_thread(process, role, format!("process {process}"), LaneKind::Process, wake);
    }

    /// A worker can take its first task: tasks wait for the queue from now on, not for a start.
    pub(super) fn process_worker_ready(&mut self, pool: usize) {
        let p = &mut self.process_pools[pool];
        p.ready += 1;
        if p.ready > 1 {
            return;
        }
        for task in p.items.iter().flat_map(|item| &item.tasks) {
            if self.tasks.get(*task).state == State::Start {
                self.tasks.set(*task, State::PoolQueue, self.now);
            }
        }
    }

    pub(super) fn fork_server_op(&mut self, id: ThreadId, pool: usize, mut step: ServerStep) -> Op {
        loop {
            let op = match step {
                ServerStep::Boot => {
                    step = ServerStep::Serve;
                    Some(python(self.prices.forkserver_boot, State::Start, Interrupt::Bytecode))
                }
                ServerStep::Serve if self.process_pools[pool].asked == 0 => {
                    Some(Op::Park { until: Time::NEVER, state: None })
                }
                ServerStep::Serve => {
                    step = ServerStep::Forked;
                    let work = self.prices.process_parent(StartMethod::Fork);
                    Some(python(work, State::Start, Interrupt::CCall))
                }
                ServerStep::Forked => {
                    self.create_worker(pool);
                    self.process_pools[pool].asked -= 1;
                    if let Some(asker) = self.process_pools[pool].asker {
                        self.unpark(asker);
                    }
                    step = ServerStep::Serve;
                    None
                }
            };
            self.thread_mut(id).role = Role::ForkServer { pool, step };
            if let Some(op) = op {
                return op;
            }
        }
    }

    pub(super) fn manager_op(&mut self, id: ThreadId, pool: usize, mut step: ManagerStep) -> Op {
        loop {
            let op = self.manager_step(id, pool, &mut step);
            self.thread_mut(id).role = Role::Manager { pool, step };
            if let Some(op) = op {
                return op;
            }
        }
    }

    fn manager_step(&mut self, id: ThreadId, pool: usize, step: &mut ManagerStep) -> Option<Op> {
        match *step {
            ManagerStep::Boot { parent } => {
                if !self.thread(id).booted {
                    self.thread_booted(id, parent);
                    let work = self.prices.thread_start_child;
                    return Some(python(work, State::Overhead, Interrupt::Bytecode));
                }
                *step = ManagerStep::Refill;
                None
            }
            ManagerStep::Wait => {
                let pipe = self.process_pools[pool].result_pipe;
                match self.begin_read(id, pipe) {
                    Some(item) => {
                        *step = ManagerStep::Read { item };
                        let last = self.process_pools[pool].items[item].tasks.last().copied();
                        self.thread_mut(id).task = last;
                        None
                    }
                    None if self.can_queue(pool) => {
                        *step = ManagerStep::Refill;
                        None
                    }
                    None => Some(Op::Park { until: Time::NEVER, state: None }),
                }
            }
            ManagerStep::Read { item } => {
                let pipe = self.process_pools[pool].result_pipe;
                if let Some(op) = self.read_op(id, pipe) {
                    return Some(op);
                }
                *step = ManagerStep::Unpickled { item };
                let entry = &self.process_pools[pool].items[item];
                let work = self.prices.unpickle(entry.result, entry.kind);
                Some(python(work, State::Serialize, Interrupt::CCall))
            }
            ManagerStep::Unpickled { item } => {
                *step = ManagerStep::Done { item };
                Some(python(self.prices.process_manager.scaled(0.5), State::Overhead, Interrupt::Bytecode))
            }
            ManagerStep::Done { item } => {
                self.thread_mut(id).task = None;
                self.item_done(pool, item);
                *step = ManagerStep::Replace;
                None
            }
            ManagerStep::Replace => {
                *step = ManagerStep::Refill;
                self.replace_worker(pool)
            }
            ManagerStep::Refill => {
                if std::mem::take(&mut self.process_pools[pool].creating) {
                    self.create_worker(pool);
                }
                if !self.can_queue(pool) {
                    *step = ManagerStep::Wait;
                    return None;
                }
                let item = self.process_pools[pool].pending.pop_front()?;
                let tasks = &self.process_pools[pool].items[item].tasks;
                if !tasks.iter().any(|task| self.tasks.is_live(*task)) {
                    // Given up while pending: a cancelled future is skipped.
                    return None;
                }
                *step = ManagerStep::Queue { item };
                Some(python(self.prices.process_manager.scaled(0.5), State::Overhead, Interrupt::Bytecode))
            }
            ManagerStep::Queue { item } => {
                self.queue_item(id, pool, item);
                *step = ManagerStep::Refill;
                None
            }
        }
    }

    fn can_queue(&self, pool: usize) -> bool {
        let p = &self.process_pools[pool];
        p.slots > 0 && !p.pending.is_empty()
    }

    /// `call_queue.put`: a place of the queue is taken and the feeder is told.
    fn queue_item(&mut self, manager: ThreadId, pool: usize, item: usize) {
        let p = &mut self.process_pools[pool];
        p.slots -= 1;
        p.feed.push_back(item);
        match p.feeder {
            Some(feeder) => self.unpark(feeder),
            None => {
                let role = Role::Feeder { pool, step: FeederStep::Take };
                let feeder = self.start_thread(manager, role, "queue feeder".to_owned(), LaneKind::Helper);
                self.process_pools[pool].feeder = Some(feeder);
            }
        }
    }

    fn item_done(&mut self, pool: usize, item: usize) {
        let p = &mut self.process_pools[pool];
        p.idle_tokens += 1;
        let back = p.items[item].back;
        let tasks = std::mem::take(&mut p.items[item].tasks);
        for task in tasks {
            self.job_done(Job { task, only_step: None, back });
        }
    }

    /// A worker that has left after `max_tasks_per_child` is replaced by the manager, which does nothing else
    /// meanwhile.
    fn replace_worker(&mut self, pool: usize) -> Option<Op> {
        let p = &mut self.process_pools[pool];
        if p.left == 0 {
            return None;
        }
        p.left -= 1;
        p.creating = true;
        let work = self.prices.process_parent(p.method);
        Some(python(work, State::Overhead, Interrupt::CCall))
    }

    pub(super) fn feeder_op(&mut self, id: ThreadId, pool: usize, mut step: FeederStep) -> Op {
        loop {
            let op = match step {
                FeederStep::Take => self.pickle_next(id, pool, &mut step),
                FeederStep::Pickled { item } => {
                    let (pipe, bytes) = {
                        let p = &self.process_pools[pool];
                        (p.call_pipe, p.items[item].call_bytes())
                    };
                    self.begin_write(id, pipe, item, bytes);
                    step = FeederStep::Write { item };
                    None
                }
                FeederStep::Write { item } => {
                    let (pipe, state) = {
                        let p = &self.process_pools[pool];
                        (p.call_pipe, p.queue_state())
                    };
                    let op = self.write_op(id, pipe);
                    if op.is_none() {
                        self.message_sent(id, pipe, item, state);
                        step = FeederStep::Take;
                    }
                    op
                }
            };
            self.thread_mut(id).role = Role::Feeder { pool, step };
            if let Some(op) = op {
                return op;
            }
        }
    }

    /// A message is in the pipe; unless somebody reads it already, its task waits there.
    pub(super) fn message_sent(&mut self, id: ThreadId, pipe: usize, item: usize, state: State) {
        if let Some(task) = self.thread_mut(id).task.take()
            && self.pipes[pipe].is_unread(item)
        {
            self.tasks.set(task, state, self.now);
        }
    }

    fn pickle_next(&mut self, id: ThreadId, pool: usize, step: &mut FeederStep) -> Option<Op> {
        let Some(item) = self.process_pools[pool].feed.pop_front() else {
            return Some(Op::Park { until: Time::NEVER, state: None });
        };
        *step = FeederStep::Pickled { item };
        let entry = &self.process_pools[pool].items[item];
        let work = self.prices.pickle(entry.arguments, entry.kind) + self.prices.process_feeder;
        self.thread_mut(id).task = entry.tasks.first().copied();
        Some(python(work, State::Serialize, Interrupt::CCall))
    }
}
