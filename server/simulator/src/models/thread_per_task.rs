//! A threading.Thread for each task, no pool.

use crate::scenario::{KeySpec, ModelSpec, Python};

pub(super) const SPEC: ModelSpec = ModelSpec {
    kind: "thread_per_task",
    title: "Thread per task",
    python: "a threading.Thread for each task",
    keys: &[],
    since: Python::V3_11,
    complexity: 1,
};
