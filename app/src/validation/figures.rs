//! What the validation found: per case, per model, and for what others published.

use serde::{Deserialize, Serialize};

/// All of it: our own measurements replayed, and published ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(schemars::JsonSchema))]
pub struct Validation {
    pub measured: Comparison,
    pub published: Vec<Published>,
}

/// A set of measured cases, replayed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(schemars::JsonSchema))]
pub struct Comparison {
    pub summary: Summary,
    /// Every case that was simulated, in the file's order.
    pub cases: Vec<Compared>,
    /// Cases that no scenario describes.
    pub outside: Vec<LeftOut>,
    /// Cases whose scenario could not be simulated.
    pub failed: Vec<LeftOut>,
}

/// The errors over all cases, and model by model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(schemars::JsonSchema))]
pub struct Summary {
    pub all: Accuracy,
    /// One a kind of model, in the order in which models are shown.
    pub models: Vec<Accuracy>,
    pub order: Ranking,
}

/// How far predictions lie from measured medians.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(schemars::JsonSchema))]
pub struct Accuracy {
    /// The contract's name of a kind of model; `all`: all of them.
    pub model: String,
    /// What people read: `Threads`.
    pub title: String,
    pub cases: usize,
    pub makespan: Errors,
    /// Of the 95th percentile of the tasks' latency; absent where no case has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latency_p95: Option<Errors>,
}

/// Quantiles of errors without their signs, as shares of what was measured: 0.05 is 5 %.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(schemars::JsonSchema))]
pub struct Errors {
    pub median: f64,
    pub p90: f64,
    pub max: f64,
}

/// Pairs of cases with the same tasks whose measured makespans differ by more than 10 %: in how many of them the
/// simulated ones come in the same order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(schemars::JsonSchema))]
pub struct Ranking {
    pub right: usize,
    pub pairs: usize,
}

/// A case that was measured and simulated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(schemars::JsonSchema))]
pub struct Compared {
    /// Its name in the data.
    pub id: String,
    /// What was run, in plain words: `48 tasks: 3 ms Python, 10 ms I/O, 3 ms Python`.
    pub about: String,
    /// The contract's name of the kind of model.
    pub model: String,
    /// The model with its settings: `Threads · 8`.
    pub label: String,
    /// The interpreter: `3.14`; `3.14t` is its free-threaded build.
    pub python: String,
    /// Logical CPUs.
    pub cores: u32,
    pub work: Work,
    pub makespan: Pair,
    /// 10th and 90th percentile of the measured makespan, milliseconds.
    pub p10_ms: f64,
    pub p90_ms: f64,
    /// How often it was measured.
    pub repetitions: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latency_p50: Option<Pair>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latency_p95: Option<Pair>,
    /// The latencies differ much from one repetition to the next: a lottery of who gets the GIL.
    pub chaotic: bool,
    /// The measured makespans spread by more than 15 %.
    pub noisy: bool,
    /// The least that the tasks take by arithmetic alone, without any overhead, milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bound_ms: Option<f64>,
    /// The permalink of its scenario.
    pub link: String,
}

impl Compared {
    /// How far the middle 80 % of the measured makespans lie apart, as a share of their median.
    pub fn spread(&self) -> f64 {
        (self.p90_ms - self.p10_ms) / self.makespan.measured_ms
    }

    /// Whether the measurements themselves lie further apart than the prediction lies from their median.
    pub fn within_spread(&self) -> bool {
        self.spread() > self.makespan.error.abs()
    }
}

/// A measured median and its prediction.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(schemars::JsonSchema))]
pub struct Pair {
    pub measured_ms: f64,
    pub simulated_ms: f64,
    /// Simulated over measured, less one: 0.05 is 5 % too slow, -0.05 is 5 % too fast.
    pub error: f64,
}

impl Pair {
    pub fn new(measured_ms: f64, simulated_ms: f64) -> Pair {
        Pair { measured_ms, simulated_ms, error: (simulated_ms - measured_ms) / measured_ms }
    }
}

/// What the tasks of a case do, by what decides how they run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// Python code only.
    Python,
    /// Native code that releases the GIL is among it.
    Native,
    /// Waiting only.
    Waiting,
    /// Python code and waiting.
    Mixed,
    /// Arguments and results that cross a process boundary.
    Data,
}

impl Work {
    pub const ALL: [Work; 5] = [Work::Python, Work::Native, Work::Waiting, Work::Mixed, Work::Data];

    /// Its name in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Work::Python => "python",
            Work::Native => "native",
            Work::Waiting => "waiting",
            Work::Mixed => "mixed",
            Work::Data => "data",
        }
    }

    /// What people read.
    pub fn words(self) -> &'static str {
        match self {
            Work::Python => "Python only",
            Work::Native => "with native code",
            Work::Waiting => "waiting only",
            Work::Mixed => "Python and waiting",
            Work::Data => "with data to carry",
        }
    }
}

/// A case that was not compared, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(schemars::JsonSchema))]
pub struct LeftOut {
    pub id: String,
    pub reason: String,
}

/// A measurement that someone else published, and what Lockstep says to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(schemars::JsonSchema))]
pub struct Published {
    pub id: String,
    pub title: String,
    /// What was run, and what came of it.
    pub about: String,
    pub source: Publication,
    /// What the publication leaves open, and what was taken for it.
    pub assumed: Vec<String>,
    /// What it tests of the simulator, and what of it is not modelled.
    pub tests: String,
    pub runs: Vec<PublishedRun>,
}

/// Where something was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(schemars::JsonSchema))]
pub struct Publication {
    pub name: String,
    pub url: String,
}

/// One run of a published case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(schemars::JsonSchema))]
pub struct PublishedRun {
    /// What tells it apart from the others.
    pub label: String,
    pub figures: Vec<PublishedFigure>,
    /// Why the prediction is outside of what was validated, as a visitor with this scenario is told; absent: it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outside: Option<String>,
    /// The permalink of its scenario.
    pub link: String,
}

/// A figure that was published, and the simulated one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(schemars::JsonSchema))]
pub struct PublishedFigure {
    /// What it is: `Makespan`.
    pub name: String,
    pub unit: String,
    pub published: f64,
    pub simulated: f64,
    /// Simulated over published, less one; absent where the published figure was used to set the scenario.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<f64>,
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A case with this measured median, spread and prediction.
    pub(crate) fn case(id: &str, measured_ms: f64, spread_ms: f64, simulated_ms: f64) -> Compared {
        Compared {
            id: id.to_owned(),
            about: "32 tasks: 10 ms Python".to_owned(),
            model: "threads".to_owned(),
            label: "Threads · 8".to_owned(),
            python: "3.14".to_owned(),
            cores: 2,
            work: Work::Python,
            makespan: Pair::new(measured_ms, simulated_ms),
            p10_ms: measured_ms - spread_ms / 2.0,
            p90_ms: measured_ms + spread_ms / 2.0,
            repetitions: 5,
            latency_p50: None,
            latency_p95: None,
            chaotic: false,
            noisy: false,
            bound_ms: None,
            link: "1.cores=2".to_owned(),
        }
    }

    #[test]
    fn an_error_is_a_share_of_what_was_measured() {
        assert_eq!(Pair::new(200.0, 190.0).error, -0.05);
    }

    #[test]
    fn a_spread_wider_than_the_error_is_seen() {
        assert!(case("a", 100.0, 10.0, 105.0).within_spread());
        assert!(!case("a", 100.0, 4.0, 105.0).within_spread());
        assert!(case("a", 100.0, 10.0, 95.0).within_spread());
    }

    #[test]
    fn work_has_one_name_everywhere() {
        for work in Work::ALL {
            assert_eq!(serde_json::to_value(work).ok(), Some(work.name().into()));
        }
    }
}
