//! One thread, one task after the other: a for loop.

use crate::scenario::{KeySpec, ModelSpec, Python};

pub(super) const SPEC: ModelSpec = ModelSpec {
    kind: "sequential",
    title: "Sequential",
    python: "a for loop",
    keys: &[],
    since: Python::V3_11,
    complexity: 0,
};
