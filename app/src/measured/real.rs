//! What `run_real.py` printed: a scenario that was really run, and its figures, model by model.

use serde::Deserialize;
use serde_json::Value;
use simulator::Scenario;
use simulator::scenario::{Model, Python};

use super::{Kind, costs, object, version};

const SCRIPT: &str = "run_real.py";

/// A scenario that was run for real.
#[derive(Clone, Debug, PartialEq)]
pub struct RealRun {
    /// `3.14.7`.
    pub python: String,
    /// The version of the simulator that this is, if it knows one.
    pub version: Option<Python>,
    /// `2 cores, Linux 6.18`.
    pub machine: String,
    /// In what the machine is not the scenario's.
    pub notes: Vec<String>,
    pub scenario: Scenario,
    pub results: Vec<RealResult>,
}

/// One model that was run, or skipped.
#[derive(Clone, Debug, PartialEq)]
pub struct RealResult {
    pub model: Model,
    pub label: String,
    pub outcome: Result<Figures, String>,
}

/// What was measured of one model.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct Figures {
    pub makespan_ms: Spread,
    #[serde(default)]
    pub latency_ms: Latency,
}

/// Median, tenth and ninetieth percentile over the repetitions, and how many these were.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct Spread {
    pub median: f64,
    pub p10: f64,
    pub p90: f64,
    pub n: u32,
}

/// Over the completed tasks of all repetitions; none if there were none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
pub struct Latency {
    pub p50: Option<f64>,
    pub p95: Option<f64>,
}

impl RealRun {
    /// Reads what the script printed.
    ///
    /// # Errors
    /// One sentence that says what the text is instead, or what is wrong in it.
    pub fn read(text: &str) -> Result<RealRun, String> {
        let value = object(text, Kind::Real, SCRIPT)?;
        version(&value, "lockstep_measured", SCRIPT)?;
        let scenario = simulator::parse(&value["scenario"].to_string()).map_err(|problems| {
            let first = problems.first().map(|p| format!("{} {}", p.path, p.message)).unwrap_or_default();
            format!("The scenario in this result cannot be read: {first}.")
        })?;
        let results = value["results"].as_array().filter(|results| !results.is_empty());
        let results = results.ok_or("This result holds no model that was run: run the script again.")?;
        let results = results.iter().map(result).collect::<Result<Vec<_>, String>>()?;
        let notes = value["machine"]["notes"].as_array().into_iter().flatten();
        Ok(RealRun {
            python: value["python_version"].as_str().or(value["python"].as_str()).unwrap_or("?").to_owned(),
            version: value["python"].as_str().and_then(Python::from_name),
            machine: costs::machine(&value["machine"]),
            notes: notes.filter_map(Value::as_str).map(str::to_owned).collect(),
            scenario,
            results,
        })
    }

    /// Adds what an earlier run of the same scenario measured and this one did not: so two builds of Python add up.
    pub fn with_earlier(mut self, earlier: &RealRun) -> RealRun {
        for old in earlier.results.iter().filter(|old| old.outcome.is_ok()) {
            match self.results.iter_mut().find(|new| new.model == old.model) {
                Some(new) if new.outcome.is_ok() => {}
                Some(new) => *new = old.clone(),
                None => self.results.push(old.clone()),
            }
        }
        self
    }
}

fn result(value: &Value) -> Result<RealResult, String> {
    let model: Model = Model::deserialize(&value["model"])
        .map_err(|fault| format!("A model in this result cannot be read: {fault}."))?;
    let label = value["label"].as_str().unwrap_or(&model.kind).to_owned();
    let outcome = match value["skipped"].as_str() {
        Some(reason) => Err(reason.to_owned()),
        None => {
            let unreadable = |fault| format!("The figures of {label} cannot be read: {fault}.");
            Ok(Figures::deserialize(value).map_err(unreadable)?)
        }
    };
    Ok(RealResult { model, label, outcome })
}

#[cfg(test)]
pub(super) mod tests {
    use serde_json::json;
    use simulator::scenario::presets;

    use super::*;

    /// A run of the newcomer's scenario in which each model took so long, and the last was skipped.
    pub fn run(makespan_ms: f64) -> Value {
        let scenario = presets::get(presets::DEFAULT_ID).unwrap().scenario();
        let last = scenario.models.len() - 1;
        let result = |(place, model): (usize, &Model)| {
            if place == last {
                json!({ "index": place, "model": model, "label": "Last", "skipped": "it needs another Python" })
            } else {
                json!({ "index": place, "model": model, "label": format!("Model {place}"),
                    "makespan_ms": { "median": makespan_ms, "p10": makespan_ms, "p90": makespan_ms, "n": 3 },
                    "latency_ms": { "p50": 1.0, "p95": 2.0 } })
            }
        };
        let results: Vec<Value> = scenario.models.iter().enumerate().map(result).collect();
        json!({ "lockstep_measured": 1, "python": "3.14", "python_version": "3.14.7",
            "machine": { "cores": 2, "kernel": "Linux 6.18", "notes": ["the scenario has 4 cores, this machine 2"] },
            "scenario": scenario, "results": results })
    }

    #[test]
    fn a_run_is_read_with_its_notes_and_skips() {
        let run = RealRun::read(&run(100.0).to_string()).unwrap();
        assert_eq!((run.python.as_str(), run.machine.as_str()), ("3.14.7", "2 cores, Linux 6.18"));
        assert_eq!(run.notes, ["the scenario has 4 cores, this machine 2"]);
        assert_eq!(run.results[0].outcome.as_ref().unwrap().makespan_ms.median, 100.0);
        assert_eq!(run.results.last().unwrap().outcome, Err("it needs another Python".to_owned()));
    }

    #[test]
    fn what_is_wrong_in_a_run_is_said() {
        let error = |pointer: &str, value: Value| {
            let mut run = run(100.0);
            *run.pointer_mut(pointer).unwrap() = value;
            RealRun::read(&run.to_string()).unwrap_err()
        };
        assert!(error("/lockstep_measured", json!(7)).contains("another version"));
        assert!(error("/scenario/machine/cores", json!(0)).contains("machine.cores"));
        assert!(error("/results", json!([])).contains("no model"));
        assert!(error("/results/0/makespan_ms", json!("fast")).contains("Model 0"));
        assert!(error("/results/0/model", json!(3)).contains("A model"));
    }

    #[test]
    fn two_runs_of_one_scenario_add_up() {
        let old = RealRun::read(&run(100.0).to_string()).unwrap();
        let mut other = run(200.0);
        let results = other["results"].as_array_mut().unwrap();
        let last = results.last_mut().unwrap();
        *last = json!({ "model": last["model"], "label": "Last",
            "makespan_ms": { "median": 50.0, "p10": 50.0, "p90": 50.0, "n": 3 } });
        results[0] = json!({ "model": results[0]["model"], "label": "First", "skipped": "another build" });
        let both = RealRun::read(&other.to_string()).unwrap().with_earlier(&old);
        let median = |place: usize| both.results[place].outcome.as_ref().unwrap().makespan_ms.median;
        assert_eq!(median(0), 100.0);
        assert_eq!(median(1), 200.0);
        assert_eq!(median(both.results.len() - 1), 50.0);
    }
}
