//! The concurrency models: each one file, which wires the machine and says where a step runs.

mod asyncio;
mod asyncio_processes;
mod asyncio_threads;
mod free_threads;
mod processes;
mod sequential;
mod thread_per_task;
mod threads;

use crate::scenario::ModelSpec;

/// Every model's description, in the order in which they are shown.
pub fn catalogue() -> Vec<&'static ModelSpec> {
    vec![
        &sequential::SPEC,
        &threads::SPEC,
        &thread_per_task::SPEC,
        &free_threads::SPEC,
        &processes::SPEC,
        &asyncio::SPEC,
        &asyncio_threads::SPEC,
        &asyncio_processes::SPEC,
    ]
}
