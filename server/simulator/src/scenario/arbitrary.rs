//! Any valid scenario, for property tests; and a catalogue that has every setting.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::limits::{self, Counts, Numbers};
use super::*;
use crate::costs::Costs;

macro_rules! spec {
    ($kind:literal, $since:ident, $($key:expr),*) => {
        &ModelSpec {
            kind: $kind, title: $kind, python: "", keys: &[$($key),*], since: Python::$since, complexity: 0,
        }
    };
}

/// Every kind of the contract with the settings that it gives them.
pub(crate) static CATALOGUE: &Catalogue = &[
    spec!("sequential", V3_11,),
    spec!("threads", V3_11, KeySpec::Threads),
    spec!("thread_per_task", V3_11,),
    spec!("free_threads", V3_13, KeySpec::Threads),
    spec!(
        "processes",
        V3_11,
        KeySpec::ProcessWorkers,
        KeySpec::StartMethod,
        KeySpec::Chunksize,
        KeySpec::MaxTasksPerChild
    ),
    spec!("interpreters", V3_14, KeySpec::Threads),
    spec!("asyncio", V3_11, KeySpec::Concurrency),
    spec!("asyncio_threads", V3_11, KeySpec::Concurrency, KeySpec::Threads),
    spec!("asyncio_processes", V3_11, KeySpec::Concurrency, KeySpec::ProcessWorkers, KeySpec::StartMethod),
    spec!("prefork", V3_11, KeySpec::Processes, KeySpec::Inner(&["sequential", "threads", "asyncio"])),
];

fn count<T>(range: Counts<T>) -> BoxedStrategy<T>
where
    T: Copy + PartialOrd + std::fmt::Debug + 'static,
    std::ops::RangeInclusive<T>: Strategy<Value = T>,
{
    (range.min..=range.max).boxed()
}

fn number(range: Numbers) -> BoxedStrategy<f64> {
    let short = (range.min..=range.max).prop_map(move |n| ((n * 10.0).round() / 10.0).max(range.min));
    prop_oneof![Just(range.min), Just(range.max), short, range.min..=range.max].boxed()
}

fn name() -> BoxedStrategy<String> {
    let plain = select(vec!["api", "db", "fetch document", "naïve – 数", "a.b-c_d=e,f", "..", "1"]);
    let any = vec(any::<char>().prop_filter("control", |c| !c.is_control()), 1..12)
        .prop_map(String::from_iter)
        .prop_filter("blank", |s: &String| !s.trim().is_empty());
    prop_oneof![plain.prop_map(str::to_owned), any].boxed()
}

fn word<W: Word + std::fmt::Debug>() -> BoxedStrategy<W> {
    select(W::WORDS).prop_map(|(_, value)| value).boxed()
}

fn duration() -> BoxedStrategy<Duration> {
    let ms = || number(limits::STEP_MS);
    prop_oneof![
        ms().prop_map(Duration::Fixed),
        ms().prop_map(|mean| Duration::Exponential { mean }),
        (ms(), number(limits::CV)).prop_map(|(mean, cv)| Duration::Lognormal { mean, cv }),
        (ms(), ms()).prop_map(|(a, b)| Duration::Uniform { min: a.min(b), max: a.max(b) }),
        (ms(), number(limits::PARETO_ALPHA)).prop_map(|(min, alpha)| Duration::Pareto { min, alpha }),
        vec(ms(), 1..5).prop_map(Duration::Empirical),
    ]
    .boxed()
}

fn step(services: Vec<String>) -> BoxedStrategy<Step> {
    let service = if services.is_empty() { Just(None).boxed() } else { option::of(select(services)).boxed() };
    let base = (word::<StepKind>(), duration(), option::of(name()), name(), option::of(word::<Place>()));
    let extra = (
        word::<GilUse>(),
        option::of(number(limits::CALL_MS)),
        prop_oneof![Just(1), count(limits::NATIVE_THREADS)],
        service,
    );
    (base, extra)
        .prop_map(|((kind, ms, label, mutex, on), (gil, call_ms, native_threads, service))| {
            let released = kind == StepKind::Cpu && gil == GilUse::Released;
            Step {
                kind,
                ms,
                gil: (kind == StepKind::Cpu).then_some(gil),
                call_ms: call_ms.filter(|_| kind == StepKind::Cpu),
                native_threads: released.then_some(native_threads),
                service: service.filter(|_| matches!(kind, StepKind::Io | StepKind::BlockingIo)),
                name: if kind == StepKind::Lock { Some(mutex) } else { label },
                on,
            }
        })
        .boxed()
}

/// Any valid step, of a scenario that has the services it names.
pub(crate) fn any_step() -> BoxedStrategy<Step> {
    vec(name(), 0..3).prop_flat_map(step).boxed()
}

fn arrival() -> BoxedStrategy<Arrival> {
    prop_oneof![
        Just(Arrival::Batch),
        number(limits::RATE_PER_S).prop_map(|rate_per_s| Arrival::Poisson { rate_per_s }),
        number(limits::EVERY_MS).prop_map(|every_ms| Arrival::Uniform { every_ms }),
        (count(limits::CLIENTS), number(limits::THINK_MS))
            .prop_map(|(clients, think_ms)| Arrival::Closed { clients, think_ms }),
    ]
    .boxed()
}

fn class(services: Vec<String>) -> BoxedStrategy<TaskClass> {
    let bytes = || prop_oneof![Just(0), count(limits::PAYLOAD_BYTES)];
    let payload = (bytes(), bytes(), word()).prop_map(|(arguments_bytes, result_bytes, kind)| Payload {
        arguments_bytes,
        result_bytes,
        kind,
    });
    let retries = prop_oneof![Just(0), count(limits::RETRIES)];
    let patience = (option::of(number(limits::TIMEOUT_MS)), retries);
    let tasks = prop_oneof![1..=300u64, 1..=limits::TASKS.max / 4];
    (name(), tasks, arrival(), vec(step(services), 0..5), payload, patience)
        .prop_map(|(name, tasks, arrival, steps, payload, (timeout_ms, retries))| TaskClass {
            name,
            tasks: tasks.min(affordable(&steps, retries)),
            arrival,
            steps,
            payload,
            timeout_ms,
            retries,
        })
        .boxed()
}

/// Tasks of these steps that stay within a quarter of the limit of total work.
fn affordable(steps: &[Step], retries: u32) -> u64 {
    let task: f64 = steps.iter().map(|step| step.ms.mean_ms()).sum();
    (0.25 * limits::TOTAL_WORK_MS / (task * f64::from(1 + retries)).max(1.0)) as u64
}

fn service(name: String) -> BoxedStrategy<Service> {
    (count(limits::SERVICE_CONCURRENCY), option::of(number(limits::RATE_PER_S)))
        .prop_map(move |(concurrency, rate_per_s)| Service { name: name.clone(), concurrency, rate_per_s })
        .boxed()
}

fn model(python: Python, kinds: &'static [&'static str]) -> BoxedStrategy<Model> {
    let fits = |spec: &&&ModelSpec| spec.since <= python && (kinds.is_empty() || kinds.contains(&spec.kind));
    let specs: Vec<&ModelSpec> = CATALOGUE.iter().filter(fits).copied().collect();
    select(specs).prop_flat_map(move |spec| settings(python, spec)).boxed()
}

fn settings(python: Python, spec: &'static ModelSpec) -> BoxedStrategy<Model> {
    let some = |range| count(range).prop_map(Some).boxed();
    let maybe = |range| option::of(count(range)).boxed();
    let mut strategy = Just(Model::of(spec.kind)).boxed();
    for key in spec.keys {
        strategy = match *key {
            KeySpec::Threads | KeySpec::ProcessWorkers => (strategy, some(limits::WORKERS))
                .prop_map(|(model, workers)| Model { workers, ..model })
                .boxed(),
            KeySpec::StartMethod => (strategy, word())
                .prop_map(|(model, method)| Model { start_method: Some(method), ..model })
                .boxed(),
            KeySpec::Chunksize => (strategy, prop_oneof![Just(Some(1)), some(limits::CHUNKSIZE)])
                .prop_map(|(model, chunksize)| Model { chunksize, ..model })
                .boxed(),
            KeySpec::MaxTasksPerChild => (strategy, maybe(limits::TASKS_PER_CHILD))
                .prop_map(|(model, n)| {
                    let fork = model.start_method == Some(StartMethod::Fork);
                    Model { max_tasks_per_child: n.filter(|_| !fork), ..model }
                })
                .boxed(),
            KeySpec::Concurrency => (strategy, maybe(limits::CONCURRENCY))
                .prop_map(|(model, concurrency)| Model { concurrency, ..model })
                .boxed(),
            KeySpec::Processes => (strategy, some(limits::PROCESSES))
                .prop_map(|(model, processes)| Model { processes, ..model })
                .boxed(),
            KeySpec::Inner(kinds) => (strategy, self::model(python, kinds))
                .prop_map(|(model, inner)| Model { inner: Some(Box::new(inner)), ..model })
                .boxed(),
        };
    }
    strategy
}

fn runtime() -> BoxedStrategy<Runtime> {
    let names: Vec<&str> = Costs::SPECS.iter().map(|spec| spec.name).collect();
    let cost =
        select(names).prop_flat_map(|name| number(limits::cost(name)).prop_map(|n| (name.to_owned(), n)));
    let switch = prop_oneof![Just(5.0), number(limits::SWITCH_INTERVAL_MS)];
    (word(), switch, number(limits::IMPORT_MS), count(limits::RESIDENT_BYTES), vec(cost, 0..4))
        .prop_map(|(python, switch_interval_ms, import_ms, resident_bytes, costs)| Runtime {
            python,
            switch_interval_ms,
            import_ms,
            resident_bytes,
            costs: BTreeMap::from_iter(costs),
        })
        .boxed()
}

fn run() -> BoxedStrategy<Run> {
    let until =
        prop_oneof![Just(Until::AllDone), number(limits::UNTIL_MS).prop_map(|ms| Until::Duration { ms })];
    (prop_oneof![Just(1), count(limits::SEED)], prop_oneof![Just(1), count(limits::REPLICATIONS)], until)
        .prop_map(|(seed, replications, until)| Run { seed, replications, until })
        .boxed()
}

/// Any valid scenario over [`CATALOGUE`].
pub(crate) fn scenario() -> BoxedStrategy<Scenario> {
    let machine = (count(limits::CORES), option::of(number(limits::CPU_QUOTA)))
        .prop_map(|(cores, cpu_quota)| Machine { cores, cpu_quota });
    let names = proptest::collection::btree_set(name(), 0..4).prop_map(Vec::from_iter);
    let parts = (names, runtime()).prop_flat_map(|(names, runtime)| {
        let services: Vec<_> = names.iter().cloned().map(service).collect();
        let models = vec(model(runtime.python, &[]), 1..6);
        (vec(class(names), 1..4), services, models, Just(runtime))
    });
    (name(), machine, parts, word(), run())
        .prop_map(|(name, machine, (workload, services, models, runtime), order, run)| Scenario {
            version: 1,
            name,
            machine,
            runtime,
            workload,
            order,
            services,
            models,
            run,
        })
        .boxed()
}
