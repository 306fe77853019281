//! Many scenarios for one: sweeps as they are streamed, ladders, and the same on the command line.

use serde_json::{Value, json};

use crate::cli::{server, text};
use crate::support::{Client, changed, scenario};

fn axis(path: &str, from: f64, to: f64, points: u32) -> Value {
    json!({ "path": path, "from": from, "to": to, "points": points, "scale": "log" })
}

const WAIT: &str = "workload[0].steps[1].ms";

fn asked(axes: &[Value]) -> Value {
    json!({ "scenario": scenario(), "axes": axes })
}

/// The events of a stream: their names and data.
fn events(stream: &str) -> Vec<(String, Value)> {
    let told = |event: &str| {
        let line =
            |field: &str| event.lines().find_map(|line| line.strip_prefix(field)).unwrap_or_default().trim();
        (line("event:").to_owned(), serde_json::from_str(line("data:")).unwrap())
    };
    stream.split("\n\n").filter(|event| event.contains("data:")).map(told).collect()
}

#[tokio::test]
async fn a_sweep_is_told_point_by_point_and_each_event_is_as_documented() {
    let client = Client::new();
    let reply = client.post("/api/v1/sweep", &asked(&[axis(WAIT, 1.0, 100.0, 5)])).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let events = events(&reply.text);
    let schemas = &client.document()["paths"]["/api/v1/sweep"]["post"]["responses"]["200"]["content"]["text/event-stream"]
        ["x-events"];
    for (name, data) in &events {
        client.matches(schemas[name].clone(), data);
    }
    let (first, last) = (&events[0], &events[events.len() - 1]);
    assert_eq!((first.0.as_str(), last.0.as_str()), ("begin", "findings"));
    assert_eq!(first.1["axes"][0]["values"].as_array().unwrap().len(), 5);
    let points: Vec<&Value> = events.iter().filter(|e| e.0 == "point").map(|e| &e.1).collect();
    assert!(points.len() >= 5);
    let at_40 = asked(&[json!({ "path": WAIT, "values": [40, 50] })]);
    let reply = client.post("/api/v1/sweep", &at_40).await;
    let report = client.post("/api/v1/simulate", &scenario()).await.json();
    let point = self::events(&reply.text)
        .into_iter()
        .find(|(name, data)| name == "point" && data["at"] == json!([40.0]));
    let (_, point) = point.unwrap();
    for (model, result) in
        point["models"].as_array().unwrap().iter().zip(report["results"].as_array().unwrap())
    {
        assert_eq!(model["makespan_ms"], result["makespan_ms"]);
    }
}

#[tokio::test]
async fn what_cannot_be_swept_is_refused_before_it_begins() {
    let client = Client::new();
    let reply = client.post("/api/v1/sweep", &asked(&[axis("machine.cores", 1.0, 5_000.0, 4)])).await;
    assert_eq!((reply.status.as_u16(), reply.paths()), (422, vec!["axes[0]".to_owned()]));
    let reply = client.post("/api/v1/sweep", &asked(&[json!({ "path": "machine", "steps": 3 })])).await;
    assert_eq!((reply.status.as_u16(), reply.paths()), (422, vec!["axes[0].steps".to_owned()]));
    let reply = client.post("/api/v1/sweep", &json!({ "scenario": { "version": 1 }, "axes": [] })).await;
    assert!(reply.paths().contains(&"scenario.machine".to_owned()), "{}", reply.text);
    let frugal = Client::with(|limits| limits.sweep_events = 1_000.0);
    let reply = frugal.post("/api/v1/sweep", &asked(&[axis(WAIT, 1.0, 100.0, 5)])).await;
    assert_eq!(reply.status, 422);
    assert!(reply.text.contains("this server allows 1000 events a sweep"), "{}", reply.text);
    let busy = Client::with(|limits| (limits.sweeps, limits.patience) = (0, std::time::Duration::ZERO));
    assert_eq!(busy.post("/api/v1/sweep", &asked(&[axis(WAIT, 1.0, 100.0, 5)])).await.status, 503);
}

#[tokio::test]
async fn who_goes_away_leaves_room_for_the_next() {
    let client = Client::with(|limits| (limits.sweeps, limits.concurrency) = (1, 1));
    let first = client.leave("/api/v1/sweep", &asked(&[axis(WAIT, 1.0, 1_000.0, 200)])).await;
    assert!(first.starts_with("event: begin"), "{first}");
    let next = client.post("/api/v1/sweep", &asked(&[axis(WAIT, 1.0, 100.0, 2)])).await;
    assert_eq!(next.status, 200, "{}", next.text);
}

#[tokio::test]
async fn a_ladder_is_of_the_recommended_model_or_of_the_one_that_was_asked_for() {
    let client = Client::new();
    let report = client.post("/api/v1/simulate", &scenario()).await.json();
    let ladder = client.post("/api/v1/ladder", &json!({ "scenario": scenario() })).await.json();
    assert_eq!(ladder["model"], report["verdict"]["recommended"]);
    let ladder = client.post("/api/v1/ladder", &json!({ "scenario": scenario(), "model": 1 })).await.json();
    assert_eq!(ladder["label"], report["results"][1]["label"]);
    assert_eq!(ladder["rungs"][0]["before"]["makespan_ms"], report["results"][1]["makespan_ms"]);
    let none = client.post("/api/v1/ladder", &json!({ "scenario": scenario(), "model": 99 })).await;
    assert_eq!(none.status, 422);
}

#[test]
fn the_command_line_prints_a_line_for_each_point_and_where_the_answer_changes() {
    let axis = format!("{WAIT}=1..1000 log 6");
    let output = server(&["sweep", "-", "--axis", &axis], &scenario().to_string());
    assert!(output.status.success(), "{}", text(&output.stderr));
    let lines: Vec<&str> = text(&output.stdout).lines().collect();
    assert!(lines[0].starts_with("Waiting in") && lines.len() > 8, "{lines:#?}");
    assert!(lines.iter().any(|line| line.starts_with("Use ")), "{lines:#?}");
    let wrong = server(&["sweep", "-", "--axis", "machine.cores=0,1"], &scenario().to_string());
    assert_eq!(wrong.status.code(), Some(2));
    assert!(
        text(&wrong.stderr).contains("machine.cores must be a whole number from 1"),
        "{}",
        text(&wrong.stderr)
    );
    assert_eq!(server(&["sweep", "-"], &scenario().to_string()).status.code(), Some(2));
}

#[test]
fn the_command_line_prints_every_point_as_json_in_their_order() {
    let (cores, wait) = ("machine.cores=1,2,4".to_owned(), format!("{WAIT}=1,10"));
    let output =
        server(&["sweep", "-", "--axis", &cores, "--axis", &wait, "--json"], &scenario().to_string());
    assert!(output.status.success(), "{}", text(&output.stderr));
    let whole: Value = serde_json::from_slice(&output.stdout).unwrap();
    let at: Vec<&Value> = whole["points"].as_array().unwrap().iter().map(|point| &point["at"]).collect();
    let grid = [(1.0, 1.0), (2.0, 1.0), (4.0, 1.0), (1.0, 10.0), (2.0, 10.0), (4.0, 10.0)];
    assert_eq!(at, grid.map(|(x, y)| json!([x, y])).iter().collect::<Vec<_>>());
    assert!(whole["findings"]["sentences"][0].is_string(), "{whole}");
    assert_eq!(whole["models"].as_array().unwrap().len(), scenario()["models"].as_array().unwrap().len());
}

#[tokio::test]
async fn how_many_points_there_may_be_is_a_setting() {
    let roomy = Client::with(|limits| (limits.sweep_points, limits.sweep_events) = (2_000, 1e12));
    let map = asked(&[axis(WAIT, 1.0, 2.0, 40), axis("runtime.switch_interval_ms", 1.0, 2.0, 40)]);
    assert_eq!(Client::new().post("/api/v1/sweep", &map).await.status, 422, "1600 points");
    let begun = roomy.leave("/api/v1/sweep", &map).await;
    assert!(begun.starts_with("event: begin"), "{begun}");
    let narrow = Client::with(|limits| limits.sweep_points = 4);
    assert_eq!(narrow.post("/api/v1/sweep", &asked(&[axis(WAIT, 1.0, 100.0, 5)])).await.status, 422);
}

#[test]
fn where_there_is_no_queue_it_is_said() {
    let output = server(&["work"], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("--nats nats://"), "{}", text(&output.stderr));
    assert_eq!(server(&["work", "--nats", "http://queue.example"], "").status.code(), Some(2), "not of NATS");
}

#[tokio::test]
async fn the_page_s_parts_are_html_of_their_scenario() {
    let client = Client::new();
    let link = simulator::scenario::link::print(&simulator::parse(&scenario().to_string()).unwrap());
    let form = client.get(&format!("/parts/what-if/{link}")).await;
    assert_eq!(form.status, 200);
    assert!(form.text.contains("name=\"x_from\"") && form.text.contains("Cores"), "{}", form.text);
    let ladder = client.get(&format!("/parts/ladder/{link}?model=1")).await;
    assert!(ladder.text.contains("ladder-rung"), "{}", ladder.text);
    let query = "x=machine.cores&x_of=machine.cores&x_from=1&x_to=4&x_points=4&x_scale=linear&y=";
    let sweep = client.get(&format!("/parts/sweep/{link}?{query}")).await;
    assert_eq!(sweep.headers["content-type"], "text/event-stream");
    for event in ["event: progress", "event: picture", "event: figure", "event: done"] {
        assert!(sweep.text.contains(event), "{event} in {}", sweep.text);
    }
    let bad = client.get(&format!("/parts/sweep/{link}?{}", query.replace("x_from=1", "x_from=none"))).await;
    assert!(bad.text.starts_with("event: problem"), "{}", bad.text);
    let point = client.get(&format!("/parts/point/{link}?{query}&at=3")).await;
    assert_eq!(simulator::parse(&point.text).unwrap().machine.cores, 3);
    assert_eq!(client.get("/parts/what-if/1.nonsense").await.status, 422);
}

#[tokio::test]
async fn a_scenario_without_a_link_has_its_parts_under_a_name() {
    let lengths: Vec<f64> = (0..1_000).map(|n| 1.0 + f64::from(n * n % 7_919) / 7_919.0).collect();
    let long = changed("/workload/0/steps/0/ms", json!({ "empirical": lengths }));
    let link = simulator::scenario::link::print(&simulator::parse(&long.to_string()).unwrap());
    let client = Client::new();
    let refused = client.get(&format!("/parts/what-if/{link}")).await;
    assert!(refused.status == 422 && refused.text.contains("at most 4096 are read"), "{}", refused.text);
    let name = client.post("/parts/scenario", &long).await.text;
    assert_eq!(client.post("/parts/scenario", &long).await.text, name);
    let form = client.get(&format!("/parts/what-if/{name}")).await;
    assert!(form.status == 200 && form.text.contains("name=\"x_from\""), "{}", form.text);
    assert_eq!(client.get(&format!("/parts/ladder/{name}?model=1")).await.status, 200);
    let query = "x=machine.cores&x_of=machine.cores&x_from=1&x_to=2&x_points=2&x_scale=linear&y=";
    let sweep = client.get(&format!("/parts/sweep/{name}?{query}")).await;
    assert!(sweep.text.contains("event: done"), "{}", sweep.text);
    let point = client.get(&format!("/parts/point/{name}?{query}&at=2")).await.json();
    assert_eq!(point["workload"][0]["steps"][0]["ms"], long["workload"][0]["steps"][0]["ms"]);
    let gone = client.get("/parts/what-if/held.0123456789abcdef").await;
    assert!(gone.status == 422 && gone.text.contains("no longer has"), "{}", gone.text);
    let wrong = client.post("/parts/scenario", &json!({ "version": 1 })).await;
    assert!(wrong.status == 422 && wrong.text.contains("machine"), "{}", wrong.text);
}
