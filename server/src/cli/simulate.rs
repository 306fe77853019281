//! `server simulate`: a scenario's report, as a table or as JSON.

use super::Outcome;
use super::source::Source;
use super::table;

pub(super) fn run(source: &Source, json: bool) -> Outcome {
    let report = simulator::simulate(&source.scenario()?);
    if json {
        serde_json::to_string(&report).map_err(|fault| format!("Cannot write the report: {fault}."))
    } else {
        Ok(table::report(&report))
    }
}
