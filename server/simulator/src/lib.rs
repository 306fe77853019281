//! Lockstep's simulator: a workload, run under every CPython concurrency model by discrete events.
//!
//! Pure: no I/O, no clock, no threads, no web types. The same scenario and seed give the same report to the
//! byte, natively and in WASM.

pub mod costs;
pub mod engine;
mod estimate;
pub mod explain;
pub mod ladder;
pub mod machine;
pub mod models;
pub mod observe;
mod run;
pub mod scenario;
pub mod sweep;

use serde::de::{Deserialize, Deserializer, Error};
use serde_json::Value;

pub use estimate::{Estimate, estimate, heavy_payload};
pub use observe::{Recording, Report, Timeline, Window};
pub use run::Run;
pub use scenario::{Problem, Scenario};

/// Reads a scenario from JSON text: valid and complete, or every problem with its path.
pub fn parse(json: &str) -> Result<Scenario, Vec<Problem>> {
    let value: Value = serde_json::from_slice(json.as_bytes())
        .map_err(|e| vec![Problem { path: String::new(), message: format!("this is not JSON: {e}") }])?;
    scenario::read::read(&value, &models::catalogue())
}

impl<'de> Deserialize<'de> for Scenario {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Scenario, D::Error> {
        let value = Value::deserialize(deserializer)?;
        scenario::read::read(&value, &models::catalogue()).map_err(|problems| {
            let told: Vec<String> = problems.iter().map(|p| format!("{}: {}", p.path, p.message)).collect();
            D::Error::custom(told.join("; "))
        })
    }
}

/// Runs every model of a scenario, one after the other. Who has threads for them takes a [`Run`].
pub fn simulate(scenario: &Scenario) -> Report {
    let run = Run::new(scenario.clone());
    run.report((0..run.pieces()).map(|piece| run.piece(piece)).collect())
}

/// Runs every model of a scenario once, and shows each model's recording as soon as it is there.
pub fn simulate_and_record(scenario: &Scenario, mut show: impl FnMut(Recording)) -> Report {
    let run = Run::new(scenario.clone());
    run.report((0..run.pieces()).map(|piece| run.piece_and_record(piece, &mut show)).collect())
}

/// Runs every model of a scenario once, and also returns its timelines within a window.
pub fn simulate_with_timelines(scenario: &Scenario, window: Option<&Window>) -> (Report, Vec<Timeline>) {
    let Some(window) = window else { return (simulate(scenario), Vec::new()) };
    let mut timelines = Vec::new();
    let report = simulate_and_record(scenario, |recording| timelines.push(recording.window(window)));
    (report, timelines)
}

/// Runs one model (by its index in the scenario) and returns its recording.
pub fn record(scenario: &Scenario, model: usize) -> Option<Recording> {
    Run::new(scenario.clone()).record(model)
}

/// Runs one model (by its index in the scenario) and returns its timeline within a window.
pub fn timeline(scenario: &Scenario, model: usize, window: &Window) -> Option<Timeline> {
    record(scenario, model).map(|recording| recording.window(window))
}
