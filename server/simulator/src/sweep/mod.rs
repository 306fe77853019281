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
mod recipe;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::explain;
use crate::models;
use crate::observe::report::Measure;
use crate::scenario::{Problem, Scenario, read};
use crate::{Estimate, estimate};

pub use axis::{Axis, AxisRequest, POINTS_PER_AXIS, Scale};
pub use choices::{Choice, choices};
pub use flips::{Flip, FlipKind};
pub use naming::{Naming, naming};
pub use point::{Point, PointModel, WholePoint};
pub use recipe::Recipe;

/// Points of a grid, where nobody allows more.
pub const POINTS: usize = 1_024;
/// Points beyond the grid at most, to find where the answer changes.
pub const REFINEMENTS: usize = 64;
/// Bytes of a scenario for each point that is allowed: each is a scenario of its own, which is read.
const POINT_BYTES: usize = 32 << 10;

/// A scenario, and one or two of its numbers with their values.
#[derive(Clone, Debug)]
pub struct Sweep {
    recipe: Arc<Recipe>,
    scenario: Scenario,
    names: Vec<String>,
    estimate: SweepEstimate,
}

/// How large a sweep may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Points of the grid.
    pub points: usize,
}

impl Default for Room {
    fn default() -> Room {
        Room { points: POINTS }
    }
}

impl Room {
    /// Values of one axis: as many as a square map has along its side, if that is more than usual.
    fn of_an_axis(self) -> usize {
        self.points.isqrt().max(POINTS_PER_AXIS)
    }
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

impl SweepEstimate {
    fn add(&mut self, one: &Estimate) {
        self.events += one.events;
        self.point.events = self.point.events.max(one.events);
        self.point.bytes = self.point.bytes.max(one.bytes);
    }
}

impl Sweep {
    /// Reads a sweep of the usual size: every point of its grid is a valid scenario, or every problem with its path.
    ///
    /// # Errors
    /// Problems of the scenario, with paths below `scenario`; of an axis, below `axes[i]`.
    pub fn new(scenario: &Value, axes: &[AxisRequest]) -> Result<Sweep, Vec<Problem>> {
        Sweep::within(Room::default(), scenario, axes)
    }

    /// The same for a sweep that may be larger or must be smaller. Each of its points is read, which takes a while where
    /// there are very many.
    ///
    /// # Errors
    /// As [`Sweep::new`].
    pub fn within(room: Room, scenario: &Value, axes: &[AxisRequest]) -> Result<Sweep, Vec<Problem>> {
        let given = scenario.clone();
        let scenario =
            read::read(&given, &models::catalogue()).map_err(|problems| below("scenario", problems))?;
        let axes = read_axes(room, &scenario, axes)?;
        let names = named(&scenario);
        let recipe = Recipe::new(given, axes);
        let estimate = surveyed(room, &recipe)?;
        Ok(Sweep { recipe: Arc::new(recipe), scenario, names, estimate })
    }

    /// What those need who run its points.
    pub fn recipe(&self) -> &Arc<Recipe> {
        &self.recipe
    }

    pub fn axes(&self) -> &[Axis] {
        self.recipe.axes()
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
        grid(self.axes()).collect()
    }

    /// The scenario of a point.
    ///
    /// # Errors
    /// What is wrong with it there.
    pub fn scenario_at(&self, at: &[f64]) -> Result<Scenario, Vec<Problem>> {
        self.recipe.scenario_at(at)
    }

    /// What it costs to run, before it runs.
    pub fn estimate(&self) -> SweepEstimate {
        self.estimate
    }

    /// Runs one point; none: it is not a valid scenario, which no point of [`Sweep::todo`] is.
    pub fn run(&self, at: &[f64]) -> Option<Point> {
        self.recipe.run(at)
    }

    /// The points to run next, given those that are known; nothing: it is done.
    pub fn todo(&self, known: &[Point]) -> Vec<Vec<f64>> {
        if known.is_empty() {
            return self.grid();
        }
        let [axis] = self.axes() else { return Vec::new() };
        let left = (axis.values.len() + REFINEMENTS).saturating_sub(known.len());
        flips::wanted(axis, self.measure(), known).into_iter().take(left).map(|x| vec![x]).collect()
    }

    /// What the known points come to.
    pub fn findings(&self, known: &[Point]) -> Findings {
        match self.axes() {
            [axis] => flips::along(axis, self.measure(), &self.names, known),
            _ => Findings { flips: Vec::new(), sentences: flips::over(&self.names, known) },
        }
    }
}

/// The points of a grid: the first axis' values for each of the second's.
fn grid(axes: &[Axis]) -> Box<dyn Iterator<Item = Vec<f64>> + '_> {
    match axes {
        [x, y] => Box::new(y.values.iter().flat_map(|y| x.values.iter().map(|x| vec![*x, *y]))),
        axes => Box::new(axes.iter().flat_map(|x| x.values.iter().map(|x| vec![*x]))),
    }
}

/// Reads every point of the grid: what they all cost, or every problem that some of them has, each told once.
fn surveyed(room: Room, recipe: &Recipe) -> Result<SweepEstimate, Vec<Problem>> {
    let axes = recipe.axes();
    let points: usize = axes.iter().map(|axis| axis.values.len()).product();
    let all = |message: String| Err(vec![Problem { path: "axes".to_owned(), message }]);
    if points > room.points {
        return all(format!("make {points} points; a sweep has at most {}", room.points));
    }
    if recipe.text_bytes().saturating_mul(points) > room.points.saturating_mul(POINT_BYTES) {
        return all(format!("make {points} points of a scenario this large: use fewer"));
    }
    let zero = Estimate { events: 0.0, bytes: 0.0, timeline_bytes: 0.0, recordings_bytes: 0.0 };
    let mut cost = SweepEstimate { events: 0.0, point: zero };
    let mut found: Vec<Problem> = Vec::new();
    for at in grid(axes) {
        match recipe.scenario_at(&at) {
            Ok(scenario) => cost.add(&estimate(&scenario)),
            Err(problems) => tell(&mut found, axes, &at, problems),
        }
    }
    if axes.len() == 1 {
        cost.events += cost.point.events * REFINEMENTS as f64;
    }
    if found.is_empty() { Ok(cost) } else { Err(found) }
}

/// Adds the problems of a point to those of others, one for each axis.
fn tell(found: &mut Vec<Problem>, axes: &[Axis], at: &[f64], problems: Vec<Problem>) {
    for Problem { path, message } in problems {
        let whose = axes.iter().position(|axis| path.starts_with(&axis.path));
        let place = whose.map_or("axes".to_owned(), |i| format!("axes[{i}]"));
        if !found.iter().any(|p| p.path == place) {
            let told: Vec<String> = at.iter().map(f64::to_string).collect();
            found.push(Problem { path: place, message: format!("at {}: {path} {message}", told.join(", ")) });
        }
    }
}

fn read_axes(room: Room, scenario: &Scenario, asked: &[AxisRequest]) -> Result<Vec<Axis>, Vec<Problem>> {
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
        match Axis::read(asked, &format!("axes[{i}]"), room.of_an_axis(), (scenario, &complete)) {
            Ok(axis) => axes.push(axis),
            Err(mut wrong) => problems.append(&mut wrong),
        }
    }
    if problems.is_empty() { Ok(axes) } else { Err(problems) }
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
