//! Reads a concurrency model: its kind, and the settings that kind has.

use super::value::{At, Object};
use crate::scenario::{Catalogue, KeySpec, Model, ModelSpec, Python, StartMethod, limits};

/// What the defaults of pools depend on.
#[derive(Clone, Copy)]
pub(super) struct Host {
    pub(super) python: Python,
    pub(super) cores: u32,
}

/// Every setting that some kind has, by the name it has in JSON.
const SETTINGS: &[&str] =
    &["workers", "start_method", "chunksize", "max_tasks_per_child", "concurrency", "processes", "inner"];

pub(super) fn model(at: At<'_>, catalogue: &Catalogue, host: Host) -> Option<Model> {
    let kinds: Vec<&str> = catalogue.iter().map(|spec| spec.kind).collect();
    let kind = at.kind(&kinds)?;
    let spec = catalogue.iter().find(|spec| spec.kind == kind)?;
    let known: Vec<&str> = ["kind"].iter().chain(SETTINGS).copied().collect();
    let object = at.object(&known)?;
    if spec.since > host.python {
        let (since, python) = (spec.since.name(), host.python.name());
        object.problem("kind", format!("{kind} needs Python {since} or newer; this scenario has {python}"));
    }
    refuse_settings_of_others(&object, spec);
    let mut model = Model::of(kind);
    for key in spec.keys {
        setting(&mut model, *key, &object, catalogue, host);
    }
    start_method(&mut model, spec, &object, host);
    Some(model)
}

fn refuse_settings_of_others(object: &Object<'_>, spec: &ModelSpec) {
    let own: Vec<&str> = spec.keys.iter().map(|key| key.name()).collect();
    let has = if own.is_empty() { "no settings".to_owned() } else { format!("only {}", own.join(", ")) };
    for key in SETTINGS.iter().filter(|key| object.has(key) && !own.contains(key)) {
        object.problem(key, format!("is not a setting of {}, which has {has}", spec.kind));
    }
}

/// Reads one setting. What cannot be read stays unset: its problem is noted, so the model is not used.
fn setting(model: &mut Model, key: KeySpec, object: &Object<'_>, catalogue: &Catalogue, host: Host) {
    let name = key.name();
    match key {
        KeySpec::Threads => {
            let default = host.python.default_threads(host.cores);
            model.workers = object.or(name, default, |at| at.count(limits::WORKERS));
        }
        KeySpec::ProcessWorkers => {
            model.workers = object.or(name, host.cores, |at| at.count(limits::WORKERS));
        }
        KeySpec::StartMethod => {
            model.start_method = object.optional(name, |at| at.word()).flatten();
        }
        KeySpec::Chunksize => {
            model.chunksize = object.or(name, 1, |at| at.count(limits::CHUNKSIZE));
        }
        KeySpec::MaxTasksPerChild => {
            let read = object.optional(name, |at| at.count(limits::TASKS_PER_CHILD));
            model.max_tasks_per_child = read.flatten();
        }
        KeySpec::Concurrency => {
            model.concurrency = object.optional(name, |at| at.count(limits::CONCURRENCY)).flatten();
        }
        KeySpec::Processes => {
            model.processes = object.or(name, host.cores, |at| at.count(limits::PROCESSES));
        }
        KeySpec::Inner(kinds) => {
            let inner: Vec<&ModelSpec> =
                catalogue.iter().copied().filter(|spec| kinds.contains(&spec.kind)).collect();
            model.inner = object.required(name, |at| self::model(at, &inner, host)).map(Box::new);
        }
    }
}

/// Fills in the start method as `ProcessPoolExecutor` does: with `max_tasks_per_child` it takes spawn, and
/// refuses fork (concurrent/futures/process.py, 3.11 to 3.15).
fn start_method(model: &mut Model, spec: &ModelSpec, object: &Object<'_>, host: Host) {
    if !spec.keys.contains(&KeySpec::StartMethod) {
        return;
    }
    let recycled = model.max_tasks_per_child.is_some();
    if recycled && model.start_method == Some(StartMethod::Fork) {
        let message = "cannot be fork together with max_tasks_per_child; use forkserver or spawn";
        object.problem("start_method", message.to_owned());
    }
    let default = if recycled { StartMethod::Spawn } else { host.python.default_start_method() };
    model.start_method.get_or_insert(default);
}
