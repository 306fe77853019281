//! What the API answers to bad requests: the right status, one shape, a sentence that helps.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use crate::support::{Client, changed, scenario};

#[tokio::test]
async fn each_fault_of_a_scenario_is_told_at_its_path() {
    let cases = [
        ("an unknown key", changed("/machine/coers", json!(4)), "machine.coers"),
        ("a negative number", changed("/workload/0/steps/0/ms", json!(-1)), "workload[0].steps[0].ms"),
        ("an absurd number", changed("/workload/0/steps/0/ms", json!(1e300)), "workload[0].steps[0].ms"),
        ("no cores", changed("/machine/cores", json!(0)), "machine.cores"),
        ("half a core", changed("/machine/cores", json!(1.5)), "machine.cores"),
        ("a thousand million tasks", changed("/workload/0/tasks", json!(1_000_000_000)), "workload[0].tasks"),
        ("a number as text", changed("/workload/0/tasks", json!("48")), "workload[0].tasks"),
        (
            "an unnamed service",
            changed("/workload/0/steps/1/service", json!("db")),
            "workload[0].steps[1].service",
        ),
        ("an empty workload", changed("/workload", json!([])), "workload"),
        ("no models", changed("/models", json!([])), "models"),
        ("an unknown model", changed("/models/0/kind", json!("fibers")), "models[0].kind"),
        ("a version to come", changed("/version", json!(2)), "version"),
    ];
    let client = Client::new();
    for (what, scenario, path) in cases {
        for address in ["/api/v1/simulate", "/api/v1/validate"] {
            let reply = client.post(address, &scenario).await;
            assert_eq!(reply.status, 422, "{what}: {}", reply.text);
            assert_eq!(reply.paths(), [path], "{what}: {}", reply.text);
        }
        let reply = client.post("/api/v1/workbench", &json!({ "scenario": scenario })).await;
        assert_eq!((reply.status.as_u16(), reply.paths()), (422, vec![path.to_owned()]), "{what}");
    }
}

#[tokio::test]
async fn all_faults_are_told_at_once() {
    let mut scenario = changed("/machine/cores", json!(0));
    scenario["workload"][0]["tasks"] = json!(0);
    let reply = Client::new().post("/api/v1/validate", &scenario).await;
    assert_eq!(reply.paths(), ["machine.cores", "workload[0].tasks"]);
    assert_eq!(reply.json()["error"], "There are 2 problems with the request.");
}

#[tokio::test]
async fn other_json_than_an_object_is_refused() {
    for body in [json!(null), json!([]), json!(7), json!("scenario"), json!({})] {
        let reply = Client::new().post("/api/v1/simulate", &body).await;
        assert_eq!(reply.status, 422, "{body}");
        assert!(!reply.paths().is_empty(), "{body}");
    }
}

#[tokio::test]
async fn broken_json_is_told_with_its_line_and_column() {
    for body in ["", "{", "{\n  \"version\": 1,\n}", "version=1", "{\"a\": 1} {"] {
        let reply = Client::new().post_text("/api/v1/simulate", body).await;
        assert_eq!(reply.status, 400, "{body}");
        let error = reply.json()["error"].as_str().unwrap().to_owned();
        assert!(error.contains("line") && error.contains("column"), "{body}: {error}");
    }
}

#[tokio::test]
async fn a_key_that_stands_twice_is_named() {
    let text = scenario().to_string();
    let twice = |key: &str| text.replacen(&format!("\"{key}\":"), &format!("\"{key}\":7,\"{key}\":"), 1);
    for (key, path) in [("cores", "machine.cores"), ("tasks", "workload[0].tasks"), ("version", "version")] {
        let body = twice(key);
        assert_ne!(body, text);
        let reply = Client::new().post_text("/api/v1/simulate", &body).await;
        assert_eq!((reply.status.as_u16(), reply.paths()), (422, vec![path.to_owned()]), "{body}");
        assert!(reply.text.contains("is given twice"), "{}", reply.text);
    }
}

#[tokio::test]
async fn deep_nesting_is_refused() {
    let body = "[".repeat(100_000);
    assert_eq!(Client::new().post_text("/api/v1/simulate", &body).await.status, 400);
}

#[tokio::test]
async fn bytes_that_are_not_text_are_refused() {
    let request = Request::post("/api/v1/simulate").header("content-type", "application/json");
    let reply = Client::new().send(request.body(Body::from(vec![0xff, 0xfe, 0x00])).unwrap()).await;
    assert_eq!(reply.status, 400);
}

#[tokio::test]
async fn a_body_must_call_itself_json() {
    let client = Client::new();
    for kind in [None, Some("text/plain"), Some("application/x-www-form-urlencoded")] {
        let mut request = Request::post("/api/v1/simulate");
        if let Some(kind) = kind {
            request = request.header("content-type", kind);
        }
        let reply = client.send(request.body(Body::from(scenario().to_string())).unwrap()).await;
        assert_eq!(reply.status, 415, "{kind:?}");
    }
    let request = Request::post("/api/v1/validate").header("content-type", "application/json; charset=utf-8");
    let reply = client.send(request.body(Body::from(scenario().to_string())).unwrap()).await;
    assert_eq!(reply.status, 200);
}

#[tokio::test]
async fn a_window_must_make_sense() {
    let base = json!({ "scenario": scenario(), "model": 0 });
    let cases: [(&str, Value); 5] = [
        ("from_ms", json!(-1)),
        ("to_ms", json!(0)),
        ("width_px", json!(0)),
        ("width_px", json!(1_000_000)),
        ("max_lanes", json!(0)),
    ];
    let client = Client::new();
    for (key, value) in cases {
        let mut body = base.clone();
        body[key] = value.clone();
        let reply = client.post("/api/v1/timeline", &body).await;
        assert_eq!((reply.status.as_u16(), reply.paths()), (422, vec![key.to_owned()]), "{key} {value}");
        let body = json!({ "scenario": scenario(), "window": { key: value } });
        let reply = client.post("/api/v1/workbench", &body).await;
        assert_eq!(reply.paths(), [format!("window.{key}")]);
    }
}

#[tokio::test]
async fn a_request_around_a_scenario_has_no_other_keys() {
    let client = Client::new();
    let body = json!({ "scenario": scenario(), "window": { "from": 3 } });
    let reply = client.post("/api/v1/workbench", &body).await;
    assert_eq!(
        (reply.status.as_u16(), reply.paths()),
        (422, vec!["window.from".to_owned()]),
        "{}",
        reply.text
    );
    assert_eq!(client.post("/api/v1/timeline", &json!({ "model": 0 })).await.status, 422);
    assert_eq!(client.post("/api/v1/timeline", &json!({ "scenario": scenario() })).await.status, 422);
}

#[tokio::test]
async fn a_model_that_is_not_there_is_told() {
    let count = scenario()["models"].as_array().unwrap().len();
    let body = json!({ "scenario": scenario(), "model": count });
    let reply = Client::new().post("/api/v1/timeline", &body).await;
    assert_eq!(reply.status, 422);
    assert!(
        reply.json()["error"].as_str().unwrap().contains(&format!("0 to {}", count - 1)),
        "{}",
        reply.text
    );
}

#[tokio::test]
async fn unknown_addresses_answer_in_json() {
    let client = Client::new();
    for path in ["/api", "/api/", "/api/v1", "/api/v1/simulat", "/api/v2/simulate", "/api/v1/presets/none"] {
        let reply = client.get(path).await;
        assert_eq!(reply.status, 404, "{path}");
        assert!(!reply.json()["error"].as_str().unwrap().is_empty());
    }
}

#[tokio::test]
async fn other_methods_answer_in_json() {
    let client = Client::new();
    let reply = client.get("/api/v1/simulate").await;
    assert_eq!((reply.status.as_u16(), reply.headers["allow"].to_str().unwrap()), (405, "POST"));
    assert_eq!(client.post("/api/v1/presets", &json!({})).await.status, 405);
}

#[tokio::test]
async fn a_version_of_python_must_exist() {
    let client = Client::new();
    for (query, path) in [("python=2.7", "python"), ("python=", "python"), ("pyhton=3.14", "pyhton")] {
        let reply = client.get(&format!("/api/v1/costs?{query}")).await;
        assert_eq!((reply.status.as_u16(), reply.paths()), (422, vec![path.to_owned()]), "{query}");
    }
}
