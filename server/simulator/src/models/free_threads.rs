//! A ThreadPoolExecutor on the free-threaded build: no GIL, slower bytecode (PEP 703).

use crate::scenario::{KeySpec, ModelSpec, Python};

pub(super) const SPEC: ModelSpec = ModelSpec {
    kind: "free_threads",
    title: "Free-threaded",
    python: "ThreadPoolExecutor on the free-threaded build",
    keys: &[KeySpec::Threads],
    since: Python::V3_13,
    complexity: 3,
};
