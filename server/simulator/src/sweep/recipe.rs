//! How a sweep's points are run: all that somebody needs who runs some of them, on this machine or another.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::axis::Axis;
use super::point::{self, Point};
use crate::models;
use crate::scenario::{Duration, Problem, Scenario, path, read};

/// A scenario as it was given, and the numbers of it that change. Its points are the same wherever they are run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recipe {
    /// What it leaves out follows from what is swept, such as pools from cores.
    given: Value,
    axes: Vec<Axis>,
}

impl Recipe {
    pub(super) fn new(given: Value, axes: Vec<Axis>) -> Recipe {
        Recipe { given, axes }
    }

    pub(super) fn axes(&self) -> &[Axis] {
        &self.axes
    }

    /// How long the scenario is as JSON, bytes.
    pub(super) fn text_bytes(&self) -> usize {
        self.given.to_string().len()
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

    /// Runs one point; none: it is not a valid scenario, which no point of a sweep is.
    pub fn run(&self, at: &[f64]) -> Option<Point> {
        let scenario = self.scenario_at(at).ok()?;
        Some(point::of(at, &crate::simulate(&scenario), &scenario))
    }
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
