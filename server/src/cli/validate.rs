//! `server validate`: the canonical scenario, or its problems.

use super::Outcome;
use super::source::Source;

pub(super) fn run(source: &Source) -> Outcome {
    let scenario = source.scenario()?;
    serde_json::to_string_pretty(&scenario).map_err(|fault| format!("Cannot write the scenario: {fault}."))
}
