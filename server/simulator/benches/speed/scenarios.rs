//! The scenarios that are measured, each as a page would ask for it.

use serde_json::{Value, json};
use simulator::costs::Costs;
use simulator::scenario::{KeySpec, ModelSpec, Scenario};

/// The third reference model's tasks: waiting, computing, waiting.
fn tasks(count: u64, model: Value) -> Value {
    let step = |kind: &str, mean: u64| json!({ "kind": kind, "ms": { "exponential": { "mean": mean } } });
    json!({
        "version": 1,
        "machine": { "cores": 4 },
        "workload": [{
            "name": "task",
            "tasks": count,
            "steps": [step("io", 20), step("cpu", 2), step("io", 5)],
        }],
        "models": [model],
    })
}

fn read(scenario: &Value) -> Scenario {
    simulator::parse(&scenario.to_string()).expect("a valid scenario")
}

/// Threads under a GIL, 32 workers, with the costs that were measured of CPython.
pub(crate) fn gil(count: u64) -> Scenario {
    read(&tasks(count, json!({ "kind": "threads", "workers": 32 })))
}

/// The same as the reference model has it: nothing costs anything but the steps.
pub(crate) fn free_gil(count: u64) -> Scenario {
    let mut scenario = tasks(count, json!({ "kind": "threads", "workers": 32 }));
    let cost = |name: &str| if name == "free_threaded_slowdown" { 1.0 } else { 0.0 };
    let costs = Costs::SPECS.iter().map(|spec| (spec.name.to_owned(), json!(cost(spec.name))));
    scenario["runtime"] = json!({ "costs": costs.collect::<Value>() });
    read(&scenario)
}

/// The same tasks under a model with its defaults.
pub(crate) fn of_model(count: u64, spec: &ModelSpec) -> Scenario {
    let mut model = json!({ "kind": spec.kind });
    for key in spec.keys {
        if let KeySpec::Inner(kinds) = key {
            model["inner"] = json!({ "kind": kinds[0] });
        }
    }
    read(&tasks(count, model))
}
