//! The verdict: which model, by how much and why, from a report alone.

use crate::observe::report::{ModelResult, Verdict};
use crate::scenario::{Catalogue, Scenario};

/// Explains results: recommendation, reason in numbers, decision path, mistakes recognised.
pub fn explain(scenario: &Scenario, results: &[ModelResult], catalogue: &Catalogue) -> Verdict {
    let _ = (scenario, results, catalogue);
    Verdict::default()
}
