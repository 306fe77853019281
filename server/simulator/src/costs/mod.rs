//! The cost profile: what the interpreter and the operating system charge, per Python version.
//!
//! Defaults come from measurement: [`source`] tells each one's record and spread. A scenario may override any of
//! them by name, so people can use what they measured on their own machine.

mod defaults;
mod sources;

use std::collections::BTreeMap;

use crate::scenario::Python;

pub use sources::{CostSource, source};

/// What one cost is.
#[derive(Clone, Copy, Debug)]
pub struct CostSpec {
    /// The contract's name; its unit is its last part.
    pub name: &'static str,
    /// What it is the cost of.
    pub what: &'static str,
}

macro_rules! profile {
    ($($(#[doc = $what:literal])+ $name:ident,)*) => {
        /// Every cost, by name. Units are in the names.
        #[derive(Clone, Debug, PartialEq)]
        pub struct Costs {
            $($(#[doc = $what])+ pub $name: f64,)*
        }

        impl Costs {
            /// All costs in the order of the contract.
            pub const SPECS: &[CostSpec] =
                &[$(CostSpec { name: stringify!($name), what: concat!($($what),+).trim_ascii() },)*];

            /// A cost by its name.
            pub fn get(&self, name: &str) -> Option<f64> {
                match name {
                    $(stringify!($name) => Some(self.$name),)*
                    _ => None,
                }
            }

            fn slot(&mut self, name: &str) -> Option<&mut f64> {
                match name {
                    $(stringify!($name) => Some(&mut self.$name),)*
                    _ => None,
                }
            }
        }
    };
}

profile! {
    /// Create and start a thread, until its first bytecode.
    thread_start_us,
    /// One submit → run → result through a ThreadPoolExecutor: its CPU under the GIL.
    thread_submit_us,
    /// From the release of the GIL to the next holder's first bytecode.
    gil_handoff_us,
    /// What a thread pays for releasing the GIL while another one sleeps for it and a core is idle: it wakes that one.
    gil_wake_us,
    /// The kernel switches a core from one thread to another.
    context_switch_us,
    /// Until a thread that was woken runs on an idle core.
    wake_us,
    /// How late the kernel ends a timed wait (timer slack).
    timer_slack_us,
    /// Until a new pool worker started by fork can take its first task: CPU of the worker.
    process_start_fork_ms,
    /// The same by forkserver, its server running.
    process_start_forkserver_ms,
    /// The same by spawn.
    process_start_spawn_ms,
    /// Of a start by spawn or forkserver: importing concurrent.futures.process. What the program imports (`import_ms`)
    /// counts it too.
    process_import_ms,
    /// What starting one worker by fork costs the thread that submits, under the parent's GIL.
    process_parent_fork_ms,
    /// What a fork costs more for each byte that its parent holds (`resident_bytes`): its page tables are copied.
    fork_resident_ns_per_byte,
    /// What starting a worker costs by forkserver: CPU of the server, for which the submitting thread waits.
    process_parent_forkserver_ms,
    /// The same by spawn.
    process_parent_spawn_ms,
    /// The first start by spawn or forkserver also starts the resource tracker: CPU of that process.
    resource_tracker_ms,
    /// The first use of forkserver starts its server: CPU of the server, while the submitting thread waits.
    forkserver_boot_ms,
    /// Per task through a ProcessPoolExecutor: CPU in the parent, under its GIL.
    process_submit_us,
    /// Per task through a ProcessPoolExecutor: CPU in the worker.
    process_worker_us,
    /// Pickling `bytes`, by whoever does it, under that process's GIL.
    pickle_ns_per_byte,
    /// Pickling lists of integers.
    pickle_ns_per_byte_ints,
    /// Pickling lists of dicts.
    pickle_ns_per_byte_dicts,
    /// Pickling lists of objects.
    pickle_ns_per_byte_objects,
    /// Unpickling `bytes`.
    unpickle_ns_per_byte,
    /// Unpickling lists of integers.
    unpickle_ns_per_byte_ints,
    /// Unpickling lists of dicts.
    unpickle_ns_per_byte_dicts,
    /// Unpickling lists of objects.
    unpickle_ns_per_byte_objects,
    /// Pickling `bytes` of up to 256 KiB; between that and 1 MiB the cost of a byte grows with the size's logarithm.
    pickle_small_ns_per_byte,
    /// Pickling lists of integers of up to 16 KiB; between that and 1 MiB the cost of a byte grows likewise.
    pickle_small_ns_per_byte_ints,
    /// Pickling lists of dicts of up to 16 KiB.
    pickle_small_ns_per_byte_dicts,
    /// Pickling lists of objects of up to 16 KiB.
    pickle_small_ns_per_byte_objects,
    /// Unpickling `bytes` of up to 256 KiB.
    unpickle_small_ns_per_byte,
    /// Unpickling lists of integers of up to 16 KiB.
    unpickle_small_ns_per_byte_ints,
    /// Unpickling lists of dicts of up to 16 KiB.
    unpickle_small_ns_per_byte_dicts,
    /// Unpickling lists of objects of up to 16 KiB.
    unpickle_small_ns_per_byte_objects,
    /// Copying into or out of a pipe, each.
    pipe_ns_per_byte,
    /// asyncio: create a task.
    task_create_us,
    /// asyncio: run one step of a task, from its wake-up to its next await.
    task_step_us,
    /// asyncio: start a timer for an await, and fire it.
    loop_timer_us,
    /// asyncio: one turn of the loop, its select included.
    loop_iteration_us,
    /// One asyncio.to_thread round trip: its CPU under the GIL.
    to_thread_us,
    /// Until a new subinterpreter can take its first task: CPU of its thread under its own GIL.
    interpreter_start_ms,
    /// One task through an InterpreterPoolExecutor: CPU under the main GIL.
    interpreter_submit_us,
    /// Passing `bytes` from one interpreter to another, one way.
    interpreter_ns_per_byte,
    /// Passing lists of integers.
    interpreter_ns_per_byte_ints,
    /// Passing lists of dicts.
    interpreter_ns_per_byte_dicts,
    /// Passing lists of objects.
    interpreter_ns_per_byte_objects,
    /// CPU time of pure Python on the free-threaded build over the default build. Measured on 3.14; 3.13 is slower, about
    /// 1.4 by its documentation.
    free_threaded_slowdown,
    /// `thread_start_us` on the free-threaded build.
    free_threaded_thread_start_us,
    /// `thread_submit_us` on the free-threaded build.
    free_threaded_thread_submit_us,
    /// Resident memory of a thread, bytes.
    thread_bytes,
    /// Resident memory of a thread on the free-threaded build, bytes.
    free_threaded_thread_bytes,
    /// Resident memory of an asyncio task that waits, bytes.
    task_bytes,
    /// Private memory of a forked worker, bytes.
    process_fork_bytes,
    /// Private memory of a worker started by forkserver, bytes.
    process_forkserver_bytes,
    /// Private memory of a spawned worker, bytes.
    process_spawn_bytes,
    /// Resident memory of a subinterpreter, bytes.
    interpreter_bytes,
}

impl Costs {
    /// The measured defaults of a version, with a scenario's overrides laid over them. Names that do not exist
    /// are refused by validation before they come here, and ignored.
    pub fn of(python: Python, overrides: &BTreeMap<String, f64>) -> Costs {
        let mut costs = defaults::of(python);
        for (name, value) in overrides {
            if let Some(slot) = costs.slot(name) {
                *slot = *value;
            }
        }
        costs
    }

    /// The whole profile by name.
    pub fn to_map(&self) -> BTreeMap<String, f64> {
        Costs::SPECS.iter().filter_map(|s| Some((s.name.to_owned(), self.get(s.name)?))).collect()
    }
}
