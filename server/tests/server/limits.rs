//! What one request may cost, and what happens when too many come at once.

use std::time::Duration;

use serde_json::json;

use crate::support::{Client, changed, scenario};

#[tokio::test]
async fn a_scenario_that_would_cost_too_much_is_refused_with_the_reason() {
    let client = Client::with(|limits| limits.events = 1_000.0);
    for (path, body) in [
        ("/api/v1/simulate", scenario()),
        ("/api/v1/workbench", json!({ "scenario": scenario() })),
        ("/api/v1/timeline", json!({ "scenario": scenario(), "model": 0 })),
    ] {
        let reply = client.post(path, &body).await;
        assert_eq!(reply.status, 422, "{path}");
        let error = reply.json()["error"].as_str().unwrap().to_owned();
        assert!(error.contains("this server allows 1000 events"), "{error}");
    }
}

#[tokio::test]
async fn memory_is_limited_too() {
    let reply = Client::with(|limits| limits.bytes = 1.0).post("/api/v1/simulate", &scenario()).await;
    assert_eq!(reply.status, 422);
}

#[tokio::test]
async fn a_payload_that_costs_too_much_is_named() {
    let mut large = scenario();
    large["models"] = json!([{ "kind": "processes", "workers": 2 }]);
    large["workload"][0]["payload"] = json!({ "arguments_bytes": 1_000_000_000, "result_bytes": 10 });
    let reply = Client::new().post("/api/v1/workbench", &json!({ "scenario": large })).await;
    assert_eq!(reply.status, 422);
    let error = reply.json()["error"].as_str().unwrap().to_owned();
    assert!(error.contains("carrying workload[0].payload.arguments_bytes to another process"), "{error}");
}

#[tokio::test]
async fn almost_the_most_tasks_that_a_scenario_may_have_is_too_much() {
    let reply = Client::new().post("/api/v1/simulate", &changed("/workload/0/tasks", json!(1_900_000))).await;
    assert_eq!(reply.status, 422, "{}", reply.text);
    assert!(reply.json()["error"].as_str().unwrap().contains("events"));
}

#[tokio::test]
async fn a_large_body_is_refused() {
    let reply = Client::with(|limits| limits.body_bytes = 100).post("/api/v1/simulate", &scenario()).await;
    assert_eq!(reply.status, 413);
}

#[tokio::test]
async fn a_busy_server_asks_to_come_again() {
    let client = Client::with(|limits| {
        limits.concurrency = 0;
        limits.patience = Duration::ZERO;
    });
    let reply = client.post("/api/v1/simulate", &scenario()).await;
    assert_eq!((reply.status.as_u16(), reply.headers["retry-after"].to_str().unwrap()), (503, "1"));
    assert_eq!(client.post("/api/v1/validate", &scenario()).await.status, 200);
}
