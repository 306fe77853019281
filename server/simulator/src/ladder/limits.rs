//! The limits that can be raised, each by doubling it or by taking it away.

use serde::{Deserialize, Serialize};

use crate::costs::Costs;
use crate::explain::words::{count, number, quoted, several};
use crate::scenario::{GilUse, Model, Scenario, StartMethod, StepKind, limits as ranges};

/// What can bind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// One thing is done after the other.
    OneByOne,
    /// Threads, processes or interpreters of the pool.
    Workers,
    /// The semaphore in front of the loop.
    InFlight,
    /// Server processes.
    Processes,
    /// Tasks that travel together.
    Chunks,
    Gil,
    /// The one event loop.
    Loop,
    Cores,
    Quota,
    /// Calls that a service takes at once.
    Places,
    /// Calls that it starts a second.
    Rate,
    Lock,
    /// Starting workers.
    Start,
    /// Pickling, and copying through pipes.
    Pickling,
}

/// A limit, raised: the scenario of one model in which it is.
#[derive(Clone, Debug)]
pub(super) struct Raise {
    pub(super) limits: Vec<Limit>,
    /// `The pool`.
    pub(super) what: String,
    /// `is the limit`, or `are the limit` of several.
    pub(super) verb: &'static str,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) scenario: Scenario,
}

impl Raise {
    fn new(limit: Limit, what: impl Into<String>, from: String, to: String, scenario: Scenario) -> Raise {
        let verb = if limit == Limit::Cores { "are the limit" } else { "is the limit" };
        Raise { limits: vec![limit], what: what.into(), verb, from, to, scenario }
    }

    /// Whether it is a number that was doubled.
    fn is_doubling(&self) -> bool {
        let of = [Limit::Workers, Limit::InFlight, Limit::Processes, Limit::Cores, Limit::Places];
        self.limits.iter().all(|limit| of.contains(limit))
    }
}

/// Every limit of a scenario with one model, raised alone.
pub(super) fn raises(scenario: &Scenario) -> Vec<Raise> {
    let Some(model) = scenario.models.first() else { return Vec::new() };
    let mut found = Vec::new();
    found.extend(gil(scenario, model));
    found.extend(in_the_loop(scenario, model));
    found.extend(sizes(scenario, model));
    found.extend(machine(scenario));
    found.extend(services(scenario));
    found.extend(locks(scenario));
    found.extend(charges(scenario, model));
    found
}

/// Two numbers at once, each doubled.
pub(super) fn pairs(raises: &[Raise]) -> Vec<Raise> {
    let mut pairs = Vec::new();
    for (i, one) in raises.iter().enumerate().filter(|(_, raise)| raise.is_doubling()) {
        let others = raises[i + 1..].iter().filter(|raise| raise.is_doubling());
        for other in others {
            let both = self::raises(&one.scenario);
            let Some(both) = both.into_iter().find(|r| r.limits == other.limits && r.what == other.what)
            else {
                continue;
            };
            let mut second = other.what.clone();
            if second.starts_with("The ") {
                second.replace_range(..1, "t");
            }
            pairs.push(Raise {
                limits: [one.limits.clone(), other.limits.clone()].concat(),
                what: format!("{} and {second}", one.what),
                verb: "are the limit together",
                from: format!("{} and {}", one.from, other.from),
                to: format!("{} and {}", one.to, both.to),
                scenario: both.scenario,
            });
        }
    }
    pairs
}

fn with_model(scenario: &Scenario, model: Model) -> Scenario {
    Scenario { models: vec![model], ..scenario.clone() }
}

/// The same without a GIL; a loop that sends its computing to processes has one for each of them.
fn gil(scenario: &Scenario, model: &Model) -> Option<Raise> {
    if scenario.runtime.python < crate::scenario::Python::V3_13 && model.kind != "asyncio_threads" {
        return None;
    }
    let tasks = scenario.task_count().clamp(1, u64::from(ranges::WORKERS.max)) as u32;
    let (to, twin) = match model.kind.as_str() {
        "threads" => ("free-threaded Python", Model { workers: model.workers, ..Model::of("free_threads") }),
        "thread_per_task" => {
            ("free-threaded Python", Model { workers: Some(tasks), ..Model::of("free_threads") })
        }
        "asyncio_threads" => {
            let of = several(u64::from(scenario.machine.cores), "process");
            let to = format!("computing in {of}");
            return Some(Raise::new(
                Limit::Gil,
                "The GIL",
                "one GIL".to_owned(),
                to,
                with_model(scenario, processes(scenario, model)),
            ));
        }
        _ => return None,
    };
    Some(Raise::new(Limit::Gil, "The GIL", "a GIL".to_owned(), to.to_owned(), with_model(scenario, twin)))
}

/// What a loop or a plain loop could hand over to others.
fn in_the_loop(scenario: &Scenario, model: &Model) -> Vec<Raise> {
    let threads = scenario.runtime.python.default_threads(scenario.machine.cores);
    let of = |n: u32, thing: &str| several(u64::from(n), thing);
    match model.kind.as_str() {
        "sequential" => {
            let twin = Model { workers: Some(threads), ..Model::of("threads") };
            let what = "One thing after the other";
            vec![Raise::new(
                Limit::OneByOne,
                what,
                "a plain loop".to_owned(),
                of(threads, "thread"),
                with_model(scenario, twin),
            )]
        }
        "asyncio" => {
            let concurrency = model.concurrency;
            let sends = Model { workers: Some(threads), concurrency, ..Model::of("asyncio_threads") };
            let from = "everything on the loop".to_owned();
            let raise = |to: String, twin| {
                Raise::new(Limit::Loop, "The one event loop", from.clone(), to, with_model(scenario, twin))
            };
            vec![
                raise(format!("blocking and computing in {}", of(threads, "thread")), sends),
                raise(
                    format!("computing in {}", of(scenario.machine.cores, "process")),
                    processes(scenario, model),
                ),
            ]
        }
        _ => Vec::new(),
    }
}

/// The same loop, with computing sent to a process a core.
fn processes(scenario: &Scenario, model: &Model) -> Model {
    Model {
        workers: Some(scenario.machine.cores),
        concurrency: model.concurrency,
        start_method: Some(scenario.runtime.python.default_start_method()),
        ..Model::of("asyncio_processes")
    }
}

/// The model's own sizes, doubled. More workers than tasks are no use.
fn sizes(scenario: &Scenario, model: &Model) -> Vec<Raise> {
    let tasks = scenario.task_count();
    let doubled =
        |n: u32, most: u32| (u64::from(n) < tasks && n < most).then(|| n.saturating_mul(2).min(most));
    let of = |n: u32, thing: &str| several(u64::from(n), thing);
    let mut found = Vec::new();
    if let Some((n, more)) = model.workers.and_then(|n| Some((n, doubled(n, ranges::WORKERS.max)?))) {
        let scenario = with_model(scenario, Model { workers: Some(more), ..model.clone() });
        found.push(Raise::new(Limit::Workers, "The pool", of(n, "worker"), of(more, "worker"), scenario));
    }
    if let Some((n, more)) = model.concurrency.and_then(|n| Some((n, doubled(n, ranges::CONCURRENCY.max)?))) {
        let scenario = with_model(scenario, Model { concurrency: Some(more), ..model.clone() });
        let flight = |n: u32| format!("{} in flight", of(n, "task"));
        found.push(Raise::new(
            Limit::InFlight,
            "The limit of tasks in flight",
            flight(n),
            flight(more),
            scenario,
        ));
    }
    if let Some((n, more)) = model.processes.and_then(|n| Some((n, doubled(n, ranges::PROCESSES.max)?))) {
        let scenario = with_model(scenario, Model { processes: Some(more), ..model.clone() });
        let what = "The number of server processes";
        found.push(Raise::new(Limit::Processes, what, of(n, "process"), of(more, "process"), scenario));
    }
    if let Some((n, more)) = model.chunksize.and_then(|n| Some((n, doubled(n, ranges::CHUNKSIZE.max)?))) {
        let scenario = with_model(scenario, Model { chunksize: Some(more), ..model.clone() });
        let chunks = |n: u32| format!("chunks of {}", of(n, "task"));
        found.push(Raise::new(Limit::Chunks, "Handing out tasks", chunks(n), chunks(more), scenario));
    }
    if let Some(inner) = &model.inner {
        for raise in sizes(scenario, inner) {
            let inner = raise.scenario.models.into_iter().next().map(Box::new);
            let scenario = with_model(scenario, Model { inner, ..model.clone() });
            found.push(Raise { scenario, ..raise });
        }
    }
    found
}

fn machine(scenario: &Scenario) -> Vec<Raise> {
    let mut found = Vec::new();
    let cores = scenario.machine.cores;
    if cores < ranges::CORES.max {
        let more = cores.saturating_mul(2).min(ranges::CORES.max);
        let mut raised = scenario.clone();
        raised.machine.cores = more;
        let of = |n: u32| several(u64::from(n), "core");
        let what = if cores == 1 { "The one core" } else { "The cores" };
        let raise = Raise::new(Limit::Cores, what, of(cores), of(more), raised);
        found.push(Raise { verb: if cores == 1 { "is the limit" } else { "are the limit" }, ..raise });
    }
    if let Some(quota) = scenario.machine.cpu_quota {
        let mut raised = scenario.clone();
        raised.machine.cpu_quota = None;
        let from = format!("{} CPUs of quota", number(quota));
        found.push(Raise::new(Limit::Quota, "The CPU quota", from, "no quota".to_owned(), raised));
    }
    found
}

fn services(scenario: &Scenario) -> Vec<Raise> {
    let mut found = Vec::new();
    for (i, service) in scenario.services.iter().enumerate() {
        let name = quoted(&service.name);
        let n = service.concurrency;
        if u64::from(n) < scenario.task_count() && n < ranges::SERVICE_CONCURRENCY.max {
            let more = n.saturating_mul(2).min(ranges::SERVICE_CONCURRENCY.max);
            let mut raised = scenario.clone();
            raised.services[i].concurrency = more;
            let places = |n: u32| several(u64::from(n), "place");
            found.push(Raise::new(
                Limit::Places,
                format!("The service {name}"),
                places(n),
                places(more),
                raised,
            ));
        }
        if let Some(rate) = service.rate_per_s.filter(|rate| *rate < ranges::RATE_PER_S.max) {
            let more = (rate * 2.0).min(ranges::RATE_PER_S.max);
            let mut raised = scenario.clone();
            raised.services[i].rate_per_s = Some(more);
            let calls = |rate: f64| format!("{} calls a second", number(rate));
            found.push(Raise::new(
                Limit::Rate,
                format!("The rate of {name}"),
                calls(rate),
                calls(more),
                raised,
            ));
        }
    }
    found
}

/// Each lock, as if nothing had to be locked.
fn locks(scenario: &Scenario) -> Vec<Raise> {
    let mut names: Vec<&String> = Vec::new();
    for step in scenario.workload.iter().flat_map(|class| &class.steps) {
        if let Some(name) =
            step.name.as_ref().filter(|name| step.kind == StepKind::Lock && !names.contains(name))
        {
            names.push(name);
        }
    }
    let without = |name: &String| {
        let mut raised = scenario.clone();
        for step in raised.workload.iter_mut().flat_map(|class| &mut class.steps) {
            if step.kind == StepKind::Lock && step.name.as_ref() == Some(name) {
                (step.kind, step.gil) = (StepKind::Cpu, Some(GilUse::Held));
            }
        }
        Raise::new(
            Limit::Lock,
            format!("The lock {}", quoted(name)),
            "the lock".to_owned(),
            "no lock".to_owned(),
            raised,
        )
    };
    names.into_iter().map(without).collect()
}

/// What a pool charges, taken away: starting its workers, and carrying what tasks bring along.
fn charges(scenario: &Scenario, model: &Model) -> Vec<Raise> {
    let starts = model.start_method.is_some_and(|method| StartMethod::ALL.contains(&method))
        || model.kind == "interpreters";
    if !starts {
        return Vec::new();
    }
    let carried: u64 =
        scenario.workload.iter().map(|c| c.payload.arguments_bytes + c.payload.result_bytes).sum();
    let mut found = vec![Raise::new(
        Limit::Start,
        "Starting workers",
        "starting them".to_owned(),
        "workers that run already".to_owned(),
        free(scenario, |name| {
            name.contains("_start_") || name.contains("_boot_") || name.starts_with("process_parent_")
        }),
    )];
    if carried > 0 {
        found.push(Raise::new(
            Limit::Pickling,
            "Pickling and copying",
            format!("{} bytes a task", count(carried / scenario.workload.len().max(1) as u64)),
            "shared memory".to_owned(),
            free(scenario, |name| {
                name.contains("pickle_ns_per_byte") || name.starts_with("pipe_ns_per_byte")
            }),
        ));
    }
    found
}

/// The scenario with some of its costs at zero.
fn free(scenario: &Scenario, which: impl Fn(&str) -> bool) -> Scenario {
    let mut raised = scenario.clone();
    for spec in Costs::SPECS.iter().filter(|spec| which(spec.name)) {
        raised.runtime.costs.insert(spec.name.to_owned(), 0.0);
    }
    if which("process_start_spawn_ms") {
        raised.runtime.import_ms = 0.0;
    }
    raised
}
