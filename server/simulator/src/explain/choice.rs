//! Which model to take: the simplest that is within 10 % of the best.
//!
//! - A model counts if it completed at least as many tasks as the best one, less 10 %; if tasks arrive over
//!   time, its throughput has to keep up in the same way.
//! - Of these, the best has the lowest score: makespan of a batch, 95th percentile of latency otherwise.
//! - The simplest (the catalogue's complexity, then that of what is inside each server process) whose score is at most 10 % above the best is taken, or that the
//!   runs do not tell from the best: the 95 % interval of their difference includes zero. Among equally simple
//!   ones: the best of them, or one that is no different from it and comes first in the catalogue or, of the same
//!   kind, needs less memory.
//! - But if sequential is fast enough in absolute terms, nothing is a bottleneck and it is taken: a whole
//!   batch in 100 ms (nobody notices), or a 95th percentile at most 5 ms above the best.

use crate::observe::report::{Measure, ModelResult};

use super::facts::{Facts, Goal};
use super::family::Family;

/// Within this of the best is as good: a prediction's own error is of that size.
pub(super) const AS_GOOD: f64 = 1.10;
/// Below this two models do not differ.
pub(super) const NO_DIFFERENCE: f64 = 1.03;
/// A whole batch done in this long is not worth a thought.
const BATCH_FAST_ENOUGH_MS: f64 = 100.0;
/// Latency that nobody would redesign a program for.
const LATENCY_SLACK_MS: f64 = 5.0;

/// The model to take, and how it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    /// Index of the model to take.
    pub(super) pick: usize,
    /// Index of the best model by score.
    pub(super) best: usize,
    pub(super) why: Why,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// Sequential is fast enough in absolute terms.
    NothingIsSlow,
    /// Sequential is within 10 % of the best, or the runs do not tell it from it.
    NothingToGain,
    /// It is the simplest within 10 % of the best, or that the runs do not tell from it.
    SimplestGoodOne,
    /// There was nothing to compare it with.
    OnlyOne,
}

/// Chooses; `None` if no model completed a task.
pub(super) fn choose(facts: &Facts) -> Option<Choice> {
    let running: Vec<usize> = contenders(facts);
    let score = |i: &usize| facts.score_ms(&facts.results[*i]);
    let best = running.iter().copied().min_by(|a, b| score(a).total_cmp(&score(b)))?;
    let sequential =
        running.iter().copied().find(|i| Family::of(&facts.results[*i].model) == Family::Sequential);
    let choice = |pick, why| Some(Choice { pick, best, why });
    if facts.results.len() == 1 {
        return choice(best, Why::OnlyOne);
    }
    if let Some(i) = sequential.filter(|i| fast_enough(facts, score(i), score(&best))) {
        return choice(i, Why::NothingIsSlow);
    }
    let indistinct = |i: &usize| facts.indistinct(&facts.results[*i], &facts.results[best]);
    let as_good = |i: &usize| score(i) <= score(&best) * AS_GOOD || indistinct(i);
    let good: Vec<usize> = running.into_iter().filter(as_good).collect();
    let pick = simplest(facts, &good)?;
    let why = if Some(pick) == sequential { Why::NothingToGain } else { Why::SimplestGoodOne };
    choice(pick, why)
}

/// The models that did the work, not only a part of it.
pub(super) fn contenders(facts: &Facts) -> Vec<usize> {
    let keeps_up = keeps_up(facts.goal.measure(), facts.results);
    (0..facts.results.len()).filter(|i| keeps_up(&facts.results[*i])).collect()
}

/// Whether a result is of all of the work, not only a part of it; where latency decides, its throughput keeps up too.
pub fn keeps_up(measure: Measure, results: &[ModelResult]) -> impl Fn(&ModelResult) -> bool + use<> {
    let most = results.iter().map(|r| r.tasks.completed).max().unwrap_or(0) as f64;
    let fastest = results.iter().map(|r| r.throughput_per_s).fold(0.0, f64::max);
    move |r| {
        r.tasks.completed > 0
            && r.tasks.completed as f64 * AS_GOOD >= most
            && (measure == Measure::MakespanMs || r.throughput_per_s * AS_GOOD >= fastest)
    }
}

fn fast_enough(facts: &Facts, sequential_ms: f64, best_ms: f64) -> bool {
    match facts.goal {
        Goal::Finish => sequential_ms <= BATCH_FAST_ENOUGH_MS,
        Goal::Serve => sequential_ms <= best_ms + LATENCY_SLACK_MS,
    }
}

fn simplest(facts: &Facts, good: &[usize]) -> Option<usize> {
    let complexity = |i: usize| facts.complexity(&facts.results[i].model);
    let score = |i: usize| facts.score_ms(&facts.results[i]);
    let least = good.iter().map(|i| complexity(*i)).min()?;
    let simple: Vec<usize> = good.iter().copied().filter(|i| complexity(*i) == least).collect();
    let best = simple.iter().map(|i| score(*i)).fold(f64::INFINITY, f64::min);
    let alike = simple.into_iter().filter(|i| score(*i) <= best * NO_DIFFERENCE);
    alike.min_by_key(|i| {
        let result = &facts.results[*i];
        (facts.position(&result.model), result.memory.peak_bytes)
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::scenario::{Arrival, Scenario, Until};

    fn chosen(scenario: &Scenario, results: &[ModelResult]) -> Option<Choice> {
        choose(&Facts::new(scenario, results, CATALOGUE))
    }

    fn fetch() -> Scenario {
        scenario(vec![class("fetch", 50, vec![cpu(1.0), io(40.0)])])
    }

    fn arriving() -> Scenario {
        let mut scenario = fetch();
        scenario.workload[0].arrival = Arrival::Poisson { rate_per_s: 20.0 };
        scenario
    }

    #[test]
    fn the_simplest_within_ten_percent_is_taken() {
        let results =
            [sequential(2_000.0), threads(8, 300.0), asyncio(290.0), seen("asyncio_threads").takes(280.0)];
        let choice = chosen(&fetch(), &results).unwrap();
        assert_eq!(choice, Choice { pick: 1, best: 3, why: Why::SimplestGoodOne });
    }

    #[test]
    fn beyond_ten_percent_the_harder_one_is_taken() {
        let results = [sequential(2_000.0), threads(8, 320.0), asyncio(290.0)];
        assert_eq!(chosen(&fetch(), &results).unwrap().pick, 2);
    }

    #[test]
    fn among_equals_the_smaller_one_is_taken_only_if_nothing_is_lost() {
        let run = |small_ms| {
            let small = threads(8, small_ms).memory(1_000);
            let large = threads(64, 100_000.0).memory(8_000);
            chosen(&fetch(), &[sequential(1e6), large, small]).unwrap().pick
        };
        assert_eq!(run(102_000.0), 2);
        assert_eq!(run(105_000.0), 1);
    }

    #[test]
    fn among_equals_of_other_kinds_the_catalogue_decides() {
        let each = seen("thread_per_task").takes(300.0).memory(10);
        let results = [sequential(2_000.0), each, threads(8, 301.0).memory(20)];
        assert_eq!(chosen(&fetch(), &results).unwrap().pick, 2);
    }

    #[test]
    fn of_servers_the_simpler_inside_is_taken() {
        let server = |processes, inner: &str| {
            let inner = Some(Box::new(crate::scenario::Model::of(inner)));
            seen("prefork").with(|m| (m.processes, m.inner) = (Some(processes), inner))
        };
        let results = [server(5, "asyncio").takes(950.0), server(16, "sequential").takes(1_000.0)];
        assert_eq!(chosen(&fetch(), &results).unwrap().pick, 1);
        let results = [server(5, "asyncio").takes(900.0), server(16, "sequential").takes(1_000.0)];
        assert_eq!(chosen(&fetch(), &results).unwrap().pick, 0, "too far behind");
    }

    #[test]
    fn a_batch_that_nobody_notices_stays_sequential() {
        let results = [sequential(99.0), threads(8, 20.0)];
        assert_eq!(chosen(&fetch(), &results).unwrap().why, Why::NothingIsSlow);
        let results = [sequential(101.0), threads(8, 20.0)];
        assert_eq!(chosen(&fetch(), &results).unwrap().pick, 1);
    }

    #[test]
    fn sequential_within_ten_percent_leaves_nothing_to_gain() {
        let results = [sequential(1_000.0), threads(8, 950.0)];
        let choice = chosen(&fetch(), &results).unwrap();
        assert_eq!(choice, Choice { pick: 0, best: 1, why: Why::NothingToGain });
    }

    #[test]
    fn of_arrivals_the_latency_decides_among_those_that_keep_up() {
        let slow = sequential(9_000.0).latency(3_000.0).throughput(11.0);
        let behind = threads(2, 5_000.0).latency(10.0).throughput(15.0);
        let keeps_up = asyncio(2_500.0).latency(60.0).throughput(20.0);
        assert_eq!(chosen(&arriving(), &[slow, behind, keeps_up]).unwrap().pick, 2);
    }

    #[test]
    fn of_arrivals_a_few_milliseconds_do_not_matter() {
        let results = |p95| {
            [
                sequential(2_500.0).latency(p95).throughput(20.0),
                asyncio(2_500.0).latency(41.0).throughput(20.0),
            ]
        };
        assert_eq!(chosen(&arriving(), &results(45.5)).unwrap().why, Why::NothingIsSlow);
        assert_eq!(chosen(&arriving(), &results(47.0)).unwrap().pick, 1);
    }

    #[test]
    fn a_run_of_fixed_length_is_judged_as_service() {
        let mut fixed = fetch();
        fixed.run.until = Until::Duration { ms: 1_000.0 };
        let slow = sequential(1_000.0).completed(20).throughput(20.0).latency(500.0);
        let fast = threads(8, 1_000.0).completed(50).throughput(50.0).latency(900.0);
        assert_eq!(chosen(&fixed, &[slow, fast]).unwrap().pick, 1);
    }

    #[test]
    fn a_model_that_gave_up_on_its_tasks_does_not_win() {
        let quitter = threads(8, 100.0).completed(20).timed_out(30);
        assert_eq!(chosen(&fetch(), &[sequential(2_000.0), quitter]).unwrap().pick, 0);
    }

    #[test]
    fn nothing_completed_is_no_choice_and_one_model_no_comparison() {
        assert_eq!(chosen(&fetch(), &[threads(8, 100.0).completed(0)]), None);
        assert_eq!(chosen(&fetch(), &[]), None);
        assert_eq!(chosen(&fetch(), &[threads(8, 100.0)]).unwrap().why, Why::OnlyOne);
    }
}
