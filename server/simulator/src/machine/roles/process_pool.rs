//! ProcessPoolExecutor: its futures, queues and pipes (concurrent/futures/process.py).
//!
//! A task's way: submit puts its id into a queue and wakes the manager; the manager moves it to the call queue, which
//! holds `max_workers + 1`; the feeder pickles it and writes it to the pipe; a worker reads, unpickles, runs, pickles
//! and writes; the manager reads the result, unpickles it and sets the future. Everything in the parent needs its GIL.

use std::collections::VecDeque;
use std::ops::Range;

use super::thread_pool::Back;
use crate::machine::tasks::TaskId;
use crate::machine::thread::ThreadId;
use crate::machine::workload::Class;
use crate::machine::{Machine, State};
use crate::scenario::{PayloadKind, StartMethod};

/// Call items that are queued beyond one a worker (EXTRA_QUEUED_CALLS).
const EXTRA_QUEUED_CALLS: u32 = 1;
/// What a call or a result weighs without its payload: the pickled function reference and the item around it.
const ENVELOPE_BYTES: u64 = 200;

/// A future of the pool: one task, a chunk of tasks, or one step of a task. There may be as many as tasks: what its
/// payload weighs is looked up.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its tasks: the first and how many, among the pool's members.
    first: u32,
    count: u32,
    pub(super) back: Back,
    /// Whether its tasks' arguments and results travel with it.
    carries_arguments: bool,
    carries_results: bool,
}

/// What travels with an item, without the envelopes.
pub(super) struct Payload {
    pub arguments: u64,
    pub result: u64,
    pub kind: PayloadKind,
}

impl Payload {
    pub(super) fn call_bytes(&self) -> u64 {
        ENVELOPE_BYTES + self.arguments
    }

    pub(super) fn result_bytes(&self) -> u64 {
        ENVELOPE_BYTES + self.result
    }
}

impl Item {
    /// Whole tasks that travel together: so many that were added to the pool's members last.
    pub fn whole(pool: &ProcessPool, count: u32) -> Item {
        let first = pool.members.len() as u32 - count;
        Item { first, count, back: Back::Main, carries_arguments: true, carries_results: true }
    }

    /// One step of a coroutine's task, the one that was added to the pool's members last; the arguments travel with its
    /// first, the result with its last such step.
    pub fn step(pool: &ProcessPool, back: Back, (first, last): (bool, bool)) -> Item {
        let place = pool.members.len() as u32 - 1;
        Item { first: place, count: 1, back, carries_arguments: first, carries_results: last }
    }

    /// Where its tasks are among the pool's members.
    pub(super) fn tasks(&self) -> Range<usize> {
        self.first as usize..(self.first + self.count) as usize
    }
}

#[derive(Debug)]
pub struct ProcessPool {
    pub method: StartMethod,
    pub(super) max: u32,
    pub max_tasks: Option<u32>,
    pub(super) started: u32,
    pub(super) ready: u32,
    pub(super) items: Vec<Item>,
    /// The tasks of all items.
    pub(super) members: Vec<TaskId>,
    /// Submitted, not yet in the call queue.
    pub(super) pending: VecDeque<u32>,
    /// Free places of the call queue.
    pub slots: u32,
    /// In the call queue's buffer, for the feeder.
    pub(super) feed: VecDeque<usize>,
    pub call_pipe: usize,
    pub result_pipe: usize,
    pub reader_lock: usize,
    pub writer_lock: usize,
    /// `_idle_worker_semaphore`: results seen and not yet used up by a submit.
    pub(super) idle_tokens: u32,
    /// Workers that the last submit has to start.
    pub(super) due: u32,
    /// A worker's start has been paid for and happens next.
    pub(super) creating: bool,
    pub(super) manager: Option<ThreadId>,
    pub(super) feeder: Option<ThreadId>,
    pub(super) server: Option<ThreadId>,
    /// The resource tracker has been started.
    pub(super) tracked: bool,
    /// Starts that the fork server was asked for and has not answered.
    pub(super) asked: u32,
    pub(super) asker: Option<ThreadId>,
    /// Workers that have left after their last task and have not been replaced.
    pub left: u32,
}

impl ProcessPool {
    /// Whether the fork server has answered every request.
    pub fn server_answered(&self) -> bool {
        self.asked == 0
    }

    /// Takes room for so many items.
    pub fn reserve(&mut self, items: usize) {
        self.items.reserve_exact(items);
        self.members.reserve_exact(items);
        self.pending.reserve_exact(items);
    }

    pub fn add_item(&mut self, item: Item) -> usize {
        self.items.push(item);
        self.items.len() - 1
    }

    pub fn item(&self, item: usize) -> &Item {
        &self.items[item]
    }

    /// The tasks of an item.
    pub fn tasks(&self, item: usize) -> &[TaskId] {
        &self.members[self.items[item].tasks()]
    }

    /// What a task in the queue waits for.
    pub fn queue_state(&self) -> State {
        if self.ready == 0 { State::Start } else { State::PoolQueue }
    }
}

impl Machine<'_> {
    pub(super) fn payload(&self, pool: usize, item: usize) -> Payload {
        let pool = &self.process_pools[pool];
        let (entry, tasks) = (pool.item(item), pool.tasks(item));
        let class = |task: &TaskId| &self.load.classes[self.tasks.get(*task).class as usize];
        let sum = |carries: bool, of: fn(&Class) -> u64| {
            if carries { tasks.iter().map(|task| of(class(task))).sum() } else { 0 }
        };
        Payload {
            arguments: sum(entry.carries_arguments, |class| class.arguments_bytes),
            result: sum(entry.carries_results, |class| class.result_bytes),
            kind: tasks.first().map_or(PayloadKind::Bytes, |task| class(task).payload),
        }
    }

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
            members: Vec::new(),
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
            tracked: false,
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
        p.pending.push_back(item as u32);
        if p.method == StartMethod::Fork {
            p.due = p.max - p.started;
        } else if p.idle_tokens > 0 {
            p.idle_tokens -= 1;
        } else {
            p.due = u32::from(p.started < p.max);
        }
        let state = p.queue_state();
        let manager = p.manager;
        for at in self.process_pools[pool].items[item].tasks() {
            let task = self.process_pools[pool].members[at];
            self.tasks.set(task, state, self.now);
        }
        if let Some(manager) = manager {
            self.unpark(manager);
        }
    }

    /// A worker can take its first task: tasks wait for the queue from now on, not for a start.
    pub(super) fn process_worker_ready(&mut self, pool: usize) {
        let p = &mut self.process_pools[pool];
        p.ready += 1;
        if p.ready > 1 {
            return;
        }
        for task in &p.members {
            if self.tasks.get(*task).state() == State::Start {
                self.tasks.set(*task, State::PoolQueue, self.now);
            }
        }
    }
}
