//! One event loop; every step runs on it.

use crate::scenario::{KeySpec, ModelSpec, Python};

pub(super) const SPEC: ModelSpec = ModelSpec {
    kind: "asyncio",
    title: "asyncio",
    python: "one event loop; every step on the loop",
    keys: &[KeySpec::Concurrency],
    since: Python::V3_11,
    complexity: 2,
};
