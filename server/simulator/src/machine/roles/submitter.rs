//! The main thread of a program with an executor: `submit` for each task as it arrives, then `result()` of each
//! in the order of submission. Both need the GIL.

use super::Role;
use super::arrivals::Next;
use super::submit::Target;
use crate::engine::{Span, Time};
use crate::machine::tasks::{Status, Task, TaskId};
use crate::machine::thread::{Interrupt, Op, ThreadId};
use crate::machine::{Machine, State};

#[derive(Clone, Copy, Debug)]
pub enum Step {
    Take,
    Submit,
    /// Gives up what is late.
    GiveUp,
    /// Collects results from this task on.
    Collect {
        next: u32,
    },
}

fn overhead(work: Span) -> Op {
    Op::python(work, State::Overhead, Interrupt::Bytecode)
}

impl Machine<'_> {
    pub(super) fn submitter_op(&mut self, id: ThreadId, target: Target, mut step: Step) -> Op {
        loop {
            let op = match step {
                Step::Take => self.take_arrival(id, target, &mut step),
                Step::Submit => match self.submit_op(id) {
                    Some(op) => Some(op),
                    None => {
                        step = Step::Take;
                        None
                    }
                },
                Step::GiveUp => {
                    self.give_up_late();
                    step = Step::Take;
                    None
                }
                Step::Collect { next } => self.collect(next, &mut step),
            };
            if let Some(op) = op
                && !self.is_over_at_once(id, op)
            {
                self.thread_mut(id).role = Role::Submitter { target, step };
                return op;
            }
        }
    }

    fn take_arrival(&mut self, id: ThreadId, target: Target, step: &mut Step) -> Option<Op> {
        let waited = match target {
            Target::ThreadPool(_) | Target::ProcessPool(..) => State::PoolQueue,
            Target::ThreadPerTask => State::Start,
        };
        if self
            .late_since()
            .is_some_and(|late| self.arrivals.due_at(&self.load.order).is_none_or(|at| late < at))
        {
            // It needs the GIL for that, too.
            *step = Step::GiveUp;
            return Some(overhead(self.prices.thread_collect));
        }
        match self.next_arrival(waited) {
            Next::Now(task) => {
                *step = Step::Submit;
                Some(self.submit(id, target, task))
            }
            Next::At(until) => Some(Op::park(until + self.prices.timer_slack, None)),
            // A server's handlers answer by themselves.
            Next::Unknown if self.arrivals.are_queued() => Some(Op::park(Time::NEVER, None)),
            Next::Unknown => self.await_result(id, self.collected, step),
        }
    }

    /// Waits for the first result that is not there yet.
    fn await_result(&mut self, id: ThreadId, from: u32, step: &mut Step) -> Option<Op> {
        let all = &self.tasks.all[from as usize..];
        let over = |task: &Task| matches!(task.status(), Status::Completed | Status::TimedOut);
        let done = all.iter().position(|task| !over(task)).unwrap_or(all.len());
        let next = from + done as u32;
        let live = all.get(done).is_some_and(|task| matches!(task.status(), Status::Live | Status::Late));
        self.awaited = live.then_some((id, TaskId(next)));
        if next > from {
            // Results that are there already are taken without a wait, each for its price.
            let work = self.prices.thread_collect * u64::from(next - from);
            *step = Step::Collect { next };
            return Some(overhead(work));
        }
        Some(Op::park(Time::NEVER, None))
    }

    fn collect(&mut self, next: u32, step: &mut Step) -> Option<Op> {
        self.collected = self.collected.max(next);
        *step = Step::Take;
        None
    }
}
