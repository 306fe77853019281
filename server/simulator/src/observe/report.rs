//! The contract's second half: the report.

use serde::{Deserialize, Serialize};

use super::interval::Interval;
use crate::scenario::{Model, Scenario};

/// What came of a scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Report {
    pub version: u32,
    /// The scenario, complete with every default that was used, the whole cost profile among them.
    pub scenario: Scenario,
    /// One a model, in the scenario's order.
    pub results: Vec<ModelResult>,
    pub verdict: Verdict,
}

/// What came of one model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ModelResult {
    pub model: Model,
    /// `Threads · 8`.
    pub label: String,
    /// From time 0 to the last completion, pool start included.
    pub makespan_ms: f64,
    /// Completed tasks over the makespan.
    pub throughput_per_s: f64,
    /// The time of one thread doing everything, over this model's makespan (batch); 1 for sequential.
    pub speedup: f64,
    pub tasks: TaskCounts,
    pub latency_ms: LatencyMs,
    pub time_ms: TimeMs,
    pub cores: CoreUse,
    /// The GIL of the program's own process; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gil: Option<GilReport>,
    /// The event loop; absent where there is none.
    #[serde(rename = "loop", skip_serializing_if = "Option::is_none")]
    pub event_loop: Option<LoopReport>,
    pub memory: MemoryReport,
    /// Events of the calendar that were executed.
    pub events: u64,
    /// A row a task class, in the scenario's order.
    pub classes: Vec<ClassResult>,
    /// A row a service, in the scenario's order.
    pub services: Vec<ServiceResult>,
    /// Completions in equal bins from time 0 to the makespan.
    pub throughput: Vec<ThroughputBin>,
    /// Latency at 0 %, 1 % … 100 % of the completed tasks, milliseconds.
    pub latency_percentiles_ms: Vec<f64>,
    /// A row a replication. With more than one, the figures above pool them: counts, times and events add up,
    /// latencies are those of all tasks together, makespan, throughput and utilization are means, the speed-up is
    /// the ratio of mean makespans, peaks are the highest, `throughput` shows the first.
    pub replications: Vec<Replication>,
    /// How far those means may lie from the truth; absent with a single replication, which cannot tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intervals: Option<Intervals>,
}

/// Intervals of confidence of the means over the replications, after Student: mean ± t · s / √n.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Intervals {
    pub makespan_ms: Interval,
    pub throughput_per_s: Interval,
}

/// One replication: the workload drawn from a seed of its own, which all models share.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Replication {
    /// Given as `run.seed`, it repeats this replication alone.
    pub seed: u64,
    pub makespan_ms: f64,
    pub throughput_per_s: f64,
    /// Tasks that completed.
    pub completed: u64,
    /// 95th percentile of latency.
    pub latency_p95_ms: f64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TaskCounts {
    pub completed: u64,
    pub timed_out: u64,
    pub failed: u64,
    pub unfinished: u64,
}

/// From submission to completion, of completed tasks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LatencyMs {
    pub mean: f64,
    pub p50: f64,
    pub p90: f64,
    pub p95: f64,
    pub p99: f64,
    pub max: f64,
}

/// Where completed tasks were between submission and completion, summed over them: the sum over the keys
/// equals the sum of their latencies, to the nanosecond.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TimeMs {
    pub python: f64,
    pub native: f64,
    pub io: f64,
    pub service_queue: f64,
    pub pool_queue: f64,
    pub gil_wait: f64,
    pub core_wait: f64,
    pub lock_wait: f64,
    pub loop_wait: f64,
    pub serialize: f64,
    pub start: f64,
    pub overhead: f64,
}

impl TimeMs {
    /// The times in the order of [`super::State::ALL`].
    pub fn values(&self) -> [f64; super::State::COUNT] {
        [
            self.python,
            self.native,
            self.io,
            self.service_queue,
            self.pool_queue,
            self.gil_wait,
            self.core_wait,
            self.lock_wait,
            self.loop_wait,
            self.serialize,
            self.start,
            self.overhead,
        ]
    }

    /// From times in the order of [`super::State::ALL`].
    pub fn from_values(v: [f64; super::State::COUNT]) -> TimeMs {
        let [
            python,
            native,
            io,
            service_queue,
            pool_queue,
            gil_wait,
            core_wait,
            lock_wait,
            loop_wait,
            serialize,
            start,
            overhead,
        ] = v;
        TimeMs {
            python,
            native,
            io,
            service_queue,
            pool_queue,
            gil_wait,
            core_wait,
            lock_wait,
            loop_wait,
            serialize,
            start,
            overhead,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CoreUse {
    /// Share of the cores' time until the run's end that threads were running.
    pub utilization: f64,
    pub context_switches: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GilReport {
    /// Share of the run's time that a thread held it.
    pub utilization: f64,
    /// Changes of holder.
    pub switches: u64,
    /// Of these, those after a drop request.
    pub forced_switches: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LoopReport {
    /// 99th percentile of how long a ready callback waited for its turn.
    pub lag_p99_ms: f64,
    /// The longest single callback.
    pub longest_block_ms: f64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MemoryReport {
    /// Threads, tasks, processes and payloads in flight at their peak, on top of the bare program.
    pub peak_bytes: u64,
}

/// One task class in one model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ClassResult {
    pub name: String,
    pub tasks: TaskCounts,
    pub latency_ms: LatencyMs,
    pub time_ms: TimeMs,
}

/// One service in one model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServiceResult {
    pub name: String,
    /// Mean share of its servers that were taken.
    pub utilization: f64,
    pub calls: u64,
    /// Mean wait for a free server, milliseconds.
    pub mean_wait_ms: f64,
    pub longest_queue: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ThroughputBin {
    /// The bin's end.
    pub until_ms: f64,
    pub completed: u64,
    pub per_s: f64,
}

/// Which model to take, and why.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Verdict {
    /// Index into `results`.
    pub recommended: usize,
    /// One sentence: "Use asyncio."
    pub headline: String,
    /// Why, in numbers of this run.
    pub reason: String,
    /// The article's decision path: `["mostly waiting", "async-compatible", "asyncio"]`.
    pub path: Vec<String>,
    /// How far the recommended model is ahead, and how sure that is; absent when nothing compares with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub margin: Option<Margin>,
    pub warnings: Vec<Warning>,
}

/// The recommended model beside the best of the others, by what is compared: the makespan of a batch, the 95th
/// percentile of latency where tasks arrive over time or the run has a fixed length.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Margin {
    /// Index into `results`: the best of the others.
    pub runner_up: usize,
    pub measure: Measure,
    /// The runner-up's less the recommended one's, milliseconds: the mean over replications, each of which gives
    /// both the same tasks. Negative: the recommended model is slower, but simpler.
    pub difference_ms: f64,
    /// Interval of that mean; absent with a single replication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<Interval>,
    pub outcome: Outcome,
}

/// What models are compared by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    #[default]
    MakespanMs,
    LatencyP95Ms,
}

impl Measure {
    /// What a model came to, milliseconds.
    pub fn of(self, result: &ModelResult) -> f64 {
        match self {
            Measure::MakespanMs => result.makespan_ms,
            Measure::LatencyP95Ms => result.latency_ms.p95,
        }
    }

    /// What one replication came to, milliseconds.
    pub fn of_run(self, run: &Replication) -> f64 {
        match self {
            Measure::MakespanMs => run.makespan_ms,
            Measure::LatencyP95Ms => run.latency_p95_ms,
        }
    }
}

/// What the replications say of two models.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The recommended one is faster: the interval lies above zero.
    Ahead,
    /// It is slower: the interval lies below zero.
    Behind,
    /// The interval includes zero.
    NoDifference,
    /// A single run of a scenario with luck in it: another may say otherwise.
    OneRun,
}

/// A mistake that was recognised, with its amount and remedy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Warning {
    /// A stable name: `threads-for-cpu`.
    pub code: String,
    /// Index into `results`; null: about the whole scenario.
    pub model: Option<usize>,
    /// One sentence with its numbers.
    pub message: String,
    /// One sentence: what to do instead.
    pub remedy: String,
}
