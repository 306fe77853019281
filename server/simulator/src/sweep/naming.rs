//! What a number of a scenario is called: for lists to choose from, axes and sentences.

use serde::{Deserialize, Serialize};

use crate::explain::words;
use crate::models;
use crate::scenario::path::{Part, parts};
use crate::scenario::{GilUse, Model, Scenario, Step, StepKind, TaskClass};

/// What a number is called, and in what it is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Naming {
    /// For a list: `CPU in “parse JSON”`, `Workers of Threads`.
    pub title: String,
    /// What it counts in: `ms`, `bytes`, `workers`.
    pub unit: String,
    /// What stands behind value and unit in a sentence: ` of CPU in “parse JSON”`.
    pub of: String,
}

impl Naming {
    /// A value in a sentence: `3.1 ms of CPU in “parse JSON”`, `6 workers of Threads`.
    pub fn phrase(&self, value: f64) -> String {
        format!("{}{}", self.value(value), self.of)
    }

    /// A value with its unit: `3.1 ms`, `6 workers`.
    pub fn value(&self, value: f64) -> String {
        match self.unit.as_str() {
            "ms" => words::duration(value),
            "µs" => words::duration(value / 1e3),
            "bytes" => words::bytes(libm::round(value.max(0.0)) as u64),
            unit => {
                let one = if value == 1.0 { unit.strip_suffix('s').unwrap_or(unit) } else { unit };
                format!(
                    "{} {}",
                    words::number(value),
                    if unit == "processes" && value == 1.0 { "process" } else { one }
                )
            }
        }
    }
}

fn named(title: impl Into<String>, unit: &str, of: impl Into<String>) -> Naming {
    Naming { title: title.into(), unit: unit.to_owned(), of: of.into() }
}

/// What the number at a path is called.
pub fn naming(scenario: &Scenario, path: &str) -> Naming {
    let parts = parts(path).unwrap_or_default();
    known(scenario, &parts).unwrap_or_else(|| named(path, unit_of(path), format!(" at {path}")))
}

fn known(scenario: &Scenario, parts: &[Part<'_>]) -> Option<Naming> {
    let (first, rest) = parts.split_first()?;
    match (first, rest) {
        (Part::Key("machine"), [Part::Key("cores")]) => Some(named("Cores", "cores", "")),
        (Part::Key("machine"), [Part::Key("cpu_quota")]) => Some(named("CPU quota", "CPUs", " of quota")),
        (Part::Key("runtime"), [Part::Key("switch_interval_ms")]) => {
            Some(named("Switch interval of the GIL", "ms", " of switch interval"))
        }
        (Part::Key("runtime"), [Part::Key("import_ms")]) => {
            Some(named("Imports of a worker", "ms", " of imports"))
        }
        (Part::Key("runtime"), [Part::Key("resident_bytes")]) => {
            Some(named("Memory of the program", "bytes", " of memory in the program"))
        }
        (Part::Key("runtime"), [Part::Key("costs"), Part::Key(cost)]) => {
            Some(named(format!("Cost {cost}"), unit_of(cost), format!(" of {cost}")))
        }
        (Part::Key("workload"), [Part::Index(class), rest @ ..]) => {
            class_number(scenario.workload.get(*class)?, rest)
        }
        (Part::Key("services"), [Part::Index(service), Part::Key(key)]) => {
            let name = words::quoted(&scenario.services.get(*service)?.name);
            match *key {
                "concurrency" => Some(named(format!("Places at {name}"), "places", format!(" at {name}"))),
                "rate_per_s" => {
                    Some(named(format!("Rate of {name}"), "calls a second", format!(" at {name}")))
                }
                _ => None,
            }
        }
        (Part::Key("models"), [Part::Index(model), rest @ ..]) => {
            model_number(scenario, scenario.models.get(*model)?, rest)
        }
        (Part::Key("run"), [Part::Key("replications")]) => Some(named("Repetitions", "runs", "")),
        (Part::Key("run"), [Part::Key("until"), Part::Key("ms")]) => {
            Some(named("Length of the run", "ms", " of run"))
        }
        _ => None,
    }
}

fn class_number(class: &TaskClass, parts: &[Part<'_>]) -> Option<Naming> {
    let name = words::quoted(&class.name);
    let of = |title: &str, unit: &str, before: &str| {
        Some(named(format!("{title} of {name}"), unit, format!("{before} of {name}")))
    };
    match parts {
        [Part::Key("tasks")] => of("Tasks", "tasks", ""),
        [Part::Key("timeout_ms")] => of("Timeout", "ms", " of timeout"),
        [Part::Key("retries")] => of("Retries", "retries", ""),
        [Part::Key("payload"), Part::Key("arguments_bytes")] => of("Arguments", "bytes", " of arguments"),
        [Part::Key("payload"), Part::Key("result_bytes")] => of("Results", "bytes", " of results"),
        [Part::Key("arrival"), Part::Key("rate_per_s")] => of("Arrivals", "arrivals a second", ""),
        [Part::Key("arrival"), Part::Key("every_ms")] => {
            of("Time between arrivals", "ms", " between arrivals")
        }
        [Part::Key("arrival"), Part::Key("clients")] => of("Clients", "clients", ""),
        [Part::Key("arrival"), Part::Key("think_ms")] => of("Clients' pause", "ms", " of pause"),
        [Part::Key("steps"), Part::Index(step), rest @ ..] => {
            step_number(class, class.steps.get(*step)?, rest)
        }
        _ => None,
    }
}

fn step_number(class: &TaskClass, step: &Step, parts: &[Part<'_>]) -> Option<Naming> {
    let name = words::quoted(step.name.as_ref().unwrap_or(&class.name));
    let does = match (step.kind, step.gil) {
        (StepKind::Cpu, Some(GilUse::Released)) => "native code",
        (StepKind::Cpu, _) => "CPU",
        (StepKind::Io, _) => "waiting",
        (StepKind::BlockingIo, _) => "blocking wait",
        (StepKind::Lock, _) => "time under the lock",
    };
    let title = words::sentence(does);
    match parts {
        [Part::Key("ms"), Part::Key("lognormal"), Part::Key("cv")] => Some(named(
            format!("Spread of {does} in {name}"),
            "standard deviations a mean",
            format!(" of {does} in {name}"),
        )),
        [Part::Key("ms"), Part::Key("pareto"), Part::Key("alpha")] => None,
        [Part::Key("ms"), ..] => {
            Some(named(format!("{title} in {name}"), "ms", format!(" of {does} in {name}")))
        }
        [Part::Key("call_ms")] => {
            Some(named(format!("Time a C call in {name}"), "ms", format!(" a call in {name}")))
        }
        [Part::Key("native_threads")] => {
            Some(named(format!("Native threads of {name}"), "threads", format!(" of {name}")))
        }
        _ => None,
    }
}

fn model_number(scenario: &Scenario, model: &Model, parts: &[Part<'_>]) -> Option<Naming> {
    let catalogue = models::catalogue();
    let title = |model: &Model| {
        let found = catalogue.iter().find(|spec| spec.kind == model.kind);
        found.map_or(model.kind.as_str(), |spec| spec.title).to_owned()
    };
    let alike = scenario.models.iter().filter(|m| m.kind == model.kind).count() > 1;
    let name = if alike { model.label(&catalogue) } else { title(model) };
    match parts {
        [Part::Key("workers")] => Some(named(format!("Workers of {name}"), "workers", format!(" of {name}"))),
        [Part::Key("concurrency")] => {
            Some(named(format!("In flight in {name}"), "tasks in flight", format!(" in {name}")))
        }
        [Part::Key("processes")] => {
            Some(named(format!("Processes of {name}"), "processes", format!(" of {name}")))
        }
        [Part::Key("chunksize")] => {
            Some(named(format!("Tasks a chunk in {name}"), "tasks a chunk", format!(" in {name}")))
        }
        [Part::Key("max_tasks_per_child")] => Some(named(
            format!("Tasks of a worker's life in {name}"),
            "tasks a worker",
            format!(" in {name}"),
        )),
        [Part::Key("inner"), rest @ ..] => model_number(scenario, model.inner.as_ref()?, rest),
        _ => None,
    }
}

fn unit_of(name: &str) -> &'static str {
    match name {
        n if n.contains("_ns_per_byte") => "ns a byte",
        n if n.ends_with("_ms") => "ms",
        n if n.ends_with("_us") => "µs",
        n if n.ends_with("_bytes") => "bytes",
        _ => "",
    }
}
