//! Handing a task to an executor, as the thread that calls `submit` (or `Thread.start`) lives it: the call's own
//! CPU under the GIL, and the start of a worker inside it when one is due.

use std::fmt::Display;

use super::Role;
use super::process_pool::Item;
use super::task_thread;
use super::thread_pool::{Back, Job};
use crate::engine::{Span, Time};
use crate::machine::record::LaneKind;
use crate::machine::tasks::TaskId;
use crate::machine::thread::{Interrupt, Op, ThreadId};
use crate::machine::{Machine, State};

/// Where a submitter's tasks go.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    ThreadPool(usize),
    /// A process pool, so many tasks to an item.
    ProcessPool(usize, u32),
    ThreadPerTask,
}

/// What is being handed over.
#[derive(Clone, Copy, Debug)]
pub enum What {
    Job {
        pool: usize,
        job: Job,
    },
    /// An item of a process pool, by its number.
    Item {
        pool: usize,
        item: usize,
    },
    Thread {
        task: TaskId,
    },
}

#[derive(Clone, Copy, Debug)]
enum Step {
    /// The call's own work is done.
    Put,
    /// Creates threads or processes that are due.
    Start,
    /// Waits until a new thread has run its first bytecode.
    WaitForThread,
    /// Waits for the fork server's answer.
    WaitForServer,
}

/// What a start waits for when its own work is done.
#[derive(Clone, Copy, Debug)]
pub enum After {
    Go,
    /// The fork server's answer.
    Server,
    /// A thread's first bytecode.
    Thread,
}

/// A hand-over in progress.
#[derive(Clone, Copy, Debug)]
pub struct Submission {
    /// None: nothing more of it is to be started.
    what: Option<What>,
    step: Step,
}

fn overhead(work: Span, how: Interrupt) -> Op {
    Op::python(work, State::Overhead, how)
}

impl Machine<'_> {
    /// The thread hands a new task over: what the call itself takes.
    pub(super) fn submit(&mut self, id: ThreadId, target: Target, task: TaskId) -> Op {
        self.tasks.set(task, State::Overhead, self.now);
        let what = match target {
            Target::ThreadPool(pool) => What::Job { pool, job: Job { task, back: Back::Main } },
            Target::ProcessPool(pool, chunk) => {
                let item = self.gather_item(pool, task, chunk);
                What::Item { pool, item }
            }
            Target::ThreadPerTask => What::Thread { task },
        };
        self.hand_over(id, what)
    }

    /// The thread hands this over: what the call itself takes.
    pub(super) fn hand_over(&mut self, id: ThreadId, what: What) -> Op {
        let at = id.0 as usize;
        if at >= self.submissions.len() {
            self.submissions.resize(at + 1, None);
        }
        self.submissions[at] = Some(Submission { what: Some(what), step: Step::Put });
        let work = match what {
            What::Job { job: Job { back: Back::Loop { .. }, .. }, .. } => self.prices.to_thread_submit,
            What::Job { .. } => self.prices.thread_submit,
            What::Item { .. } => self.prices.process_submit,
            What::Thread { .. } => Span::ZERO,
        };
        overhead(work, Interrupt::Bytecode)
    }

    /// The next operation of the thread's hand-over; `None` when it is done.
    pub(super) fn submit_op(&mut self, id: ThreadId) -> Option<Op> {
        let mut submission = (*self.submissions.get(id.0 as usize)?)?;
        loop {
            let op = match submission.step {
                Step::Put => {
                    // From here on the executor works on the task, not this thread.
                    self.thread_mut(id).task = None;
                    self.put(&mut submission);
                    None
                }
                Step::Start => match self.start_due(id, &mut submission) {
                    Some(op) => Some(op),
                    None => {
                        self.submissions[id.0 as usize] = None;
                        return None;
                    }
                },
                Step::WaitForThread => {
                    if !self.thread(id).child_booted {
                        Some(Op::block(None))
                    } else {
                        submission.step = Step::Start;
                        None
                    }
                }
                Step::WaitForServer => {
                    if self.server_answered(submission.what) {
                        submission.step = Step::Start;
                        None
                    } else {
                        Some(Op::park(Time::NEVER, None))
                    }
                }
            };
            if op.is_some() {
                self.submissions[id.0 as usize] = Some(submission);
                return op;
            }
        }
    }

    fn put(&mut self, submission: &mut Submission) {
        submission.step = Step::Start;
        match submission.what {
            Some(What::Job { pool, job }) => self.put_job(pool, job),
            Some(What::Item { pool, item }) => self.put_item(pool, item),
            Some(What::Thread { .. }) | None => {}
        }
    }

    /// Starts one worker that is due; `None`: nothing more is.
    fn start_due(&mut self, id: ThreadId, submission: &mut Submission) -> Option<Op> {
        match submission.what? {
            What::Job { pool, .. } => {
                if !self.thread_pools[pool].take_start() {
                    return None;
                }
                self.start_pool_thread(id, pool);
                submission.step = Step::WaitForThread;
                Some(overhead(self.prices.thread_start_parent, Interrupt::Bytecode))
            }
            What::Thread { task } => {
                submission.what = None;
                let role = Role::TaskThread { owner: id, step: task_thread::Step::Boot };
                let child =
                    self.start_thread(id, role, format_args!("thread {}", task.0 + 1), LaneKind::Thread);
                self.thread_mut(child).task = Some(task);
                self.tasks.set(task, State::Start, self.now);
                submission.step = Step::WaitForThread;
                Some(overhead(self.prices.thread_start_parent, Interrupt::Bytecode))
            }
            What::Item { pool, .. } => {
                let (op, after) = self.start_process_due(id, pool)?;
                submission.step = match after {
                    After::Go => Step::Start,
                    After::Server => Step::WaitForServer,
                    After::Thread => Step::WaitForThread,
                };
                Some(op)
            }
        }
    }

    fn server_answered(&self, what: Option<What>) -> bool {
        match what {
            Some(What::Item { pool, .. }) => self.process_pools[pool].server_answered(),
            _ => true,
        }
    }

    /// `pthread_create`: the child runs once a core is free for it and it gets the GIL.
    pub(super) fn start_thread(
        &mut self,
        parent: ThreadId,
        role: Role,
        name: impl Display,
        kind: LaneKind,
    ) -> ThreadId {
        let process = self.thread(parent).process;
        let bytes = self.thread_bytes();
        self.memory.take(bytes);
        self.thread_mut(parent).child_booted = false;
        let wake = self.prices.wake + self.prices.thread_start_parent;
        self.add_thread(process, role, name, kind, wake)
    }

    fn start_pool_thread(&mut self, parent: ThreadId, pool: usize) {
        let number = self.thread_pools[pool].started;
        let role = self.thread_pools[pool].worker(pool, parent);
        self.start_thread(parent, role, format_args!("worker {number}"), LaneKind::Thread);
    }

    /// Resident memory of one more thread of this build.
    pub(super) fn thread_bytes(&self) -> u64 {
        let costs = self.prices.costs();
        let free_threaded = self.processes.first().is_some_and(|p| p.gil.is_none());
        (if free_threaded { costs.free_threaded_thread_bytes } else { costs.thread_bytes }) as u64
    }

    /// The item of a task, and the tasks behind it that have arrived and travel with it.
    fn gather_item(&mut self, pool: usize, first: TaskId, chunk: u32) -> usize {
        self.process_pools[pool].members.push(first);
        let mut count = 1;
        while count < chunk
            && let super::arrivals::Next::Now(task) = self.next_arrival(State::PoolQueue)
        {
            self.tasks.set(task, State::Overhead, self.now);
            self.process_pools[pool].members.push(task);
            count += 1;
        }
        let item = Item::whole(&self.process_pools[pool], count);
        self.process_pools[pool].add_item(item)
    }
}
