//! A for loop: the thread runs every task that it takes itself.

use super::Role;
use super::arrivals::Next;
use crate::engine::Time;
use crate::machine::thread::{Op, ThreadId};
use crate::machine::{Machine, State};

#[derive(Clone, Copy, Debug)]
pub enum Step {
    Take,
    Done,
}

impl Machine<'_> {
    pub(super) fn sequential_op(&mut self, id: ThreadId, mut step: Step) -> Op {
        loop {
            match step {
                Step::Take => {
                    self.give_up_late();
                    let Next::Now(task) = self.next_arrival(State::PoolQueue) else {
                        return Op::park(Time::NEVER, None);
                    };
                    let thread = self.thread_mut(id);
                    thread.task = Some(task);
                    thread.role = Role::Sequential(Step::Done);
                    return Op::steps(usize::MAX);
                }
                Step::Done => {
                    if let Some(task) = self.thread_mut(id).task.take() {
                        // If it is late by now, it is given up before the next is taken.
                        self.complete_task(task);
                    }
                    step = Step::Take;
                    self.thread_mut(id).role = Role::Sequential(step);
                }
            }
        }
    }
}
