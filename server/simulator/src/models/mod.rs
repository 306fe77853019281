//! The concurrency models: each one file, which wires the machine and says where a step runs.

use crate::scenario::ModelSpec;

/// Every model's description, in the order in which they are shown.
pub fn catalogue() -> Vec<&'static ModelSpec> {
    Vec::new()
}
