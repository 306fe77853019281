//! The entries of a link, version 1: which keys there are, what they belong to, and their defaults.

use serde_json::{Map, Value, json};

use super::LinkError;
use super::value::{Form, Shape};
use crate::costs::Costs;
use crate::scenario::Scenario;

/// An entry: its key in links, its place in JSON, how its value is written, and the value that is left out
/// (empty: none is).
struct Field {
    key: &'static str,
    place: &'static [&'static str],
    form: Form,
    default: &'static str,
}

const fn field(
    key: &'static str,
    place: &'static [&'static str],
    form: Form,
    default: &'static str,
) -> Field {
    Field { key, place, form, default }
}

const ARRIVALS: &[Shape] = &[
    ("batch", &[]),
    ("poisson", &[("rate_per_s", Form::Number)]),
    ("uniform", &[("every_ms", Form::Ms)]),
    ("closed", &[("clients", Form::Number), ("think_ms", Form::Ms)]),
];
const ENDS: &[Shape] = &[("all_done", &[]), ("duration", &[("ms", Form::Ms)])];

/// What holds for the whole.
const SCENARIO: &[Field] = &[
    field("name", &["name"], Form::Text, "Untitled"),
    field("cores", &["machine", "cores"], Form::Number, ""),
    field("quota", &["machine", "cpu_quota"], Form::Number, ""),
    field("py", &["runtime", "python"], Form::Word, "3.14"),
    field("switch", &["runtime", "switch_interval_ms"], Form::Ms, "5ms"),
    field("import", &["runtime", "import_ms"], Form::Ms, "0ms"),
    field("holds", &["runtime", "resident_bytes"], Form::Number, "0"),
    field("order", &["order"], Form::Word, "interleave"),
    field("seed", &["run", "seed"], Form::Number, "1"),
    field("reps", &["run", "replications"], Form::Number, "1"),
    field("until", &["run", "until"], Form::Kinds(ENDS), "all_done"),
];
/// A service; `service` begins one.
const SERVICE: &[Field] = &[
    field("service", &["name"], Form::Text, ""),
    field("limit", &["concurrency"], Form::Number, ""),
    field("rate", &["rate_per_s"], Form::Number, ""),
];
/// A task class; `task` begins one.
const CLASS: &[Field] = &[
    field("task", &["name"], Form::Text, ""),
    field("n", &["tasks"], Form::Number, ""),
    field("arrive", &["arrival"], Form::Kinds(ARRIVALS), "batch"),
    field("in", &["payload", "arguments_bytes"], Form::Number, "0"),
    field("out", &["payload", "result_bytes"], Form::Number, "0"),
    field("data", &["payload", "kind"], Form::Word, "bytes"),
    field("timeout", &["timeout_ms"], Form::Ms, ""),
    field("retries", &["retries"], Form::Number, "0"),
];
/// A step's kinds, each the key that begins one.
const STEP_KINDS: &[&str] = &["cpu", "io", "blocking_io", "lock"];
/// A step.
const STEP: &[Field] = &[
    field("gil", &["gil"], Form::Word, "held"),
    field("call", &["call_ms"], Form::Ms, ""),
    field("native", &["native_threads"], Form::Number, "1"),
    field("at", &["service"], Form::Text, ""),
    field("as", &["name"], Form::Text, ""),
    field("on", &["on"], Form::Word, ""),
];
/// A model; `m` begins one, and `inner` the model inside it.
const MODEL: &[Field] = &[
    field("p", &["processes"], Form::Number, ""),
    field("c", &["concurrency"], Form::Number, ""),
    field("w", &["workers"], Form::Number, ""),
    field("start", &["start_method"], Form::Word, ""),
    field("chunk", &["chunksize"], Form::Number, "1"),
    field("child", &["max_tasks_per_child"], Form::Number, ""),
];

/// The entries of a scenario, in the order of the tables. A cost has its own name as key.
pub(super) fn print(scenario: &Scenario) -> String {
    let scenario = serde_json::to_value(scenario).unwrap_or_default();
    let mut entries = Vec::new();
    fields(&scenario, SCENARIO, &mut entries);
    for (name, cost) in scenario["runtime"]["costs"].as_object().into_iter().flatten() {
        entries.extend(Form::Number.print(cost).map(|cost| format!("{name}={cost}")));
    }
    for service in items(&scenario["services"]) {
        fields(service, SERVICE, &mut entries);
    }
    for class in items(&scenario["workload"]) {
        fields(class, CLASS, &mut entries);
        for step in items(&class["steps"]) {
            let ms = Form::Duration.print(&step["ms"]);
            entries.extend(step["kind"].as_str().zip(ms).map(|(kind, ms)| format!("{kind}={ms}")));
            fields(step, STEP, &mut entries);
        }
    }
    for model in items(&scenario["models"]) {
        entries.extend(model["kind"].as_str().map(|kind| format!("m={kind}")));
        fields(model, MODEL, &mut entries);
        entries.extend(model["inner"]["kind"].as_str().map(|kind| format!("inner={kind}")));
        fields(&model["inner"], MODEL, &mut entries);
    }
    entries.join(",")
}

fn items(list: &Value) -> &[Value] {
    list.as_array().map_or(&[], Vec::as_slice)
}

fn fields(value: &Value, fields: &[Field], entries: &mut Vec<String>) {
    for field in fields {
        let value = field.place.iter().fold(value, |value, key| &value[*key]);
        let text = field.form.print(value).filter(|text| text != field.default);
        entries.extend(text.map(|text| format!("{}={text}", field.key)));
    }
}

/// The scenario's JSON of a body, not yet validated.
pub(super) fn parse(body: &str) -> Result<Value, LinkError> {
    let mut scenario =
        json!({ "version": 1, "runtime": { "costs": {} }, "services": [], "workload": [], "models": [] });
    for entry in body.split(',') {
        let read = match entry.split_once('=') {
            Some((key, text)) => read(&mut scenario, key, text),
            None => Err("must be key=value".to_owned()),
        };
        read.map_err(|message| LinkError::Entry { entry: entry.chars().take(60).collect(), message })?;
    }
    defaults(&mut scenario, SCENARIO);
    for class in scenario["workload"].as_array_mut().into_iter().flatten() {
        defaults(class, CLASS);
    }
    Ok(scenario)
}

/// Reads one entry into the thing that it begins or belongs to.
fn read(scenario: &mut Value, key: &str, text: &str) -> Result<(), String> {
    match key {
        "service" => begin(&mut scenario["services"], json!({})),
        "task" => begin(&mut scenario["workload"], json!({ "steps": [] })),
        "m" => {
            begin(&mut scenario["models"], json!({ "kind": text }));
            return Ok(());
        }
        "inner" => {
            return place(last(&mut scenario["models"], "a model")?, &["inner"], json!({ "kind": text }));
        }
        _ if STEP_KINDS.contains(&key) => {
            let step = json!({ "kind": key, "ms": Form::Duration.parse(text)? });
            begin(&mut last(&mut scenario["workload"], "a task")?["steps"], step);
            return Ok(());
        }
        _ if Costs::SPECS.iter().any(|cost| cost.name == key) => {
            return place(scenario, &["runtime", "costs", key], Form::Number.parse(text)?);
        }
        _ => {}
    }
    let tables = [SCENARIO, SERVICE, CLASS, STEP, MODEL];
    let find = |table: &&'static [Field]| table.iter().find(|field| field.key == key);
    let Some((table, field)) = tables.iter().enumerate().find_map(|(i, table)| Some((i, find(table)?)))
    else {
        return Err("has a key that is not known".to_owned());
    };
    let owner = match table {
        0 => scenario,
        1 => last(&mut scenario["services"], "a service")?,
        2 => last(&mut scenario["workload"], "a task")?,
        3 => last(&mut last(&mut scenario["workload"], "a task")?["steps"], "a step")?,
        _ => innermost(last(&mut scenario["models"], "a model")?),
    };
    place(owner, field.place, field.form.parse(text)?)
}

fn begin(list: &mut Value, thing: Value) {
    if let Value::Array(things) = list {
        things.push(thing);
    }
}

fn last<'a>(list: &'a mut Value, what: &str) -> Result<&'a mut Value, String> {
    list.as_array_mut().and_then(|things| things.last_mut()).ok_or_else(|| format!("must come after {what}"))
}

/// A model, or the one inside it once that was begun.
fn innermost(model: &mut Value) -> &mut Value {
    if model.get("inner").is_some() { &mut model["inner"] } else { model }
}

/// Puts a value in its place, which must be free.
fn place(owner: &mut Value, place: &[&str], value: Value) -> Result<(), String> {
    let slot = place.iter().fold(owner, |value, key| {
        if value.is_null() {
            *value = Value::Object(Map::new());
        }
        &mut value[*key]
    });
    if !slot.is_null() {
        return Err("is given twice".to_owned());
    }
    *slot = value;
    Ok(())
}

/// Fills in what was left out, with the defaults of version 1 of the format.
fn defaults(value: &mut Value, fields: &[Field]) {
    for field in fields.iter().filter(|field| !field.default.is_empty()) {
        if let Ok(default) = field.form.parse(field.default) {
            // A place that is taken keeps its value.
            let _ = place(value, field.place, default);
        }
    }
}
