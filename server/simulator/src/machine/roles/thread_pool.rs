//! ThreadPoolExecutor: its queue and its workers (concurrent/futures/thread.py).

use std::collections::VecDeque;

use super::{Role, interpreter_pool};
use crate::engine::{Span, Time};
use crate::machine::Machine;
use crate::machine::State;
use crate::machine::ahead::{AHEAD, MANY};
use crate::machine::tasks::TaskId;
use crate::machine::thread::{Interrupt, Op, ThreadId};
use crate::scenario::{Python, limits};

/// Who is told when a call is done, and so what of its task the call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Back {
    /// The main thread, which waits for its future: the whole task.
    Main,
    /// A coroutine of this loop: one step.
    Loop { event_loop: u16, step: u8 },
}

/// There may be a call for each task.
const _: () = assert!(size_of::<Job>() == 8 && limits::PROCESSES.max < 1 << 16);

impl Back {
    /// The call runs its task's steps up to this one.
    pub fn until(self) -> usize {
        match self {
            Back::Main => usize::MAX,
            Back::Loop { step, .. } => usize::from(step) + 1,
        }
    }
}

/// A call that a worker makes.
#[derive(Clone, Copy, Debug)]
pub struct Job {
    pub task: TaskId,
    pub back: Back,
}

#[derive(Clone, Copy, Debug)]
pub enum Step {
    Boot { parent: ThreadId },
    Booted { parent: ThreadId },
    Fetch,
    Run { job: Job },
    Ran { job: Job },
    Finish { job: Job },
}

/// A short system call: it releases the GIL and takes it back.
pub(super) const SYSTEM_CALL: Op = Op::native(Span::ZERO, State::Overhead);

/// What a worker finds in the queue.
pub enum Fetched {
    Job(Job),
    Cancelled,
    /// It is on the list of those who wait for a job.
    Nothing,
}

#[derive(Debug)]
pub struct ThreadPool {
    max: u32,
    pub started: u32,
    /// Workers that have run their first bytecode.
    ready: u32,
    start_due: bool,
    /// `_idle_semaphore`: workers that are believed to be idle.
    idle_tokens: u32,
    queue: VecDeque<Job>,
    /// Workers asleep in `get`, longest first.
    getters: VecDeque<ThreadId>,
    /// Since 3.13 a put hands the item to the longest-waiting getter (Modules/_queuemodule.c: maybe_handoff_item).
    handed: Vec<(ThreadId, Job)>,
    hands_over: bool,
    /// Each worker has an interpreter of its own, where calls run.
    interpreters: bool,
    /// Up to 3.11 a worker counts itself idle after every item, even with more in the queue (gh-102024).
    counts_idle_always: bool,
}

impl ThreadPool {
    /// A pool of at most so many threads; each is started by a `submit` that finds none idle.
    pub fn new(max: u32, python: Python) -> ThreadPool {
        ThreadPool {
            max,
            started: 0,
            ready: 0,
            start_due: false,
            idle_tokens: 0,
            queue: VecDeque::new(),
            getters: VecDeque::new(),
            handed: Vec::new(),
            hands_over: python >= Python::V3_13,
            interpreters: false,
            counts_idle_always: python <= Python::V3_11,
        }
    }

    /// An InterpreterPoolExecutor is a ThreadPoolExecutor whose workers make an interpreter each
    /// (concurrent/futures/interpreter.py).
    pub fn with_interpreters(self) -> ThreadPool {
        ThreadPool { interpreters: true, ..self }
    }

    /// Takes room for so many calls in the queue.
    pub fn reserve(&mut self, calls: usize) {
        self.queue.reserve_exact(calls);
    }

    /// What a new worker runs.
    pub fn worker(&self, pool: usize, parent: ThreadId) -> Role {
        if self.interpreters {
            Role::InterpreterWorker { pool, step: interpreter_pool::Step::Boot { parent } }
        } else {
            Role::PoolWorker { pool, step: Step::Boot { parent } }
        }
    }

    /// Whether the last `submit` has to start a thread; asked once.
    pub fn take_start(&mut self) -> bool {
        let due = std::mem::take(&mut self.start_due);
        self.started += u32::from(due);
        due
    }
}

impl Machine<'_> {
    /// `submit`'s inner part: enqueue, and `_adjust_thread_count`.
    pub(super) fn put_job(&mut self, pool: usize, job: Job) {
        let p = &mut self.thread_pools[pool];
        let state = if p.ready == 0 { State::Start } else { State::PoolQueue };
        let getter = p.getters.pop_front();
        match getter {
            Some(getter) if p.hands_over => p.handed.push((getter, job)),
            _ => p.queue.push_back(job),
        }
        if p.idle_tokens > 0 {
            p.idle_tokens -= 1;
        } else {
            p.start_due = p.started < p.max;
        }
        self.tasks.set(job.task, state, self.now);
        if let Some(getter) = getter {
            self.unpark(getter);
        }
    }

    pub(super) fn pool_worker_op(&mut self, id: ThreadId, pool: usize, mut step: Step) -> Op {
        loop {
            let op = match step {
                Step::Boot { parent } => {
                    step = Step::Booted { parent };
                    Some(self.overhead(Span::ZERO))
                }
                Step::Booted { parent } => {
                    // The first thing that a thread does is to say so (threading.py: _bootstrap_inner).
                    self.thread_booted(parent);
                    self.pool_worker_ready(pool);
                    step = Step::Fetch;
                    Some(self.overhead(self.prices.thread_start_child))
                }
                Step::Fetch => match self.fetch(id, pool) {
                    Fetched::Job(job) => {
                        step = Step::Run { job };
                        Some(self.overhead(self.worker_share(job)))
                    }
                    Fetched::Cancelled => None,
                    Fetched::Nothing => Some(Op::park(Time::NEVER, None)),
                },
                Step::Run { job } => {
                    step = Step::Ran { job };
                    Some(Op::steps(job.back.until()))
                }
                Step::Ran { job } => {
                    step = Step::Finish { job };
                    Some(self.overhead(self.worker_share(job)))
                }
                Step::Finish { job } => {
                    self.finish_job(id, pool, job);
                    step = Step::Fetch;
                    // `call_soon_threadsafe` writes to the loop's self-pipe: a system call without the GIL.
                    matches!(job.back, Back::Loop { .. }).then_some(SYSTEM_CALL)
                }
            };
            if let Some(op) = op
                && !self.is_over_at_once(id, op)
            {
                self.thread_mut(id).role = Role::PoolWorker { pool, step };
                return op;
            }
        }
    }

    fn overhead(&self, work: Span) -> Op {
        Op::python(work, State::Overhead, Interrupt::Bytecode)
    }

    /// What the worker pays before the call, and again after it.
    fn worker_share(&self, job: Job) -> Span {
        match job.back {
            Back::Main => self.prices.thread_worker,
            Back::Loop { .. } => self.prices.to_thread_worker,
        }
    }

    /// Tasks that waited for a first worker wait in the queue from now on.
    pub(super) fn pool_worker_ready(&mut self, pool: usize) {
        self.thread_pools[pool].ready += 1;
        if self.thread_pools[pool].ready == 1 {
            let now = self.now;
            for job in &self.thread_pools[pool].queue {
                self.tasks.set(job.task, State::PoolQueue, now);
            }
        }
    }

    /// The worker's next job.
    pub(super) fn fetch(&mut self, id: ThreadId, pool: usize) -> Fetched {
        let p = &mut self.thread_pools[pool];
        let handed = p.handed.iter().position(|(getter, _)| *getter == id);
        let job = match handed {
            Some(at) => Some(p.handed.remove(at).1),
            None => {
                if p.queue.len() >= MANY && p.queue.len().is_multiple_of(AHEAD) {
                    let p = &self.thread_pools[pool];
                    self.look_ahead(p.queue.iter().take(AHEAD).map(|job| job.task));
                }
                self.thread_pools[pool].queue.pop_front()
            }
        };
        let p = &mut self.thread_pools[pool];
        let Some(job) = job else {
            if !p.getters.contains(&id) {
                p.getters.push_back(id);
                p.idle_tokens += u32::from(!p.counts_idle_always);
            }
            return Fetched::Nothing;
        };
        p.getters.retain(|getter| *getter != id);
        if self.is_cancelled(job.task) {
            // Given up while it waited: a cancelled future is skipped.
            return Fetched::Cancelled;
        }
        self.thread_mut(id).task = Some(job.task);
        Fetched::Job(job)
    }

    pub(super) fn finish_job(&mut self, id: ThreadId, pool: usize, job: Job) {
        self.thread_mut(id).task = None;
        self.job_done(job);
        let p = &mut self.thread_pools[pool];
        p.idle_tokens += u32::from(p.counts_idle_always);
    }

    pub(super) fn job_done(&mut self, job: Job) {
        match job.back {
            Back::Main => self.complete_task(job.task),
            Back::Loop { event_loop, .. } => self.future_done(event_loop.into(), job.task),
        }
    }
}
