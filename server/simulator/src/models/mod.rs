//! The concurrency models: each one file, which wires the machine and says where a step runs. Nothing else.

mod asyncio;
mod asyncio_processes;
mod asyncio_threads;
mod free_threads;
mod interpreters;
mod prefork;
mod processes;
mod sequential;
mod thread_per_task;
mod threads;

use crate::machine::Machine;
use crate::machine::cores::Cores;
use crate::machine::prices::Prices;
use crate::machine::roles::submit::Target;
use crate::machine::roles::{Role, submitter};
use crate::machine::workload::Workload;
use crate::scenario::{Model, ModelSpec, Scenario};

/// A model: its description, and how it wires the machine.
struct Entry {
    spec: &'static ModelSpec,
    wire: fn(&mut Machine, &Model),
    /// Whether it runs on the free-threaded build, which has costs of its own.
    free_threaded: bool,
    load: EventLoad,
}

/// About how many events of the calendar a model takes: counted over the reference cases, for the estimate of a run.
#[derive(Clone, Copy, Debug)]
pub struct EventLoad {
    /// Whether a wait for a lock spins first, as it does without a GIL.
    pub spins: bool,
    pub per_task: f64,
    pub per_step: f64,
    /// Whether CPU of more than a switch interval, and native calls, meet others that want the GIL.
    pub contended: bool,
    /// Whether payloads go through pipes.
    pub piped: bool,
}

const fn load(per_task: f64, per_step: f64, contended: bool, piped: bool) -> EventLoad {
    EventLoad { per_task, per_step, contended, piped, spins: false }
}

/// Every model, in the order in which they are shown.
const ALL: &[Entry] = &[
    Entry {
        spec: &sequential::SPEC,
        wire: sequential::wire,
        free_threaded: false,
        load: load(2.0, 1.5, false, false),
    },
    Entry {
        spec: &threads::SPEC,
        wire: threads::wire,
        free_threaded: false,
        load: load(10.0, 3.0, true, false),
    },
    Entry {
        spec: &thread_per_task::SPEC,
        wire: thread_per_task::wire,
        free_threaded: false,
        load: load(12.0, 3.0, true, false),
    },
    Entry {
        spec: &free_threads::SPEC,
        wire: free_threads::wire,
        free_threaded: true,
        load: load(10.0, 3.0, false, false),
    },
    Entry {
        spec: &processes::SPEC,
        wire: processes::wire,
        free_threaded: false,
        load: load(30.0, 2.0, false, true),
    },
    Entry {
        spec: &interpreters::SPEC,
        wire: interpreters::wire,
        free_threaded: false,
        load: load(16.0, 2.0, false, false),
    },
    Entry {
        spec: &asyncio::SPEC,
        wire: asyncio::wire,
        free_threaded: false,
        load: load(5.0, 5.0, false, false),
    },
    Entry {
        spec: &asyncio_threads::SPEC,
        wire: asyncio_threads::wire,
        free_threaded: false,
        load: load(6.0, 14.0, true, false),
    },
    Entry {
        spec: &asyncio_processes::SPEC,
        wire: asyncio_processes::wire,
        free_threaded: false,
        load: load(8.0, 18.0, false, true),
    },
    Entry {
        spec: &prefork::SPEC,
        wire: prefork::wire,
        free_threaded: false,
        load: load(2.0, 0.0, false, false),
    },
];

/// The descriptions alone: who only reads them, as the page does, takes no machine along.
const SPECS: [&ModelSpec; ALL.len()] = {
    let mut specs = [ALL[0].spec; ALL.len()];
    let mut place = 0;
    while place < ALL.len() {
        specs[place] = ALL[place].spec;
        place += 1;
    }
    specs
};

/// Every model's description, in the order in which they are shown.
pub fn catalogue() -> Vec<&'static ModelSpec> {
    SPECS.to_vec()
}

/// What a model takes; `None` for one that does not exist. An arrival at a server wakes every worker.
pub fn event_load(model: &Model) -> Option<EventLoad> {
    let entry = ALL.iter().find(|entry| entry.spec.kind == model.kind)?;
    let own = EventLoad { spins: entry.free_threaded, ..entry.load };
    let Some(inner) = &model.inner else { return Some(own) };
    let inner = event_load(inner)?;
    let herd = own.per_task * f64::from(model.processes.unwrap_or(1));
    Some(EventLoad { per_task: inner.per_task + herd, ..inner })
}

/// A machine wired as this model, at time zero; `None` for a kind that does not exist.
pub fn machine<'w>(
    scenario: &Scenario,
    model: &Model,
    load: &'w Workload,
    keep_slices: bool,
) -> Option<Machine<'w>> {
    let entry = ALL.iter().find(|entry| entry.spec.kind == model.kind)?;
    let prices = Prices::new(scenario, entry.free_threaded);
    let cores = Cores::new(scenario.machine.cores, scenario.machine.cpu_quota);
    let mut machine = Machine::new(load, prices, cores, keep_slices);
    machine.start_quota();
    (entry.wire)(&mut machine, model);
    Some(machine)
}

/// A main thread that submits to this target.
fn submitter(machine: &mut Machine, process: usize, target: Target) {
    let main = machine.add_main(process, Role::Submitter { target, step: submitter::Step::Take });
    machine.arrivals.consumers.push(main);
}

/// A main thread that submits to a pool of threads.
fn thread_pool(machine: &mut Machine, process: usize, workers: Option<u32>) {
    let pool = machine.add_thread_pool(workers.unwrap_or(1));
    submitter(machine, process, Target::ThreadPool(pool));
}
