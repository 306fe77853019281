//! Reads the task classes: how many tasks, when they arrive, what they carry.

use super::step;
use super::value::At;
use crate::scenario::limits::{self, grouped};
use crate::scenario::{Arrival, Payload, PayloadKind, TaskClass};

const KEYS: &[&str] = &["name", "tasks", "arrival", "steps", "payload", "timeout_ms", "retries"];

pub(super) fn workload(at: At<'_>, services: &[&str]) -> Option<Vec<TaskClass>> {
    let classes = at.list("task classes", 1, limits::CLASSES, |at| class(at, services))?;
    let (tasks, most) = (classes.iter().map(|c| c.tasks).sum::<u64>(), limits::TASKS.max);
    if tasks > most {
        let (tasks, most) = (grouped(&tasks), grouped(&most));
        return at.problem(format!("must hold at most {most} tasks in all; it holds {tasks}"));
    }
    let (work, most) = (classes.iter().map(work_ms).sum::<f64>(), limits::TOTAL_WORK_MS);
    if work > most {
        let (work, most) = (grouped(&work.round()), grouped(&most));
        return at.problem(format!(
            "must be at most {most} ms of steps, summed over all tasks and their retries; it is {work} ms"
        ));
    }
    Some(classes)
}

/// Mean time of all steps of all tasks of a class, milliseconds, if every try fails but the last.
fn work_ms(class: &TaskClass) -> f64 {
    let task: f64 = class.steps.iter().map(|step| step.ms.mean_ms()).sum();
    task * class.tasks as f64 * f64::from(1 + class.retries)
}

fn class(at: At<'_>, services: &[&str]) -> Option<TaskClass> {
    let object = at.object(KEYS)?;
    let name = object.required("name", |at| at.name());
    let tasks = object.required("tasks", |at| at.count(limits::TASKS));
    let arrival = object.or("arrival", Arrival::Batch, arrival);
    let steps =
        object.required("steps", |at| at.list("steps", 0, limits::STEPS, |at| step::step(at, services)));
    let payload = object.or("payload", NO_PAYLOAD, payload);
    let timeout_ms = object.optional("timeout_ms", |at| at.number(limits::TIMEOUT_MS));
    let retries = object.or("retries", 0, |at| at.count(limits::RETRIES));
    Some(TaskClass {
        name: name?,
        tasks: tasks?,
        arrival: arrival?,
        steps: steps?,
        payload: payload?,
        timeout_ms: timeout_ms?,
        retries: retries?,
    })
}

fn arrival(at: At<'_>) -> Option<Arrival> {
    match at.kind(&["batch", "poisson", "uniform", "closed"])? {
        "batch" => at.object(&["kind"]).map(|_| Arrival::Batch),
        "poisson" => {
            let object = at.object(&["kind", "rate_per_s"])?;
            let rate_per_s = object.required("rate_per_s", |at| at.number(limits::RATE_PER_S))?;
            Some(Arrival::Poisson { rate_per_s })
        }
        "uniform" => {
            let object = at.object(&["kind", "every_ms"])?;
            Some(Arrival::Uniform {
                every_ms: object.required("every_ms", |at| at.number(limits::EVERY_MS))?,
            })
        }
        _ => {
            let object = at.object(&["kind", "clients", "think_ms"])?;
            let clients = object.required("clients", |at| at.count(limits::CLIENTS));
            let think_ms = object.required("think_ms", |at| at.number(limits::THINK_MS));
            Some(Arrival::Closed { clients: clients?, think_ms: think_ms? })
        }
    }
}

/// What crosses a process boundary when nothing is described.
const NO_PAYLOAD: Payload = Payload { arguments_bytes: 0, result_bytes: 0, kind: PayloadKind::Bytes };

fn payload(at: At<'_>) -> Option<Payload> {
    let object = at.object(&["arguments_bytes", "result_bytes", "kind"])?;
    let arguments_bytes = object.or("arguments_bytes", 0, |at| at.count(limits::PAYLOAD_BYTES));
    let result_bytes = object.or("result_bytes", 0, |at| at.count(limits::PAYLOAD_BYTES));
    let kind = object.or("kind", PayloadKind::Bytes, |at| at.word());
    Some(Payload { arguments_bytes: arguments_bytes?, result_bytes: result_bytes?, kind: kind? })
}
