//! From JSON to a valid [`Scenario`], or to all of its problems at once.

mod machine;
mod model;
mod step;
mod value;
mod workload;

#[cfg(test)]
mod tests;

use serde_json::Value;

use super::{Catalogue, Python, Run, Scenario, Service, Until, limits};
use value::{At, Path, Problems};

/// What is wrong with a scenario, and where.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Problem {
    /// `workload[1].steps[0].ms`; empty: the whole.
    pub path: String,
    /// One sentence that says what is allowed.
    pub message: String,
}

/// What a scenario is called when it has no name.
pub const UNTITLED: &str = "Untitled";
/// The Python of a scenario that names none.
pub const DEFAULT_PYTHON: Python = Python::V3_14;

const KEYS: &[&str] =
    &["version", "name", "machine", "runtime", "workload", "order", "services", "models", "run"];

/// Reads a scenario: fills in defaults, and names every problem with its path. Models are those of the
/// catalogue.
pub fn read(value: &Value, catalogue: &Catalogue) -> Result<Scenario, Vec<Problem>> {
    let problems = Problems::default();
    let scenario = scenario(At { value, path: Path::Root, problems: &problems }, catalogue);
    match scenario {
        Some(scenario) if problems.is_empty() => Ok(scenario),
        _ => Err(problems.into_list()),
    }
}

/// Reads how long a step takes, as it stands in a scenario.
pub(crate) fn duration(value: &Value) -> Option<super::Duration> {
    let problems = Problems::default();
    step::duration(At { value, path: Path::Root, problems: &problems })
}

fn scenario(at: At<'_>, catalogue: &Catalogue) -> Option<Scenario> {
    let object = at.object(KEYS)?;
    let version = object.required("version", |at| {
        at.value.as_u64().filter(|v| *v == 1).map(|_| 1).or_else(|| at.expected("1"))
    });
    let name = object.or("name", UNTITLED.to_owned(), |at| at.name());
    let machine = object.required("machine", machine::machine);
    let runtime = object.or("runtime", machine::default_runtime(), machine::runtime);
    let services = object.or("services", Vec::new(), services);
    let names = machine::service_names(at.value);
    let workload = object.required("workload", |at| workload::workload(at, &names));
    let order = object.or("order", super::Order::Interleave, |at| at.word());
    // Where the version or the machine is wrong itself, models are read as on the newest with one core.
    let host = model::Host {
        python: runtime.as_ref().map_or(Python::V3_15, |r| r.python),
        cores: machine.as_ref().map_or(1, |m| m.cores),
    };
    let models = object.required("models", |at| {
        at.list("models", 1, limits::MODELS, |at| model::model(at, catalogue, host))
    });
    let run = object.or("run", default_run(), run);
    Some(Scenario {
        version: version?,
        name: name?,
        machine: machine?,
        runtime: runtime?,
        workload: workload?,
        order: order?,
        services: services?,
        models: models?,
        run: run?,
    })
}

fn services(at: At<'_>) -> Option<Vec<Service>> {
    let services = at.list("services", 0, limits::SERVICES, machine::service)?;
    for (i, service) in services.iter().enumerate() {
        if services[..i].iter().any(|s| s.name == service.name) {
            let path = Path::Index(&at.path, i);
            let path = Path::Key(&path, "name");
            let at = At { path, ..at };
            return at.problem("is the name of an earlier service; each needs a name of its own");
        }
    }
    Some(services)
}

/// A run when none is described: seed 1, once, until all tasks are done.
fn default_run() -> Run {
    Run { seed: 1, replications: 1, until: Until::AllDone }
}

fn run(at: At<'_>) -> Option<Run> {
    let object = at.object(&["seed", "replications", "until"])?;
    let default = default_run();
    let seed = object.or("seed", default.seed, |at| at.count(limits::SEED));
    let replications = object.or("replications", default.replications, |at| at.count(limits::REPLICATIONS));
    let until = object.or("until", default.until, until);
    Some(Run { seed: seed?, replications: replications?, until: until? })
}

fn until(at: At<'_>) -> Option<Until> {
    match at.kind(&["all_done", "duration"])? {
        "all_done" => at.object(&["kind"]).map(|_| Until::AllDone),
        _ => {
            let object = at.object(&["kind", "ms"])?;
            Some(Until::Duration { ms: object.required("ms", |at| at.number(limits::UNTIL_MS))? })
        }
    }
}
