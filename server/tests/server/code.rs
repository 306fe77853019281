//! Scenarios as Python programs: sound for every preset and model, and really run.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use simulator::scenario::{link, presets};

use crate::scripts::{Script, lively, python, tiny};
use crate::support::{Client, scenario};

/// What is wrong with programs, by their names.
pub(crate) fn faults(programs: &[(String, String)]) -> Value {
    let mut check = Command::new(python());
    check.args(["-c", include_str!("code_check.py")]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut check = check.spawn().unwrap();
    let mut input = check.stdin.take().unwrap();
    for (name, code) in programs {
        writeln!(input, "{}", json!({ "name": name, "code": code })).unwrap();
    }
    drop(input);
    let output = check.wait_with_output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The programs of all models of a scenario, with their kinds.
pub(crate) async fn programs(client: &Client, scenario: &Value) -> Vec<(Value, String)> {
    let models = scenario["models"].as_array().unwrap();
    let mut found = Vec::new();
    for (place, model) in models.iter().enumerate() {
        let reply = client.post("/api/v1/code", &json!({ "scenario": scenario, "model": place })).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        found.push((model.clone(), reply.json()["code"].as_str().unwrap().to_owned()));
    }
    found
}

/// A scenario that ends after a while, whatever is done by then.
fn stopped() -> Value {
    json!({
        "version": 1, "name": "stopped", "machine": { "cores": 2 },
        "runtime": { "switch_interval_ms": 1, "import_ms": 20 },
        "workload": [
            { "name": "quick", "tasks": 3, "steps": [{ "kind": "io", "ms": 1, "service": "api" }] },
            { "name": "clients", "tasks": 4, "arrival": { "kind": "closed", "clients": 2, "think_ms": 1 },
                "timeout_ms": 60000, "retries": 1, "steps": [{ "kind": "lock", "name": "cache", "ms": 0.1 }] },
            { "name": "after the end", "tasks": 2, "arrival": { "kind": "uniform", "every_ms": 3600000 },
                "steps": [{ "kind": "blocking_io", "ms": 1, "on": "process" }] }
        ],
        "services": [{ "name": "api", "concurrency": 2, "rate_per_s": 1000 }],
        "models": tiny()["models"],
        "run": { "until": { "kind": "duration", "ms": 1500 } }
    })
}

/// One class, all at once: what most programs look like.
fn plain() -> Value {
    json!({
        "version": 1, "name": "plain", "machine": { "cores": 2 },
        "workload": [{ "name": "read", "tasks": 5, "payload": { "arguments_bytes": 900, "result_bytes": 80, "kind": "objects" },
            "steps": [
                { "kind": "io", "ms": { "empirical": [1, 1, 1, 1, 2, 2, 2, 2] }, "name": "await client.get" },
                { "kind": "cpu", "ms": { "pareto": { "min": 0.1, "alpha": 3 } } },
                { "kind": "blocking_io", "ms": { "uniform": { "min": 0.1, "max": 0.2 } }, "service": "api" }] }],
        "services": [{ "name": "api", "concurrency": 2 }],
        "models": tiny()["models"]
    })
}

#[tokio::test]
async fn programs_of_every_preset_and_model_are_sound() {
    let client = Client::new();
    let mut all = Vec::new();
    let mut scenarios: Vec<Value> = presets::all().map(|preset| json!(preset.scenario())).collect();
    scenarios.extend([tiny(), lively(), stopped(), plain()]);
    for scenario in scenarios {
        for (model, code) in programs(&client, &scenario).await {
            all.push((format!("{} {model}", scenario["name"]), code));
        }
    }
    assert!(all.len() > 50);
    assert_eq!(faults(&all), json!({}));
}

#[tokio::test]
async fn hostile_names_stay_words() {
    let mut scenario = scenario();
    scenario["name"] = json!("\"\"\"\\ import os # \u{202e}");
    scenario["workload"][0]["name"] = json!("def main(): \"\"\" ' \\");
    scenario["workload"][1]["name"] = json!("class");
    scenario["workload"][0]["steps"][0]["name"] = json!("\"\"\"); import os; os.abort() #");
    scenario["workload"][0]["steps"][2]["name"] = json!("time");
    let all: Vec<_> = programs(&Client::new(), &scenario)
        .await
        .into_iter()
        .map(|(m, code)| (m.to_string(), code))
        .collect();
    assert_eq!(faults(&all), json!({}));
    for (model, code) in all {
        assert!(!code.contains("import os\n") && !code.contains('\u{202e}'), "{model}");
    }
}

#[tokio::test]
async fn the_page_shows_the_code_that_is_copied() {
    let reply =
        Client::new().post("/api/v1/code", &json!({ "scenario": scenario(), "model": 3 })).await.json();
    let text = reply["html"].as_str().unwrap();
    let mut plain = String::new();
    for part in text.split('<') {
        plain.push_str(part.split_once('>').map_or(part, |(_, after)| after));
    }
    let plain = plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    assert_eq!(plain, reply["code"].as_str().unwrap());
    assert!(plain.contains("asyncio.Semaphore(48)") && plain.contains("asyncio.TaskGroup()"), "{plain}");
    assert_eq!(reply["run"], "python3.14 fetch_parse_score_asyncio.py");
}

#[tokio::test]
async fn a_program_has_an_address_that_saves_it() {
    let client = Client::new();
    let scenario = simulator::parse(&scenario().to_string()).unwrap();
    let address = format!("/code/{}.py", link::print(&scenario));
    let reply = client.get(&format!("{address}?model=1")).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.headers["content-type"], "text/x-python; charset=utf-8");
    let saved = reply.headers["content-disposition"].to_str().unwrap();
    assert_eq!(saved, "attachment; filename=\"fetch_parse_score_threads.py\"");
    let posted = client.post("/api/v1/code", &json!({ "scenario": scenario, "model": 1 })).await.json();
    assert_eq!(reply.text, posted["code"].as_str().unwrap());
    assert_eq!(client.get(&format!("{address}?model=99")).await.paths(), ["model"]);
    assert_eq!(client.get(&format!("{address}?model=x")).await.paths(), ["model"]);
    assert_eq!(client.get(&format!("{address}?what=1")).await.paths(), ["what"]);
    assert_eq!(client.get("/code/nonsense").await.status, 404);
}

#[tokio::test]
async fn what_has_no_program_is_told() {
    let client = Client::new();
    let reply = client.post("/api/v1/code", &json!({ "scenario": scenario(), "model": 99 })).await;
    assert_eq!((reply.status.as_u16(), reply.paths()), (422, vec!["model".to_owned()]));
    let reply = client.post("/api/v1/code", &json!({ "scenario": { "version": 1 } })).await;
    assert_eq!(reply.status, 422);
}

/// CPython's own fault stands where a program meets it.
#[tokio::test]
async fn a_program_says_that_its_pool_may_hang() {
    let mut scenario = plain();
    scenario["workload"][0]["steps"] = json!([{ "kind": "cpu", "ms": 1 }]);
    for (limit, told) in [(json!(5), true), (json!(1), false), (Value::Null, false)] {
        scenario["models"] =
            json!([{ "kind": "processes", "start_method": "spawn", "max_tasks_per_child": limit }]);
        let (_, code) = programs(&Client::new(), &scenario).await.swap_remove(0);
        assert_eq!(code.contains("    # Before CPython 3.13.15 and 3.14.7 this hangs"), told, "{code}");
        assert_eq!(faults(&[("pool".to_owned(), code)]), json!({}));
    }
}

/// How a server's program is deployed.
#[tokio::test]
async fn servers_get_the_line_that_deploys_them() {
    let mut scenario = scenario();
    scenario["models"] = json!([
        { "kind": "prefork", "processes": 4, "inner": { "kind": "threads", "workers": 8 } },
        { "kind": "prefork", "processes": 4, "inner": { "kind": "sequential" } },
        { "kind": "prefork", "processes": 2, "inner": { "kind": "asyncio", "concurrency": 9 } }
    ]);
    let lines = [
        "gunicorn -w 4 -k gthread --threads 8 fetch_parse_score_prefork:app",
        "gunicorn -w 4 fetch_parse_score_prefork:app",
        "uvicorn --workers 2 fetch_parse_score_prefork:app",
    ];
    for (model, line) in lines.iter().enumerate() {
        let asked = json!({ "scenario": scenario, "model": model });
        assert_eq!(Client::new().post("/api/v1/code", &asked).await.json()["run"], *line);
    }
}

/// Runs every program of a scenario, and compares what it says before the time that it took.
async fn really(scenario: &Value, said: &str) {
    let version =
        Command::new(python()).args(["-c", "import sys; print(sys.version_info[1])"]).output().unwrap();
    let minor: u32 = String::from_utf8(version.stdout).unwrap().trim().parse().unwrap();
    for (place, (model, code)) in programs(&Client::new(), scenario).await.into_iter().enumerate() {
        if model["kind"] == "interpreters" && minor < 14 {
            println!("not run: InterpreterPoolExecutor is of Python 3.14, and this is 3.{minor}");
            continue;
        }
        let script = Script::new(&format!("code-{}-{place}", scenario["name"].as_str().unwrap()), &code);
        let output = script.run(&[]);
        let (told, wrong) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{model}: {told}{wrong}\n{code}");
        if model["kind"] == "prefork" {
            let requests =
                told.lines().filter(|line| line.starts_with("200") && line.ends_with(" s")).count();
            assert_eq!(requests, scenario["workload"].as_array().unwrap().len(), "{model}: {told}{wrong}");
        } else {
            let (count, time) =
                told.trim().split_once(" in ").unwrap_or_else(|| panic!("{model}: {told}{wrong}"));
            assert_eq!(count, said, "{model}: {wrong}\n{code}");
            assert!(time.trim_end_matches(" s").parse::<f64>().unwrap() > 0.0, "{model}: {told}");
        }
    }
}

#[tokio::test]
async fn programs_of_a_batch_run_to_their_end() {
    really(&plain(), "5 tasks").await;
}

#[tokio::test]
async fn programs_with_every_step_run_to_their_end() {
    really(&tiny(), "6 tasks").await;
}

#[tokio::test]
async fn programs_with_clients_and_patience_count_what_was_done() {
    // A sleep of 60 ms is never over after 20 ms, however busy the machine is; those of the clients have no limit.
    really(&lively(), "6 of 9 tasks").await;
}

#[tokio::test]
async fn programs_stop_when_their_time_is_over() {
    // Of the last class one task comes at once, and the other long after the end.
    really(&stopped(), "8 of 9 tasks").await;
}

#[tokio::test]
async fn what_is_said_of_a_service_is_what_the_program_does() {
    let client = Client::new();
    let mut shared = scenario();
    shared["services"] = json!([{ "name": "api", "concurrency": 10 }]);
    shared["workload"] =
        json!([{ "name": "ask", "tasks": 20, "steps": [{ "kind": "io", "ms": 5, "service": "api" }] }]);
    let said = |workers: u32| {
        let mut shared = shared.clone();
        shared["models"] = json!([{ "kind": "interpreters", "workers": workers }]);
        let client = &client;
        async move { programs(client, &shared).await.remove(0).1 }
    };
    let few = said(4).await;
    assert!(
        few.contains("takes 10 calls at once.\n# There are 4 workers, so 4 tokens will do.")
            && few.contains("tokens(4)")
    );
    let one = said(1).await;
    assert!(one.contains("# There is one worker, so one token will do.") && one.contains("tokens(1)"));
    let many = said(16).await;
    assert!(!many.contains("will do.") && many.contains("tokens(10)"));
}
