//! How models stand to each other at one point of many: who is recommended, who might as well be, who is ahead.
//!
//! Where many scenarios are laid side by side, one that lies at a border may fall to either side by luck. So a model
//! might as well be recommended if it would be with figures that differ by less than is worth a thought.

use serde::{Deserialize, Serialize};

use crate::observe::interval::Interval;
use crate::observe::report::{Measure, ModelResult};
use crate::scenario::{Catalogue, Model, Scenario};

use super::bottleneck::bottleneck;
use super::choice::{NO_DIFFERENCE, choose, contenders};
use super::facts::{Facts, Goal};
use super::family::{called, settings};

/// Who is recommended, and who might as well be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Index of the recommended model; none: no model completed a task.
    pub(crate) recommended: Option<usize>,
    /// Of each model, whether it is recommended or would be if its figures were 3 % other.
    pub(crate) might_be: Vec<bool>,
}

/// How one model stands to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Order {
    Ahead,
    /// The runs do not tell them apart, or they differ by less than is worth a thought.
    Alike,
    Behind,
}

/// Who is recommended, and who might as well be.
pub(crate) fn standing(scenario: &Scenario, results: &[ModelResult], catalogue: &Catalogue) -> Standing {
    let pick = |results: &[ModelResult]| choose(&Facts::new(scenario, results, catalogue)).map(|c| c.pick);
    let recommended = pick(results);
    let mut tilted = results.to_vec();
    let mut might = |index: usize| {
        let found = [1.0 / NO_DIFFERENCE, NO_DIFFERENCE].into_iter().any(|factor| {
            tilted[index] = slowed(&results[index], factor);
            pick(&tilted) == Some(index)
        });
        tilted[index] = results[index].clone();
        found
    };
    let might_be = (0..results.len()).map(|i| Some(i) == recommended || might(i)).collect();
    Standing { recommended, might_be }
}

/// A result whose times are so many times as long.
fn slowed(result: &ModelResult, factor: f64) -> ModelResult {
    let mut slowed = result.clone();
    slowed.makespan_ms *= factor;
    slowed.latency_ms.p95 *= factor;
    slowed.throughput_per_s /= factor;
    for run in &mut slowed.replications {
        run.makespan_ms *= factor;
        run.latency_p95_ms *= factor;
    }
    slowed
}

/// How one result stands to another of the same scenario, by what its models are compared by. Who did not do the
/// work is behind who did.
pub(crate) fn order(scenario: &Scenario, results: &[ModelResult], one: usize, other: usize) -> Order {
    let facts = Facts::new(scenario, results, &[]);
    let did = contenders(&facts);
    match (did.contains(&one), did.contains(&other)) {
        (true, false) => return Order::Ahead,
        (false, true) => return Order::Behind,
        (false, false) => return Order::Alike,
        (true, true) => {}
    }
    if facts.tells_apart(&results[one], &results[other]) {
        let (one, other) = (facts.score_ms(&results[one]), facts.score_ms(&results[other]));
        if one < other { Order::Ahead } else { Order::Behind }
    } else {
        Order::Alike
    }
}

impl Facts<'_> {
    /// Whether two results differ by more than luck and more than is worth a thought.
    fn tells_apart(&self, one: &ModelResult, other: &ModelResult) -> bool {
        let (a, b) = (self.score_ms(one), self.score_ms(other));
        a.max(b) > a.min(b) * NO_DIFFERENCE && !self.indistinct(one, other)
    }
}

/// What each model of a scenario is called in a sentence; with its settings where there are more of its kind.
pub(crate) fn names(scenario: &Scenario, catalogue: &Catalogue) -> Vec<String> {
    let name = |model: &Model| {
        let (name, settings) = (called(model, catalogue), settings(model, catalogue));
        let alike = scenario.models.iter().filter(|m| m.kind == model.kind).count();
        if alike > 1 && !settings.is_empty() { format!("{name} ({settings})") } else { name }
    };
    scenario.models.iter().map(name).collect()
}

/// What the models of a scenario are compared by.
pub fn measure(scenario: &Scenario) -> Measure {
    Goal::of(scenario).measure()
}

/// That of one result, milliseconds.
pub(crate) fn score_ms(scenario: &Scenario, result: &ModelResult) -> f64 {
    measure(scenario).of(result)
}

/// Its interval over the replications.
pub(crate) fn interval(scenario: &Scenario, result: &ModelResult) -> Option<Interval> {
    let runs: Vec<f64> = result.replications.iter().map(|run| measure(scenario).of_run(run)).collect();
    Interval::of(&runs)
}

/// What held a result back, as a clause with its number: "the GIL was held 98 % of the time".
pub(crate) fn binding(scenario: &Scenario, result: &ModelResult, catalogue: &Catalogue) -> Option<String> {
    let results = std::slice::from_ref(result);
    let facts = Facts::new(scenario, results, catalogue);
    bottleneck(&facts, result).map(|found| found.clause(&facts, result))
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    fn fetch() -> Scenario {
        scenario(vec![class("fetch", 50, vec![cpu(1.0), io(40.0)])])
    }

    #[test]
    fn near_a_border_both_might_be_recommended() {
        // Threads are taken up to 10 % above the best: 300 and 275 is just within, 300 and 265 is not.
        let at = |asyncio_ms| {
            standing(&fetch(), &[sequential(2_000.0), threads(8, 300.0), asyncio(asyncio_ms)], CATALOGUE)
        };
        assert_eq!(at(275.0), Standing { recommended: Some(1), might_be: vec![false, true, true] });
        assert_eq!(at(268.0), Standing { recommended: Some(2), might_be: vec![false, true, true] });
        assert_eq!(at(200.0), Standing { recommended: Some(2), might_be: vec![false, false, true] });
        assert_eq!(standing(&fetch(), &[], CATALOGUE).recommended, None);
    }

    #[test]
    fn order_is_told_beyond_luck_only() {
        let order_of = |a: ModelResult, b: ModelResult| order(&fetch(), &[a, b], 0, 1);
        assert_eq!(order_of(threads(8, 300.0), asyncio(305.0)), Order::Alike);
        assert_eq!(order_of(threads(8, 300.0), asyncio(320.0)), Order::Ahead);
        assert_eq!(order_of(threads(8, 300.0), asyncio(200.0)), Order::Behind);
        assert_eq!(order_of(threads(8, 300.0), asyncio(200.0).completed(3)), Order::Ahead);
        let noisy = threads(8, 0.0).runs(&[300.0, 500.0, 400.0]);
        assert_eq!(order_of(noisy, asyncio(0.0).runs(&[500.0, 300.0, 300.0])), Order::Alike);
    }
}
