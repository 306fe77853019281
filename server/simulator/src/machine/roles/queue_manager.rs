//! The two helper threads of a ProcessPoolExecutor in the parent: the queue manager, and the call queue's feeder
//! (concurrent/futures/process.py: _ExecutorManagerThread; multiprocessing/queues.py: Queue._feed).

use super::Role;
use super::thread_pool::{Back, Job, SYSTEM_CALL};
use crate::engine::{Span, Time};
use crate::machine::ahead::{AHEAD, MANY};
use crate::machine::record::LaneKind;
use crate::machine::thread::{Interrupt, Op, ThreadId};
use crate::machine::{Machine, State};

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

fn python(work: Span, state: State, how: Interrupt) -> Op {
    Op::python(work, state, how)
}

impl Machine<'_> {
    pub(super) fn manager_op(&mut self, id: ThreadId, pool: usize, mut step: ManagerStep) -> Op {
        loop {
            let op = self.manager_step(id, pool, &mut step);
            if let Some(op) = op {
                self.thread_mut(id).role = Role::Manager { pool, step };
                return op;
            }
        }
    }

    fn manager_step(&mut self, id: ThreadId, pool: usize, step: &mut ManagerStep) -> Option<Op> {
        match *step {
            ManagerStep::Boot { parent } => {
                self.thread_booted(parent);
                *step = ManagerStep::Refill;
                Some(python(self.prices.thread_start_child, State::Overhead, Interrupt::Bytecode))
            }
            ManagerStep::Wait => {
                let pipe = self.process_pools[pool].result_pipe;
                match self.begin_read(id, pipe) {
                    Some(item) => {
                        *step = ManagerStep::Read { item };
                        let last = self.process_pools[pool].tasks(item).last().copied();
                        self.thread_mut(id).task = last;
                        None
                    }
                    None if self.can_queue(pool) => {
                        *step = ManagerStep::Refill;
                        None
                    }
                    None => Some(Op::park(Time::NEVER, None)),
                }
            }
            ManagerStep::Read { item } => {
                let pipe = self.process_pools[pool].result_pipe;
                if let Some(op) = self.read_op(id, pipe) {
                    return Some(op);
                }
                *step = ManagerStep::Unpickled { item };
                let payload = self.payload(pool, item);
                let work = self.prices.unpickle(payload.result, payload.kind);
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
                // A loop's future: `call_soon_threadsafe` writes to its self-pipe.
                matches!(self.process_pools[pool].items[item].back, Back::Loop { .. }).then_some(SYSTEM_CALL)
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
                self.look_at_pending(pool);
                let item = self.process_pools[pool].pending.pop_front()? as usize;
                let tasks = self.process_pools[pool].tasks(item);
                if tasks.iter().all(|task| self.is_cancelled(*task)) {
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

    /// The first tasks of the next few items.
    fn look_at_pending(&self, pool: usize) {
        let p = &self.process_pools[pool];
        if p.pending.len() >= MANY && p.pending.len().is_multiple_of(AHEAD) {
            let items = p.pending.iter().take(AHEAD);
            self.look_ahead_at_all(items.filter_map(|item| p.tasks(*item as usize).first().copied()));
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
                let feeder = self.start_thread(manager, role, "queue feeder", LaneKind::Helper);
                self.process_pools[pool].feeder = Some(feeder);
            }
        }
    }

    fn item_done(&mut self, pool: usize, item: usize) {
        let p = &mut self.process_pools[pool];
        p.idle_tokens += 1;
        let back = p.items[item].back;
        for at in p.items[item].tasks() {
            let task = self.process_pools[pool].members[at];
            self.job_done(Job { task, back });
        }
    }

    pub(super) fn feeder_op(&mut self, id: ThreadId, pool: usize, mut step: FeederStep) -> Op {
        loop {
            let op = match step {
                FeederStep::Take => self.pickle_next(id, pool, &mut step),
                FeederStep::Pickled { item } => {
                    let pipe = self.process_pools[pool].call_pipe;
                    let bytes = self.payload(pool, item).call_bytes();
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
            if let Some(op) = op {
                self.thread_mut(id).role = Role::Feeder { pool, step };
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
            return Some(Op::park(Time::NEVER, None));
        };
        *step = FeederStep::Pickled { item };
        let payload = self.payload(pool, item);
        let work = self.prices.pickle(payload.arguments, payload.kind) + self.prices.process_feeder;
        self.thread_mut(id).task = self.process_pools[pool].tasks(item).first().copied();
        Some(python(work, State::Serialize, Interrupt::CCall))
    }
}
