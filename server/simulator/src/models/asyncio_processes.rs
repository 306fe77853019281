//! asyncio with `cpu` and `lock` steps sent to a ProcessPoolExecutor and `blocking_io` to threads, unless a step says
//! otherwise with `on`.

use crate::machine::Machine;
use crate::machine::workload::{Step, Work};
use crate::scenario::Place;
use crate::scenario::{KeySpec, Model, ModelSpec, Python};

pub(super) const SPEC: ModelSpec = ModelSpec {
    kind: "asyncio_processes",
    title: "asyncio + processes",
    python: "asyncio, with CPU steps in a ProcessPoolExecutor",
    keys: &[KeySpec::Concurrency, KeySpec::ProcessWorkers, KeySpec::StartMethod],
    since: Python::V3_11,
    complexity: 4,
};

/// A loop with a pool of processes, and the default pool of threads.
pub(super) fn wire(machine: &mut Machine, model: &Model) {
    let process = machine.add_process(true);
    let event_loop = machine.add_loop(process, model.concurrency, place);
    let method = model.start_method.unwrap_or(machine.prices.python.default_start_method());
    let processes = machine.add_process_pool(model.workers.unwrap_or(1), method, None);
    let threads = machine.prices.python.default_threads(machine.cores.count() as u32);
    let threads = machine.add_thread_pool(threads);
    machine.loops[event_loop].process_pool = Some(processes);
    machine.loops[event_loop].thread_pool = Some(threads);
}

fn place(step: &Step) -> Place {
    match (step.on, step.work) {
        (Some(place), _) => place,
        (None, Work::Io) => Place::Loop,
        (None, Work::BlockingIo) => Place::Thread,
        (None, Work::Held | Work::Released | Work::Locked) => Place::Process,
    }
}
