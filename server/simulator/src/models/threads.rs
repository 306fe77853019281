//! A ThreadPoolExecutor under the GIL: the main thread submits, workers run whole tasks.

use crate::machine::Machine;
use crate::scenario::{KeySpec, Model, ModelSpec, Python};

pub(super) const SPEC: ModelSpec = ModelSpec {
    kind: "threads",
    title: "Threads",
    python: "ThreadPoolExecutor under the GIL",
    keys: &[KeySpec::Threads],
    since: Python::V3_11,
    complexity: 1,
};

/// A pool of threads in one process with a GIL.
pub(super) fn wire(machine: &mut Machine, model: &Model) {
    let process = machine.add_process(true);
    super::thread_pool(machine, process, model.workers);
}
