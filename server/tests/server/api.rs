//! What the API answers to good requests.

use app::client::Workbench;
use serde_json::{Value, json};
use simulator::Timeline;
use simulator::scenario::presets;

use crate::support::{Client, changed, scenario};

#[tokio::test]
async fn a_scenario_gives_a_report_with_a_result_for_each_model() {
    let reply = Client::new().post("/api/v1/simulate", &scenario()).await;
    assert_eq!(reply.status, 200);
    let report = reply.json();
    assert_eq!(report["results"].as_array().unwrap().len(), scenario()["models"].as_array().unwrap().len());
    assert!(report["results"][0]["makespan_ms"].as_f64().unwrap() > 0.0);
    assert!(!report["verdict"]["headline"].as_str().unwrap().is_empty());
}

#[tokio::test]
async fn the_same_scenario_gives_the_same_bytes() {
    let client = Client::new();
    let first = client.post("/api/v1/simulate", &scenario()).await.text;
    let second = client.post("/api/v1/simulate", &scenario()).await.text;
    assert_eq!(first, second);
    let valid = simulator::parse(&scenario().to_string()).unwrap();
    assert_eq!(first, serde_json::to_string(&simulator::simulate(&valid)).unwrap());
}

#[tokio::test]
async fn every_preset_can_be_fetched_simulated_and_validated() {
    let client = Client::new();
    let list = client.get("/api/v1/presets").await.json();
    assert_eq!(list.as_array().unwrap().len(), presets::all().count());
    for preset in list.as_array().unwrap() {
        let path = format!("/api/v1/presets/{}", preset["id"].as_str().unwrap());
        let scenario = client.get(&path).await.json();
        assert_eq!(client.post("/api/v1/simulate", &scenario).await.status, 200);
        assert_eq!(client.post("/api/v1/validate", &scenario).await.json(), scenario);
    }
}

#[tokio::test]
async fn validation_completes_a_scenario() {
    let reply = Client::new().post("/api/v1/validate", &changed("/run", json!({}))).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json()["run"], json!({ "seed": 1, "replications": 1, "until": { "kind": "all_done" } }));
}

#[tokio::test]
async fn the_workbench_is_the_report_and_a_timeline_for_each_model() {
    let client = Client::new();
    let body = json!({ "scenario": scenario(), "window": { "from_ms": 10, "to_ms": 60, "max_lanes": 4 } });
    let workbench = client.post("/api/v1/workbench", &body).await.json();
    assert_eq!(workbench["report"], client.post("/api/v1/simulate", &scenario()).await.json());
    let workbench: Workbench = serde_json::from_value(workbench).unwrap();
    assert_eq!(workbench.timelines.len(), scenario()["models"].as_array().unwrap().len());
    for (index, timeline) in workbench.timelines.iter().enumerate() {
        let mut body = json!({ "scenario": scenario(), "model": index });
        let window = json!({ "from_ms": 10, "to_ms": 60, "max_lanes": 4 });
        body.as_object_mut().unwrap().extend(window.as_object().unwrap().clone());
        let alone: Timeline =
            serde_json::from_value(client.post("/api/v1/timeline", &body).await.json()).unwrap();
        assert_eq!(alone, *timeline);
    }
}

#[tokio::test]
async fn a_timeline_holds_only_its_window() {
    let body = json!({ "scenario": scenario(), "model": 1, "from_ms": 20, "to_ms": 40 });
    let timeline = Client::new().post("/api/v1/timeline", &body).await.json();
    let lanes = timeline["lanes"].as_array().unwrap();
    let slices: Vec<&Value> = lanes.iter().flat_map(|lane| lane["slices"].as_array().unwrap()).collect();
    assert!(!slices.is_empty());
    for slice in slices {
        assert!(slice["to_ms"].as_f64().unwrap() >= 20.0 && slice["from_ms"].as_f64().unwrap() <= 40.0);
    }
}

#[tokio::test]
async fn the_cost_profile_of_a_version_can_be_pasted_into_a_scenario() {
    let client = Client::new();
    let profile = client.get("/api/v1/costs?python=3.11").await.json();
    assert_eq!(profile["python"], "3.11");
    assert_eq!(client.get("/api/v1/costs").await.json()["python"], "3.14");
    assert_eq!(profile["sources"]["thread_start_us"]["measured"]["version"], "3.11");
    let mut with = scenario();
    with["runtime"] = json!({ "python": "3.11", "costs": profile["costs"] });
    let mut without = scenario();
    without["runtime"] = json!({ "python": "3.11" });
    let with = client.post("/api/v1/simulate", &with).await.json();
    let without = client.post("/api/v1/simulate", &without).await.json();
    assert_eq!(with["results"], without["results"]);
}

#[tokio::test]
async fn the_server_says_that_it_is_alive() {
    let reply = Client::new().get("/healthz").await;
    assert_eq!((reply.status.as_u16(), reply.text.as_str()), (200, "ok\n"));
}

#[tokio::test]
async fn results_become_figures_of_plotly() {
    let client = Client::new();
    let report = client.post("/api/v1/simulate", &scenario()).await.json();
    let figures = client.post("/api/v1/charts", &json!({ "results": report["results"] })).await.json();
    for chart in ["throughput", "latency", "time"] {
        let figure: Value = serde_json::from_str(figures[chart].as_str().unwrap()).unwrap();
        assert!(!figure["data"].as_array().unwrap().is_empty(), "{chart}");
    }
    assert_eq!(client.post("/api/v1/charts", &json!({ "results": [{}] })).await.paths(), ["results[0]"]);
}
