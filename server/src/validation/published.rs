//! What others published: each run is a scenario of ours, simulated and laid beside the published figures.

use app::validation::{Publication, Published, PublishedFigure, PublishedRun};
use serde::Deserialize;
use serde_json::Value;
use simulator::observe::report::{LatencyMs, ModelResult, Report};
use simulator::scenario::{link, read};
use simulator::{Scenario, models};

const PUBLISHED: &str = include_str!("../../validation/published.json");

/// The warning that says that a prediction is outside of what was validated.
const OUTSIDE: &str = "outside-validation";

/// A published case, as the data has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    title: String,
    about: String,
    source: Publication,
    assumed: Vec<String>,
    tests: String,
    runs: Vec<CaseRun>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseRun {
    label: String,
    scenario: Value,
    figures: Vec<CaseFigure>,
}

/// A figure as it was published, and where its counterpart is found.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFigure {
    name: String,
    what: What,
    published: f64,
    /// Of this task class alone.
    class: Option<String>,
    /// What the published figure has on top of ours, milliseconds.
    #[serde(default)]
    plus_ms: f64,
    /// The published figure is for one of so many.
    #[serde(default = "one")]
    per: f64,
    /// It was used to set the scenario, so that it is no prediction.
    #[serde(default)]
    given: bool,
}

fn one() -> f64 {
    1.0
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum What {
    MakespanMs,
    ThroughputPerS,
    LatencyP50Ms,
    LatencyP95Ms,
    LatencyP99Ms,
    LatencyMaxMs,
    /// The longest single turn of the event loop.
    LongestBlockMs,
    /// Over the first run of the same case.
    Speedup,
}

impl What {
    fn unit(self) -> &'static str {
        match self {
            What::ThroughputPerS => "tasks/s",
            What::Speedup => "×",
            _ => "ms",
        }
    }
}

/// Simulates every published case.
///
/// # Panics
/// If the project's own data is broken; a test reads all of it.
pub(super) fn compare() -> Vec<Published> {
    let cases: Vec<Case> = match serde_json::from_str(PUBLISHED) {
        Ok(cases) => cases,
        Err(fault) => panic!("server/validation/published.json: {fault}"),
    };
    cases.into_iter().map(compare_case).collect()
}

fn compare_case(case: Case) -> Published {
    let Case { id, title, about, source, assumed, tests, runs } = case;
    let reports: Vec<(Scenario, Report)> = runs
        .iter()
        .map(|run| {
            let scenario = scenario(&id, run);
            let report = simulator::simulate(&scenario);
            (scenario, report)
        })
        .collect();
    let first_ms = reports.first().map_or(0.0, |(_, report)| result(report).makespan_ms);
    let beside = runs.iter().zip(&reports);
    let runs = beside
        .map(|(run, (scenario, report))| PublishedRun {
            label: run.label.clone(),
            figures: run.figures.iter().map(|f| figure(f, result(report), first_ms)).collect(),
            outside: outside(report),
            link: link::print(scenario),
        })
        .collect();
    Published { id, title, about, source, assumed, tests, runs }
}

fn scenario(id: &str, run: &CaseRun) -> Scenario {
    match read::read(&run.scenario, &models::catalogue()) {
        Ok(scenario) => scenario,
        Err(problems) => panic!("server/validation/published.json: {id}, {}: {problems:?}", run.label),
    }
}

/// Each scenario has one model.
fn result(report: &Report) -> &ModelResult {
    &report.results[0]
}

/// What a visitor with this scenario is told, when it is outside of what was validated.
fn outside(report: &Report) -> Option<String> {
    let found = report.verdict.warnings.iter().find(|warning| warning.code == OUTSIDE);
    found.map(|warning| warning.message.clone())
}

fn figure(figure: &CaseFigure, result: &ModelResult, first_ms: f64) -> PublishedFigure {
    let simulated = simulated(figure, result, first_ms) / figure.per + figure.plus_ms;
    let error = (simulated - figure.published) / figure.published;
    PublishedFigure {
        name: figure.name.clone(),
        unit: figure.what.unit().to_owned(),
        published: figure.published,
        simulated,
        error: (!figure.given).then_some(error),
    }
}

fn simulated(figure: &CaseFigure, result: &ModelResult, first_ms: f64) -> f64 {
    let latency = latency(figure, result);
    match figure.what {
        What::MakespanMs => result.makespan_ms,
        What::ThroughputPerS => result.throughput_per_s,
        What::LatencyP50Ms => latency.p50,
        What::LatencyP95Ms => latency.p95,
        What::LatencyP99Ms => latency.p99,
        What::LatencyMaxMs => latency.max,
        What::LongestBlockMs => match result.event_loop {
            Some(event_loop) => event_loop.longest_block_ms,
            None => panic!("server/validation/published.json: {} has no event loop", result.label),
        },
        What::Speedup => first_ms / result.makespan_ms,
    }
}

fn latency(figure: &CaseFigure, result: &ModelResult) -> LatencyMs {
    let of_class = |name: &String| result.classes.iter().find(|class| class.name == *name);
    match &figure.class {
        None => result.latency_ms,
        Some(name) => match of_class(name) {
            Some(class) => class.latency_ms,
            None => panic!("server/validation/published.json: there is no class {name}"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_published_case_is_simulated() {
        let found = compare();
        let ids: Vec<&str> = found.iter().map(|case| case.id.as_str()).collect();
        assert_eq!(ids, ["V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8", "V9"]);
        for case in &found {
            assert!(case.source.url.starts_with("https://"), "{}", case.id);
            for run in &case.runs {
                assert!(simulator::scenario::link::parse(&run.link, &models::catalogue()).is_ok());
                for figure in &run.figures {
                    assert!(
                        figure.simulated.is_finite() && figure.simulated > 0.0,
                        "{} {}",
                        case.id,
                        run.label
                    );
                }
            }
            let predicted = case.runs.iter().flat_map(|run| &run.figures).filter(|f| f.error.is_some());
            assert!(predicted.count() > 0, "{} predicts nothing", case.id);
        }
    }

    #[test]
    fn cores_oversubscribed_by_native_threads_are_outside_and_nothing_else_is() {
        let outside: Vec<(String, String)> = compare()
            .into_iter()
            .flat_map(|case| {
                let runs = case.runs.into_iter().filter(|run| run.outside.is_some());
                runs.map(|run| (case.id.clone(), run.label)).collect::<Vec<_>>()
            })
            .collect();
        let expected =
            [("V8", "Seven at once"), ("V9", "Four threads each"), ("V9", "With layout, four threads each")];
        assert_eq!(outside, expected.map(|(id, label)| (id.to_owned(), label.to_owned())));
    }
}
