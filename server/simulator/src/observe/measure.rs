//! From finished runs to a model's figures.

use super::interval::{Interval, mean};
use super::report::{
    ClassResult, CoreUse, GilReport, Intervals, LatencyMs, LoopReport, MemoryReport, ModelResult,
    Replication, ServiceResult, TaskCounts, ThroughputBin,
};
use super::state_times::StateTimes;
use crate::engine::{Span, Time};
use crate::machine::Machine;
use crate::machine::roles::lag::LagHistogram;
use crate::machine::tasks::{Status, Task, TaskId, Tasks};
use crate::scenario::{Catalogue, Model, Scenario, Until};

/// Bins of the throughput over time.
const BINS: usize = 60;

/// The figures of one model, gathered over its replications: counts and times add up, latencies are pooled, shares
/// and makespans are means, peaks are the highest.
pub struct Tally<'s> {
    scenario: &'s Scenario,
    all: Group,
    classes: Vec<Group>,
    services: Vec<ServiceResult>,
    replications: Vec<Replication>,
    throughput: Vec<ThroughputBin>,
    cores: CoreUse,
    gil: Option<GilReport>,
    lag: Option<LagHistogram>,
    longest_block: Span,
    memory: MemoryReport,
    events: u64,
}

/// Tasks that are looked at together.
#[derive(Default)]
struct Group {
    counts: TaskCounts,
    times: StateTimes,
    latencies_ns: Vec<u64>,
}

impl Group {
    fn add(&mut self, tasks: &Tasks, id: TaskId) {
        let task = tasks.get(id);
        // Every retry follows a try that timed out: the task itself is counted once.
        let superseded = task.attempt > 0;
        if let Some(done) = task.completed() {
            self.counts.completed += 1;
            self.times.add(&tasks.account(id));
            self.latencies_ns.push(done.since(tasks.submitted(id)).ns());
        } else if task.status() == Status::TimedOut {
            self.counts.timed_out += 1;
        } else {
            self.counts.unfinished += 1;
        }
        self.counts.timed_out -= u64::from(superseded);
    }

    fn latency(&mut self) -> LatencyMs {
        self.latencies_ns.sort_unstable();
        latency(&self.latencies_ns)
    }
}

impl<'s> Tally<'s> {
    pub fn new(scenario: &'s Scenario) -> Tally<'s> {
        let service = |s: &crate::scenario::Service| ServiceResult {
            name: s.name.clone(),
            utilization: 0.0,
            calls: 0,
            mean_wait_ms: 0.0,
            longest_queue: 0,
        };
        Tally {
            scenario,
            all: Group::default(),
            classes: scenario.workload.iter().map(|_| Group::default()).collect(),
            services: scenario.services.iter().map(service).collect(),
            replications: Vec::new(),
            throughput: Vec::new(),
            cores: CoreUse::default(),
            gil: None,
            lag: None,
            longest_block: Span::ZERO,
            memory: MemoryReport::default(),
            events: 0,
        }
    }

    /// Adds a finished run.
    pub fn add(&mut self, machine: &Machine) {
        let before = self.all.latencies_ns.len();
        self.all.latencies_ns.reserve_exact(machine.tasks.all.len());
        // In the order of attempts, so that a try is counted as timed out before its retry takes that back.
        for (id, task) in machine.tasks.numbered() {
            self.all.add(&machine.tasks, id);
            // A single class is all there is.
            if self.classes.len() > 1 {
                self.classes[task.class as usize].add(&machine.tasks, id);
            }
        }
        let done = || machine.tasks.all.iter().filter_map(Task::completed);
        let makespan = done().max().unwrap_or(machine.now);
        let elapsed = match self.scenario.run.until {
            Until::AllDone => makespan,
            Until::Duration { .. } => machine.now,
        };
        if self.throughput.is_empty() {
            self.throughput = throughput(done(), makespan);
        }
        let latencies = &mut self.all.latencies_ns[before..];
        latencies.sort_unstable();
        let completed = latencies.len() as u64;
        self.replications.push(Replication {
            seed: machine.load.seed,
            makespan_ms: makespan.ms(),
            throughput_per_s: per_second(completed, elapsed.ms()),
            completed,
            latency_p95_ms: quantile_ms(latencies, 0.95),
        });
        self.add_machine(machine);
    }

    fn add_machine(&mut self, machine: &Machine) {
        // The run goes on after the last completion while callers give up and threads still run.
        let elapsed = machine.now;
        self.cores.utilization += share(machine.cores.busy.ms(), elapsed.ms() * machine.cores.count() as f64);
        self.cores.context_switches += machine.cores.switches;
        let fronts = machine.front_gils().count() as f64;
        for gil in machine.front_gils() {
            let sum = self.gil.get_or_insert_default();
            sum.utilization += share(gil.busy_until(machine.now).ms(), elapsed.ms()) / fronts;
            sum.switches += gil.switches;
            sum.forced_switches += gil.forced_switches;
        }
        for it in &machine.loops {
            self.lag.get_or_insert_default().merge(&it.lag);
            self.longest_block = self.longest_block.max(it.longest_block);
        }
        for (sum, service) in self.services.iter_mut().zip(&machine.services) {
            sum.utilization += service.utilization(machine.now);
            sum.mean_wait_ms += service.waited.ms();
            sum.calls += service.calls;
            sum.longest_queue = sum.longest_queue.max(service.longest_queue);
        }
        self.memory.peak_bytes = self.memory.peak_bytes.max(machine.memory.peak);
        self.events += machine.events;
    }

    /// The report's entry. The speed-up is left at 1 until the baseline is known.
    pub fn result(mut self, model: &Model, catalogue: &Catalogue) -> ModelResult {
        let runs = self.replications.len().max(1) as f64;
        let each = |of: fn(&Replication) -> f64| self.replications.iter().map(of).collect::<Vec<f64>>();
        let makespans_ms = each(|r| r.makespan_ms);
        let throughputs_per_s = each(|r| r.throughput_per_s);
        let intervals = Interval::of(&makespans_ms)
            .zip(Interval::of(&throughputs_per_s))
            .map(|(makespan_ms, throughput_per_s)| Intervals { makespan_ms, throughput_per_s });
        let latency_ms = self.all.latency();
        let latencies = &self.all.latencies_ns;
        let time_ms = self.all.times.ms();
        let single = self.classes.len() == 1;
        let class = |(mut group, spec): (Group, &crate::scenario::TaskClass)| ClassResult {
            name: spec.name.clone(),
            latency_ms: if single { latency_ms } else { group.latency() },
            tasks: if single { self.all.counts } else { group.counts },
            time_ms: if single { time_ms } else { group.times.ms() },
        };
        let service = |s: ServiceResult| ServiceResult {
            utilization: s.utilization / runs,
            mean_wait_ms: share(s.mean_wait_ms, s.calls as f64),
            ..s
        };
        ModelResult {
            model: model.clone(),
            label: model.label(catalogue),
            makespan_ms: mean(&makespans_ms),
            throughput_per_s: mean(&throughputs_per_s),
            speedup: 1.0,
            tasks: self.all.counts,
            latency_ms,
            time_ms,
            cores: CoreUse { utilization: self.cores.utilization / runs, ..self.cores },
            gil: self.gil.map(|gil| GilReport { utilization: gil.utilization / runs, ..gil }),
            event_loop: self.lag.map(|lag| LoopReport {
                lag_p99_ms: lag.quantile(0.99).ms(),
                longest_block_ms: self.longest_block.ms(),
            }),
            memory: self.memory,
            events: self.events,
            classes: self.classes.into_iter().zip(&self.scenario.workload).map(class).collect(),
            services: self.services.into_iter().map(service).collect(),
            throughput: self.throughput,
            latency_percentiles_ms: (0..=100).map(|p| quantile_ms(latencies, f64::from(p) / 100.0)).collect(),
            replications: self.replications,
            intervals,
        }
    }
}

fn per_second(count: u64, ms: f64) -> f64 {
    share(count as f64 * 1e3, ms)
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
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

/// Completions in equal bins until the makespan.
fn throughput(done: impl Iterator<Item = Time>, makespan: Time) -> Vec<ThroughputBin> {
    let whole = makespan.ns().max(1);
    let mut counts = [0_u64; BINS];
    for done in done {
        // Each bin with its end, so that what is done at a part of the makespan is done by then.
        let ended = (u128::from(done.ns()) * BINS as u128).div_ceil(u128::from(whole)) as usize;
        counts[ended.saturating_sub(1).min(BINS - 1)] += 1;
    }
    let width_ms = whole as f64 / 1e6 / BINS as f64;
    let bin = |(at, completed): (usize, u64)| ThroughputBin {
        until_ms: width_ms * (at + 1) as f64,
        completed,
        per_s: per_second(completed, width_ms),
    };
    counts.into_iter().enumerate().map(bin).collect()
}
