//! asyncio, with cpu steps sent to a ProcessPoolExecutor and blocking ones to threads.

use crate::scenario::{KeySpec, ModelSpec, Python};

pub(super) const SPEC: ModelSpec = ModelSpec {
    kind: "asyncio_processes",
    title: "asyncio + processes",
    python: "asyncio, with CPU steps in a ProcessPoolExecutor",
    keys: &[KeySpec::Concurrency, KeySpec::ProcessWorkers, KeySpec::StartMethod],
    since: Python::V3_11,
    complexity: 4,
};
