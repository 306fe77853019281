//! How sure the verdict is: the recommended model beside the best of the others, run by run.
//!
//! All models face the same tasks in the same replication, so that their differences are taken pair by pair. Where
//! the 95 % interval of their mean includes zero, the runs show no difference. One run of a scenario with luck in
//! it (random tasks, or threads that compete for a GIL) tells what happened once.

use crate::observe::interval::{Interval, mean};
use crate::observe::report::{Margin, ModelResult, Outcome};

use super::choice::{Choice, NO_DIFFERENCE, Why, contenders};
use super::facts::Facts;
use super::words::{count, duration};

/// Luck with the GIL moves a run by a few percent: a model that is this far ahead is ahead in every run.
const BEYOND_LUCK: f64 = 1.25;

/// What a single run had luck in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Luck {
    Tasks,
    Gil,
}

impl Facts<'_> {
    /// Run by run, how much more one result takes than another, milliseconds.
    fn differences_ms(&self, more: &ModelResult, less: &ModelResult) -> Vec<f64> {
        let pairs = more.replications.iter().zip(&less.replications);
        pairs
            .map(|(more, less)| self.goal.measure().of_run(more) - self.goal.measure().of_run(less))
            .collect()
    }

    /// Whether there is more than one run, and all together they do not tell two results apart.
    pub(super) fn indistinct(&self, one: &ModelResult, other: &ModelResult) -> bool {
        Interval::of(&self.differences_ms(one, other)).is_some_and(|interval| interval.includes_zero())
    }

    /// Whether they differ by less than is worth a thought.
    fn alike(&self, one: &ModelResult, other: &ModelResult) -> bool {
        let (one, other) = (self.score_ms(one), self.score_ms(other));
        one.max(other) <= one.min(other) * NO_DIFFERENCE
    }

    /// What single runs of these had luck in. Hand-offs of the GIL that nobody was made to wait for vary by
    /// microseconds, which is not worth a word.
    fn luck(&self, compared: &[&ModelResult]) -> Option<Luck> {
        let contended = |r: &&ModelResult| r.gil.is_some_and(|gil| gil.forced_switches > 0);
        match self.scenario.is_random() {
            true => Some(Luck::Tasks),
            false => compared.iter().any(contended).then_some(Luck::Gil),
        }
    }
}

/// The margin over the best of the others that did the work; `None` if there is none.
pub(super) fn margin(facts: &Facts, choice: &Choice) -> Option<Margin> {
    let pick = &facts.results[choice.pick];
    let score = |i: &usize| facts.score_ms(&facts.results[*i]);
    let others = contenders(facts).into_iter().filter(|i| *i != choice.pick);
    let runner_up = others.min_by(|a, b| score(a).total_cmp(&score(b)))?;
    let differences = facts.differences_ms(&facts.results[runner_up], pick);
    let interval = Interval::of(&differences);
    let difference_ms = mean(&differences);
    let (low, high) = interval.map_or((difference_ms, difference_ms), |i| (i.low, i.high));
    let outcome = match interval {
        None if facts.luck(&[pick, &facts.results[runner_up]]).is_some() => Outcome::OneRun,
        _ if low > 0.0 => Outcome::Ahead,
        _ if high < 0.0 => Outcome::Behind,
        _ => Outcome::NoDifference,
    };
    Some(Margin { runner_up, measure: facts.goal.measure(), difference_ms, interval, outcome })
}

/// How sure that is, in one sentence; nothing where there is nothing to be unsure of.
pub(super) fn sure(facts: &Facts, choice: &Choice) -> String {
    let runs = facts.results[choice.pick].replications.len() as u64;
    if runs < 2 {
        return one_run(facts, choice).to_owned();
    }
    if choice.why == Why::NothingIsSlow {
        return String::new();
    }
    let Some(margin) = margin(facts, choice) else { return String::new() };
    let (pick, other) = (&facts.results[choice.pick], &facts.results[margin.runner_up]);
    let simpler = facts.complexity(&pick.model) < facts.complexity(&other.model);
    let (name, runs) = (facts.name(other), count(runs));
    let spread = margin.interval.and_then(|i| i.plus_minus());
    let spread = spread.map_or_else(String::new, |ms| format!(" ± {}", duration(ms)));
    let by = format!("{}{spread}", duration(margin.difference_ms.abs()));
    match margin.outcome {
        Outcome::NoDifference if simpler => {
            format!("{runs} runs do not tell it from {name}: the simpler is taken.")
        }
        Outcome::NoDifference => format!("{runs} runs do not tell it from {name}."),
        _ if facts.alike(pick, other) => format!("It differs from {name} by {by} over {runs} runs."),
        Outcome::Ahead => format!("Ahead of {name} by {by} over {runs} runs."),
        Outcome::Behind => format!("Behind {name} by {by} over {runs} runs."),
        Outcome::OneRun => String::new(),
    }
}

fn one_run(facts: &Facts, choice: &Choice) -> &'static str {
    let pick = &facts.results[choice.pick];
    let other = margin(facts, choice).map(|margin| &facts.results[margin.runner_up]);
    let ahead = |other: &ModelResult| facts.score_ms(other) > facts.score_ms(pick) * BEYOND_LUCK;
    let compared: Vec<_> = [pick].into_iter().chain(other).collect();
    match facts.luck(&compared) {
        Some(Luck::Gil) if choice.why == Why::NothingIsSlow => "",
        Some(Luck::Gil) if other.is_some_and(ahead) => "",
        Some(Luck::Tasks) => "This is one run of random tasks: repeat it to be sure.",
        Some(Luck::Gil) => "This is one run, and who gets the GIL is luck: repeat it to be sure.",
        None => "",
    }
}

#[cfg(test)]
mod tests {
    use super::super::choice::choose;
    use super::super::headline::headline;
    use super::super::reason::reason;
    use super::super::testing::*;
    use super::*;
    use crate::observe::report::Measure;
    use crate::scenario::{Arrival, Duration, Scenario, Step};

    fn fixed() -> Scenario {
        scenario(vec![class("fetch", 50, vec![cpu(1.0), io(40.0)])])
    }

    fn random() -> Scenario {
        let drawn = Step { ms: Duration::Exponential { mean: 40.0 }, ..io(40.0) };
        scenario(vec![class("fetch", 50, vec![cpu(1.0), drawn])])
    }

    /// Outcome, headline, and the reason's last sentence.
    fn said(scenario: &Scenario, results: &[ModelResult]) -> (Option<Margin>, String, String) {
        let facts = Facts::new(scenario, results, CATALOGUE);
        let choice = choose(&facts).expect("tasks were completed");
        let (why, how_sure) = (reason(&facts, &choice), sure(&facts, &choice));
        assert!(why.ends_with(&how_sure), "{why} | {how_sure}");
        (margin(&facts, &choice), headline(&facts, &choice), how_sure)
    }

    #[test]
    fn differences_are_taken_run_by_run() {
        // Each alone varies by a hundred, the difference by one.
        let results = [
            sequential(9_000.0),
            threads(8, 0.0).runs(&[400.0, 500.0, 600.0]),
            asyncio(0.0).runs(&[299.0, 400.0, 501.0]),
        ];
        let (margin, headline, how_sure) = said(&random(), &results);
        let margin = margin.expect("two models");
        assert_eq!((margin.runner_up, margin.outcome, margin.difference_ms), (1, Outcome::Ahead, 100.0));
        assert!(margin.interval.is_some_and(|i| i.low > 97.0 && i.high < 103.0 && i.n == 3));
        assert_eq!(headline, "Use asyncio.");
        assert_eq!(how_sure, "Ahead of threads by 100 ms ± 2.5 ms over 3 runs.");
    }

    #[test]
    fn runs_that_do_not_tell_lead_to_the_simpler_model() {
        let results = [
            sequential(0.0).runs(&[9_000.0; 3]),
            threads(8, 0.0).runs(&[400.0, 500.0, 600.0]),
            asyncio(0.0).runs(&[500.0, 300.0, 400.0]),
        ];
        let (margin, headline, how_sure) = said(&random(), &results);
        let margin = margin.expect("two models");
        assert_eq!(
            (margin.runner_up, margin.outcome, margin.difference_ms),
            (2, Outcome::NoDifference, -100.0)
        );
        assert_eq!(headline, "Use threads.");
        assert_eq!(how_sure, "3 runs do not tell it from asyncio: the simpler is taken.");
    }

    #[test]
    fn the_same_model_twice_is_no_difference() {
        let one = || threads(8, 0.0).runs(&[400.0, 500.0, 600.0]);
        let (margin, headline, how_sure) = said(&random(), &[one(), one()]);
        assert_eq!(margin.map(|m| (m.outcome, m.difference_ms)), Some((Outcome::NoDifference, 0.0)));
        assert_eq!(headline, "It makes no difference: use threads (8 workers).");
        assert_eq!(how_sure, "3 runs do not tell it from threads (8 workers).");
    }

    #[test]
    fn a_slower_but_simpler_model_is_behind() {
        let results =
            [threads(8, 0.0).runs(&[420.0, 522.0, 618.0]), asyncio(0.0).runs(&[400.0, 500.0, 600.0])];
        let (margin, _, how_sure) = said(&random(), &results);
        assert_eq!(margin.map(|m| m.outcome), Some(Outcome::Behind));
        assert_eq!(how_sure, "Behind asyncio by 20 ms ± 5 ms over 3 runs.");
    }

    #[test]
    fn a_lead_that_is_not_worth_a_thought_is_told_as_a_difference() {
        let results =
            [threads(8, 0.0).runs(&[401.0, 501.5, 601.0]), asyncio(0.0).runs(&[400.0, 500.0, 600.0])];
        let (margin, _, how_sure) = said(&random(), &results);
        assert_eq!(margin.map(|m| m.outcome), Some(Outcome::Behind));
        assert_eq!(how_sure, "It differs from asyncio by 1.17 ms ± 720 µs over 3 runs.");
    }

    #[test]
    fn one_run_claims_no_more_than_it_tells() {
        let results = [sequential(2_000.0), threads(8, 400.0), asyncio(300.0)];
        let (margin, _, how_sure) = said(&random(), &results);
        let margin = margin.expect("three models");
        assert_eq!((margin.outcome, margin.interval, margin.difference_ms), (Outcome::OneRun, None, 100.0));
        assert_eq!(how_sure, "This is one run of random tasks: repeat it to be sure.");
        let (margin, _, how_sure) = said(&fixed(), &results);
        assert_eq!(margin.map(|m| m.outcome), Some(Outcome::Ahead), "without luck one run is all there is");
        assert_eq!(how_sure, "");
        let mut contended = [sequential(2_000.0), threads(8, 360.0), asyncio(300.0)];
        contended[1].gil.as_mut().expect("threads have a GIL").forced_switches = 7;
        let (_, _, how_sure) = said(&fixed(), &contended);
        assert_eq!(how_sure, "This is one run, and who gets the GIL is luck: repeat it to be sure.");
        contended[1] = contended[1].clone().takes(400.0);
        let (_, _, how_sure) = said(&fixed(), &contended);
        assert_eq!(how_sure, "", "so far ahead is no luck");
    }

    #[test]
    fn arrivals_are_compared_by_latency() {
        let mut open = fixed();
        open.workload[0].arrival = Arrival::Poisson { rate_per_s: 20.0 };
        let results = [threads(8, 2_500.0).latency(90.0), asyncio(2_500.0).latency(41.0)];
        let (margin, _, _) = said(&open, &results);
        let margin = margin.expect("two models");
        assert_eq!((margin.measure, margin.difference_ms), (Measure::LatencyP95Ms, 49.0));
    }

    #[test]
    fn there_is_no_margin_over_nothing() {
        let (margin, _, how_sure) = said(&fixed(), &[threads(8, 300.0)]);
        assert_eq!((margin, how_sure.as_str()), (None, ""));
    }
}
