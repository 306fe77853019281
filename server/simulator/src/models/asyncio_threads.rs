//! asyncio with `cpu`, `lock` and `blocking_io` steps sent to the loop's default executor, one `to_thread` a step,
//! unless a step says `"on": "loop"`.

use crate::machine::Machine;
use crate::machine::workload::{Step, Work};
use crate::scenario::Place;
use crate::scenario::{KeySpec, Model, ModelSpec, Python};

pub(super) const SPEC: ModelSpec = ModelSpec {
    kind: "asyncio_threads",
    title: "asyncio + threads",
    python: "asyncio, with blocking steps in to_thread",
    keys: &[KeySpec::Concurrency, KeySpec::Threads],
    since: Python::V3_11,
    complexity: 3,
};

/// A loop with a pool of threads under the same GIL.
pub(super) fn wire(machine: &mut Machine, model: &Model) {
    let process = machine.add_process(true);
    let event_loop = machine.add_loop(process, model.concurrency, place);
    let pool = machine.add_thread_pool(model.workers.unwrap_or(1));
    machine.loops[event_loop].thread_pool = Some(pool);
}

fn place(step: &Step) -> Place {
    match (step.on, step.work) {
        (Some(Place::Loop), _) => Place::Loop,
        (Some(Place::Thread), _) => Place::Thread,
        (_, Work::Io) => Place::Loop,
        _ => Place::Thread,
    }
}
