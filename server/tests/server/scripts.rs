//! The Python scripts: served whole, sound, with the simulator's own tasks in them, and run by a real Python.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use axum::http::Request;
use serde_json::{Value, json};
use simulator::costs::Costs;
use simulator::engine::Time;
use simulator::machine::workload::Workload;
use simulator::scenario::{link, presets};
use simulator::{Scenario, models};

use crate::support::{Client, scenario};

/// A Python that the scripts are for. The tests need one, as the scripts' users do.
pub(crate) fn python() -> &'static str {
    const NAMES: [&str; 6] =
        ["python3", "python3.15", "python3.14", "python3.13", "python3.12", "python3.11"];
    let question = "import sys; sys.exit(sys.version_info < (3, 11))";
    let fits = |name: &&str| {
        let asked = Command::new(name).args(["-c", question]).stderr(Stdio::null()).status();
        asked.is_ok_and(|status| status.success())
    };
    NAMES.into_iter().find(fits).expect("Python 3.11 or newer is needed to test the scripts")
}

/// A script in a folder of its own, removed at the end.
pub(crate) struct Script {
    path: PathBuf,
}

impl Script {
    pub(crate) fn new(name: &str, text: &str) -> Script {
        let folder = std::env::temp_dir().join(format!("lockstep-test-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("script.py");
        std::fs::write(&path, text).unwrap();
        Script { path }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(python());
        command.arg(&self.path).args(arguments).stdin(Stdio::null());
        command.output().unwrap()
    }

    /// What it printed, read as JSON.
    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{errors}");
        serde_json::from_slice(&output.stdout).unwrap_or_else(|fault| panic!("{fault}: {errors}"))
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        // A folder that stays behind is in the system's own place for such.
        let _ = std::fs::remove_dir_all(self.path.parent().unwrap());
    }
}

fn parsed(value: &Value) -> Scenario {
    simulator::parse(&value.to_string()).unwrap()
}

/// That Python takes a text for a program.
#[track_caller]
pub(crate) fn compiles(name: &str, text: &str) {
    let script = Script::new(name, text);
    let mut compile = Command::new(python());
    let output = compile.args(["-m", "py_compile"]).arg(&script.path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test]
async fn both_scripts_are_served_as_python_and_compile() {
    let client = Client::new();
    let linked = format!("/run/{}.py", link::print(&parsed(&scenario())));
    for (path, name) in [("/measure.py", "measure.py"), (linked.as_str(), "run_real.py")] {
        let reply = client.get(path).await;
        assert_eq!(reply.status, 200, "{path}");
        assert_eq!(reply.headers["content-type"], "text/x-python; charset=utf-8");
        assert!(reply.headers["content-disposition"].to_str().unwrap().contains(name));
        compiles(&format!("compile-{name}"), &reply.text);
    }
}

#[tokio::test]
async fn the_measuring_script_names_every_cost_and_no_other() {
    let script = Script::new("list", &Client::new().get("/measure.py").await.text);
    let output = script.run(&["--list"]);
    let listed: BTreeSet<&str> = std::str::from_utf8(&output.stdout).unwrap().lines().collect();
    let known: BTreeSet<&str> = Costs::SPECS.iter().map(|spec| spec.name).collect();
    assert_eq!(listed, known, "measure a new cost by a rule in server/python/measure/1_head.py");
}

#[tokio::test]
async fn a_scenario_gives_its_script_by_itself_and_by_its_link() {
    let client = Client::new();
    let scenario = parsed(&scenario());
    let whole = client.post("/api/v1/script", &json!(scenario)).await;
    assert_eq!(whole.status, 200);
    let linked = client.get(&format!("/run/{}.py", link::print(&scenario))).await;
    assert_eq!(whole.text, linked.text);
    let catalogue = models::catalogue();
    let quoted = |place: usize| json!(scenario.models[place].label(&catalogue)).to_string();
    let some = client.post("/api/v1/script?models=0,2", &json!(scenario)).await.text;
    assert!([0, 2].into_iter().all(|place| some.contains(&quoted(place))));
    assert!(!some.contains(&quoted(1)) && whole.text.contains(&quoted(1)));
}

#[tokio::test]
async fn what_gives_no_script_is_told() {
    let client = Client::new();
    for query in ["models=99", "models=", "models=a", "model=0"] {
        let reply = client.post(&format!("/api/v1/script?{query}"), &scenario()).await;
        assert_eq!(reply.status, 422, "{query}");
        assert_eq!(reply.paths(), [query.split('=').next().unwrap()]);
    }
    assert_eq!(client.post("/api/v1/script", &json!({})).await.status, 422);
    assert_eq!(client.get("/run/1.cores=0.py").await.status, 422);
    assert_eq!(client.get("/run/nonsense.py").await.status, 422);
    assert_eq!(client.get("/run/nonsense").await.status, 404);
    let posted = Request::post("/measure.py").body(axum::body::Body::empty()).unwrap();
    assert_eq!(client.send(posted).await.status, 405);
}

/// Every law, every arrival, every order.
fn drawn(order: &str) -> Value {
    json!({
        "version": 1, "name": "every law", "machine": { "cores": 2 }, "order": order,
        "workload": [
            { "name": "laws", "tasks": 7, "arrival": { "kind": "poisson", "rate_per_s": 100 }, "steps": [
                { "kind": "cpu", "ms": { "exponential": { "mean": 3 } } },
                { "kind": "cpu", "ms": { "lognormal": { "mean": 4, "cv": 0.5 } } },
                { "kind": "cpu", "ms": { "uniform": { "min": 1, "max": 2 } } },
                { "kind": "cpu", "ms": { "pareto": { "min": 1, "alpha": 1.7 } } },
                { "kind": "cpu", "ms": { "empirical": [1, 2, 5, 9] } },
                { "kind": "cpu", "ms": 0.1 } ] },
            { "name": "closed", "tasks": 5, "arrival": { "kind": "closed", "clients": 2, "think_ms": 3 },
                "steps": [{ "kind": "io", "ms": 1 }] },
            { "name": "even", "tasks": 3, "arrival": { "kind": "uniform", "every_ms": 4 },
                "steps": [{ "kind": "io", "ms": 1 }] },
            { "name": "batch", "tasks": 4, "steps": [{ "kind": "io", "ms": { "exponential": { "mean": 3 } } }] }
        ],
        "models": [{ "kind": "sequential" }], "run": { "seed": 77 }
    })
}

#[tokio::test]
async fn a_script_draws_the_simulators_own_tasks() {
    let client = Client::new();
    for order in ["interleave", "blocks", "shuffle"] {
        let scenario = drawn(order);
        let script = Script::new(order, &client.post("/api/v1/script", &scenario).await.text);
        let tasks = script.json(&["--tasks"]);
        let load = Workload::new(&parsed(&scenario), 77);
        assert_eq!(tasks.as_array().unwrap().len(), load.order.len());
        for (task, expected) in tasks.as_array().unwrap().iter().zip(&load.order) {
            let place = (task["class"].as_u64(), task["index"].as_u64());
            assert_eq!(place, (Some(expected.class.into()), Some(expected.index.into())), "{order}");
            let at_ms = task["at_ms"].as_f64();
            assert_eq!(at_ms.is_none(), expected.at == Time::NEVER);
            assert!(at_ms.is_none_or(|at| (at - expected.at.ms()).abs() < 1e-5), "{at_ms:?}");
            for (step, length) in task["lengths_ms"].as_array().unwrap().iter().enumerate() {
                let simulated = load.duration(expected.class as usize, expected.index, 0, step).ms();
                assert!((length.as_f64().unwrap() - simulated).abs() < 1e-5, "{length} {simulated}");
            }
        }
    }
}

/// A workload that takes a few milliseconds and has every kind of step, under every model that there is.
pub(crate) fn tiny() -> Value {
    let mut models: Vec<Value> = models::catalogue()
        .iter()
        .map(|spec| match spec.kind {
            "prefork" => {
                json!({ "kind": "prefork", "processes": 2, "inner": { "kind": "threads", "workers": 2 } })
            }
            "asyncio" => json!({ "kind": "asyncio", "concurrency": 3 }),
            kind => json!({ "kind": kind }),
        })
        .collect();
    models.push(json!({ "kind": "processes", "workers": 2, "start_method": "spawn", "chunksize": 2 }));
    json!({
        "version": 1, "name": "tiny", "machine": { "cores": 2 },
        "workload": [
            { "name": "every step", "tasks": 4, "payload": { "arguments_bytes": 3000, "result_bytes": 500, "kind": "dicts" },
                "steps": [
                    { "kind": "cpu", "ms": 0.5 },
                    { "kind": "io", "ms": { "lognormal": { "mean": 2, "cv": 0.3 } }, "service": "api" },
                    { "kind": "cpu", "ms": 0.5, "gil": "released", "call_ms": 0.2 },
                    { "kind": "cpu", "ms": 0.5, "call_ms": 0.2 },
                    { "kind": "lock", "name": "cache", "ms": 0.2 },
                    { "kind": "blocking_io", "ms": 1 } ] },
            { "name": "two threads", "tasks": 2,
                "steps": [{ "kind": "cpu", "ms": 1, "gil": "released", "native_threads": 2 }] }
        ],
        "services": [{ "name": "api", "concurrency": 2, "rate_per_s": 5000 }],
        "models": models
    })
}

/// What happens while it runs: clients that wait for their answer, patience that ends, tries again.
pub(crate) fn lively() -> Value {
    json!({
        "version": 1, "name": "lively", "machine": { "cores": 2 }, "order": "shuffle",
        "workload": [
            { "name": "clients", "tasks": 6, "arrival": { "kind": "closed", "clients": 2, "think_ms": 1 },
                "steps": [{ "kind": "io", "ms": 1, "service": "api" }] },
            { "name": "never in time", "tasks": 3, "arrival": { "kind": "poisson", "rate_per_s": 500 },
                "timeout_ms": 20, "retries": 1, "steps": [{ "kind": "io", "ms": 60 }] }
        ],
        "services": [{ "name": "api", "concurrency": 1 }],
        "models": [{ "kind": "sequential" }, { "kind": "threads", "workers": 4 }, { "kind": "thread_per_task" },
            { "kind": "processes", "workers": 2 }, { "kind": "asyncio" }, { "kind": "asyncio_threads" },
            { "kind": "asyncio_processes", "workers": 2 }, { "kind": "interpreters", "workers": 2 },
            { "kind": "prefork", "processes": 2, "inner": { "kind": "threads", "workers": 4 } },
            { "kind": "prefork", "processes": 1, "inner": { "kind": "asyncio" } }]
    })
}

/// Runs a scenario for real, and checks that each model has its figures, or a reason that is one.
async fn really(name: &str, scenario: &Value, check: impl Fn(&Value)) {
    let script = Script::new(name, &Client::new().post("/api/v1/script", scenario).await.text);
    let measured = script.json(&["--reps", "1"]);
    let pasted = app::measured::RealRun::read(&measured.to_string()).unwrap();
    assert_eq!(pasted.results.len(), scenario["models"].as_array().unwrap().len());
    assert_eq!(pasted.scenario, parsed(scenario));
    for result in measured["results"].as_array().unwrap() {
        let kind = result["model"]["kind"].as_str().unwrap();
        match result["skipped"].as_str() {
            Some(reason) => {
                // These need a build or a version that the machine may not have.
                let may_lack = matches!(kind, "free_threads" | "interpreters");
                let told = reason.contains("Python") || reason.contains("build");
                assert!(may_lack && told, "{kind}: {reason}");
            }
            None => check(result),
        }
    }
}

#[tokio::test]
async fn a_scenario_is_really_run_under_every_model() {
    really("tiny", &tiny(), |result| {
        assert!(result["makespan_ms"]["median"].as_f64().unwrap() > 0.0, "{result}");
        assert_eq!(result["makespan_ms"]["n"], 1);
        assert_eq!(result["tasks"], json!({ "completed": 6, "timed_out": 0, "unfinished": 0 }), "{result}");
    })
    .await;
}

#[tokio::test]
async fn clients_and_their_patience_are_real_too() {
    // A sleep of 60 ms is never over after 20 ms, however busy the machine is; those of the clients have no limit.
    really("lively", &lively(), |result| {
        assert_eq!(result["tasks"], json!({ "completed": 6, "timed_out": 3, "unfinished": 0 }), "{result}");
    })
    .await;
}

#[tokio::test]
async fn a_pool_that_has_lost_its_workers_is_told() {
    let scenario = json!({
        "version": 1, "name": "left", "machine": { "cores": 2 },
        "workload": [{ "name": "a", "tasks": 9, "steps": [{ "kind": "io", "ms": 1 }] }],
        "models": [{ "kind": "processes", "workers": 1, "start_method": "spawn", "max_tasks_per_child": 2 }]
    });
    let script = Script::new("left", &Client::new().post("/api/v1/script", &scenario).await.text);
    let measured = script.json(&["--reps", "1"]);
    let result = &measured["results"][0];
    // Newer Pythons replace them.
    let known = result["skipped"].as_str().is_some_and(|reason| reason.contains("gh-115634"));
    assert!(known || result["tasks"]["completed"] == 9, "{result}");
}

#[test]
fn the_presets_have_links_that_a_script_can_be_fetched_by() {
    for preset in presets::all() {
        assert!(link::print(&preset.scenario()).len() <= link::MAX_LENGTH, "{}", preset.id);
    }
}
