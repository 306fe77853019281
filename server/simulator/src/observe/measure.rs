//! From a finished run to its figures.

use super::report::{
    ClassResult, CoreUse, GilReport, LatencyMs, LoopReport, MemoryReport, ModelResult, ServiceResult,
    TaskCounts, ThroughputBin, TimeMs,
};
use super::state_times::StateTimes;
use crate::engine::Time;
use crate::machine::Machine;
use crate::machine::tasks::{Status, Task, Tasks};
use crate::scenario::{Catalogue, Model, Scenario, Until};

/// Bins of the throughput over time.
const BINS: usize = 60;

/// The figures of one model's run. The speed-up is left at 1 until the baseline is known.
pub fn measure(scenario: &Scenario, model: &Model, machine: &Machine, catalogue: &Catalogue) -> ModelResult {
    let completed: Vec<&Task> = machine.tasks.all.iter().filter(|t| t.status == Status::Completed).collect();
    let makespan = completed.iter().map(|t| t.done).max().unwrap_or(machine.now);
    let elapsed = match scenario.run.until {
        Until::AllDone => makespan,
        Until::Duration { .. } => machine.now,
    };
    let mut latencies: Vec<u64> = completed.iter().map(|t| Tasks::latency(t).ns()).collect();
    latencies.sort_unstable();
    ModelResult {
        model: model.clone(),
        label: model.label(catalogue),
        makespan_ms: makespan.ms(),
        throughput_per_s: per_second(completed.len() as u64, elapsed.ms()),
        speedup: 1.0,
        tasks: count(machine.tasks.all.iter()),
        latency_ms: latency(&latencies),
        time_ms: times(completed.iter().copied()),
        cores: CoreUse {
            utilization: share(machine.cores.busy.ms(), elapsed.ms() * machine.cores.count() as f64),
            context_switches: machine.cores.switches,
        },
        gil: gil(machine, elapsed),
        event_loop: machine.loops.first().map(|it| LoopReport {
            lag_p99_ms: it.lag.quantile(0.99).ms(),
            longest_block_ms: it.longest_block.ms(),
        }),
        memory: MemoryReport { peak_bytes: machine.memory.peak },
        events: machine.events,
        classes: classes(scenario, machine),
        services: services(scenario, machine),
        throughput: throughput(&completed, makespan),
        latency_percentiles_ms: (0..=100).map(|p| quantile_ms(&latencies, f64::from(p) / 100.0)).collect(),
    }
}

fn per_second(count: u64, ms: f64) -> f64 {
    share(count as f64 * 1e3, ms)
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

fn count<'t>(tasks: impl Iterator<Item = &'t Task>) -> TaskCounts {
    let mut counts = TaskCounts::default();
    let mut superseded = 0;
    for task in tasks {
        superseded += u64::from(task.attempt > 0);
        match task.status {
            Status::Completed => counts.completed += 1,
            Status::TimedOut => counts.timed_out += 1,
            Status::NotSubmitted | Status::Live => counts.unfinished += 1,
        }
    }
    // Every retry follows a try that timed out: the task itself is counted once.
    counts.timed_out -= superseded;
    counts
}

fn times<'t>(tasks: impl Iterator<Item = &'t Task>) -> TimeMs {
    let mut sum = StateTimes::default();
    tasks.for_each(|task| sum.add(&task.times));
    sum.ms()
}

/// Quantile of ascending nanoseconds, interpolated linearly between the two nearest, in milliseconds.
fn quantile_ms(ascending: &[u64], q: f64) -> f64 {
    let Some(last) = ascending.len().checked_sub(1) else { return 0.0 };
    let at = q * last as f64;
    let low = at as usize;
    let (a, b) = (ascending[low] as f64, ascending[(low + 1).min(last)] as f64);
    (a + (b - a) * (at - low as f64)) / 1e6
}

fn latency(ascending: &[u64]) -> LatencyMs {
    let sum: u128 = ascending.iter().map(|ns| u128::from(*ns)).sum();
    LatencyMs {
        mean: share(sum as f64 / 1e6, ascending.len() as f64),
        p50: quantile_ms(ascending, 0.50),
        p90: quantile_ms(ascending, 0.90),
        p95: quantile_ms(ascending, 0.95),
        p99: quantile_ms(ascending, 0.99),
        max: quantile_ms(ascending, 1.0),
    }
}

/// The first process's GIL: the one that the program itself runs under.
fn gil(machine: &Machine, elapsed: Time) -> Option<GilReport> {
    let gil = machine.processes.first().and_then(|p| p.gil).map(|g| &machine.gils[g])?;
    Some(GilReport {
        utilization: share(gil.busy_until(machine.now).ms(), elapsed.ms()),
        switches: gil.switches,
        forced_switches: gil.forced_switches,
    })
}

fn classes(scenario: &Scenario, machine: &Machine) -> Vec<ClassResult> {
    let of_class = |class: usize| machine.tasks.all.iter().filter(move |t| t.class as usize == class);
    let done = |class: usize| of_class(class).filter(|t| t.status == Status::Completed);
    let result = |(class, spec): (usize, &crate::scenario::TaskClass)| {
        let mut latencies: Vec<u64> = done(class).map(|t| Tasks::latency(t).ns()).collect();
        latencies.sort_unstable();
        ClassResult {
            name: spec.name.clone(),
            tasks: count(of_class(class)),
            latency_ms: latency(&latencies),
            time_ms: times(done(class)),
        }
    };
    scenario.workload.iter().enumerate().map(result).collect()
}

fn services(scenario: &Scenario, machine: &Machine) -> Vec<ServiceResult> {
    let result =
        |(spec, service): (&crate::scenario::Service, &crate::machine::sync::Service)| ServiceResult {
            name: spec.name.clone(),
            utilization: service.utilization(machine.now),
            calls: service.calls,
            mean_wait_ms: share(service.waited.ms(), service.calls as f64),
            longest_queue: service.longest_queue,
        };
    scenario.services.iter().zip(&machine.services).map(result).collect()
}

fn throughput(completed: &[&Task], makespan: Time) -> Vec<ThroughputBin> {
    let width = (makespan.ns() / BINS as u64).max(1);
    let mut counts = [0_u64; BINS];
    for task in completed {
        counts[((task.done.ns().saturating_sub(1) / width) as usize).min(BINS - 1)] += 1;
    }
    let width_ms = width as f64 / 1e6;
    let bin = |(at, completed): (usize, u64)| ThroughputBin {
        until_ms: width_ms * (at + 1) as f64,
        completed,
        per_s: per_second(completed, width_ms),
    };
    counts.into_iter().enumerate().map(bin).collect()
}
