//! How a model's makespan, or its latency, differs from the same model's in another version, in words and sign.

use simulator::observe::interval::Interval;
use simulator::observe::report::{ModelResult, Replication};
use simulator::scenario::{Arrival, Scenario, Until};

use crate::format;

/// Below this share of the makespan nobody would tell a difference.
const SAME: f64 = 0.0005;

/// What versions are compared by: what the verdict goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// A batch: when all is done.
    Makespan,
    /// Tasks that come over time, or a run of a fixed length: the 95th percentile of latency.
    LatencyP95,
}

impl By {
    pub fn of(scenario: &Scenario) -> By {
        let batch = scenario.workload.iter().all(|class| class.arrival == Arrival::Batch);
        if batch && scenario.run.until == Until::AllDone { By::Makespan } else { By::LatencyP95 }
    }

    pub fn name(self) -> &'static str {
        match self {
            By::Makespan => "Makespan",
            By::LatencyP95 => "Latency p95",
        }
    }

    pub fn ms(self, result: &ModelResult) -> f64 {
        match self {
            By::Makespan => result.makespan_ms,
            By::LatencyP95 => result.latency_ms.p95,
        }
    }

    fn of_run(self, run: &Replication) -> f64 {
        match self {
            By::Makespan => run.makespan_ms,
            By::LatencyP95 => run.latency_p95_ms,
        }
    }
}

/// A difference in words, and which way it goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// `−38 ms, 13 % faster`.
    pub words: String,
    /// Faster (true), slower, or neither.
    faster: Option<bool>,
}

impl Difference {
    /// From `then` to `now`. Where both were repeated with the same luck and their runs do not tell them apart, that
    /// is said.
    pub fn between(by: By, then: &ModelResult, now: &ModelResult) -> Difference {
        let (was, is) = (by.ms(then), by.ms(now));
        let neither = |words: &str| Difference { words: words.to_owned(), faster: None };
        if was <= 0.0 || is <= 0.0 || (is - was).abs() <= SAME * was {
            return neither("as the pinned version");
        }
        let pairs = then.replications.iter().zip(&now.replications);
        let differences: Vec<f64> = pairs.map(|(then, now)| by.of_run(now) - by.of_run(then)).collect();
        let repeated = then.replications.len() == now.replications.len() && then.intervals.is_some();
        if repeated && Interval::of(&differences).is_some_and(|interval| interval.includes_zero()) {
            return neither("no clear difference to the pinned version");
        }
        let faster = is < was;
        let factor = if faster { was / is } else { is / was };
        let amount =
            if factor >= 2.0 { format::times(factor) } else { format::percent((factor - 1.0).max(0.001)) };
        let (sign, word) = if faster { ('−', "faster") } else { ('+', "slower") };
        let words = format!("{sign}{}, {amount} {word}", format::duration((is - was).abs()));
        Difference { words, faster: Some(faster) }
    }

    /// A model that the pinned version does not have.
    pub fn new_model() -> Difference {
        Difference { words: "not in the pinned version".to_owned(), faster: None }
    }

    pub fn class(&self) -> &'static str {
        match self.faster {
            Some(true) => "row-faster",
            Some(false) => "row-slower",
            None => "",
        }
    }
}

/// The result of the same model in another version: the first of its kind is the first, the second the second.
pub fn of_model<'a>(then: &'a [ModelResult], now: &[ModelResult], index: usize) -> Option<&'a ModelResult> {
    let kind = &now.get(index)?.model.kind;
    let place = now[..index].iter().filter(|result| result.model.kind == *kind).count();
    then.iter().filter(|result| result.model.kind == *kind).nth(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results(cores: u32, models: &str, replications: u32) -> Vec<ModelResult> {
        let scenario = format!(
            r#"{{ "version": 1, "machine": {{ "cores": {cores} }},
                "workload": [{{ "name": "a", "tasks": 40, "steps": [{{ "kind": "cpu", "ms": {{ "exponential": {{ "mean": 20 }} }} }}] }}],
                "models": [{models}], "run": {{ "replications": {replications} }} }}"#
        );
        simulator::simulate(&simulator::parse(&scenario).expect("a valid scenario")).results
    }

    const TWO: &str = r#"{ "kind": "sequential" }, { "kind": "processes", "workers": 8 }"#;

    #[test]
    fn differences_have_a_sign_and_a_word() {
        let (then, now) = (results(2, TWO, 1), results(8, TWO, 1));
        assert_eq!(Difference::between(By::Makespan, &then[0], &now[0]).words, "as the pinned version");
        let faster = Difference::between(By::Makespan, &then[1], &now[1]);
        assert!(faster.words.starts_with('−') && faster.words.ends_with("faster"), "{}", faster.words);
        assert_eq!(faster.class(), "row-faster");
        let slower = Difference::between(By::Makespan, &now[1], &then[1]);
        assert!(slower.words.starts_with('+') && slower.words.contains("× slower"), "{}", slower.words);
    }

    #[test]
    fn luck_is_no_difference() {
        let mut then = results(8, TWO, 5);
        let mut now = then.clone();
        for (index, run) in now[1].replications.iter_mut().enumerate() {
            run.makespan_ms += if index % 2 == 0 { 9.0 } else { -8.0 };
        }
        now[1].makespan_ms += 2.2;
        assert!(
            Difference::between(By::Makespan, &then[1], &now[1]).words.starts_with("no clear difference")
        );
        then[1].replications.clear();
        assert!(Difference::between(By::Makespan, &then[1], &now[1]).words.ends_with("slower"));
    }

    #[test]
    fn the_second_of_a_kind_is_compared_with_the_second() {
        let then =
            results(2, r#"{ "kind": "threads", "workers": 1 }, { "kind": "threads", "workers": 2 }"#, 1);
        let now = results(
            2,
            r#"{ "kind": "threads", "workers": 3 }, { "kind": "sequential" }, { "kind": "threads", "workers": 4 }"#,
            1,
        );
        let workers = |index| of_model(&then, &now, index).and_then(|result| result.model.workers);
        assert_eq!([workers(0), workers(1), workers(2)], [Some(1), None, Some(2)]);
    }
}
