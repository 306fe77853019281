//! A `threading.Thread` for one task.

use super::Role;
use crate::engine::Span;
use crate::machine::thread::{Interrupt, Op, ThreadId};
use crate::machine::{Machine, State};

#[derive(Clone, Copy, Debug)]
pub enum Step {
    Boot,
    Booted,
    Run,
    Finish,
}

fn overhead(work: Span) -> Op {
    Op::python(work, State::Overhead, Interrupt::Bytecode)
}

impl Machine<'_> {
    pub(super) fn task_thread_op(&mut self, id: ThreadId, owner: ThreadId, step: Step) -> Op {
        let then = |step| Role::TaskThread { owner, step };
        match step {
            Step::Boot => {
                self.thread_mut(id).role = then(Step::Booted);
                overhead(Span::ZERO)
            }
            Step::Booted => {
                // The first thing that a thread does is to say so (threading.py: _bootstrap_inner).
                self.thread_booted(owner);
                self.thread_mut(id).role = then(Step::Run);
                overhead(self.prices.thread_start_child)
            }
            Step::Run => {
                self.thread_mut(id).role = then(Step::Finish);
                Op::steps(usize::MAX)
            }
            Step::Finish => {
                self.finish_task_thread(id);
                Op::exit()
            }
        }
    }

    fn finish_task_thread(&mut self, id: ThreadId) {
        let bytes = self.thread_bytes();
        self.memory.give_back(bytes);
        if let Some(task) = self.thread_mut(id).task.take() {
            self.complete_task(task);
        }
    }

    /// The thread's first bytecode: `Thread.start()` returns in its parent.
    pub(super) fn thread_booted(&mut self, parent: ThreadId) {
        self.thread_mut(parent).child_booted = true;
        self.unpark(parent);
    }
}

#[cfg(test)]
mod tests {
    use crate::machine::Ended;
    use crate::machine::workload::Workload;
    use crate::models;

    #[test]
    fn a_thread_that_has_ended_gives_its_place_to_the_next() {
        let scenario = crate::parse(
            r#"{"version": 1, "machine": {"cores": 2}, "workload": [{"name": "a", "tasks": 500, "steps": [
                {"kind": "cpu", "ms": 0.1}]}], "models": [{"kind": "thread_per_task"}]}"#,
        )
        .expect("a valid scenario");
        let load = Workload::new(&scenario, 1);
        let mut machine = models::machine(&scenario, &scenario.models[0], &load, true).expect("a model");
        assert_eq!(machine.run(None, u64::MAX), Ended::AllDone);
        // The main thread, and those that were there at once.
        assert!(machine.threads.len() < 50, "{}", machine.threads.len());
        assert_eq!(machine.record.lanes.len(), 501, "each has a lane of its own");
    }
}
