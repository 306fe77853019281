//! What leaves the site by a scenario's link: that files say what the report says, are read by the rules of their
//! formats, are cached rightly, and are refused with the reason.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};
use simulator::observe::report::ModelResult;
use simulator::scenario::{link, presets};
use simulator::{Report, Scenario};

use crate::protobuf::Message;
use crate::support::{Client, Reply, scenario};

/// Presets with every kind of lane among them.
const PRESETS: [&str; 3] = [presets::DEFAULT_ID, "hybrid-pipeline", "gunicorn-workers-and-threads"];

fn known() -> impl Iterator<Item = Scenario> {
    PRESETS.into_iter().map(|id| {
        let mut scenario = presets::get(id).unwrap().scenario();
        // A trace is of the first run, and a report of all.
        scenario.run.replications = 1;
        scenario
    })
}

fn address(scenario: &Scenario, extension: &str) -> String {
    format!("/x/{}.{extension}", link::print(scenario))
}

async fn file(scenario: &Scenario, extension: &str) -> Reply {
    let reply = Client::new().get(&address(scenario, extension)).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply
}

fn valid() -> Scenario {
    simulator::parse(&scenario().to_string()).unwrap()
}

/// That times by state, in nanoseconds, are those of the report.
fn agrees(result: &ModelResult, python_ns: f64, native_ns: f64) {
    for (told, reported) in [(python_ns, result.time_ms.python), (native_ns, result.time_ms.native)] {
        let near = (told / 1e6 - reported).abs() <= 1e-6 * (1.0 + reported);
        assert!(near, "{}: {} ms, but the report has {reported}", result.label, told / 1e6);
    }
}

#[tokio::test]
async fn the_report_is_the_api_s() {
    let posted = Client::new().post("/api/v1/simulate", &scenario()).await;
    assert_eq!(file(&valid(), "json").await.text, posted.text);
}

#[tokio::test]
async fn a_scenario_that_is_posted_gives_the_same_files() {
    let client = Client::new();
    for extension in ["json", "csv", "md", "trace.json", "pftrace", "speedscope.json", "svg", "png"] {
        let posted = client.post(&format!("/api/v1/export/{extension}"), &scenario()).await;
        let linked = client.get(&address(&valid(), extension)).await;
        assert_eq!((posted.status.as_u16(), linked.status.as_u16()), (200, 200), "{extension}");
        assert!(posted.bytes == linked.bytes, "{extension}");
        for header in ["content-type", "content-disposition"] {
            assert_eq!(posted.headers[header], linked.headers[header], "{extension}");
        }
    }
    assert_eq!(client.post("/api/v1/export/gif", &scenario()).await.status, 404);
    assert_eq!(client.post("/api/v1/export/csv", &json!({})).await.status, 422);
}

#[tokio::test]
async fn tables_have_a_line_a_model() {
    let report = simulator::simulate(&valid());
    let csv = file(&valid(), "csv").await;
    assert_eq!(csv.text.lines().count(), 1 + report.results.len());
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(csv.headers["content-disposition"], "attachment; filename=\"fetch-parse-score.csv\"");
    let markdown = file(&valid(), "md").await.text;
    assert!(markdown.contains(&report.verdict.headline) && markdown.contains("| ---: |"), "{markdown}");
    assert!(markdown.contains(&format!("http://localhost/s/{}", link::print(&valid()))), "{markdown}");
}

#[tokio::test]
async fn chrome_s_events_nest_and_add_up_to_the_report() {
    for scenario in known() {
        let report = simulator::simulate(&scenario);
        let trace = file(&scenario, "trace.json").await.json();
        let events = trace["traceEvents"].as_array().unwrap();
        let process = processes(events);
        for result in &report.results {
            let own = |event: &&Value| process[&event["pid"].as_u64().unwrap()] == result.label;
            let time = |state: &str| -> f64 {
                let slices = events.iter().filter(own).filter(|e| e["cat"] == "state" && e["name"] == state);
                slices.map(|e| e["dur"].as_f64().unwrap() * 1e3).sum()
            };
            agrees(result, time("Python"), time("native, GIL released"));
        }
        nest(events);
        arrows_lead_forward(events);
    }
}

/// The model of every process.
fn processes(events: &[Value]) -> BTreeMap<u64, String> {
    let named = events.iter().filter(|e| e["name"] == "process_name");
    let label = |e: &Value| e["args"]["name"].as_str().unwrap().split(':').next().unwrap().to_owned();
    named.map(|e| (e["pid"].as_u64().unwrap(), label(e))).collect()
}

fn ns(value: &Value) -> i64 {
    (value.as_f64().unwrap() * 1e3).round() as i64
}

/// On a thread, of two slices one lies within the other, or they lie apart.
fn nest(events: &[Value]) {
    let mut by_thread: BTreeMap<u64, Vec<(i64, i64)>> = BTreeMap::new();
    for event in events.iter().filter(|e| e["ph"] == "X") {
        let from = ns(&event["ts"]);
        by_thread.entry(event["tid"].as_u64().unwrap()).or_default().push((from, from + ns(&event["dur"])));
    }
    assert!(by_thread.len() > 10);
    for (thread, mut slices) in by_thread {
        slices.sort_by_key(|(from, to)| (*from, std::cmp::Reverse(*to)));
        let mut open: Vec<i64> = Vec::new();
        for (from, to) in slices {
            open.retain(|end| *end > from);
            assert!(open.last().is_none_or(|end| to <= *end), "thread {thread}: {from} to {to} in {open:?}");
            open.push(to);
        }
    }
}

/// Every arrow begins once, ends once, and never goes back in time.
fn arrows_lead_forward(events: &[Value]) {
    let mut ways: BTreeMap<&str, Vec<(i64, bool, bool)>> = BTreeMap::new();
    for event in events.iter().filter(|e| !e["bind_id"].is_null()) {
        let (comes, goes) = (event["flow_in"] == true, event["flow_out"] == true);
        ways.entry(event["bind_id"].as_str().unwrap()).or_default().push((ns(&event["ts"]), comes, goes));
    }
    assert!(!ways.is_empty());
    for (id, mut way) in ways {
        way.sort_by_key(|(at, comes, goes)| (*at, *comes, !*goes));
        let (first, last) = (way[0], way[way.len() - 1]);
        assert!(way.len() > 1 && !first.1 && first.2 && last.1 && !last.2, "{id}: {way:?}");
        assert!(way[1..way.len() - 1].iter().all(|(_, comes, goes)| *comes && *goes), "{id}: {way:?}");
    }
}

/// What Perfetto's `trace_processor` would find: tracks with their names, slices that are closed, sums.
#[tokio::test]
async fn perfetto_s_packets_add_up_to_the_report() {
    for scenario in known() {
        let report = simulator::simulate(&scenario);
        let trace = Message::read(&file(&scenario, "pftrace").await.bytes);
        let tracks = tracks(&trace);
        let mut open: BTreeMap<u64, Vec<(String, u64)>> = BTreeMap::new();
        let mut sums: BTreeMap<(String, String), f64> = BTreeMap::new();
        for (at, kind, event) in events(&trace) {
            let (track, of_track) =
                (event.number(11).unwrap(), open.entry(event.number(11).unwrap()).or_default());
            let (process, _) = &tracks[&track];
            match kind {
                1 => of_track.push((event.text(23).unwrap(), at)),
                2 => {
                    let (name, from) = of_track.pop().expect("nothing ends that has not begun");
                    let state = (process.clone(), name);
                    *sums.entry(state).or_default() += (at - from) as f64;
                }
                4 => assert!(event.number(30).is_some()),
                other => panic!("an event of type {other}"),
            }
        }
        assert!(open.values().all(Vec::is_empty), "everything that begins ends");
        for result in &report.results {
            let time = |state: &str| -> f64 {
                let own = sums.iter().filter(|((label, name), _)| *label == result.label && name == state);
                own.map(|(_, ns)| ns).sum()
            };
            agrees(result, time("Python"), time("native, GIL released"));
        }
    }
}

/// Of every track: the model's label, and the track's own name.
fn tracks(trace: &Message) -> BTreeMap<u64, (String, String)> {
    let mut known: BTreeMap<u64, (String, String)> = BTreeMap::new();
    for about in trace.messages(1).filter_map(|packet| packet.message(60)) {
        let uuid = about.number(1).unwrap();
        let process = about.message(3).map(|process| process.text(6).unwrap());
        let name = about.message(4).and_then(|thread| thread.text(5)).or_else(|| about.text(2));
        let label = match process {
            Some(name) => name.split(':').next().unwrap().to_owned(),
            None => known[&about.number(5).unwrap()].0.clone(),
        };
        assert!(known.insert(uuid, (label, name.unwrap_or_default())).is_none(), "a track twice");
    }
    known
}

/// Time, type and event, in order of time; what is at one instant in the order of the file, as the importer has it.
fn events(trace: &Message) -> Vec<(u64, u64, Message)> {
    let event = |packet: Message| {
        assert_eq!(packet.number(10), Some(1), "every packet says whose it is");
        let event = packet.message(11)?;
        Some((packet.number(8).unwrap(), event.number(9).unwrap(), event))
    };
    let mut events: Vec<_> = trace.messages(1).filter_map(event).collect();
    events.sort_by_key(|(at, ..)| *at);
    events
}

#[tokio::test]
async fn speedscope_s_profiles_are_balanced_and_add_up_to_the_report() {
    for scenario in known() {
        let report = simulator::simulate(&scenario);
        let file = file(&scenario, "speedscope.json").await.json();
        let frames = file["shared"]["frames"].as_array().unwrap();
        let mut sums: BTreeMap<(String, String), f64> = BTreeMap::new();
        for profile in file["profiles"].as_array().unwrap() {
            let label = profile["name"].as_str().unwrap().rsplit_once(" / ").unwrap().0;
            let (mut stack, mut now) = (Vec::new(), profile["startValue"].as_u64().unwrap());
            for event in profile["events"].as_array().unwrap() {
                let (at, frame) = (event["at"].as_u64().unwrap(), event["frame"].as_u64().unwrap() as usize);
                assert!(at >= now, "events go forward");
                now = at;
                if event["type"] == "O" {
                    stack.push((frame, at));
                } else {
                    let (opened, from) = stack.pop().unwrap();
                    assert_eq!(opened, frame);
                    let name = frames[frame]["name"].as_str().unwrap().to_owned();
                    *sums.entry((label.to_owned(), name)).or_default() += (at - from) as f64;
                }
            }
            assert!(stack.is_empty() && now <= profile["endValue"].as_u64().unwrap());
        }
        for result in &report.results {
            let time = |state: &str| *sums.get(&(result.label.clone(), state.to_owned())).unwrap_or(&0.0);
            agrees(result, time("Python"), time("native, GIL released"));
        }
    }
}

#[tokio::test]
async fn other_sites_may_load_a_file_and_ask_whether_theirs_is_fresh() {
    let client = Client::new();
    let mut tags = Vec::new();
    for extension in ["json", "csv", "md", "trace.json", "pftrace", "speedscope.json"] {
        let address = address(&valid(), extension);
        let first = client.get(&address).await;
        assert_eq!(first.headers["access-control-allow-origin"], "*");
        assert_eq!(first.headers["cross-origin-resource-policy"], "cross-origin");
        assert!(first.headers["cache-control"].to_str().unwrap().starts_with("public, max-age="));
        let link = first.headers["link"].to_str().unwrap();
        assert!(link.contains(&link::print(&valid())) && link.ends_with("rel=\"canonical\""), "{link}");
        let tag = first.headers["etag"].to_str().unwrap().to_owned();
        let again = Request::get(&address).header("if-none-match", &tag).body(Body::empty()).unwrap();
        let again = client.send(again).await;
        assert_eq!((again.status.as_u16(), again.text.as_str()), (304, ""), "{extension}");
        assert_eq!(again.headers["etag"], tag.as_str());
        assert_eq!(client.get(&address).await.bytes, first.bytes, "{extension}: the same bytes");
        tags.push(tag);
    }
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), 6, "each file has a tag of its own");
}

#[tokio::test]
async fn what_is_written_while_it_is_sent_arrives_whole_when_it_is_packed_too() {
    let client = Client::new();
    for extension in ["trace.json", "pftrace", "speedscope.json"] {
        let address = address(&valid(), extension);
        let plain = client.get(&address).await;
        for coding in ["br", "gzip"] {
            let request =
                Request::get(&address).header("accept-encoding", coding).body(Body::empty()).unwrap();
            // It fails if the answer breaks off.
            let packed = client.send(request).await;
            assert_eq!(
                (packed.status.as_u16(), packed.headers["content-encoding"].to_str().unwrap()),
                (200, coding)
            );
            let size = packed.bytes.len();
            assert!(size > 1_000 && size < plain.bytes.len() / 2, "{extension}, {coding}: {size} bytes");
        }
    }
}

#[tokio::test]
async fn what_cannot_be_had_is_refused_with_the_reason() {
    let client = Client::new();
    let unknown = client.get("/x/1.m=threads.gif").await;
    assert_eq!(unknown.status, 404);
    assert!(unknown.json()["error"].as_str().unwrap().contains(".pftrace"));
    let wrong = client.get("/x/1.cores=0,m=threads.csv").await;
    assert_eq!(wrong.status, 422);
    assert!(!wrong.json()["problems"].as_array().unwrap().is_empty(), "{}", wrong.text);
    assert_eq!(wrong.headers["access-control-allow-origin"], "*");
    assert!(!wrong.headers.contains_key("etag"));
    let small = Client::with(|limits| limits.trace_slices = 100);
    for extension in ["trace.json", "pftrace", "speedscope.json"] {
        let large = small.get(&address(&valid(), extension)).await;
        assert_eq!(large.status, 422);
        assert!(
            large.json()["error"].as_str().unwrap().contains("a file holds 100 at most"),
            "{}",
            large.text
        );
    }
    let busy = Client::with(|limits| {
        limits.concurrency = 0;
        limits.patience = std::time::Duration::ZERO;
    });
    let busy = busy.get(&address(&valid(), "csv")).await;
    assert_eq!((busy.status.as_u16(), busy.headers["retry-after"].to_str().unwrap()), (503, "1"));
}

#[tokio::test]
async fn hostile_names_stay_text_in_every_file() {
    for name in ["</script>\"'&<b>", "\u{202e}abc\u{1f600}", "a\u{0}b\r\nc", "=cmd|' /C calc'!A0"] {
        let mut wanted = scenario();
        wanted["name"] = json!(name);
        wanted["workload"][0]["name"] = json!(name);
        let Ok(scenario) = simulator::parse(&wanted.to_string()) else { continue };
        let report: Report = simulator::simulate(&scenario);
        let trace = file(&scenario, "trace.json").await.json();
        assert_eq!(trace["otherData"]["scenario"], json!(scenario.name));
        assert!(file(&scenario, "speedscope.json").await.json()["profiles"].is_array());
        assert_eq!(file(&scenario, "csv").await.text.lines().count(), 1 + report.results.len());
        let trace = Message::read(&file(&scenario, "pftrace").await.bytes);
        assert!(!tracks(&trace).is_empty());
        assert!(!file(&scenario, "md").await.text.contains("<b>"));
    }
}

#[tokio::test]
async fn what_to_paste_is_written_for_links_and_for_what_is_too_long_for_one() {
    let client = Client::new();
    let link = link::print(&valid());
    let dialog = client.get(&format!("/parts/share/{link}")).await;
    assert_eq!(dialog.status, 200, "{}", dialog.text);
    assert_eq!(dialog.headers["content-type"], "text/html; charset=utf-8");
    assert_eq!(dialog.text.matches("role=\"tab\"").count(), 14);
    assert!(dialog.text.contains(&format!("http://localhost/s/{link}<")), "the link is as short as it was");
    let copied = dialog.text.matches("data-copy=\"").count();
    assert!(
        copied >= 14 && copied == dialog.text.matches("<figure").count(),
        "each text is shown as it will be seen"
    );

    let name = client.post("/parts/scenario", &too_long()).await.text;
    let dialog = client.get(&format!("/parts/share/{name}")).await;
    assert_eq!((dialog.status.as_u16(), dialog.text.matches("role=\"tab\"").count()), (200, 1));
    assert!(dialog.text.contains("/api/v1/export/md"), "{}", dialog.text);
    assert_eq!(client.get("/parts/share/1.cores=none").await.status, 422);
}

/// A scenario that is too long for a link.
fn too_long() -> Value {
    let mut long = scenario();
    long["workload"][0]["steps"][0]["ms"] =
        json!({ "empirical": (1..=1_000).map(|i| f64::from(i * i % 7_919) / 79.0).collect::<Vec<_>>() });
    long
}

#[tokio::test]
async fn what_is_too_long_for_a_link_has_files_by_the_name_that_it_is_held_under() {
    let client = Client::new();
    let name = client.post("/parts/scenario", &too_long()).await.text;
    for extension in ["json", "csv", "md", "trace.json", "pftrace", "speedscope.json", "svg", "png"] {
        let posted = client.post(&format!("/api/v1/export/{extension}"), &too_long()).await;
        let held = client.get(&format!("/parts/file/{name}.{extension}")).await;
        assert_eq!((posted.status.as_u16(), held.status.as_u16()), (200, 200), "{extension}");
        assert!(posted.bytes == held.bytes, "{extension}");
        assert_eq!(posted.headers["content-disposition"], held.headers["content-disposition"]);
        assert!(!held.text.contains("/s/1z."), "{extension}: a link that nobody can open");
    }
    assert_eq!(client.get(&format!("/parts/file/{name}.gif")).await.status, 404);
    assert_eq!(client.get(&format!("/parts/file/{name}")).await.status, 404);
    let gone = client.get("/parts/file/held.0123456789abcdef.csv").await;
    assert!(gone.status == 422 && gone.text.contains("run it again"), "{}", gone.text);
}
