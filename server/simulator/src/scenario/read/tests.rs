//! What is read, what is refused, and in which words.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::scenario::arbitrary::{self, CATALOGUE};
use crate::scenario::{Arrival, Duration, GilUse, Order, Payload, PayloadKind, StartMethod, Step, StepKind};

fn smallest() -> Value {
    json!({
        "version": 1,
        "machine": { "cores": 4 },
        "workload": [{ "name": "task", "tasks": 10, "steps": [{ "kind": "cpu", "ms": 2 }] }],
        "models": [{ "kind": "sequential" }]
    })
}

/// The smallest scenario with a change at a JSON pointer.
fn with(pointer: &str, value: Value) -> Value {
    let mut scenario = smallest();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match scenario.pointer_mut(parent).unwrap() {
        Value::Object(entries) => drop(entries.insert(key.to_owned(), value)),
        other => other[key.parse::<usize>().unwrap()] = value,
    }
    scenario
}

fn accepted(scenario: &Value) -> Scenario {
    read(scenario, CATALOGUE).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn told(scenario: &Value) -> Vec<(String, String)> {
    let problems = read(scenario, CATALOGUE).expect_err("this is not valid");
    problems.into_iter().map(|p| (p.path, p.message)).collect()
}

#[track_caller]
fn refused(pointer: &str, value: Value, path: &str, message: &str) {
    assert_eq!(told(&with(pointer, value)), [(path.to_owned(), message.to_owned())]);
}

#[test]
fn a_key_without_letters_has_a_path_too() {
    let known = "is not known; known here: cores, cpu_quota";
    for (key, path) in [("", "machine.\"\""), (" ", "machine.\" \""), ("\n", "machine.\"\u{fffd}\"")] {
        let told = told(&with(&format!("/machine/{key}"), json!(1)));
        assert_eq!(told, [(path.to_owned(), known.to_owned())]);
    }
    let (path, message) = told(&with("/", json!(1))).remove(0);
    assert!(path == "\"\"" && message.starts_with("is not known"), "{path} {message}");
}

#[test]
fn defaults_are_those_of_the_contract() {
    let scenario = accepted(&smallest());
    assert_eq!(scenario.name, "Untitled");
    assert_eq!(scenario.machine.cpu_quota, None);
    assert_eq!(scenario.runtime, machine::default_runtime());
    assert_eq!((scenario.runtime.python, scenario.runtime.switch_interval_ms), (Python::V3_14, 5.0));
    assert_eq!(scenario.order, Order::Interleave);
    assert_eq!(scenario.services, []);
    assert_eq!(scenario.run, Run { seed: 1, replications: 1, until: Until::AllDone });
    let class = &scenario.workload[0];
    assert_eq!((class.arrival.clone(), class.timeout_ms, class.retries), (Arrival::Batch, None, 0));
    assert_eq!(class.payload, Payload { arguments_bytes: 0, result_bytes: 0, kind: PayloadKind::Bytes });
    assert_eq!(class.steps[0].gil, Some(GilUse::Held));
}

#[test]
fn every_form_of_the_contract_is_read() {
    let steps = json!([
        { "kind": "cpu", "ms": 4.0, "gil": "released", "call_ms": 1, "on": "thread", "name": "hash" },
        { "kind": "io", "ms": { "exponential": { "mean": 20 } }, "service": "api" },
        { "kind": "blocking_io", "ms": { "lognormal": { "mean": 40, "cv": 0.3 } } },
        { "kind": "lock", "name": "cache", "ms": { "uniform": { "min": 1, "max": 3 } } },
        { "kind": "io", "ms": { "pareto": { "min": 5, "alpha": 1.5 } } },
        { "kind": "io", "ms": { "empirical": [12, 15, 90] } }
    ]);
    let mut value = with("/workload/0/steps", steps);
    value["services"] = json!([{ "name": "api", "concurrency": 10, "rate_per_s": null }]);
    value["order"] = json!("shuffle");
    let steps = &accepted(&value).workload[0].steps;
    let first = Step {
        kind: StepKind::Cpu,
        ms: Duration::Fixed(4.0),
        gil: Some(GilUse::Released),
        call_ms: Some(1.0),
        native_threads: Some(1),
        service: None,
        name: Some("hash".to_owned()),
        on: Some(crate::scenario::Place::Thread),
    };
    assert_eq!(steps[0], first);
    assert_eq!(steps[1].service.as_deref(), Some("api"));
    assert_eq!(steps[3].ms, Duration::Uniform { min: 1.0, max: 3.0 });
    assert_eq!(steps[5].ms, Duration::Empirical(vec![12.0, 15.0, 90.0]));
}

#[test]
fn pools_take_the_defaults_of_python() {
    let mut value = with("/models", json!([{ "kind": "threads" }, { "kind": "processes" }]));
    let models = accepted(&value).models;
    assert_eq!(models[0].workers, Some(8));
    assert_eq!((models[1].workers, models[1].chunksize), (Some(4), Some(1)));
    assert_eq!(models[1].start_method, Some(StartMethod::Forkserver));
    value["runtime"] = json!({ "python": "3.13" });
    value["machine"]["cores"] = json!(64);
    let models = accepted(&value).models;
    assert_eq!((models[0].workers, models[1].workers), (Some(32), Some(64)));
    assert_eq!(models[1].start_method, Some(StartMethod::Fork));
    value["models"][1]["max_tasks_per_child"] = json!(25);
    assert_eq!(accepted(&value).models[1].start_method, Some(StartMethod::Spawn));
}

#[test]
fn numbers_out_of_range_are_refused_with_their_range() {
    let ms = "must be a number from 0 to 3,600,000 (milliseconds); got";
    refused("/workload/0/steps/0/ms", json!(-5), "workload[0].steps[0].ms", &format!("{ms} -5"));
    refused("/workload/0/steps/0/ms", json!("NaN"), "workload[0].steps[0].ms", &format!("{ms} \"NaN\""));
    refused("/workload/0/steps/0/ms", Value::Null, "workload[0].steps[0].ms", &format!("{ms} nothing"));
    let cores = "must be a whole number from 1 to 1,024 (logical CPUs); got";
    refused("/machine/cores", json!(0), "machine.cores", &format!("{cores} 0"));
    refused("/machine/cores", json!(2.5), "machine.cores", &format!("{cores} 2.5"));
    refused("/machine/cores", json!(1025), "machine.cores", &format!("{cores} 1,025"));
    refused("/machine/cores", json!(-3.0), "machine.cores", &format!("{cores} -3"));
    refused("/machine/cores", json!(1e9), "machine.cores", &format!("{cores} 1,000,000,000"));
    refused("/machine/cores", json!(1e300), "machine.cores", &format!("{cores} 1e+300"));
    let tasks = "must be a whole number from 1 to 2,000,000 (tasks); got 1,000,000,000";
    refused("/workload/0/tasks", json!(1_000_000_000), "workload[0].tasks", tasks);
    let slow = "must be a number from 0.01 to 100 (ratio); got 0";
    let costs = json!({ "costs": { "free_threaded_slowdown": 0 } });
    refused("/runtime", costs, "runtime.costs.free_threaded_slowdown", slow);
}

#[test]
fn unknown_keys_and_words_are_refused_with_a_hint() {
    let known = "is not known; known here: seed, replications, until. Did you mean \"seed\"?";
    refused("/run", json!({ "sede": 3 }), "run.sede", known);
    let kinds = "must be one of cpu, io, blocking_io, lock; got \"oi\". Did you mean \"io\"?";
    refused("/workload/0/steps/0/kind", json!("oi"), "workload[0].steps[0].kind", kinds);
    let cost = "is not a cost of the profile. Did you mean \"gil_handoff_us\"?";
    refused("/runtime", json!({ "costs": { "gil_hand_off_us": 3 } }), "runtime.costs.gil_hand_off_us", cost);
    let kind = "must be one of sequential, threads, thread_per_task, free_threads, processes, interpreters, \
                asyncio, asyncio_threads, asyncio_processes, prefork; got \"thread\". Did you mean \"threads\"?";
    refused("/models/0/kind", json!("thread"), "models[0].kind", kind);
    refused("/version", json!(2), "version", "must be 1; got 2");
}

#[test]
fn settings_stand_where_they_belong() {
    let io = |key: &str, value: Value| json!({ "kind": "io", "ms": 1, key: value });
    let step = "/workload/0/steps/0";
    let path = |key: &str| format!("workload[0].steps[0].{key}");
    let released = "is a setting of a cpu step with \"gil\": \"released\" only";
    refused(step, io("gil", json!("held")), &path("gil"), "is a setting of a cpu step only");
    refused(step, io("call_ms", json!(1)), &path("call_ms"), "is a setting of a cpu step only");
    let threads = json!({ "kind": "cpu", "ms": 1, "native_threads": 2 });
    refused(step, threads, &path("native_threads"), released);
    let service = json!({ "kind": "cpu", "ms": 1, "service": "api" });
    refused(step, service, &path("service"), "is a setting of an io or blocking_io step only");
    let lock = "must be a text; got nothing";
    refused(step, json!({ "kind": "lock", "ms": 1 }), &path("name"), lock);
    let model = json!({ "kind": "threads", "chunksize": 2 });
    let only = "is not a setting of threads, which has only workers";
    refused("/models/0", model, "models[0].chunksize", only);
    let fork = json!({ "kind": "processes", "start_method": "fork", "max_tasks_per_child": 5 });
    let why = "cannot be fork together with max_tasks_per_child; use forkserver or spawn";
    refused("/models/0", fork, "models[0].start_method", why);
}

#[test]
fn services_are_named_once_and_only_those_are_called() {
    let call = |name: &str| json!([{ "kind": "io", "ms": 1, "service": name }]);
    let none = "names a service, and the scenario has none: add it to services";
    refused("/workload/0/steps", call("api"), "workload[0].steps[0].service", none);
    let mut value = with("/workload/0/steps", call("apis"));
    value["services"] = json!([{ "name": "api", "concurrency": 1 }, { "name": "db", "concurrency": 1 }]);
    let message = "must be one of api, db; got \"apis\". Did you mean \"api\"?".to_owned();
    assert_eq!(told(&value), [("workload[0].steps[0].service".to_owned(), message)]);
    let twice = json!([{ "name": "api", "concurrency": 1 }, { "name": "api", "concurrency": 2 }]);
    let message = "is the name of an earlier service; each needs a name of its own";
    refused("/services", twice, "services[1].name", message);
}

#[test]
fn models_fit_the_python() {
    let mut value = with("/models/0", json!({ "kind": "interpreters" }));
    assert_eq!(accepted(&value).models[0].workers, Some(8));
    value["runtime"] = json!({ "python": "3.12" });
    let message = "interpreters needs Python 3.14 or newer; this scenario has 3.12".to_owned();
    assert_eq!(told(&value), [("models[0].kind".to_owned(), message)]);
}

#[test]
fn prefork_holds_one_of_its_inner_kinds() {
    let prefork = json!({ "kind": "prefork", "inner": { "kind": "threads", "workers": 2 } });
    let model = &accepted(&with("/models/0", prefork)).models[0];
    assert_eq!(model.processes, Some(4));
    assert_eq!(model.inner.as_ref().and_then(|inner| inner.workers), Some(2));
    let nested = json!({ "kind": "prefork", "inner": { "kind": "prefork" } });
    let message = "must be one of sequential, threads, asyncio; got \"prefork\"";
    refused("/models/0", nested, "models[0].inner.kind", message);
    let empty = json!({ "kind": "prefork" });
    refused("/models/0", empty, "models[0].inner", "must be an object with kind; got nothing");
}

#[test]
fn all_problems_are_told_at_once() {
    let value = json!({
        "version": 1, "machine": { "cores": "four" }, "workload": [{ "name": "", "tasks": 1, "steps": [] }],
        "models": [], "run": { "seed": -1 }, "services": 3
    });
    let paths: Vec<String> = told(&value).into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["machine.cores", "services", "workload[0].name", "models", "run.seed"]);
    assert_eq!(told(&json!(7))[0].1[..25], *"must be an object with ve");
    assert_eq!(told(&json!({})).len(), 4);
}

#[test]
fn lists_are_bounded() {
    refused("/workload", json!([]), "workload", "must hold 1 to 64 task classes; it holds 0");
    let steps = json!([{ "kind": "cpu", "ms": 1 }]);
    let classes = vec![json!({ "name": "a", "tasks": 1_500_000, "steps": steps }); 2];
    let message = "must hold at most 2,000,000 tasks in all; it holds 3,000,000";
    refused("/workload", json!(classes), "workload", message);
    let slow = json!([{ "name": "a", "tasks": 2_000_000, "steps": [{ "kind": "io", "ms": 3_600_000 }] }]);
    let message = "must be at most 1,000,000,000,000 ms of steps, summed over all tasks and their retries; \
                   it is 7,200,000,000,000 ms";
    refused("/workload", slow, "workload", message);
    assert!(accepted(&with("/workload/0/steps", json!([]))).workload[0].steps.is_empty());
}

#[test]
fn a_flood_of_problems_is_counted_not_told() {
    let keys: serde_json::Map<String, Value> = (0..1000).map(|i| (format!("key{i}"), json!(1))).collect();
    let problems = told(&with("/run", Value::Object(keys)));
    assert_eq!(problems.len(), limits::PROBLEMS + 1);
    assert_eq!(problems[limits::PROBLEMS].1, "and 950 more problems");
}

#[test]
fn a_strangers_text_is_shortened_in_messages() {
    let long = "\u{7}".repeat(100_000);
    let problems = told(&with("/name", json!(long)));
    assert!(problems[0].1.len() < 300, "{}", problems[0].1.len());
    assert!(!problems[0].1.contains('\u{7}'));
}

#[test]
fn deep_nesting_is_refused() {
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let problems = crate::parse(&deep).expect_err("too deep");
    assert!(problems[0].message.contains("recursion limit"), "{problems:?}");
}

proptest! {
    #[test]
    fn reading_what_was_written_gives_the_same(scenario in arbitrary::scenario()) {
        let text = serde_json::to_string(&scenario).unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        match read(&value, CATALOGUE) {
            Ok(back) => prop_assert_eq!(back, scenario),
            Err(problems) => prop_assert!(false, "{:?}", problems),
        }
    }

    #[test]
    fn any_change_of_a_value_is_read_or_refused(
        scenario in arbitrary::scenario(),
        place in any::<prop::sample::Index>(),
        scrap in prop::sample::select(vec![json!(null), json!(-1), json!("x"), json!([[]]), json!({"kind": 0})]),
    ) {
        let mut value = serde_json::to_value(&scenario).unwrap();
        let mut places = Vec::new();
        pointers(&value, String::new(), &mut places);
        *value.pointer_mut(&places[place.index(places.len())]).unwrap() = scrap;
        match read(&value, CATALOGUE) {
            Ok(scenario) => {
                let written = serde_json::to_value(&scenario).unwrap();
                prop_assert_eq!(read(&written, CATALOGUE), Ok(scenario));
            }
            Err(problems) => {
                prop_assert!(!problems.is_empty());
                prop_assert!(problems.iter().all(|p| !p.message.is_empty()));
            }
        }
    }
}

fn pointers(value: &Value, here: String, found: &mut Vec<String>) {
    match value {
        Value::Object(entries) => entries.iter().for_each(|(k, v)| pointers(v, format!("{here}/{k}"), found)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, v)| pointers(v, format!("{here}/{i}"), found));
        }
        _ => {}
    }
    found.push(here);
}
