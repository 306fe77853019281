//! How far a run is, for whoever waits for its answer.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Client, scenario};

fn named(name: &str) -> Value {
    json!({ "scenario": scenario(), "watch": name })
}

#[tokio::test]
async fn who_asks_before_or_after_a_run_is_told_that_it_is_over() {
    let client = Client::new();
    assert_eq!(client.get("/api/v1/progress/mine").await.text.trim(), "event: over\ndata: {}");
    for path in ["/api/v1/workbench", "/api/v1/timelines"] {
        assert_eq!(client.post(path, &named("mine")).await.status, 200);
        assert_eq!(client.get("/api/v1/progress/mine").await.text.trim(), "event: over\ndata: {}");
    }
}

#[tokio::test]
async fn a_run_under_way_tells_where_it_is() {
    // Nobody gets a turn: the run waits for as long as it has patience.
    let client = Client::with(|limits| (limits.concurrency, limits.patience) = (0, Duration::from_secs(2)));
    let asked = named("mine");
    let (answer, told) = tokio::join!(client.post("/api/v1/workbench", &asked), async {
        loop {
            let told = client.get("/api/v1/progress/mine").await.text;
            if told.contains("progress") {
                return told;
            }
        }
    });
    assert_eq!(answer.status, 503);
    let models = scenario()["models"].as_array().unwrap().len();
    let (event, over) = told.split_once("\n\n").unwrap();
    let data = event.strip_prefix("event: progress\ndata: ").unwrap();
    let data: Value = serde_json::from_str(data).unwrap();
    assert_eq!(data, json!({ "done": 0, "of": models }));
    assert_eq!(over.trim(), "event: over\ndata: {}");
    let content =
        &client.document()["paths"]["/api/v1/progress/{name}"]["get"]["responses"]["200"]["content"];
    client.matches(content["text/event-stream"]["x-events"]["progress"].clone(), &data);
}

#[tokio::test]
async fn a_name_has_its_bounds() {
    let client = Client::new();
    for name in ["", &"n".repeat(65)] {
        let reply = client.post("/api/v1/workbench", &named(name)).await;
        assert_eq!((reply.status.as_u16(), reply.paths()), (422, vec!["watch".to_owned()]));
    }
}
