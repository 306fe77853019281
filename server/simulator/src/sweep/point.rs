//! One point of a sweep: what each model came to there, and who is recommended.

use serde::{Deserialize, Serialize};

use crate::explain::{self, Order, Standing};
use crate::models;
use crate::observe::Report;
use crate::observe::interval::Interval;
use crate::observe::report::Measure;
use crate::scenario::Scenario;

/// A point that was run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Point {
    /// The value of each axis.
    pub at: Vec<f64>,
    /// Index of the recommended model; null: no model completed a task.
    pub recommended: Option<usize>,
    /// Of each model, whether it is recommended or would be if its figures were 3 % other: too close to call.
    pub might_be: Vec<bool>,
    /// One a model, in the scenario's order.
    pub models: Vec<PointModel>,
    /// How each model stands to each later one: beyond luck and beyond 3 %.
    #[serde(skip)]
    pub(super) orders: Vec<Order>,
}

/// What came of one model at a point.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PointModel {
    pub makespan_ms: f64,
    pub throughput_per_s: f64,
    pub latency_p95_ms: f64,
    /// Tasks that completed, over all replications.
    pub completed: u64,
    /// Whether every task did.
    pub all_done: bool,
    /// Interval of what models are compared by; absent with a single replication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<Interval>,
}

impl PointModel {
    /// What models are compared by, milliseconds.
    pub fn score_ms(&self, measure: Measure) -> f64 {
        match measure {
            Measure::MakespanMs => self.makespan_ms,
            Measure::LatencyP95Ms => self.latency_p95_ms,
        }
    }
}

/// A point as it goes from machine to machine: with what readers of it are not told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WholePoint {
    told: Point,
    orders: Vec<Order>,
}

impl From<Point> for WholePoint {
    fn from(mut point: Point) -> WholePoint {
        let orders = std::mem::take(&mut point.orders);
        WholePoint { told: point, orders }
    }
}

impl From<WholePoint> for Point {
    fn from(WholePoint { told, orders }: WholePoint) -> Point {
        Point { orders, ..told }
    }
}

impl Point {
    /// Whether another model might as well be recommended.
    pub fn is_close(&self) -> bool {
        self.might_be.iter().filter(|might| **might).count() > 1
    }

    /// How two models stand to each other; `one` comes before `other`.
    pub(super) fn order(&self, one: usize, other: usize) -> Order {
        let n = self.models.len();
        self.orders.get(place(n, one, other)).copied().unwrap_or(Order::Alike)
    }
}

/// Where the pair stands among all pairs of n, the first of a pair before the second.
fn place(n: usize, one: usize, other: usize) -> usize {
    one * n - one * (one + 1) / 2 + other - one - 1
}

/// What a point's report says.
pub(super) fn of(at: &[f64], report: &Report, scenario: &Scenario) -> Point {
    let results = &report.results;
    let Standing { recommended, might_be } = explain::standing(scenario, results, &models::catalogue());
    let tasks = scenario.task_count() * u64::from(scenario.run.replications);
    let model = |result: &crate::observe::report::ModelResult| PointModel {
        makespan_ms: result.makespan_ms,
        throughput_per_s: result.throughput_per_s,
        latency_p95_ms: result.latency_ms.p95,
        completed: result.tasks.completed,
        all_done: result.tasks.completed == tasks,
        interval: explain::interval(scenario, result),
    };
    let pairs = (0..results.len()).flat_map(|one| (one + 1..results.len()).map(move |other| (one, other)));
    Point {
        at: at.to_vec(),
        recommended,
        might_be,
        models: results.iter().map(model).collect(),
        orders: pairs.map(|(one, other)| explain::order(scenario, results, one, other)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_has_a_place_of_its_own() {
        let places: Vec<usize> =
            (0..5).flat_map(|one| (one + 1..5).map(move |other| place(5, one, other))).collect();
        assert_eq!(places, (0..10).collect::<Vec<_>>());
    }
}
