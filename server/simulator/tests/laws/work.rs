//! Work is conserved: a completed task has computed what its steps ask for, in every model, neither more nor less.

use serde_json::json;
use simulator::costs::Costs;
use simulator::observe::report::ModelResult;
use simulator::scenario::{Duration, GilUse, Scenario, StepKind, TaskClass};

use super::run::{NANOSECOND_MS, Run, holds, notices};
use super::swarm::{Features, without};

/// What one task of a class computes, milliseconds: Python and native. Fixed durations only.
fn asked(class: &TaskClass) -> (f64, f64) {
    let ms = |kinds: &dyn Fn(StepKind, Option<GilUse>) -> bool| {
        let steps = class.steps.iter().filter(|s| kinds(s.kind, s.gil));
        steps.map(|s| if let Duration::Fixed(ms) = s.ms { ms } else { f64::NAN }).sum::<f64>()
    };
    let native = |kind, gil| kind == StepKind::Cpu && gil == Some(GilUse::Released);
    let python = |kind, gil| matches!(kind, StepKind::Cpu | StepKind::Lock) && !native(kind, gil);
    (ms(&python), ms(&native))
}

/// How much longer pure Python takes in a model than on the default build.
fn slowdown(scenario: &Scenario, result: &ModelResult) -> f64 {
    let costs = Costs::of(scenario.runtime.python, &scenario.runtime.costs);
    if result.model.kind == "free_threads" { costs.free_threaded_slowdown } else { 1.0 }
}

/// Each step is kept in whole nanoseconds.
fn rounding(class: &TaskClass, completed: u64) -> f64 {
    NANOSECOND_MS * (1 + class.steps.len() as u64 * completed) as f64
}

/// Each completed task has computed exactly its steps.
fn work_is_conserved(run: &Run) -> Result<(), String> {
    for (result, _) in run.models() {
        for (class, seen) in run.scenario.workload.iter().zip(&result.classes) {
            let completed = seen.tasks.completed as f64;
            let (python, native) = asked(class);
            let python = python * slowdown(&run.scenario, result);
            let allowed = rounding(class, seen.tasks.completed);
            for (name, asked, spent) in
                [("Python", python, seen.time_ms.python), ("native", native, seen.time_ms.native)]
            {
                let apart = (spent - asked * completed).abs();
                if apart.is_nan() || apart > allowed {
                    let label = &result.label;
                    return Err(format!("{label}: {completed} tasks × {asked} ms {name} took {spent} ms"));
                }
            }
        }
    }
    Ok(())
}

/// All models draw the same durations: if all tasks complete, they compute the same.
fn models_face_the_same_tasks(run: &Run) -> Result<(), String> {
    let Some((first, _)) = run.complete_models().next() else { return Ok(()) };
    let scale = slowdown(&run.scenario, first);
    for (result, _) in run.complete_models() {
        for (class, (seen, reference)) in
            run.scenario.workload.iter().zip(result.classes.iter().zip(&first.classes))
        {
            let python = seen.time_ms.python / slowdown(&run.scenario, result);
            let allowed = 2.0 * rounding(class, run.tasks());
            let apart =
                [python - reference.time_ms.python / scale, seen.time_ms.native - reference.time_ms.native];
            if apart.iter().any(|ms| ms.abs() > allowed) {
                return Err(format!("{} and {} differ by {apart:?} ms", result.label, first.label));
            }
        }
    }
    Ok(())
}

/// A wait is never shorter than asked for.
fn waits_are_kept(run: &Run) -> Result<(), String> {
    for (result, _) in run.models() {
        for (class, seen) in run.scenario.workload.iter().zip(&result.classes) {
            let waits = class.steps.iter().filter(|s| matches!(s.kind, StepKind::Io | StepKind::BlockingIo));
            let asked: f64 = waits.map(|s| s.ms.mean_ms()).sum::<f64>() * seen.tasks.completed as f64;
            if seen.time_ms.io < asked - rounding(class, seen.tasks.completed) {
                return Err(format!("{}: waited {} ms of {asked}", result.label, seen.time_ms.io));
            }
        }
    }
    Ok(())
}

#[test]
fn completed_tasks_have_computed_what_they_ask_for() {
    let apart = Features::RANDOM | Features::NATIVE_THREADS | Features::TIMEOUTS;
    holds(work_is_conserved, 400, without(apart));
}

#[test]
fn all_models_face_the_same_tasks() {
    holds(models_face_the_same_tasks, 300, without(Features::NATIVE_THREADS | Features::TIMEOUTS));
}

#[test]
fn no_wait_is_cut_short() {
    holds(waits_are_kept, 300, without(Features::RANDOM | Features::TIMEOUTS));
}

#[test]
fn the_laws_of_work_can_fail() {
    let run = Run::of(&json!({
        "version": 1, "name": "work", "machine": { "cores": 2 },
        "workload": [{ "name": "task", "tasks": 3,
                       "steps": [{ "kind": "cpu", "ms": 2 }, { "kind": "cpu", "ms": 1, "gil": "released" },
                                 { "kind": "io", "ms": 4 }] }],
        "models": [{ "kind": "sequential" }, { "kind": "threads", "workers": 2 }],
    }));
    let nanoseconds = 20.0 * NANOSECOND_MS;
    notices(work_is_conserved, &run, |r| r.report.results[1].classes[0].time_ms.python += nanoseconds);
    notices(work_is_conserved, &run, |r| r.report.results[1].classes[0].time_ms.native -= nanoseconds);
    notices(models_face_the_same_tasks, &run, |r| {
        r.report.results[1].classes[0].time_ms.python += 2.0 * nanoseconds;
    });
    notices(waits_are_kept, &run, |r| r.report.results[0].classes[0].time_ms.io = 11.999);
}
