//! The API's own description: OpenAPI 3.1, its schemas generated from the types that the handlers use.

use app::charts::Figures;
use app::client::{Code, Progress, Refusal, Timelines, Workbench};
use app::validation::{Summary, Validation};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};
use simulator::observe::look::{Journey, LaneEvent, SpanSums};
use simulator::scenario::presets::{self, Preset};
use simulator::{Report, Scenario, Timeline};

use super::BASE;
use super::catalogue::Profile;
use super::charts::ChartsRequest;
use super::code::CodeRequest;
use super::looks::{EventsRequest, FindRequest, Found, SpanRequest, TaskRequest, TimelinesRequest};
use super::scripts::PYTHON;
use super::simulations::{TimelineRequest, WorkbenchRequest};
use super::sweeps::{self, LadderRequest, SweepRequest};
use crate::share::Share;
use simulator::ladder::Ladder;

/// What a scenario may leave out, by type: the types describe a scenario that is complete.
const OPTIONAL: &[(&str, &[&str])] = &[
    ("Scenario", &["name", "runtime", "order", "services", "run"]),
    ("Machine", &["cpu_quota"]),
    ("Runtime", &["python", "switch_interval_ms", "import_ms", "resident_bytes", "costs"]),
    ("TaskClass", &["arrival", "payload", "timeout_ms", "retries"]),
    ("Step", &["gil", "call_ms", "native_threads", "service", "name", "on"]),
    ("Payload", &["arguments_bytes", "result_bytes", "kind"]),
    ("Service", &["rate_per_s"]),
    ("Run", &["seed", "replications", "until"]),
];

/// The OpenAPI document.
pub fn document() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|s| s.definitions_path = "/components/schemas".into());
    let mut schemas = settings.into_generator();
    let paths = paths(&mut schemas);
    let mut definitions = schemas.take_definitions(true);
    loosen(&mut definitions);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Lockstep",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Predicts how a Python workload runs under each concurrency model. The same scenario \
                            and seed give the same report, to the byte.",
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": { "schemas": definitions },
    })
}

fn paths(schemas: &mut SchemaGenerator) -> Value {
    let example = presets::get(presets::DEFAULT_ID).map(|preset| json!(preset.scenario()));
    let scenario = || example.clone().unwrap_or_default();
    let id = json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } });
    let python = json!({ "name": "python", "in": "query", "required": false, "schema": { "type": "string" },
        "description": "A version, such as 3.14." });
    let simulate =
        takes::<Scenario>(schemas, "simulate", "Run a scenario under each of its models", &scenario());
    let workbench = takes::<WorkbenchRequest>(
        schemas,
        "workbench",
        "Run a scenario once, for its report and every model's timeline",
        &json!({ "scenario": scenario(), "window": { "width_px": 1000 } }),
    );
    let timeline = takes::<TimelineRequest>(
        schemas,
        "timeline",
        "One model's timeline within a window, at a resolution",
        &json!({ "scenario": scenario(), "model": 0, "from_ms": 0, "to_ms": 100 }),
    );
    let validate = takes::<Scenario>(
        schemas,
        "validate",
        "Check a scenario, and complete it with its defaults",
        &scenario(),
    );
    let mut paths = Map::new();
    let mut add =
        |path: String, method: &str, operation: Value| paths.insert(path, json!({ method: operation }));
    add(format!("{BASE}/simulate"), "post", gives::<Report>(schemas, simulate, true));
    add(format!("{BASE}/workbench"), "post", gives::<Workbench>(schemas, workbench, true));
    add(format!("{BASE}/timeline"), "post", gives::<Timeline>(schemas, timeline, true));
    add(format!("{BASE}/validate"), "post", gives::<Scenario>(schemas, validate, false));
    let charts = takes::<ChartsRequest>(
        schemas,
        "charts",
        "The results of a report as figures of plotly's",
        &json!({ "results": [] }),
    );
    add(format!("{BASE}/charts"), "post", gives::<Figures>(schemas, charts, false));
    let presets = operation("presets", "The questions that come with Lockstep", json!([]));
    add(format!("{BASE}/presets"), "get", gives::<Vec<Preset>>(schemas, presets, false));
    let preset = refuses(schemas, operation("preset", "A preset's scenario", json!([id])), &[404]);
    add(format!("{BASE}/presets/{{id}}"), "get", gives::<Scenario>(schemas, preset, false));
    let costs = operation("costs", "The cost profile of a Python version", json!([python]));
    let costs = refuses(schemas, costs, &[422]);
    add(format!("{BASE}/costs"), "get", gives::<Profile>(schemas, costs, false));
    let whole = operation(
        "validation",
        "Measured and published cases, and what Lockstep predicts for each",
        json!([]),
    );
    add(format!("{BASE}/validation"), "get", gives::<Validation>(schemas, whole, true));
    let summary = operation("accuracy", "How far predictions are off, model by model", json!([]));
    add(format!("{BASE}/validation/summary"), "get", gives::<Summary>(schemas, summary, true));
    let openapi = operation("openapi", "This document", json!([]));
    add(format!("{BASE}/openapi.json"), "get", gives::<Map<String, Value>>(schemas, openapi, false));
    add_looks(schemas, &scenario(), &mut add);
    add_scripts(schemas, &scenario(), &mut add);
    add_sweeps(schemas, &scenario(), &mut add);
    add_progress(schemas, &mut add);
    // Whatever costs something is refused to clients that ask too often, or that take too long to ask.
    for operation in paths.values_mut().filter_map(Value::as_object_mut).flat_map(Map::values_mut) {
        *operation = refuses(schemas, operation.take(), &[408, 429]);
    }
    add_health(&mut paths);
    Value::Object(paths)
}

/// Whether the server is alive, and whether it is ready.
fn add_health(paths: &mut Map<String, Value>) {
    let text = |about: &str| json!({ "description": about, "content": { "text/plain": { "schema": { "type": "string" } } } });
    let mut alive = operation("health", "Whether the server is alive", json!([]));
    alive["responses"]["200"] = text("It is.");
    let mut ready =
        operation("ready", "Whether the server simulates rightly and is not about to stop", json!([]));
    ready["responses"]["200"] = text("It is ready.");
    ready["responses"]["503"] = text("It is not, and why.");
    paths.insert("/healthz".to_owned(), json!({ "get": alive }));
    paths.insert("/readyz".to_owned(), json!({ "get": ready }));
}

/// What looks closer at a run.
fn add_looks(
    schemas: &mut SchemaGenerator,
    scenario: &Value,
    add: &mut impl FnMut(String, &str, Value) -> Option<Value>,
) {
    let timelines = takes::<TimelinesRequest>(
        schemas,
        "timelines",
        "Every model's timeline within a window, at a resolution, in little room",
        &json!({ "scenario": scenario, "window": { "from_ms": 0, "to_ms": 100, "width_px": 1000 }, "open": [0] }),
    );
    add(format!("{BASE}/timelines"), "post", gives::<Timelines>(schemas, timelines, true));
    let span = takes::<SpanRequest>(
        schemas,
        "span",
        "How long lanes were in which state within a span of time, model by model",
        &json!({ "scenario": scenario, "from_ms": 0, "to_ms": 100 }),
    );
    add(format!("{BASE}/span"), "post", gives::<Vec<SpanSums>>(schemas, span, true));
    let events = takes::<EventsRequest>(
        schemas,
        "events",
        "What lanes began to do around an instant",
        &json!({ "scenario": scenario, "at_ms": 50, "before": 10, "after": 10 }),
    );
    add(format!("{BASE}/events"), "post", gives::<Vec<LaneEvent>>(schemas, events, true));
    let task = takes::<TaskRequest>(
        schemas,
        "task",
        "One task's way from submission to its end, model by model",
        &json!({ "scenario": scenario, "task": 3 }),
    );
    add(format!("{BASE}/task"), "post", gives::<Vec<Journey>>(schemas, task, true));
    let find = takes::<FindRequest>(
        schemas,
        "find",
        "The task of a number, or the next task of a class",
        &json!({ "scenario": scenario, "text": "fetch" }),
    );
    add(format!("{BASE}/find"), "post", gives::<Found>(schemas, find, true));
}

/// The scripts that people run on their own machines.
fn add_scripts(
    schemas: &mut SchemaGenerator,
    example: &Value,
    add: &mut impl FnMut(String, &str, Value) -> Option<Value>,
) {
    let models = json!({ "name": "models", "in": "query", "required": false, "schema": { "type": "string" },
        "description": "Places of the models to run, with commas between: 0,2. All, if left out." });
    let link = json!({ "name": "link", "in": "path", "required": true, "schema": { "type": "string" },
        "description": "The link of a scenario, as in /s/{link}." });
    let mut script =
        takes::<Scenario>(schemas, "script", "A Python script that runs a scenario for real", example);
    script["parameters"] = json!([models]);
    add(format!("{BASE}/script"), "post", gives_python(script));
    let summary = "The same for the scenario of a link";
    let linked = refuses(schemas, operation("linkedScript", summary, json!([link, models])), &[404, 422]);
    add("/run/{link}.py".to_owned(), "get", gives_python(linked));
    let summary = "A Python script that measures a machine, and prints a cost profile";
    add("/measure.py".to_owned(), "get", gives_python(operation("measure", summary, json!([]))));
    add_code(schemas, example, add);
    add_exports(schemas, example, add);
}

/// A scenario as the program that somebody would write.
fn add_code(
    schemas: &mut SchemaGenerator,
    example: &Value,
    add: &mut impl FnMut(String, &str, Value) -> Option<Value>,
) {
    let summary = "A scenario as a Python program, under one of its models";
    let body = json!({ "scenario": example, "model": 1 });
    let code = takes::<CodeRequest>(schemas, "code", summary, &body);
    add(format!("{BASE}/code"), "post", gives::<Code>(schemas, code, false));
    let link = json!({ "name": "link", "in": "path", "required": true, "schema": { "type": "string" },
        "description": "The link of a scenario, as in /s/{link}." });
    let model = json!({ "name": "model", "in": "query", "required": false, "schema": { "type": "integer" },
        "description": "The place of the model. The first, if left out." });
    let linked =
        operation("linkedCode", "The same as a file, for the scenario of a link", json!([link, model]));
    add("/code/{link}.py".to_owned(), "get", gives_python(refuses(schemas, linked, &[404, 422])));
}

/// A run as a file of another program's format.
fn add_exports(
    schemas: &mut SchemaGenerator,
    example: &Value,
    add: &mut impl FnMut(String, &str, Value) -> Option<Value>,
) {
    let formats: Vec<&str> = Share::formats().map(|(extension, _)| extension).collect();
    let parameter = |name: &str, schema: Value, about: &str| json!({ "name": name, "in": "path", "required": true, "schema": schema, "description": about });
    let format = parameter("format", json!({ "type": "string", "enum": formats }), "What to write.");
    let file = parameter(
        "file",
        json!({ "type": "string" }),
        "The link of a scenario, a dot, and one of the formats.",
    );
    // What is no JSON is text to a schema; of JSON each format is its own.
    let content: Map<String, Value> =
        Share::formats().map(|(_, kind)| (kind.to_owned(), json!({ "schema": {} }))).collect();
    let gives_file = |mut operation: Value| {
        operation["responses"]["200"] = json!({ "description": "The file.", "content": content });
        operation
    };
    let summary = "A scenario's run as a table, a profiler's trace or a picture";
    let mut export = takes::<Scenario>(schemas, "export", summary, example);
    export["parameters"] = json!([format]);
    add(format!("{BASE}/export/{{format}}"), "post", gives_file(refuses(schemas, export, &[404, 503])));
    let linked = operation("linkedFile", "The same for the scenario of a link", json!([file]));
    add("/x/{file}".to_owned(), "get", gives_file(refuses(schemas, linked, &[404, 422, 503])));
}

/// What runs many scenarios for one.
fn add_sweeps(
    schemas: &mut SchemaGenerator,
    example: &Value,
    add: &mut impl FnMut(String, &str, Value) -> Option<Value>,
) {
    let axis =
        json!({ "path": "workload[0].steps[2].ms", "from": 0.1, "to": 100, "points": 16, "scale": "log" });
    let mut sweep = takes::<SweepRequest>(
        schemas,
        "sweep",
        "Take one or two numbers of a scenario through their values, and tell where the answer changes",
        &json!({ "scenario": example, "axes": [axis] }),
    );
    sweeps::add_schemas(schemas);
    let events: Map<String, Value> = sweeps::EVENTS
        .iter()
        .map(|(event, name)| ((*event).to_owned(), json!({ "$ref": format!("#/components/schemas/{name}") })))
        .collect();
    sweep["responses"]["200"] = json!({
        "description": "Server-sent events, each with JSON as its data: begin, then point and progress as points come \
                        to be known, in no order, then findings, or failed. x-events has their schemas. Closing the \
                        connection ends the sweep.",
        "content": { "text/event-stream": { "schema": { "type": "string" }, "x-events": events } },
    });
    add(format!("{BASE}/sweep"), "post", refuses(schemas, sweep, &[503]));
    let ladder = takes::<LadderRequest>(
        schemas,
        "ladder",
        "What binds a model, what raising that gives, and what binds next",
        &json!({ "scenario": example, "model": 1 }),
    );
    add(format!("{BASE}/ladder"), "post", gives::<Ladder>(schemas, ladder, true));
}

/// How far a run is, for whoever waits for it.
fn add_progress(schemas: &mut SchemaGenerator, add: &mut impl FnMut(String, &str, Value) -> Option<Value>) {
    let name = json!({ "name": "name", "in": "path", "required": true, "schema": { "type": "string" },
        "description": "What the request of the run gives as `watch`." });
    let mut progress = operation("progress", "How many models of a run under way are done", json!([name]));
    let told = schemas.subschema_for::<Progress>();
    progress["responses"]["200"] = json!({
        "description": "Server-sent events: progress, now and after each model, with JSON as its data, which \
                        x-events has the schema of; then over, also where no run of this name is under way.",
        "content": { "text/event-stream": { "schema": { "type": "string" }, "x-events": { "progress": told } } },
    });
    add(format!("{BASE}/progress/{{name}}"), "get", progress);
}

/// The answer is a script.
fn gives_python(mut operation: Value) -> Value {
    operation["responses"]["200"] =
        json!({ "description": "The script.", "content": { PYTHON: { "schema": { "type": "string" } } } });
    operation
}

fn operation(id: &str, summary: &str, parameters: Value) -> Value {
    json!({ "operationId": id, "summary": summary, "parameters": parameters, "responses": {} })
}

/// An operation with a JSON body.
fn takes<T: JsonSchema>(schemas: &mut SchemaGenerator, id: &str, summary: &str, example: &Value) -> Value {
    let mut operation = operation(id, summary, json!([]));
    operation["requestBody"] = json!({
        "required": true,
        "content": { "application/json": { "schema": schemas.subschema_for::<T>(), "example": example } },
    });
    refuses(schemas, operation, &[400, 413, 415, 422])
}

/// The answer when all is well; `busy`: it may also be refused for want of room.
fn gives<T: JsonSchema>(schemas: &mut SchemaGenerator, mut operation: Value, busy: bool) -> Value {
    let schema = schemas.subschema_for::<T>();
    operation["responses"]["200"] =
        json!({ "description": "The answer.", "content": { "application/json": { "schema": schema } } });
    if busy { refuses(schemas, operation, &[503]) } else { operation }
}

/// The ways in which an operation says no.
fn refuses(schemas: &mut SchemaGenerator, mut operation: Value, statuses: &[u16]) -> Value {
    for status in statuses {
        let description = match status {
            400 => "The body is not JSON.",
            404 => "There is no such thing.",
            408 => "The request took too long to arrive or to be answered.",
            413 => "The body is too large.",
            415 => "The body does not call itself JSON.",
            429 => "Too many requests came from this address; retry-after says when to come again.",
            422 => "The request is not valid, or would cost too much; problems name their paths.",
            _ => "Too many simulations run already, or the answer is not there yet; try again.",
        };
        let schema = schemas.subschema_for::<Refusal>();
        operation["responses"][status.to_string()] =
            json!({ "description": description, "content": { "application/json": { "schema": schema } } });
    }
    operation
}

/// Makes the scenario's types say what may be left out, and that no other key is taken.
fn loosen(definitions: &mut Map<String, Value>) {
    for (name, optional) in OPTIONAL {
        let Some(definition) = definitions.get_mut(*name) else { continue };
        definition["additionalProperties"] = json!(false);
        if let Some(required) = definition["required"].as_array_mut() {
            required.retain(|key| !optional.iter().any(|o| key == o));
        }
    }
    if let Some(model) = definitions.get_mut("Model") {
        model["additionalProperties"] = json!(false);
        model["required"] = json!(["kind"]);
    }
}
