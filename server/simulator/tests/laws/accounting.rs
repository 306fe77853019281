//! Nothing gets lost: every task ends in one way, and every nanosecond of it is somewhere.

use proptest::strategy::Strategy;
use serde_json::json;
use simulator::machine::workload::Workload;
use simulator::observe::report::{LatencyMs, TaskCounts, TimeMs};
use simulator::scenario::{Scenario, StepKind, Until};

use super::run::{NANOSECOND_MS, Run, holds, notices, same_ms};
use super::swarm::{Features, Question, no_costs, without};

/// The times over all states add up to the latencies, of a model and of each class.
fn time_tiles(run: &Run) -> Result<(), String> {
    for (result, _) in run.models() {
        tiles(&result.label, &result.time_ms, &result.latency_ms, result.tasks.completed)?;
        for class in &result.classes {
            tiles(&result.label, &class.time_ms, &class.latency_ms, class.tasks.completed)?;
        }
        let states = result.time_ms.values();
        for (state, whole) in states.into_iter().enumerate() {
            let classes: f64 = result.classes.iter().map(|c| c.time_ms.values()[state]).sum();
            if !same_ms(whole, classes) {
                return Err(format!("{}: state {state}: {whole} ms, classes {classes} ms", result.label));
            }
        }
    }
    Ok(())
}

fn tiles(label: &str, time: &TimeMs, latency: &LatencyMs, completed: u64) -> Result<(), String> {
    let values = time.values();
    if values.iter().any(|ms| !ms.is_finite() || *ms < 0.0) {
        return Err(format!("{label}: a time is below zero: {time:?}"));
    }
    let (spent, lived) = (values.iter().sum::<f64>(), latency.mean * completed as f64);
    // The mean is printed with 17 digits; times many tasks that is still below a nanosecond each.
    if (spent - lived).abs() > NANOSECOND_MS + 1e-12 * spent * completed.max(1) as f64 {
        return Err(format!("{label}: states add up to {spent} ms, latencies to {lived} ms"));
    }
    Ok(())
}

/// Every task is completed, timed out, failed or unfinished; unfinished only if the run has an end.
fn tasks_are_counted(run: &Run) -> Result<(), String> {
    let sum = |t: &TaskCounts| t.completed + t.timed_out + t.failed + t.unfinished;
    for (result, _) in run.models() {
        let (counted, tasks) = (sum(&result.tasks), run.tasks());
        if counted != tasks {
            return Err(format!("{}: {counted} tasks of {tasks}: {:?}", result.label, result.tasks));
        }
        for (class, spec) in result.classes.iter().zip(&run.scenario.workload) {
            if sum(&class.tasks) != spec.tasks * u64::from(run.scenario.run.replications) {
                return Err(format!("{}: {:?} of {} tasks", result.label, class.tasks, spec.tasks));
            }
        }
        let ends = run.scenario.run.until == Until::AllDone && !can_deadlock(&run.scenario);
        if ends && result.tasks.unfinished > 0 {
            return Err(format!("{}: {} tasks never end", result.label, result.tasks.unfinished));
        }
    }
    Ok(())
}

/// A loop that waits in a blocking call for a service whose places its own coroutines hold, waits for ever.
fn can_deadlock(scenario: &Scenario) -> bool {
    let calls = |kind| {
        let steps = scenario.workload.iter().flat_map(|c| &c.steps);
        steps.filter(move |s| s.kind == kind).filter_map(|s| s.service.as_ref())
    };
    calls(StepKind::BlockingIo).any(|blocking| calls(StepKind::Io).any(|awaited| awaited == blocking))
}

/// Latencies are in order, within the run, and the makespan is the last completion.
fn latencies_are_in_order(run: &Run) -> Result<(), String> {
    for (result, timeline) in run.models() {
        let l = &result.latency_ms;
        let order = [0.0, l.p50, l.p90, l.p95, l.p99, l.max];
        if order.windows(2).any(|w| w[0] > w[1]) || l.max > result.makespan_ms + NANOSECOND_MS {
            return Err(format!("{}: {l:?} in {} ms", result.label, result.makespan_ms));
        }
        let percentiles = &result.latency_percentiles_ms;
        if percentiles.windows(2).any(|w| w[0] > w[1]) {
            return Err(format!("{}: percentiles fall: {percentiles:?}", result.label));
        }
        let last = timeline.completions_ms.last().copied().unwrap_or(0.0);
        let completions = timeline.completions_ms.len() as u64;
        let whole = run.scenario.run.until == Until::AllDone && completions > 0;
        if completions != result.tasks.completed || (whole && !same_ms(last, result.makespan_ms)) {
            return Err(format!("{}: {completions} completions, the last at {last} ms", result.label));
        }
        let binned: u64 = result.throughput.iter().map(|b| b.completed).sum();
        if binned != result.tasks.completed {
            return Err(format!("{}: {binned} completions in bins", result.label));
        }
    }
    Ok(())
}

/// What comes from outside counts from its arrival in every model, whoever takes it on, and whenever: all latencies
/// together are all completions less all arrivals.
fn latency_counts_from_arrival(run: &Run) -> Result<(), String> {
    let load = Workload::new(&run.scenario, run.scenario.run.seed);
    let arrived_ms: f64 = load.order.iter().map(|task| task.at.ms()).sum();
    for (result, timeline) in run.complete_models() {
        let completed_ms: f64 = timeline.completions_ms.iter().sum();
        let lived_ms = result.latency_ms.mean * result.tasks.completed as f64;
        if (completed_ms - arrived_ms - lived_ms).abs() > NANOSECOND_MS + 1e-12 * completed_ms {
            let whole = completed_ms - arrived_ms;
            return Err(format!("{}: latencies of {lived_ms} ms, lives of {whole} ms", result.label));
        }
    }
    Ok(())
}

/// The same question, with tasks that come one by one, whatever the system does.
fn in_the_open(mut question: Question) -> Question {
    for class in question.0["workload"].as_array_mut().into_iter().flatten() {
        if !matches!(class["arrival"]["kind"].as_str(), Some("poisson" | "uniform")) {
            class["arrival"] = json!({ "kind": "uniform", "every_ms": 1.5 });
        }
    }
    question
}

/// Shares are shares.
fn utilization_is_a_share(run: &Run) -> Result<(), String> {
    for (result, _) in run.models() {
        let services = result.services.iter().map(|s| s.utilization);
        let gil = result.gil.map(|g| g.utilization);
        for share in services.chain(gil).chain([result.cores.utilization]) {
            if !(0.0..=1.0 + 1e-9).contains(&share) {
                return Err(format!("{}: a utilization of {share}", result.label));
            }
        }
    }
    Ok(())
}

#[test]
fn time_tiles_every_task() {
    holds(time_tiles, 400, without(0));
}

#[test]
fn every_task_ends_in_one_way() {
    holds(tasks_are_counted, 400, without(0));
}

#[test]
fn latencies_are_ordered_and_end_with_the_makespan() {
    holds(latencies_are_in_order, 300, without(Features::REPLICATIONS));
}

#[test]
fn what_comes_from_outside_counts_from_its_arrival() {
    holds(latency_counts_from_arrival, 400, without(Features::REPLICATIONS).prop_map(in_the_open));
}

#[test]
fn a_frozen_loop_hides_no_wait() {
    // A request every 10 ms, of which each freezes whoever serves it for 30: the last of ten waits for nine others,
    // less the 90 ms by which it came later, in a loop as in a plain one.
    let run = Run::of(&json!({
        "version": 1, "name": "frozen", "machine": { "cores": 2 }, "runtime": { "costs": no_costs() },
        "workload": [{ "name": "request", "tasks": 10, "arrival": { "kind": "uniform", "every_ms": 10 },
                       "steps": [{ "kind": "blocking_io", "ms": 30 }] }],
        "models": [{ "kind": "sequential" }, { "kind": "asyncio" },
                   { "kind": "prefork", "processes": 1, "inner": { "kind": "asyncio" } }],
    }));
    assert_eq!(latency_counts_from_arrival(&run), Ok(()));
    for (result, _) in run.models() {
        let longest = result.latency_ms.max;
        assert!((longest - 210.0).abs() < 0.5, "{}: {longest} ms", result.label);
    }
    let asyncio = run.result("asyncio");
    assert!((asyncio.time_ms.loop_wait - 900.0).abs() < 0.5, "{:?}", asyncio.time_ms);
}

#[test]
fn utilizations_are_shares() {
    holds(utilization_is_a_share, 300, without(0));
}

#[test]
fn the_laws_of_accounting_can_fail() {
    let run = Run::of(&json!({
        "version": 1, "name": "two", "machine": { "cores": 2 },
        "workload": [{ "name": "task", "tasks": 4,
                       "steps": [{ "kind": "cpu", "ms": 2 }, { "kind": "io", "ms": 5 }] }],
        "models": [{ "kind": "threads", "workers": 2 }],
    }));
    notices(time_tiles, &run, |r| r.report.results[0].time_ms.io += 2.0 * NANOSECOND_MS);
    notices(time_tiles, &run, |r| r.report.results[0].classes[0].time_ms.python += 2.0 * NANOSECOND_MS);
    notices(tasks_are_counted, &run, |r| r.report.results[0].tasks.completed -= 1);
    notices(tasks_are_counted, &run, |r| r.report.results[0].classes[0].tasks.failed += 1);
    notices(latencies_are_in_order, &run, |r| r.report.results[0].makespan_ms += 0.001);
    notices(latencies_are_in_order, &run, |r| r.report.results[0].latency_percentiles_ms.reverse());
    let open = Run::of(&in_the_open(Question(json!(run.scenario))).0);
    notices(latency_counts_from_arrival, &open, |r| r.report.results[0].latency_ms.mean -= 0.001);
    notices(utilization_is_a_share, &run, |r| r.report.results[0].cores.utilization = 1.01);
}
