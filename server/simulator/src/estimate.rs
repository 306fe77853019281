//! What a scenario will cost to simulate, known before it runs: so that one that is too large is refused in time.

use crate::machine::record::Kept;
use crate::machine::tasks::Tasks;
use crate::models::{self, EventLoad};
use crate::observe::Recording;
use crate::scenario::{Model, Scenario, Step, StepKind, TaskClass};

/// Events of one forced switch of the GIL, of one native call, of one piece of a payload.
const PER_SWITCH: f64 = 5.0;
const PER_CALL: f64 = 2.0;
const PER_PIECE: f64 = 4.5;
/// Events of an awaited timer.
const PER_AWAIT: f64 = 5.0;
/// Events of a wait for a lock that yields its core forty times first.
const PER_SPIN: f64 = 45.0;
/// Bytes that go through a pipe at once.
const PIECE_BYTES: f64 = 16_384.0;
/// The random part: how far a run may lie above what is typical.
const MARGIN: f64 = 1.3;
/// Two events make about one slice of a timeline.
const SLICES_PER_EVENT: f64 = 0.5;

/// What a scenario will cost to simulate.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Estimate {
    /// Events of the calendar, over all models and replications.
    pub events: f64,
    /// Peak memory of the simulation without timelines, bytes.
    pub bytes: f64,
    /// What recording timelines adds to it, one model after the other, bytes.
    pub timeline_bytes: f64,
    /// What keeping the recordings of all models adds to both, bytes.
    pub recordings_bytes: f64,
}

/// The estimate of a valid scenario.
pub fn estimate(scenario: &Scenario) -> Estimate {
    let sequential = Model::of("sequential");
    let runs = scenario.models.iter().chain([&sequential]);
    let events: Vec<f64> = runs.map(|model| events_of(scenario, model)).collect();
    let tries: f64 = scenario.workload.iter().map(tries_of).sum();
    let replications = f64::from(scenario.run.replications);
    let dearest = events.iter().copied().fold(0.0, f64::max);
    let shown: f64 = events.iter().take(scenario.models.len()).sum();
    // Of one run all tasks are kept; of every model the latencies, once over all and once by class.
    let latencies = tries * 16.0 * scenario.models.len() as f64 * replications;
    Estimate {
        events: events.iter().sum::<f64>() * replications,
        bytes: tries * 2.0 * Tasks::BYTES as f64 + latencies,
        // Twice what they take in the end: each lane's grow by copies.
        timeline_bytes: dearest * SLICES_PER_EVENT * (size_of::<Kept>() + Recording::slice_bytes()) as f64,
        recordings_bytes: (shown - dearest).max(0.0) * SLICES_PER_EVENT * Recording::slice_bytes() as f64
            + tries * Tasks::BYTES as f64 * scenario.models.len() as f64,
    }
}

/// The payload that makes most of what a scenario costs, by its path: it goes through pipes in pieces. `None`: something
/// else does.
pub fn heavy_payload(scenario: &Scenario) -> Option<String> {
    let loads = scenario.models.iter().filter_map(|model| Some((model, models::event_load(model)?)));
    let (mut piped, mut all) = (0.0, 0.0);
    for (model, load) in loads {
        piped += f64::from(u8::from(load.piped));
        all += model_events(scenario, model, load);
    }
    let events = |class: &TaskClass, bytes: u64| MARGIN * piped * tries_of(class) * pieces(bytes);
    let of_classes = || scenario.workload.iter().enumerate();
    let carried: f64 = of_classes().map(|(_, class)| events(class, crossing(class))).sum();
    if carried <= 0.5 * all {
        return None;
    }
    let payloads = of_classes().flat_map(|(place, class)| {
        let payload = &class.payload;
        [("arguments_bytes", payload.arguments_bytes), ("result_bytes", payload.result_bytes)]
            .map(|(key, bytes)| (format!("workload[{place}].payload.{key}"), events(class, bytes)))
    });
    payloads.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(path, _)| path)
}

/// What crosses a process boundary with each task, bytes.
fn crossing(class: &TaskClass) -> u64 {
    class.payload.arguments_bytes + class.payload.result_bytes
}

/// Events of so many bytes on their way through a pipe.
fn pieces(bytes: u64) -> f64 {
    PER_PIECE * bytes as f64 / PIECE_BYTES
}

/// All tasks of a class, with every retry.
fn tries_of(class: &TaskClass) -> f64 {
    class.tasks as f64 * tries(class)
}

fn tries(class: &TaskClass) -> f64 {
    1.0 + f64::from(class.retries)
}

/// Events of one model's run.
pub(crate) fn events_of(scenario: &Scenario, model: &Model) -> f64 {
    models::event_load(model).map_or(0.0, |load| model_events(scenario, model, load))
}

fn model_events(scenario: &Scenario, model: &Model, load: EventLoad) -> f64 {
    let per_task = load.per_task / f64::from(model.chunksize.unwrap_or(1));
    let class = |class: &TaskClass| {
        let steps: f64 = class.steps.iter().map(|step| step_events(scenario, step, load)).sum();
        let carried = if load.piped { pieces(crossing(class)) } else { 0.0 };
        tries_of(class) * (per_task + steps + carried)
    };
    MARGIN * scenario.workload.iter().map(class).sum::<f64>()
}

fn step_events(scenario: &Scenario, step: &Step, load: EventLoad) -> f64 {
    let ms = step.ms.mean_ms();
    let calls = step.call_ms.map_or(1.0, |call| (ms / call).max(1.0));
    let intervals = match step.kind {
        StepKind::Cpu | StepKind::Lock => ms / scenario.runtime.switch_interval_ms,
        StepKind::Io | StepKind::BlockingIo => 0.0,
    };
    let switches = if load.contended { intervals + calls - 1.0 } else { 0.0 };
    let helpers = f64::from(step.native_threads.unwrap_or(1) - 1);
    // Awaited I/O stays on a loop, whatever else is sent elsewhere.
    let each = if step.kind == StepKind::Io { load.per_step.min(PER_AWAIT) } else { load.per_step };
    let waits = load.spins && (step.kind == StepKind::Lock || step.service.is_some());
    let spins = if waits { PER_SPIN } else { 0.0 };
    each + spins + PER_CALL * (calls - 1.0) + PER_SWITCH * switches + 3.0 * helpers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heavy(arguments: u64, result: u64, model: &str) -> Option<String> {
        let scenario = serde_json::json!({
            "version": 1, "name": "heavy", "machine": { "cores": 2 },
            "workload": [
                { "name": "small", "tasks": 10, "steps": [{ "kind": "cpu", "ms": 1 }] },
                { "name": "large", "tasks": 10, "steps": [{ "kind": "cpu", "ms": 1 }],
                    "payload": { "arguments_bytes": arguments, "result_bytes": result } },
            ],
            "models": [{ "kind": model, "workers": 2 }],
        });
        heavy_payload(&crate::parse(&scenario.to_string()).expect("a valid scenario"))
    }

    #[test]
    fn the_payload_that_costs_most_is_named() {
        let path = |key: &str| Some(format!("workload[1].payload.{key}"));
        assert_eq!(heavy(1_000_000_000, 10, "processes"), path("arguments_bytes"));
        assert_eq!(heavy(10, 1_000_000_000, "processes"), path("result_bytes"));
        assert_eq!(heavy(1_000, 1_000, "processes"), None);
        assert_eq!(heavy(1_000_000_000, 10, "threads"), None, "nothing crosses a boundary");
    }
}
