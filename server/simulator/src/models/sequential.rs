//! One thread, one task after the other: a for loop. What is not modelled: nothing happens beside it.

use crate::machine::Machine;
use crate::machine::roles::{Role, sequential};
use crate::scenario::{Model, ModelSpec, Python};

pub(super) const SPEC: ModelSpec = ModelSpec {
    kind: "sequential",
    title: "Sequential",
    python: "a for loop",
    keys: &[],
    since: Python::V3_11,
    complexity: 0,
};

/// The main thread runs everything.
pub(super) fn wire(machine: &mut Machine, _: &Model) {
    machine.queue_arrivals(false);
    let process = machine.add_process(true);
    let role = Role::Sequential(sequential::Step::Take);
    let main = machine.add_main(process, role);
    machine.arrivals.consumers.push(main);
}
