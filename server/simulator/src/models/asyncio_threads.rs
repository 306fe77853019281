//! asyncio, with cpu and blocking steps sent to a thread.

use crate::scenario::{KeySpec, ModelSpec, Python};

pub(super) const SPEC: ModelSpec = ModelSpec {
    kind: "asyncio_threads",
    title: "asyncio + threads",
    python: "asyncio, with blocking steps in to_thread",
    keys: &[KeySpec::Concurrency, KeySpec::Threads],
    since: Python::V3_11,
    complexity: 3,
};
