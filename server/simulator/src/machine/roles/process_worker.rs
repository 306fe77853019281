//! The main thread of a worker process of a ProcessPoolExecutor: read a call, unpickle, run, pickle, write.

use super::Role;
use crate::engine::Time;
use crate::machine::thread::{Interrupt, Op, ThreadId};
use crate::machine::{Machine, State};

#[derive(Clone, Copy, Debug)]
pub enum Step {
    Boot,
    Ready,
    /// Waits for its turn to read.
    Lock {
        executed: u32,
    },
    /// Waits for a message.
    Wait {
        executed: u32,
    },
    Read {
        executed: u32,
        item: usize,
    },
    /// Runs the item's task of this number.
    Run {
        executed: u32,
        item: usize,
        task: u32,
    },
    Ran {
        executed: u32,
        item: usize,
        task: u32,
    },
    Pickled {
        executed: u32,
        item: usize,
    },
    Write {
        executed: u32,
        item: usize,
    },
}

impl Machine<'_> {
    pub(super) fn process_worker_op(&mut self, id: ThreadId, pool: usize, mut step: Step) -> Op {
        loop {
            let op = self.process_worker_step(id, pool, &mut step);
            if let Some(op) = op {
                self.thread_mut(id).role = Role::ProcessWorker { pool, step };
                return op;
            }
        }
    }

    fn process_worker_step(&mut self, id: ThreadId, pool: usize, step: &mut Step) -> Option<Op> {
        match *step {
            Step::Boot => {
                *step = Step::Ready;
                let work = self.prices.process_boot(self.process_pools[pool].method);
                Some(Op::python(work, State::Start, Interrupt::Bytecode))
            }
            Step::Ready => {
                self.process_worker_ready(pool);
                *step = Step::Lock { executed: 0 };
                None
            }
            Step::Lock { executed } => {
                if self.process_pools[pool].max_tasks == Some(executed) {
                    self.process_pools[pool].left += 1;
                    return Some(Op::exit());
                }
                let wait = self.lock_op(id, self.process_pools[pool].reader_lock, None);
                if wait.is_none() {
                    *step = Step::Wait { executed };
                }
                wait
            }
            Step::Wait { executed } => match self.begin_read(id, self.process_pools[pool].call_pipe) {
                Some(item) => {
                    self.thread_mut(id).task = self.process_pools[pool].tasks(item).first().copied();
                    *step = Step::Read { executed, item };
                    None
                }
                None => Some(Op::park(Time::NEVER, None)),
            },
            Step::Read { executed, item } => {
                if let Some(op) = self.read_op(id, self.process_pools[pool].call_pipe) {
                    return Some(op);
                }
                *step = Step::Run { executed, item, task: 0 };
                Some(self.unpickle_call(id, pool, item))
            }
            Step::Run { executed, item, task } => {
                let entry = self.process_pools[pool].item(item);
                let Some(next) = self.process_pools[pool].tasks(item).get(task as usize).copied() else {
                    *step = Step::Pickled { executed, item };
                    return Some(self.pickle_result(pool, item));
                };
                let until = entry.back.until();
                self.thread_mut(id).task = Some(next);
                *step = Step::Ran { executed, item, task };
                Some(Op::steps(until))
            }
            Step::Ran { executed, item, task } => {
                let last = task as usize + 1 == self.process_pools[pool].tasks(item).len();
                if !last && let Some(done) = self.thread(id).task {
                    // Its result waits for the rest of the chunk.
                    self.tasks.set(done, State::PoolQueue, self.now);
                }
                *step = Step::Run { executed, item, task: task + 1 };
                None
            }
            Step::Pickled { executed, item } => {
                let (lock, pipe) =
                    (self.process_pools[pool].writer_lock, self.process_pools[pool].result_pipe);
                if let Some(op) = self.lock_op(id, lock, Some(State::LockWait)) {
                    return Some(op);
                }
                let bytes = self.payload(pool, item).result_bytes();
                self.begin_write(id, pipe, item, bytes);
                *step = Step::Write { executed, item };
                None
            }
            Step::Write { executed, item } => {
                let (lock, pipe) =
                    (self.process_pools[pool].writer_lock, self.process_pools[pool].result_pipe);
                if let Some(op) = self.write_op(id, pipe) {
                    return Some(op);
                }
                self.unlock(id, lock);
                self.message_sent(id, pipe, item, State::PoolQueue);
                *step = Step::Lock { executed: executed + 1 };
                None
            }
        }
    }

    /// The call is read: the next worker may read, a place in the call queue is free, and the payload is unpickled.
    fn unpickle_call(&mut self, id: ThreadId, pool: usize, item: usize) -> Op {
        self.unlock(id, self.process_pools[pool].reader_lock);
        self.process_pools[pool].slots += 1;
        let payload = self.payload(pool, item);
        let work =
            self.prices.unpickle(payload.arguments, payload.kind) + self.prices.process_worker.scaled(0.5);
        Op::python(work, State::Serialize, Interrupt::CCall)
    }

    fn pickle_result(&self, pool: usize, item: usize) -> Op {
        let payload = self.payload(pool, item);
        let work = self.prices.pickle(payload.result, payload.kind) + self.prices.process_worker.scaled(0.5);
        Op::python(work, State::Serialize, Interrupt::CCall)
    }
}
