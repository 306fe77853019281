//! The same scenario and seed give the same report natively and in WASM, to the byte.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use simulator::models;
use simulator::scenario::{KeySpec, ModelSpec, presets};

/// Durations from every distribution and arrivals of every kind, under every model: whatever computes with floats.
fn random() -> String {
    let mut scenario: Value = serde_json::from_str(include_str!("random.json")).unwrap();
    scenario["models"] = models::catalogue().into_iter().map(model).collect();
    scenario.to_string()
}

/// A model with what it leaves to its default left out.
fn model(spec: &ModelSpec) -> Value {
    let mut model = json!({ "kind": spec.kind });
    for key in spec.keys {
        if let KeySpec::Inner(kinds) = key {
            model["inner"] = json!({ "kind": kinds[0] });
        }
    }
    model
}

fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Builds the module, beside the WASM that the site is built from.
fn module() -> PathBuf {
    let target = folder().join("../../../target/front");
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--package", "simulator-wasm", "--target", "wasm32-unknown-unknown", "--locked"]);
    let output = build.arg("--target-dir").arg(&target).current_dir(folder()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    target.join("wasm32-unknown-unknown/debug/simulator_wasm.wasm")
}

#[test]
fn native_and_wasm_give_the_same_bytes() {
    let presets = presets::all().map(|preset| preset.scenario_json.to_owned());
    let scenarios: Vec<String> = presets.chain([random()]).collect();
    let inputs = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let files = scenarios.iter().enumerate().map(|(i, scenario)| {
        let file = inputs.join(format!("{i}.json"));
        std::fs::write(&file, scenario).unwrap();
        file
    });
    let mut node = Command::new("node");
    let output = node.arg(folder().join("tests/run.mjs")).arg(module()).args(files).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let reports = String::from_utf8(output.stdout).unwrap();
    assert_eq!(reports.lines().count(), scenarios.len());
    for (scenario, report) in scenarios.iter().zip(reports.lines()) {
        let native = simulator::simulate(&simulator::parse(scenario).unwrap());
        assert!(!native.results.is_empty());
        assert!(serde_json::to_string(&native).unwrap() == report, "the reports differ for {scenario}");
    }
}
