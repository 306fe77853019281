//! Reads the steps of a task, and how long each takes.

use super::value::{At, Object};
use crate::scenario::{Duration, GilUse, Step, StepKind, limits};

const KEYS: &[&str] = &["kind", "ms", "gil", "call_ms", "native_threads", "service", "name", "on"];

pub(super) fn step(at: At<'_>, services: &[&str]) -> Option<Step> {
    let object = at.object(KEYS)?;
    let kind = object.required("kind", |at| at.word());
    let ms = object.required("ms", duration);
    let on = object.optional("on", |at| at.word());
    let name = match kind {
        Some(StepKind::Lock) => object.required("name", |at| at.name()).map(Some),
        _ => object.optional("name", |at| at.name()),
    };
    let kind = kind?;
    let (cpu, io) = (kind == StepKind::Cpu, matches!(kind, StepKind::Io | StepKind::BlockingIo));
    let gil = only(&object, "gil", cpu, "a cpu step", |at| at.word());
    let gil = gil.map(|gil| gil.or(cpu.then_some(GilUse::Held)));
    let released = gil.flatten() == Some(GilUse::Released);
    let whose = "a cpu step with \"gil\": \"released\"";
    let call_ms = only(&object, "call_ms", cpu, "a cpu step", |at| at.number(limits::CALL_MS));
    let native_threads =
        only(&object, "native_threads", released, whose, |at| at.count(limits::NATIVE_THREADS));
    let service = only(&object, "service", io, "an io or blocking_io step", |at| named(at, services));
    Some(Step {
        kind,
        ms: ms?,
        gil: gil?,
        call_ms: call_ms?,
        native_threads: native_threads?.or(released.then_some(1)),
        service: service?,
        name: name?,
        on: on?,
    })
}

/// Reads a key that only some steps have.
fn only<T>(
    object: &Object<'_>,
    key: &str,
    allowed: bool,
    whose: &str,
    read: impl FnOnce(At<'_>) -> Option<T>,
) -> Option<Option<T>> {
    if allowed || !object.has(key) {
        return object.optional(key, read);
    }
    object.problem(key, format!("is a setting of {whose} only"));
    None
}

/// The name of a service that exists.
fn named(at: At<'_>, services: &[&str]) -> Option<String> {
    if services.is_empty() {
        return at.problem("names a service, and the scenario has none: add it to services");
    }
    at.one_of(services).map(str::to_owned)
}

const DURATIONS: &[&str] = &["exponential", "lognormal", "uniform", "pareto", "empirical"];

pub(super) fn duration(at: At<'_>) -> Option<Duration> {
    let Some(entries) = at.value.as_object() else {
        return at.number(limits::STEP_MS).map(Duration::Fixed);
    };
    let object = at.object(DURATIONS)?;
    if entries.len() != 1 {
        return at.problem(format!("must name exactly one distribution: {}", DURATIONS.join(", ")));
    }
    let (kind, _) = entries.iter().next()?;
    match kind.as_str() {
        "exponential" => object.required(kind, |at| {
            let object = at.object(&["mean"])?;
            Some(Duration::Exponential { mean: ms(&object, "mean")? })
        }),
        "lognormal" => object.required(kind, |at| {
            let object = at.object(&["mean", "cv"])?;
            let (mean, cv) = (ms(&object, "mean"), object.required("cv", |at| at.number(limits::CV)));
            Some(Duration::Lognormal { mean: mean?, cv: cv? })
        }),
        "uniform" => object.required(kind, uniform),
        "pareto" => object.required(kind, |at| {
            let object = at.object(&["min", "alpha"])?;
            let (min, alpha) =
                (ms(&object, "min"), object.required("alpha", |at| at.number(limits::PARETO_ALPHA)));
            Some(Duration::Pareto { min: min?, alpha: alpha? })
        }),
        "empirical" => object.required(kind, |at| {
            let values = at.list("values", 1, limits::EMPIRICAL, |at| at.number(limits::STEP_MS));
            values.map(Duration::Empirical)
        }),
        _ => None, // told as an unknown key
    }
}

fn uniform(at: At<'_>) -> Option<Duration> {
    let object = at.object(&["min", "max"])?;
    let (min, max) = (ms(&object, "min"), ms(&object, "max"));
    let (min, max) = (min?, max?);
    if min > max {
        return at.problem(format!("must have min at or below max; got {min} and {max}"));
    }
    Some(Duration::Uniform { min, max })
}

fn ms(object: &Object<'_>, key: &str) -> Option<f64> {
    object.required(key, |at| at.number(limits::STEP_MS))
}
