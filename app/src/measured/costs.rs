//! A cost profile that `measure.py` printed, and what it changes in a scenario.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use simulator::costs::Costs;
use simulator::scenario::{Model, Python, Scenario, limits};

use super::{Kind, object, version};

const SCRIPT: &str = "measure.py";

/// What was measured on a machine.
#[derive(Clone, Debug, PartialEq)]
pub struct CostsFile {
    pub python: Python,
    /// Which build: `3.14.7`, `3.14.7, free-threaded`.
    pub build: String,
    /// `2 cores, Linux 6.18`.
    pub machine: String,
    pub quick: bool,
    pub costs: BTreeMap<String, f64>,
    /// Names that this page does not know; they are left out.
    pub unknown: Vec<String>,
    /// What could not be measured keeps its default: names and reasons.
    pub skipped: Vec<(String, String)>,
}

/// What taking a profile over changed beside the costs.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Taken {
    /// Models that the measured Python does not have, which were taken out.
    pub dropped: Vec<Model>,
}

impl CostsFile {
    /// Reads what the script printed.
    ///
    /// # Errors
    /// One sentence that says what the text is instead, or what is wrong in it.
    pub fn read(text: &str) -> Result<CostsFile, String> {
        let value = object(text, Kind::Costs, SCRIPT)?;
        version(&value, "lockstep_costs", SCRIPT)?;
        let python = python(&value["python"])?;
        let Some(measured) = value["costs"].as_object() else {
            return Err("The profile has no costs: run measure.py again.".to_owned());
        };
        let (costs, unknown) = costs(measured)?;
        if costs.is_empty() {
            return Err("Nothing was measured in this profile: run measure.py again.".to_owned());
        }
        let skipped = value["skipped"].as_object().into_iter().flatten();
        let skipped = skipped.map(|(name, why)| (name.clone(), why.as_str().unwrap_or_default().to_owned()));
        Ok(CostsFile {
            python,
            build: build(&value["build"], python),
            machine: machine(&value["machine"]),
            quick: value["quick"] == true,
            costs,
            unknown,
            skipped: skipped.collect(),
        })
    }

    /// The scenario with these costs and this Python. Own costs that were not measured stay if they were of the same
    /// Python: so the profiles of two builds of one version add up.
    ///
    /// # Errors
    /// One sentence, if no model of the scenario exists in this Python.
    pub fn apply(&self, scenario: &mut Scenario) -> Result<Taken, String> {
        let catalogue = simulator::models::catalogue();
        let exists =
            |model: &Model| catalogue.iter().any(|spec| spec.kind == model.kind && spec.since <= self.python);
        let (kept, dropped): (Vec<Model>, Vec<Model>) = scenario.models.iter().cloned().partition(exists);
        if kept.is_empty() {
            return Err(format!(
                "These costs are of Python {}, which has none of this scenario's models. Add one of its models first.",
                self.python.name()
            ));
        }
        if scenario.runtime.python != self.python {
            scenario.runtime.costs.clear();
        }
        scenario.runtime.python = self.python;
        scenario.runtime.costs.extend(self.costs.clone());
        scenario.models = kept;
        Ok(Taken { dropped })
    }
}

fn python(value: &Value) -> Result<Python, String> {
    let name = value.as_str().unwrap_or("an unknown version");
    Python::from_name(name).ok_or_else(|| {
        let known = Python::ALL.map(Python::name).join(", ");
        format!("This was measured with Python {name}; Lockstep knows {known}.")
    })
}

/// The costs that are known, and the names of the others.
fn costs(measured: &Map<String, Value>) -> Result<(BTreeMap<String, f64>, Vec<String>), String> {
    let (mut costs, mut unknown) = (BTreeMap::new(), Vec::new());
    for (name, value) in measured {
        if !Costs::SPECS.iter().any(|spec| spec.name == name) {
            unknown.push(name.clone());
            continue;
        }
        let range = limits::cost(name);
        match value.as_f64().filter(|cost| (range.min..=range.max).contains(cost)) {
            Some(cost) => costs.insert(name.clone(), cost),
            None => return Err(format!("{name} must be {range}; the profile has {value}.")),
        };
    }
    Ok((costs, unknown))
}

fn build(value: &Value, python: Python) -> String {
    let version = value["version"].as_str().unwrap_or(python.name());
    if value["free_threaded"] == true { format!("{version}, free-threaded") } else { version.to_owned() }
}

/// The machine in words.
pub(super) fn machine(value: &Value) -> String {
    let cores =
        value["cores"].as_u64().map(|n| if n == 1 { "1 core".to_owned() } else { format!("{n} cores") });
    let text = |key: &str| value[key].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    [cores, text("cpu"), text("kernel")].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// A scenario whose own costs are only those that differ from the defaults of its Python.
pub fn with_own_costs(scenario: &Scenario) -> Scenario {
    let changed = changes(scenario);
    let mut own = scenario.clone();
    own.runtime.costs.retain(|name, _| changed.iter().any(|change| change.name == *name));
    own
}

/// A cost that differs from the default of its Python.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub name: String,
    pub default: f64,
    pub mine: f64,
}

/// A scenario's own costs, where they differ from the defaults of its Python.
pub fn changes(scenario: &Scenario) -> Vec<Change> {
    let defaults = Costs::of(scenario.runtime.python, &BTreeMap::new());
    let own = |name: &str| scenario.runtime.costs.get(name).copied();
    Costs::SPECS
        .iter()
        .filter_map(|spec| {
            let (default, mine) = (defaults.get(spec.name)?, own(spec.name)?);
            (default != mine).then(|| Change { name: spec.name.to_owned(), default, mine })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use simulator::scenario::presets;

    use super::*;

    fn profile(python: &str, costs: Value) -> String {
        json!({
            "lockstep_costs": 1, "python": python, "build": { "version": "3.14.7", "free_threaded": false },
            "machine": { "cores": 2, "kernel": "Linux 6.18", "cpu": "" }, "costs": costs,
            "skipped": { "wake_us": "only one core" }
        })
        .to_string()
    }

    fn scenario() -> Scenario {
        presets::get(presets::DEFAULT_ID).unwrap().scenario()
    }

    #[test]
    fn a_profile_is_read_with_what_it_could_not_measure() {
        let text = profile("3.14", json!({ "thread_start_us": 55.5, "warp_us": 3 }));
        let file = CostsFile::read(&text).unwrap();
        assert_eq!(file.costs, BTreeMap::from([("thread_start_us".to_owned(), 55.5)]));
        assert_eq!(file.unknown, ["warp_us"]);
        assert_eq!(file.skipped, [("wake_us".to_owned(), "only one core".to_owned())]);
        assert_eq!((file.build.as_str(), file.machine.as_str()), ("3.14.7", "2 cores, Linux 6.18"));
    }

    #[test]
    fn what_is_wrong_in_a_profile_is_said() {
        let error = |text: &str| CostsFile::read(text).unwrap_err();
        assert!(error(&profile("3.9", json!({ "thread_start_us": 1 }))).contains("knows 3.11"));
        assert!(error(&profile("3.14", json!({}))).contains("Nothing was measured"));
        assert!(error(&profile("3.14", json!({ "warp_us": 3 }))).contains("Nothing was measured"));
        assert!(
            error(&profile("3.14", json!({ "thread_start_us": -1 }))).contains("thread_start_us must be")
        );
        assert!(
            error(&profile("3.14", json!({ "thread_start_us": "1" }))).contains("thread_start_us must be")
        );
        assert!(error("{\"lockstep_costs\": 2}").contains("another version"));
        assert!(error("{\"lockstep_costs\": 1, \"python\": \"3.14\"}").contains("no costs"));
    }

    #[test]
    fn profiles_of_one_python_add_up_and_those_of_another_start_anew() {
        let mut scenario = scenario();
        let take = |scenario: &mut Scenario, python: &str, costs: Value| {
            CostsFile::read(&profile(python, costs)).unwrap().apply(scenario).unwrap()
        };
        let python = scenario.runtime.python.name();
        take(&mut scenario, python, json!({ "thread_start_us": 55.5 }));
        take(&mut scenario, python, json!({ "free_threaded_slowdown": 1.2 }));
        assert_eq!(scenario.runtime.costs.len(), 2);
        let names: Vec<String> = changes(&scenario).into_iter().map(|change| change.name).collect();
        assert_eq!(names, ["thread_start_us", "free_threaded_slowdown"]);
        take(&mut scenario, "3.13", json!({ "wake_us": 20 }));
        assert_eq!(scenario.runtime.costs.keys().collect::<Vec<_>>(), ["wake_us"]);
        assert_eq!(scenario.runtime.python, Python::V3_13);
    }

    #[test]
    fn models_that_the_measured_python_lacks_are_told() {
        let mut scenario = scenario();
        scenario.models.push(Model { workers: Some(2), ..Model::of("free_threads") });
        let free = scenario.models.iter().filter(|model| model.kind == "free_threads").count();
        let file = CostsFile::read(&profile("3.11", json!({ "wake_us": 20 }))).unwrap();
        assert_eq!(file.apply(&mut scenario).unwrap().dropped.len(), free);
        let whole = serde_json::to_value(&scenario).unwrap();
        assert!(simulator::parse(&whole.to_string()).is_ok());
        scenario.models = vec![Model { workers: Some(2), ..Model::of("free_threads") }];
        assert!(file.apply(&mut scenario).unwrap_err().contains("none of this scenario's models"));
    }
}
