//! That the API's document is right: whole, and as strict as the reading of scenarios.

use serde_json::{Value, json};
use simulator::scenario::presets;

use crate::support::{Client, scenario};

#[tokio::test]
async fn the_document_is_served_and_every_reference_in_it_leads_somewhere() {
    let client = Client::new();
    let document = client.get("/api/v1/openapi.json").await.json();
    assert_eq!(&document, client.document());
    assert_eq!(document["openapi"], "3.1.0");
    let mut references = Vec::new();
    collect(&document, &mut references);
    assert!(references.len() > 20);
    for reference in references {
        assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
    }
}

fn collect(value: &Value, references: &mut Vec<String>) {
    match value {
        Value::Object(entries) => {
            references.extend(entries.get("$ref").and_then(Value::as_str).map(str::to_owned));
            entries.values().for_each(|value| collect(value, references));
        }
        Value::Array(items) => items.iter().for_each(|value| collect(value, references)),
        _ => {}
    }
}

#[test]
fn the_schema_of_a_scenario_takes_what_people_write() {
    let client = Client::new();
    for preset in presets::all() {
        let scenario: Value = serde_json::from_str(preset.scenario_json).unwrap();
        client.matches(json!({ "$ref": "#/components/schemas/Scenario" }), &scenario);
    }
}

/// Every key that the schema requires is missed when it is left out, and every other is not.
#[test]
fn the_schema_requires_what_reading_requires() {
    let document = server::api::document();
    let complete = json!(simulator::parse(&scenario().to_string()).unwrap());
    let places = [
        ("Scenario", ""),
        ("Machine", "/machine"),
        ("Runtime", "/runtime"),
        ("TaskClass", "/workload/0"),
        ("Step", "/workload/0/steps/0"),
        ("Payload", "/workload/0/payload"),
        ("Service", "/services/0"),
        ("Model", "/models/0"),
        ("Run", "/run"),
    ];
    for (name, pointer) in places {
        let required =
            document["components"]["schemas"][name]["required"].as_array().cloned().unwrap_or_default();
        let keys: Vec<String> =
            complete.pointer(pointer).unwrap().as_object().unwrap().keys().cloned().collect();
        for key in keys.iter().filter(|key| *key != "services") {
            let mut scenario = complete.clone();
            scenario.pointer_mut(pointer).unwrap().as_object_mut().unwrap().remove(key);
            let accepted = simulator::parse(&scenario.to_string()).is_ok();
            assert_eq!(accepted, !required.contains(&json!(key)), "{name}.{key}");
        }
    }
}
