//! The contract's first half: the scenario, as typed values. A `Scenario` that came through [`read`]
//! is valid: every number is in its range and every name that is used is defined.
//!
//! Durations are milliseconds (`f64`) here, as people write them; the machine works in integer nanoseconds.

pub mod limits;
pub mod link;
pub mod model;
pub(crate) mod path;
pub mod presets;
pub mod read;
pub mod steps_text;
pub mod words;

#[cfg(test)]
pub(crate) mod arbitrary;

use std::collections::BTreeMap;

use serde::Serialize;

pub use model::{Catalogue, KeySpec, Model, ModelSpec, StartMethod};
pub use read::Problem;
pub use words::Word;

/// A whole question: a workload, the machine and Python it runs on, and the models to compare.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Scenario {
    /// Version of this contract: 1.
    pub version: u32,
    /// What the reader calls it.
    pub name: String,
    pub machine: Machine,
    pub runtime: Runtime,
    /// The task classes, at least one.
    pub workload: Vec<TaskClass>,
    /// How classes that arrive together are submitted.
    pub order: Order,
    pub services: Vec<Service>,
    /// The concurrency models to run, at least one.
    pub models: Vec<Model>,
    pub run: Run,
}

/// The computer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Machine {
    /// Logical CPUs, 1 to 1,024.
    pub cores: u32,
    /// A container's limit in cores' worth of CPU (cgroup `cpu.max`, 100 ms period); null: none.
    pub cpu_quota: Option<f64>,
}

/// The Python that runs the workload.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Runtime {
    pub python: Python,
    /// `sys.getswitchinterval()` in milliseconds.
    pub switch_interval_ms: f64,
    /// CPU that the program's own imports cost a worker started by spawn or forkserver, milliseconds.
    pub import_ms: f64,
    /// Memory that the program holds when it starts workers, beyond a bare interpreter's, bytes: fork copies its page
    /// tables.
    pub resident_bytes: u64,
    /// Overrides of the cost profile, by name.
    pub costs: BTreeMap<String, f64>,
}

/// A CPython version that the simulator knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Python {
    #[serde(rename = "3.11")]
    V3_11,
    #[serde(rename = "3.12")]
    V3_12,
    #[serde(rename = "3.13")]
    V3_13,
    #[serde(rename = "3.14")]
    V3_14,
    #[serde(rename = "3.15")]
    V3_15,
}

impl Python {
    pub const ALL: [Python; 5] = [Python::V3_11, Python::V3_12, Python::V3_13, Python::V3_14, Python::V3_15];

    pub fn name(self) -> &'static str {
        self.word()
    }

    pub fn from_name(name: &str) -> Option<Python> {
        Python::from_word(name)
    }

    /// The platform's default start method on Linux: forkserver since 3.14 (gh-84559), fork before.
    pub fn default_start_method(self) -> StartMethod {
        if self >= Python::V3_14 { StartMethod::Forkserver } else { StartMethod::Fork }
    }

    /// `ThreadPoolExecutor`'s default `max_workers` (concurrent/futures/thread.py): min(32, cpus + 4).
    pub fn default_threads(self, cores: u32) -> u32 {
        (cores + 4).min(32)
    }
}

/// A kind of task, and how many of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TaskClass {
    pub name: String,
    /// How many tasks of this class.
    pub tasks: u64,
    pub arrival: Arrival,
    pub steps: Vec<Step>,
    pub payload: Payload,
    /// Give up on a task after this long, milliseconds; null: never.
    pub timeout_ms: Option<f64>,
    /// Try again so often after a timeout.
    pub retries: u32,
}

/// When the tasks of a class arrive.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Arrival {
    /// All at time 0.
    Batch,
    /// Independent arrivals, so many a second on average.
    Poisson { rate_per_s: f64 },
    /// One every so many milliseconds.
    Uniform { every_ms: f64 },
    /// So many clients, each thinking between the end of its task and its next one.
    Closed { clients: u32, think_ms: f64 },
}

/// One step of a task.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Step {
    pub kind: StepKind,
    pub ms: Duration,
    /// Whether a `cpu` step holds the GIL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gil: Option<GilUse>,
    /// `cpu` only: it computes in C calls of so many milliseconds. Released, it takes the GIL back for a moment after
    /// each; held, it gives the GIL away between them only, however long others have asked for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_ms: Option<f64>,
    /// Released CPU only: threads of its own that it computes with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub native_threads: Option<u32>,
    /// `io` and `blocking_io` only: the service that it calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// `lock` only (the mutex); a label elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where a hybrid model runs it; absent: the model's default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<Place>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Computing.
    Cpu,
    /// Waiting that asyncio can await.
    Io,
    /// Waiting inside a blocking call, which freezes a loop that makes it.
    BlockingIo,
    /// Computing under a mutex shared by all tasks.
    Lock,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum GilUse {
    Held,
    Released,
}

/// Where a hybrid model can run a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Place {
    Loop,
    Thread,
    Process,
}

/// How long a step takes, milliseconds: a number, or a distribution to draw from.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Duration {
    Exponential {
        mean: f64,
    },
    /// `cv`: standard deviation over mean.
    Lognormal {
        mean: f64,
        cv: f64,
    },
    Uniform {
        min: f64,
        max: f64,
    },
    Pareto {
        min: f64,
        alpha: f64,
    },
    /// Drawn with equal chance from a list.
    Empirical(Vec<f64>),
    /// Always the same.
    #[serde(untagged)]
    Fixed(f64),
}

impl Duration {
    /// Mean in milliseconds; infinite for a Pareto with alpha at or below 1.
    pub fn mean_ms(&self) -> f64 {
        match self {
            Duration::Fixed(ms) => *ms,
            Duration::Exponential { mean } | Duration::Lognormal { mean, .. } => *mean,
            Duration::Uniform { min, max } => 0.5 * (min + max),
            Duration::Pareto { min, alpha } if *alpha > 1.0 => alpha * min / (alpha - 1.0),
            Duration::Pareto { .. } => f64::INFINITY,
            Duration::Empirical(values) => values.iter().sum::<f64>() / values.len() as f64,
        }
    }

    /// Whether two draws can differ.
    pub fn is_random(&self) -> bool {
        match self {
            Duration::Fixed(_) => false,
            Duration::Uniform { min, max } => min < max,
            Duration::Lognormal { cv, .. } => *cv > 0.0,
            Duration::Empirical(values) => values.windows(2).any(|w| w[0] != w[1]),
            Duration::Exponential { .. } | Duration::Pareto { .. } => true,
        }
    }
}

/// What crosses a process boundary with each task.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Payload {
    pub arguments_bytes: u64,
    pub result_bytes: u64,
    pub kind: PayloadKind,
}

/// What the payload consists of: pickling costs differ much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PayloadKind {
    Bytes,
    Ints,
    Dicts,
    Objects,
}

/// How classes that arrive together are submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Evenly mixed: task i of a class of n stands at (i + ½)/n.
    Interleave,
    /// Class after class.
    Blocks,
    /// A random permutation from the seed.
    Shuffle,
}

/// A queue in front of `concurrency` servers: a database pool, a rate-limited API.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Service {
    pub name: String,
    pub concurrency: u32,
    /// At most so many starts a second; null: no such limit.
    pub rate_per_s: Option<f64>,
}

/// How to run it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Run {
    pub seed: u64,
    pub replications: u32,
    pub until: Until,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Until {
    AllDone,
    Duration { ms: f64 },
}

impl Scenario {
    /// Tasks over all classes.
    pub fn task_count(&self) -> u64 {
        self.workload.iter().map(|c| c.tasks).sum()
    }

    /// Whether another seed gives other tasks: durations, arrivals or their order are drawn at random.
    pub fn is_random(&self) -> bool {
        let random = |class: &TaskClass| {
            matches!(class.arrival, Arrival::Poisson { .. }) || class.steps.iter().any(|s| s.ms.is_random())
        };
        let shuffled = self.order == Order::Shuffle && self.workload.len() > 1;
        shuffled || self.workload.iter().any(random)
    }
}
