//! A worker of an InterpreterPoolExecutor (3.14): a thread with an interpreter of its own, made when it starts
//! (concurrent/futures/interpreter.py: WorkerContext; Python/pylifecycle.c: new_interpreter).
//!
//! Fetching a call, packing its arguments, and setting its result need the main interpreter's GIL; the call itself
//! runs under the worker's own.

use super::Role;
use super::thread_pool::{Fetched, Job};
use crate::engine::{Span, Time};
use crate::machine::gil::GilId;
use crate::machine::thread::{Interrupt, Op, ThreadId};
use crate::machine::workload::Class;
use crate::machine::{Machine, State};

#[derive(Clone, Copy, Debug)]
pub enum Step {
    Boot {
        parent: ThreadId,
    },
    Booted {
        parent: ThreadId,
    },
    /// In its own new interpreter, which boots; it is the one with this GIL, as below.
    Create {
        own: GilId,
    },
    Created {
        own: GilId,
    },
    Ready {
        own: GilId,
    },
    Fetch {
        own: GilId,
    },
    /// The arguments are packed: on to its own interpreter.
    Enter {
        own: GilId,
        job: Job,
    },
    Unpack {
        own: GilId,
        job: Job,
    },
    Run {
        own: GilId,
        job: Job,
    },
    Ran {
        own: GilId,
        job: Job,
    },
    /// The result is packed: back to the main interpreter.
    Leave {
        own: GilId,
        job: Job,
    },
    Returned {
        own: GilId,
        job: Job,
    },
    Finish {
        own: GilId,
        job: Job,
    },
}

fn python(work: Span, state: State) -> Option<Op> {
    Some(Op::python(work, state, Interrupt::Bytecode))
}

impl Machine<'_> {
    pub(super) fn interpreter_worker_op(&mut self, id: ThreadId, pool: usize, mut step: Step) -> Op {
        loop {
            let op = self.interpreter_worker_step(id, pool, &mut step);
            if let Some(op) = op {
                self.thread_mut(id).role = Role::InterpreterWorker { pool, step };
                return op;
            }
        }
    }

    fn interpreter_worker_step(&mut self, id: ThreadId, pool: usize, step: &mut Step) -> Option<Op> {
        match *step {
            Step::Boot { parent } => {
                *step = Step::Booted { parent };
                python(self.prices.thread_start_child, State::Overhead)
            }
            Step::Booted { parent } => {
                self.thread_booted(parent);
                let own = self.add_interpreter();
                *step = Step::Create { own };
                Some(Op::attach(Some(own)))
            }
            Step::Create { own } => {
                *step = Step::Created { own };
                python(self.prices.interpreter_boot, State::Start)
            }
            Step::Created { own } => {
                *step = Step::Ready { own };
                Some(self.attach_main(id))
            }
            Step::Ready { own } => {
                self.pool_worker_ready(pool);
                *step = Step::Fetch { own };
                None
            }
            Step::Fetch { own } => match self.fetch(id, pool) {
                Fetched::Job(job) => {
                    *step = Step::Enter { own, job };
                    let (arguments, _) = self.crossing(job);
                    python(self.prices.interpreter_submit.scaled(0.4) + arguments, State::Serialize)
                }
                Fetched::Cancelled => None,
                Fetched::Nothing => Some(Op::park(Time::NEVER, None)),
            },
            Step::Enter { own, job } => {
                *step = Step::Unpack { own, job };
                Some(Op::attach(Some(own)))
            }
            Step::Unpack { own, job } => {
                *step = Step::Run { own, job };
                let (arguments, _) = self.crossing(job);
                python(self.prices.interpreter_submit.scaled(0.1) + arguments, State::Serialize)
            }
            Step::Run { own, job } => {
                *step = Step::Ran { own, job };
                Some(Op::steps(job.back.until()))
            }
            Step::Ran { own, job } => {
                *step = Step::Leave { own, job };
                let (_, result) = self.crossing(job);
                python(self.prices.interpreter_submit.scaled(0.1) + result, State::Serialize)
            }
            Step::Leave { own, job } => {
                *step = Step::Returned { own, job };
                Some(self.attach_main(id))
            }
            Step::Returned { own, job } => {
                *step = Step::Finish { own, job };
                let (_, result) = self.crossing(job);
                python(self.prices.interpreter_submit.scaled(0.4) + result, State::Serialize)
            }
            Step::Finish { own, job } => {
                self.finish_job(id, pool, job);
                *step = Step::Fetch { own };
                None
            }
        }
    }

    fn attach_main(&self, id: ThreadId) -> Op {
        Op::attach(self.processes[self.thread(id).process].gil)
    }

    /// What packing, or unpacking, a call's arguments costs; and its result.
    fn crossing(&self, job: Job) -> (Span, Span) {
        let class: &Class = &self.load.classes[self.tasks.get(job.task).class as usize];
        let half = |bytes| self.prices.interpreter_crossing(bytes, class.payload).scaled(0.5);
        (half(class.arguments_bytes), half(class.result_bytes))
    }
}
