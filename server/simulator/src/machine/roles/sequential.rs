//! A for loop: the main thread runs every task itself.

use super::Role;
use super::arrivals::Next;
use crate::engine::Time;
use crate::machine::thread::{Op, ThreadId};
use crate::machine::{Machine, State};

#[derive(Clone, Copy, Debug)]
pub enum Step {
    Take,
    Run,
}

impl Machine<'_> {
    pub(super) fn sequential_op(&mut self, id: ThreadId, mut step: Step) -> Op {
        loop {
            match step {
                Step::Take => {
                    self.admit_waiting();
                    match self.first_waiting() {
                        Some(task) => {
                            self.thread_mut(id).task = Some(task);
                            self.begin_steps(id, usize::MAX);
                            step = Step::Run;
                            self.thread_mut(id).role = Role::Sequential(step);
                        }
                        None => {
                            let until = match self.arrivals.take(self.now) {
                                Next::At(at) => at,
                                Next::Now(_) | Next::Unknown => Time::NEVER,
                            };
                            return Op::Park { until, state: None };
                        }
                    }
                }
                Step::Run => {
                    if let Some(op) = self.step_op(id) {
                        return op;
                    }
                    if let Some(task) = self.thread_mut(id).task.take() {
                        self.complete_task(task);
                    }
                    step = Step::Take;
                    self.thread_mut(id).role = Role::Sequential(step);
                }
            }
        }
    }

    /// Tasks that have arrived while the thread was busy wait from their arrival on.
    fn admit_waiting(&mut self) {
        while let Next::Now(task) = self.arrivals.take(self.now) {
            let at = self.arrivals.arrived(task).unwrap_or(self.now);
            self.submit_task_at(task, State::PoolQueue, at);
            self.backlog.push_back(task);
        }
    }

    /// The longest-waiting task that nobody has given up.
    fn first_waiting(&mut self) -> Option<crate::machine::tasks::TaskId> {
        loop {
            let task = self.backlog.pop_front()?;
            if self.tasks.is_live(task) {
                return Some(task);
            }
        }
    }
}
