//! One event loop; every step runs on its thread, blocking calls too.

use crate::machine::Machine;
use crate::scenario::Place;
use crate::scenario::{KeySpec, Model, ModelSpec, Python};

pub(super) const SPEC: ModelSpec = ModelSpec {
    kind: "asyncio",
    title: "asyncio",
    python: "one event loop; every step on the loop",
    keys: &[KeySpec::Concurrency],
    since: Python::V3_11,
    complexity: 2,
};

/// A loop, and nothing beside it.
pub(super) fn wire(machine: &mut Machine, model: &Model) {
    let process = machine.add_process(true);
    machine.add_loop(process, model.concurrency, |_| Place::Loop);
}
