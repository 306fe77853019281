//! Random valid scenarios. Each has only some of the contract's features (a swarm): rare combinations come up
//! that a generator with everything switched on would drown.

use std::fmt;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value, json};
use simulator::models::catalogue;
use simulator::scenario::{KeySpec, ModelSpec, Python};

/// A scenario as JSON, shown in one line that can be run again.
#[derive(Clone, PartialEq)]
pub(crate) struct Question(pub(crate) Value);

impl fmt::Debug for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// What a scenario may contain: a bit each, so that shrinking takes features away.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Features(pub(crate) u32);

impl Features {
    pub(crate) const RANDOM: u32 = 1;
    pub(crate) const NATIVE: u32 = 1 << 1;
    pub(crate) const NATIVE_THREADS: u32 = 1 << 2;
    pub(crate) const BLOCKING: u32 = 1 << 3;
    pub(crate) const LOCKS: u32 = 1 << 4;
    pub(crate) const SERVICES: u32 = 1 << 5;
    pub(crate) const ARRIVALS: u32 = 1 << 6;
    pub(crate) const PAYLOADS: u32 = 1 << 7;
    pub(crate) const TIMEOUTS: u32 = 1 << 8;
    pub(crate) const QUOTA: u32 = 1 << 9;
    pub(crate) const CLASSES: u32 = 1 << 10;
    pub(crate) const FREE_OF_CHARGE: u32 = 1 << 11;
    pub(crate) const FIXED_LENGTH: u32 = 1 << 12;
    pub(crate) const PLACES: u32 = 1 << 13;
    pub(crate) const SETTINGS: u32 = 1 << 14;
    pub(crate) const CALLS: u32 = 1 << 15;
    pub(crate) const RATES: u32 = 1 << 16;
    pub(crate) const REPLICATIONS: u32 = 1 << 17;
    const ALL: u32 = (1 << 18) - 1;

    fn has(self, feature: u32) -> bool {
        self.0 & feature != 0
    }
}

/// Any scenario without some features.
pub(crate) fn without(features: u32) -> impl Strategy<Value = Question> {
    (0..=Features::ALL).prop_flat_map(move |mask| question(Features(mask & !features)))
}

fn question(has: Features) -> impl Strategy<Value = Question> {
    let seeds = (0..1_000u64, 1..=if has.has(Features::REPLICATIONS) { 3u32 } else { 1 });
    let head = (1..=4u32, select(Python::ALL.to_vec()), seeds, select(vec![0.5, 5.0, 20.0]));
    let services = vec(service(has), if has.has(Features::SERVICES) { 1..=2 } else { 0..=0 });
    (head, services).prop_flat_map(move |((cores, python, (seed, replications), interval), services)| {
        let classes = vec(class(has, services.len()), 1..=if has.has(Features::CLASSES) { 3 } else { 1 });
        let order = select(vec!["interleave", "blocks", "shuffle"]);
        (classes, models(has, python), machine(has, cores), order, until(has)).prop_map(
            move |(workload, models, machine, order, until)| {
                let services: Vec<Value> = services.iter().enumerate().map(|(i, s)| named(s, i)).collect();
                Question(json!({
                    "version": 1, "name": "swarm", "machine": machine, "order": order, "services": services,
                    "runtime": { "python": python.name(), "switch_interval_ms": interval, "costs": costs(has) },
                    "workload": workload, "models": models, "run": { "seed": seed, "replications": replications, "until": until },
                }))
            },
        )
    })
}

fn machine(has: Features, cores: u32) -> impl Strategy<Value = Value> {
    let quota = if has.has(Features::QUOTA) { vec![0.5, 1.0, 1.5, 2.0] } else { vec![f64::from(cores)] };
    select(quota).prop_map(move |quota| {
        let quota = (quota < f64::from(cores)).then_some(quota);
        json!({ "cores": cores, "cpu_quota": quota })
    })
}

/// With every cost at zero, what is left is structure.
pub(crate) fn no_costs() -> Value {
    let zero = |name: &str| if name == "free_threaded_slowdown" { 1.0 } else { 0.0 };
    let all = simulator::costs::Costs::SPECS.iter();
    Value::Object(all.map(|s| (s.name.to_owned(), json!(zero(s.name)))).collect())
}

fn costs(has: Features) -> Value {
    if has.has(Features::FREE_OF_CHARGE) { no_costs() } else { json!({}) }
}

fn until(has: Features) -> BoxedStrategy<Value> {
    if has.has(Features::FIXED_LENGTH) {
        return (1..=80u32).prop_map(|ms| json!({ "kind": "duration", "ms": ms })).boxed();
    }
    Just(json!({ "kind": "all_done" })).boxed()
}

fn service(has: Features) -> BoxedStrategy<Value> {
    let rate = if has.has(Features::RATES) { vec![Value::Null, json!(200)] } else { vec![Value::Null] };
    (1..=4u32, select(rate)).prop_map(|(n, rate)| json!({ "concurrency": n, "rate_per_s": rate })).boxed()
}

fn named(service: &Value, index: usize) -> Value {
    let mut named = service.clone();
    named["name"] = json!(format!("s{index}"));
    named
}

fn class(has: Features, services: usize) -> impl Strategy<Value = Value> {
    let steps = vec(step(has, services), 0..=4);
    (1..=12u64, steps, arrival(has), payload(has), patience(has)).prop_map(
        |(tasks, steps, arrival, payload, (timeout_ms, retries))| {
            json!({ "name": "task", "tasks": tasks, "steps": steps, "arrival": arrival, "payload": payload,
                    "timeout_ms": timeout_ms, "retries": retries })
        },
    )
}

fn arrival(has: Features) -> BoxedStrategy<Value> {
    let batch = Just(json!({ "kind": "batch" }));
    if !has.has(Features::ARRIVALS) {
        return batch.boxed();
    }
    prop_oneof![
        batch,
        (20..500u32).prop_map(|rate| json!({ "kind": "poisson", "rate_per_s": rate })),
        (1..20u32).prop_map(|ms| json!({ "kind": "uniform", "every_ms": ms })),
        (1..=4u32, 0..10u32).prop_map(|(n, ms)| json!({ "kind": "closed", "clients": n, "think_ms": ms })),
    ]
    .boxed()
}

fn payload(has: Features) -> BoxedStrategy<Value> {
    if !has.has(Features::PAYLOADS) {
        return Just(json!({})).boxed();
    }
    let size = || select(vec![0, 100, 10_000, 200_000]);
    let kind = select(vec!["bytes", "ints", "dicts", "objects"]);
    (size(), size(), kind)
        .prop_map(|(a, r, kind)| json!({ "arguments_bytes": a, "result_bytes": r, "kind": kind }))
        .boxed()
}

fn patience(has: Features) -> BoxedStrategy<(Option<u32>, u32)> {
    if !has.has(Features::TIMEOUTS) {
        return Just((None, 0)).boxed();
    }
    (proptest::option::of(1..60u32), 0..3u32).boxed()
}

fn step(has: Features, services: usize) -> BoxedStrategy<Value> {
    let calls =
        if has.has(Features::CALLS) { vec![Value::Null, json!(1), json!(7)] } else { vec![Value::Null] };
    let python = (duration(has), select(calls))
        .prop_map(|(ms, call_ms)| with(json!({ "kind": "cpu", "ms": ms }), "call_ms", call_ms))
        .boxed();
    let mut kinds = vec![python, waiting(has, "io", services)];
    if has.has(Features::NATIVE) {
        kinds.push(native(has));
    }
    if has.has(Features::BLOCKING) {
        kinds.push(waiting(has, "blocking_io", services));
    }
    if has.has(Features::LOCKS) {
        let lock = (duration(has), select(vec!["cache", "log"]));
        kinds.push(lock.prop_map(|(ms, name)| json!({ "kind": "lock", "name": name, "ms": ms })).boxed());
    }
    let step = proptest::strategy::Union::new(kinds);
    if !has.has(Features::PLACES) {
        return step.boxed();
    }
    let place = select(vec![Value::Null, json!("loop"), json!("thread"), json!("process")]);
    (step, place).prop_map(|(step, place)| with(step, "on", place)).boxed()
}

fn native(has: Features) -> BoxedStrategy<Value> {
    let calls =
        if has.has(Features::CALLS) { vec![Value::Null, json!(1), json!(0.3)] } else { vec![Value::Null] };
    let threads =
        if has.has(Features::NATIVE_THREADS) { vec![json!(1), json!(2), json!(4)] } else { vec![json!(1)] };
    (duration(has), select(calls), select(threads))
        .prop_map(|(ms, call_ms, threads)| {
            let step = json!({ "kind": "cpu", "gil": "released", "ms": ms, "native_threads": threads });
            with(step, "call_ms", call_ms)
        })
        .boxed()
}

fn waiting(has: Features, kind: &'static str, services: usize) -> BoxedStrategy<Value> {
    let service =
        (0..=services).prop_map(|i| if i == 0 { Value::Null } else { json!(format!("s{}", i - 1)) });
    (duration(has), service)
        .prop_map(move |(ms, service)| with(json!({ "kind": kind, "ms": ms }), "service", service))
        .boxed()
}

fn duration(has: Features) -> BoxedStrategy<Value> {
    let quarter = || (0..=32u32).prop_map(|n| f64::from(n) * 0.25);
    if !has.has(Features::RANDOM) {
        return quarter().prop_map(|ms| json!(ms)).boxed();
    }
    prop_oneof![
        quarter().prop_map(|ms| json!(ms)),
        quarter().prop_map(|ms| json!({ "exponential": { "mean": ms } })),
        quarter().prop_map(|ms| json!({ "lognormal": { "mean": ms, "cv": 0.5 } })),
        (quarter(), quarter()).prop_map(|(a, b)| json!({ "uniform": { "min": a.min(b), "max": a.max(b) } })),
        quarter().prop_map(|ms| json!({ "pareto": { "min": ms, "alpha": 2.5 } })),
        vec(quarter(), 1..4).prop_map(|list| json!({ "empirical": list })),
    ]
    .boxed()
}

/// The object with one key more, unless that is null.
fn with(mut object: Value, key: &str, value: Value) -> Value {
    if !value.is_null() {
        object[key] = value;
    }
    object
}

/// Some of the kinds that the version has, each with settings of its own.
fn models(has: Features, python: Python) -> impl Strategy<Value = Vec<Value>> {
    let known: Vec<&'static ModelSpec> = catalogue().into_iter().filter(|s| s.since <= python).collect();
    let n = known.len();
    let each: Vec<_> = known.into_iter().map(|spec| model(has, spec)).collect();
    (each, subsequence((0..n).collect::<Vec<_>>(), 1..=n))
        .prop_map(|(all, chosen)| chosen.into_iter().map(|i| all[i].clone()).collect())
}

fn model(has: Features, spec: &'static ModelSpec) -> BoxedStrategy<Value> {
    let settings: Vec<_> = spec.keys.iter().map(|key| setting(has, *key)).collect();
    settings
        .prop_map(|settings| {
            let mut model = Map::new();
            model.insert("kind".to_owned(), json!(spec.kind));
            let set = spec.keys.iter().zip(settings).filter(|(_, value)| !value.is_null());
            model.extend(set.map(|(key, value)| (key.name().to_owned(), value)));
            if model.contains_key("max_tasks_per_child") && model.get("start_method") == Some(&json!("fork"))
            {
                model.remove("start_method");
            }
            Value::Object(model)
        })
        .boxed()
}

fn setting(has: Features, key: KeySpec) -> BoxedStrategy<Value> {
    let more = has.has(Features::SETTINGS);
    let unless_plain = move |value: Value| if more { value } else { Value::Null };
    match key {
        KeySpec::Threads | KeySpec::ProcessWorkers | KeySpec::Processes => {
            (1..=5u32).prop_map(|n| json!(n)).boxed()
        }
        KeySpec::StartMethod => select(vec!["fork", "forkserver", "spawn"]).prop_map(|m| json!(m)).boxed(),
        KeySpec::Chunksize => (1..=4u32).prop_map(move |n| unless_plain(json!(n))).boxed(),
        KeySpec::MaxTasksPerChild => {
            proptest::option::of(1..=4u32).prop_map(move |n| unless_plain(json!(n))).boxed()
        }
        KeySpec::Concurrency => proptest::option::of(1..=8u32).prop_map(|n| json!(n)).boxed(),
        KeySpec::Inner(kinds) => {
            let specs = catalogue().into_iter().filter(|s| kinds.contains(&s.kind)).collect::<Vec<_>>();
            select(specs).prop_flat_map(move |spec| model(has, spec)).boxed()
        }
    }
}

proptest! {
    #![proptest_config(super::run::config(300))]

    #[test]
    fn every_scenario_of_the_swarm_is_valid(question in without(0)) {
        let read = simulator::parse(&question.0.to_string());
        prop_assert!(read.is_ok(), "{:?}", read.err());
    }
}
