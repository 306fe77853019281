//! What if: many scenarios from one, and where the answer changes.
//!
//! A sweep takes one or two numbers of a scenario through their values. It runs nothing by itself: [`Sweep::todo`]
//! names the points to run next, given those that are known; whoever drives it runs them with [`Sweep::run`], in any
//! order and as many at once as there are cores, and asks again until nothing is left to do. First comes the whole
//! grid; then, along a single axis, points between two where the recommended model or the order of two models
//! changes, halving the gap until it is within one percent.

mod axis;
mod choices;
mod flips;
mod naming;
mod point;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::explain;
use crate::models;
use crate::observe::report::Measure;
use crate::scenario::{Duration, Problem, Scenario, path, read};
use crate::{Estimate, estimate};

pub use axis::{Axis, AxisRequest, POINTS_PER_AXIS, Scale};
pub use choices::{Choice, choices};
pub use flips::{Flip, FlipKind};
pub use naming::{Naming, naming};
pub use point::{Point, PointModel};

/// Points of a grid of two axes.
pub const POINTS: usize = 1_024;
/// Points beyond the grid at most, to find where the answer changes.
pub const REFINEMENTS: usize = 64;
/// Bytes of scenarios that are read for one sweep: each point is a scenario of its own.
const TEXT_BYTES: usize = 32 << 20;

/// A scenario, and one or two of its numbers with their values.
#[derive(Clone, Debug)]
pub struct Sweep {
    /// The scenario as it was given: what it leaves out follows from what is swept, such as pools from cores.
    given: Value,
    scenario: Scenario,
    axes: Vec<Axis>,
    names: Vec<String>,
}

/// What a sweep came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Findings {
    /// Where along a single axis the answer changes, upwards: the recommended model first, then the order of pairs.
    pub flips: Vec<Flip>,
    /// The same in sentences, or what holds throughout.
    pub sentences: Vec<String>,
}

/// What a sweep costs to run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SweepEstimate {
    /// Events of all points together, with those beyond the grid.
    pub events: f64,
    /// The dearest point.
    pub point: Estimate,
}

impl Sweep {
    /// Reads a sweep: every point of its grid is a valid scenario, or every problem with its path.
    ///
    /// # Errors
    /// Problems of the scenario, with paths below `scenario`; of an axis, below `axes[i]`.
    pub fn new(scenario: &Value, axes: &[AxisRequest]) -> Result<Sweep, Vec<Problem>> {
        let given = scenario.clone();
        let scenario =
            read::read(&given, &models::catalogue()).map_err(|problems| below("scenario", problems))?;
        let axes = read_axes(&scenario, axes)?;
        let names = named(&scenario);
        let sweep = Sweep { given, scenario, axes, names };
        let problems = sweep.invalid();
        if problems.is_empty() { Ok(sweep) } else { Err(problems) }
    }

    pub fn axes(&self) -> &[Axis] {
        &self.axes
    }

    /// The scenario that is changed.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// What each model is called in a sentence.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// What models are compared by.
    pub fn measure(&self) -> Measure {
        explain::measure(&self.scenario)
    }

    /// The grid's points: the first axis' values for each of the second's.
    pub fn grid(&self) -> Vec<Vec<f64>> {
        match self.axes.as_slice() {
            [x, y] => y.values.iter().flat_map(|y| x.values.iter().map(|x| vec![*x, *y])).collect(),
            axes => axes.iter().flat_map(|x| x.values.iter().map(|x| vec![*x])).collect(),
        }
    }

    /// The scenario of a point.
    ///
    /// # Errors
    /// What is wrong with it there.
    pub fn scenario_at(&self, at: &[f64]) -> Result<Scenario, Vec<Problem>> {
        let mut changed = self.given.clone();
        for (axis, value) in self.axes.iter().zip(at) {
            put(&mut changed, axis, *value)?;
        }
        read::read(&changed, &models::catalogue())
    }

    /// What it costs to run, before it runs.
    pub fn estimate(&self) -> SweepEstimate {
        let zero = Estimate { events: 0.0, bytes: 0.0, timeline_bytes: 0.0, recordings_bytes: 0.0 };
        let mut cost = SweepEstimate { events: 0.0, point: zero };
        for at in self.grid() {
            let Ok(scenario) = self.scenario_at(&at) else { continue };
            let one = estimate(&scenario);
            cost.events += one.events;
            cost.point.events = cost.point.events.max(one.events);
            cost.point.bytes = cost.point.bytes.max(one.bytes);
        }
        if self.axes.len() == 1 {
            cost.events += cost.point.events * REFINEMENTS as f64;
        }
        cost
    }

    /// Runs one point; none: it is not a valid scenario, which no point of [`Sweep::todo`] is.
    pub fn run(&self, at: &[f64]) -> Option<Point> {
        let scenario = self.scenario_at(at).ok()?;
        Some(point::of(at, &crate::simulate(&scenario), &scenario))
    }

    /// The points to run next, given those that are known; nothing: it is done.
    pub fn todo(&self, known: &[Point]) -> Vec<Vec<f64>> {
        if known.is_empty() {
            return self.grid();
        }
        let [axis] = self.axes.as_slice() else { return Vec::new() };
        let left = (axis.values.len() + REFINEMENTS).saturating_sub(known.len());
        flips::wanted(axis, self.measure(), known).into_iter().take(left).map(|x| vec![x]).collect()
    }

    /// What the known points come to.
    pub fn findings(&self, known: &[Point]) -> Findings {
        match self.axes.as_slice() {
            [axis] => flips::along(axis, self.measure(), &self.names, known),
            _ => Findings { flips: Vec::new(), sentences: flips::over(&self.names, known) },
        }
    }

    /// Every problem that some point of the grid has, each told once.
    fn invalid(&self) -> Vec<Problem> {
        let grid = self.grid();
        if grid.len() > POINTS {
            let message = format!("make {} points; a sweep has at most {POINTS}", grid.len());
            return vec![Problem { path: "axes".to_owned(), message }];
        }
        if self.given.to_string().len().saturating_mul(grid.len()) > TEXT_BYTES {
            let message = format!("make {} points of a scenario this large: use fewer", grid.len());
            return vec![Problem { path: "axes".to_owned(), message }];
        }
        let mut found: Vec<Problem> = Vec::new();
        for at in grid {
            for Problem { path, message } in self.scenario_at(&at).err().unwrap_or_default() {
                let whose = self.axes.iter().position(|axis| path.starts_with(&axis.path));
                let place = whose.map_or("axes".to_owned(), |i| format!("axes[{i}]"));
                if !found.iter().any(|p| p.path == place) {
                    let told: Vec<String> = at.iter().map(f64::to_string).collect();
                    found.push(Problem {
                        path: place,
                        message: format!("at {}: {path} {message}", told.join(", ")),
                    });
                }
            }
        }
        found
    }
}

fn read_axes(scenario: &Scenario, asked: &[AxisRequest]) -> Result<Vec<Axis>, Vec<Problem>> {
    let wrong = |message: &str| Err(vec![Problem { path: "axes".to_owned(), message: message.to_owned() }]);
    if !(1..=2).contains(&asked.len()) {
        return wrong("must hold one or two axes");
    }
    if asked.len() == 2 && asked[0].path == asked[1].path {
        return wrong("are the same number twice");
    }
    let complete = serde_json::to_value(scenario).unwrap_or_default();
    let (mut axes, mut problems) = (Vec::new(), Vec::new());
    for (i, asked) in asked.iter().enumerate() {
        match Axis::read(asked, &format!("axes[{i}]"), scenario, &complete) {
            Ok(axis) => axes.push(axis),
            Err(mut wrong) => problems.append(&mut wrong),
        }
    }
    if problems.is_empty() { Ok(axes) } else { Err(problems) }
}

/// Puts an axis' value into a scenario; a distribution is scaled to it as its mean.
fn put(scenario: &mut Value, axis: &Axis, value: f64) -> Result<(), Vec<Problem>> {
    let told = |message: &str| vec![Problem { path: axis.path.clone(), message: message.to_owned() }];
    let number = if axis.whole { Value::from(value as u64) } else { Value::from(value) };
    let new = match path::get(scenario, &axis.path) {
        Some(distribution @ Value::Object(_)) => {
            let read = read::duration(distribution).ok_or_else(|| told("is not a distribution"))?;
            let scaled =
                scaled(&read, value).ok_or_else(|| told("has a mean of 0, which cannot be scaled"))?;
            serde_json::to_value(scaled).unwrap_or_default()
        }
        _ => number,
    };
    if path::set(scenario, &axis.path, new) { Ok(()) } else { Err(told("leads to nothing in the scenario")) }
}

/// The same distribution with another mean.
fn scaled(duration: &Duration, mean: f64) -> Option<Duration> {
    let by = mean / duration.mean_ms();
    by.is_finite().then(|| match duration {
        Duration::Fixed(_) => Duration::Fixed(mean),
        Duration::Exponential { .. } => Duration::Exponential { mean },
        Duration::Lognormal { cv, .. } => Duration::Lognormal { mean, cv: *cv },
        Duration::Uniform { min, max } => Duration::Uniform { min: min * by, max: max * by },
        Duration::Pareto { min, alpha } => Duration::Pareto { min: min * by, alpha: *alpha },
        Duration::Empirical(values) => Duration::Empirical(values.iter().map(|v| v * by).collect()),
    })
}

/// What each model of a scenario is called in a sentence.
fn named(scenario: &Scenario) -> Vec<String> {
    explain::names(scenario, &models::catalogue())
}

fn below(place: &str, problems: Vec<Problem>) -> Vec<Problem> {
    let under = |p: Problem| match p.path.as_str() {
        "" => Problem { path: place.to_owned(), ..p },
        path => Problem { path: format!("{place}.{path}"), ..p },
    };
    problems.into_iter().map(under).collect()
}
