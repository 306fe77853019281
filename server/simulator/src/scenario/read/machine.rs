//! Reads where the workload runs: the machine, the Python, and the services that it calls.

use std::collections::BTreeMap;

use serde_json::Value;

use super::value::{At, Path, hint};
use crate::costs::Costs;
use crate::scenario::{Machine, Runtime, Service, limits};

pub(super) fn machine(at: At<'_>) -> Option<Machine> {
    let object = at.object(&["cores", "cpu_quota"])?;
    let cores = object.required("cores", |at| at.count(limits::CORES));
    let cpu_quota = object.optional("cpu_quota", |at| at.number(limits::CPU_QUOTA));
    Some(Machine { cores: cores?, cpu_quota: cpu_quota? })
}

/// The runtime when none is described.
pub(super) fn default_runtime() -> Runtime {
    Runtime {
        python: super::DEFAULT_PYTHON,
        switch_interval_ms: 5.0,
        import_ms: 0.0,
        resident_bytes: 0,
        costs: BTreeMap::new(),
    }
}

pub(super) fn runtime(at: At<'_>) -> Option<Runtime> {
    let object = at.object(&["python", "switch_interval_ms", "import_ms", "resident_bytes", "costs"])?;
    let default = default_runtime();
    let python = object.or("python", default.python, |at| at.word());
    let switch_interval_ms = object
        .or("switch_interval_ms", default.switch_interval_ms, |at| at.number(limits::SWITCH_INTERVAL_MS));
    let import_ms = object.or("import_ms", default.import_ms, |at| at.number(limits::IMPORT_MS));
    let resident_bytes =
        object.or("resident_bytes", default.resident_bytes, |at| at.count(limits::RESIDENT_BYTES));
    let costs = object.or("costs", default.costs, costs);
    Some(Runtime {
        python: python?,
        switch_interval_ms: switch_interval_ms?,
        import_ms: import_ms?,
        resident_bytes: resident_bytes?,
        costs: costs?,
    })
}

fn costs(at: At<'_>) -> Option<BTreeMap<String, f64>> {
    let Some(entries) = at.value.as_object() else { return at.expected("an object of costs by name") };
    let names: Vec<&str> = Costs::SPECS.iter().map(|spec| spec.name).collect();
    let mut costs = BTreeMap::new();
    for (name, value) in entries {
        let here = At { value, path: Path::Key(&at.path, name), ..at };
        if names.contains(&name.as_str()) {
            costs.extend(here.number(limits::cost(name)).map(|cost| (name.clone(), cost)));
        } else {
            here.problem::<()>(format!("is not a cost of the profile{}", hint(name, &names)));
        }
    }
    Some(costs)
}

pub(super) fn service(at: At<'_>) -> Option<Service> {
    let object = at.object(&["name", "concurrency", "rate_per_s"])?;
    let name = object.required("name", |at| at.name());
    let concurrency = object.required("concurrency", |at| at.count(limits::SERVICE_CONCURRENCY));
    let rate_per_s = object.optional("rate_per_s", |at| at.number(limits::RATE_PER_S));
    Some(Service { name: name?, concurrency: concurrency?, rate_per_s: rate_per_s? })
}

/// The names that services have, whatever else is wrong with them: who calls one is not wrong.
pub(super) fn service_names(scenario: &Value) -> Vec<&str> {
    let services = scenario.get("services").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    services.iter().take(limits::SERVICES).filter_map(|s| s.get("name")?.as_str()).collect()
}
