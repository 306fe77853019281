//! An InterpreterPoolExecutor (3.14+): threads of one process, each with an interpreter and a GIL of its own.

use crate::machine::Machine;
use crate::machine::roles::submit::Target;
use crate::scenario::{KeySpec, Model, ModelSpec, Python};

pub(super) const SPEC: ModelSpec = ModelSpec {
    kind: "interpreters",
    title: "Interpreters",
    python: "InterpreterPoolExecutor",
    keys: &[KeySpec::Threads],
    since: Python::V3_14,
    complexity: 3,
};

/// A pool of threads with interpreters behind the main one.
pub(super) fn wire(machine: &mut Machine, model: &Model) {
    let process = machine.add_process(true);
    let pool = machine.add_interpreter_pool(model.workers.unwrap_or(1));
    super::submitter(machine, process, Target::ThreadPool(pool));
}
