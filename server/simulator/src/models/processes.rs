//! A ProcessPoolExecutor.

use crate::scenario::{KeySpec, ModelSpec, Python};

pub(super) const SPEC: ModelSpec = ModelSpec {
    kind: "processes",
    title: "Processes",
    python: "ProcessPoolExecutor",
    keys: &[KeySpec::ProcessWorkers, KeySpec::StartMethod, KeySpec::Chunksize, KeySpec::MaxTasksPerChild],
    since: Python::V3_11,
    complexity: 2,
};
