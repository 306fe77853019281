//! A server of N processes behind one listening socket: gunicorn's sync workers (`sequential` inside), its gthread
//! workers (`threads` inside), or uvicorn's loops (`asyncio` inside). Gunicorn forks its workers and each imports
//! the program; uvicorn spawns them.

use crate::machine::Machine;
use crate::machine::record::LaneKind;
use crate::machine::roles::submit::Target;
use crate::machine::roles::{Role, event_loop, sequential, submitter};
use crate::scenario::{KeySpec, Model, ModelSpec, Place, Python, StartMethod};

pub(super) const SPEC: ModelSpec = ModelSpec {
    kind: "prefork",
    title: "Server processes",
    python: "gunicorn or uvicorn with worker processes",
    keys: &[KeySpec::Processes, KeySpec::Inner(&["sequential", "threads", "asyncio"])],
    since: Python::V3_11,
    complexity: 3,
};

/// The workers, dormant, and the arbiter that starts them.
pub(super) fn wire(machine: &mut Machine, model: &Model) {
    let sequential = Model::of("sequential");
    let inner = model.inner.as_deref().unwrap_or(&sequential);
    let loops = inner.kind == "asyncio";
    machine.set_server(if loops { StartMethod::Spawn } else { StartMethod::Fork });
    let arbiter = machine.add_process(true);
    for _ in 0..model.processes.unwrap_or(1) {
        let process = machine.add_process(true);
        if loops {
            let step = event_loop::Step::Select;
            let role = Role::Loop { event_loop: machine.loops.len(), step };
            let thread = machine.add_server_worker(process, role, LaneKind::Loop);
            machine.attach_loop(thread, inner.concurrency, |_| Place::Loop);
        } else {
            let role = match inner.workers {
                Some(threads) => {
                    let target = Target::ThreadPool(machine.add_thread_pool(threads));
                    Role::Submitter { target, step: submitter::Step::Take }
                }
                None => Role::Sequential(sequential::Step::Take),
            };
            let thread = machine.add_server_worker(process, role, LaneKind::Process);
            machine.arrivals.consumers.push(thread);
        }
    }
    machine.add_main(arbiter, Role::Arbiter { started: 0, paid: false });
}
