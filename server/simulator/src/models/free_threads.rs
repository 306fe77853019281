//! A ThreadPoolExecutor on the free-threaded build: no GIL, slower bytecode (PEP 703). Contention on shared objects
//! is not modelled: tasks are taken to work on data of their own.

use crate::machine::Machine;
use crate::scenario::{KeySpec, Model, ModelSpec, Python};

pub(super) const SPEC: ModelSpec = ModelSpec {
    kind: "free_threads",
    title: "Free-threaded",
    python: "ThreadPoolExecutor on the free-threaded build",
    keys: &[KeySpec::Threads],
    since: Python::V3_13,
    complexity: 3,
};

/// A pool of threads in one process without a GIL.
pub(super) fn wire(machine: &mut Machine, model: &Model) {
    machine.slowdown = machine.prices.costs().free_threaded_slowdown;
    let process = machine.add_process(false);
    super::thread_pool(machine, process, model.workers);
}
