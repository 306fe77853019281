//! `server simulate`: a scenario's report, as a table or as JSON.

use super::source::Source;
use super::{Outcome, table, unhurried};

pub(super) fn run(source: &Source, json: bool) -> Outcome {
    let scenario = source.scenario()?;
    let report = unhurried(&[], async |runs| runs.report(scenario).await)?;
    if json {
        serde_json::to_string(&report).map_err(|fault| format!("Cannot write the report: {fault}."))
    } else {
        Ok(table::report(&report))
    }
}
