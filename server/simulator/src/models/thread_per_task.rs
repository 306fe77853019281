//! A threading.Thread for each task, no pool: `start()` returns when the child has run its first bytecode.

use crate::machine::Machine;
use crate::machine::roles::submit::Target;
use crate::scenario::{Model, ModelSpec, Python};

pub(super) const SPEC: ModelSpec = ModelSpec {
    kind: "thread_per_task",
    title: "Thread per task",
    python: "a threading.Thread for each task",
    keys: &[],
    since: Python::V3_11,
    complexity: 1,
};

/// The main thread starts a thread for each task.
pub(super) fn wire(machine: &mut Machine, _: &Model) {
    let process = machine.add_process(true);
    super::submitter(machine, process, Target::ThreadPerTask);
}
