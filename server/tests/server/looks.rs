//! Closer looks at a run: they agree with the run, kept or run again, and refuse what makes no sense.

use serde_json::{Value, json};
use simulator::Scenario;

use crate::support::{Client, scenario};

fn valid() -> Scenario {
    simulator::parse(&scenario().to_string()).unwrap()
}

#[tokio::test]
async fn every_look_is_the_same_whether_the_run_was_kept_or_not() {
    let (kept, forgetful) = (Client::new(), Client::with(|limits| limits.kept_bytes = 0));
    assert_eq!(kept.post("/api/v1/workbench", &json!({ "scenario": scenario() })).await.status, 200);
    let looks = [
        ("workbench", json!({ "window": { "width_px": 300, "max_lanes": 5 } })),
        ("timelines", json!({ "window": { "from_ms": 10, "to_ms": 60, "max_lanes": 4 }, "open": [1] })),
        ("timeline", json!({ "model": 1, "from_ms": 20, "to_ms": 30 })),
        ("span", json!({ "from_ms": 10, "to_ms": 60 })),
        ("events", json!({ "at_ms": 50, "before": 7, "after": 5 })),
        ("task", json!({ "task": 3 })),
        ("find", json!({ "text": "score", "beside": 3 })),
    ];
    for (path, mut body) in looks {
        body["scenario"] = scenario();
        let path = format!("/api/v1/{path}");
        let replies = [kept.post(&path, &body).await, forgetful.post(&path, &body).await];
        assert_eq!(replies[0].status, 200, "{path}: {}", replies[0].text);
        assert_eq!(replies[0].text, replies[1].text, "{path}");
    }
}

#[tokio::test]
async fn events_of_all_models_are_the_nearest_of_each() {
    let body = json!({ "scenario": scenario(), "at_ms": 50, "before": 7, "after": 5 });
    let events = Client::new().post("/api/v1/events", &body).await.json();
    let times: Vec<f64> = events.as_array().unwrap().iter().map(|e| e["at_ms"].as_f64().unwrap()).collect();
    assert!(times.is_sorted());
    assert_eq!((times.iter().filter(|t| **t <= 50.0).count(), times.len()), (7, 12));
    let all = (0..valid().models.len()).filter_map(|model| simulator::record(&valid(), model));
    let each: Vec<f64> = all.flat_map(|run| run.events(50.0, 0, 5)).map(|event| event.at_ms).collect();
    assert_eq!(times[7], each.into_iter().fold(f64::INFINITY, f64::min), "no event lies between");
}

#[tokio::test]
async fn an_open_model_has_lanes_of_its_own() {
    let body = json!({ "scenario": scenario(), "window": { "max_lanes": 3 }, "open": [1] });
    let timelines = Client::new().post("/api/v1/timelines", &body).await.json();
    let lanes = |model: usize| timelines[model]["lanes"].as_array().unwrap().len();
    assert_eq!(lanes(1), timelines[1]["lanes_total"].as_u64().unwrap() as usize);
    assert!(lanes(1) > 3 && lanes(2) <= 3);
}

#[tokio::test]
async fn a_task_is_found_by_number_and_by_class() {
    let client = Client::new();
    let find = async |text: &str, beside: Value| {
        let body = json!({ "scenario": scenario(), "text": text, "beside": beside });
        client.post("/api/v1/find", &body).await.json()["task"].clone()
    };
    assert_eq!(find(" 12 ", Value::Null).await, json!(12));
    assert_eq!(find("99999", Value::Null).await, Value::Null);
    assert_eq!(find("no such class", Value::Null).await, Value::Null);
    let first = find("SCORE", Value::Null).await;
    let next = find("SCORE", first.clone()).await;
    assert!(next.as_u64() > first.as_u64());
}

#[tokio::test]
async fn what_makes_no_sense_is_told_with_its_path() {
    let client = Client::new();
    for (path, mut body, wrong) in [
        ("span", json!({ "from_ms": 60, "to_ms": 10 }), "to_ms"),
        ("span", json!({ "from_ms": -1, "to_ms": 10 }), "from_ms"),
        ("events", json!({ "at_ms": -1 }), "at_ms"),
        ("events", json!({ "at_ms": 1, "after": 201 }), "after"),
        ("task", json!({ "task": 1_000_000 }), "task"),
        ("timelines", json!({ "window": { "width_px": 0 } }), "window.width_px"),
    ] {
        body["scenario"] = scenario();
        let reply = client.post(&format!("/api/v1/{path}"), &body).await;
        assert_eq!((reply.status.as_u16(), reply.paths()), (422, vec![wrong.to_owned()]), "{}", reply.text);
    }
    let body = json!({ "scenario": scenario(), "at_ms": 1, "model": 99 });
    assert_eq!(client.post("/api/v1/events", &body).await.status, 422);
}
