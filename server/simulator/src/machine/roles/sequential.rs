//! A for loop: the thread runs every task that it takes itself.

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
                    self.give_up_late();
                    let Next::Now(task) = self.next_arrival(State::PoolQueue) else {
                        return Op::Park { until: Time::NEVER, state: None };
                    };
                    self.thread_mut(id).task = Some(task);
                    self.begin_steps(id, usize::MAX);
                    step = Step::Run;
                }
                Step::Run => {
                    if let Some(op) = self.step_op(id) {
                        return op;
                    }
                    if let Some(task) = self.thread_mut(id).task.take() {
                        // If it is late by now, it is given up before the next is taken.
                        self.complete_task(task);
                    }
                    step = Step::Take;
                }
            }
            self.thread_mut(id).role = Role::Sequential(step);
        }
    }
}
