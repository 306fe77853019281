//! A ProcessPoolExecutor: the main thread submits, worker processes run whole tasks, each under its own GIL.

use crate::machine::Machine;
use crate::machine::roles::submit::Target;
use crate::scenario::{KeySpec, Model, ModelSpec, Python};

pub(super) const SPEC: ModelSpec = ModelSpec {
    kind: "processes",
    title: "Processes",
    python: "ProcessPoolExecutor",
    keys: &[KeySpec::ProcessWorkers, KeySpec::StartMethod, KeySpec::Chunksize, KeySpec::MaxTasksPerChild],
    since: Python::V3_11,
    complexity: 2,
};

/// A pool of processes behind pipes.
pub(super) fn wire(machine: &mut Machine, model: &Model) {
    let process = machine.add_process(true);
    let method = model.start_method.unwrap_or(machine.prices.python.default_start_method());
    let pool = machine.add_process_pool(model.workers.unwrap_or(1), method, model.max_tasks_per_child);
    super::submitter(machine, process, Target::ProcessPool(pool, model.chunksize.unwrap_or(1)));
}
