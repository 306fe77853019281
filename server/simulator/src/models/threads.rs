//! A ThreadPoolExecutor under the GIL.

use crate::scenario::{KeySpec, ModelSpec, Python};

pub(super) const SPEC: ModelSpec = ModelSpec {
    kind: "threads",
    title: "Threads",
    python: "ThreadPoolExecutor under the GIL",
    keys: &[KeySpec::Threads],
    since: Python::V3_11,
    complexity: 1,
};
