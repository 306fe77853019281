//! The bottleneck ladder: what binds a model now, what that limit gives when it is raised, and what binds next.
//!
//! Nothing is guessed. Every limit that can be raised is raised, one at a time, and the scenario is run again: what
//! helps most is what binds. Where no single limit helps, pairs are tried, as more workers need more cores. It goes on
//! from there, until nothing helps by 5 %.

mod limits;

use serde::{Deserialize, Serialize};

use crate::explain::{self, Order, words};
use crate::models;
use crate::observe::report::{Measure, ModelResult};
use crate::run;
use crate::scenario::{Model, Scenario};
use crate::{Estimate, estimate};

pub use limits::Limit;
use limits::Raise;

/// Less than this is no help.
const HELPS: f64 = 1.05;
/// Rungs of a ladder: who has raised five limits has another program.
pub const RUNGS: usize = 5;
/// Steps of doubling, over all rungs.
const STEPS: usize = 24;

/// What binds a model, rung by rung.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Ladder {
    /// Index of the model.
    pub model: usize,
    /// `Threads · 8`.
    pub label: String,
    /// What is to become smaller.
    pub measure: Measure,
    /// What binds now first. Each rung starts from what the one before left.
    pub rungs: Vec<Rung>,
    /// What there is to say of its upper end, or why there is no rung.
    pub end: String,
    /// How often the scenario was run for it.
    pub runs: u64,
    /// Events that took.
    pub events: u64,
}

/// A limit that binds, and what raising it gives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rung {
    /// What was raised: one limit, or two that bind together.
    pub limits: Vec<Limit>,
    /// For a heading: `The pool`.
    pub what: String,
    /// `2 workers`.
    pub from: String,
    /// `16 workers`.
    pub to: String,
    pub before: Figures,
    pub after: Figures,
    /// How many times as fast it becomes, by the ladder's measure.
    pub factor: f64,
    /// What the run before shows: `the GIL was held 98 % of the time`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shows: Option<String>,
    /// `The pool is the limit: with 16 workers instead of 2 workers it takes 120 ms instead of 900 ms (7.5×).`
    pub sentence: String,
}

/// What a run came to.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Figures {
    pub makespan_ms: f64,
    pub latency_p95_ms: f64,
    pub throughput_per_s: f64,
    pub completed: u64,
}

impl Figures {
    fn of(result: &ModelResult) -> Figures {
        Figures {
            makespan_ms: result.makespan_ms,
            latency_p95_ms: result.latency_ms.p95,
            throughput_per_s: result.throughput_per_s,
            completed: result.tasks.completed,
        }
    }

    /// What models are compared by, milliseconds.
    pub fn score_ms(&self, measure: Measure) -> f64 {
        match measure {
            Measure::MakespanMs => self.makespan_ms,
            Measure::LatencyP95Ms => self.latency_p95_ms,
        }
    }
}

/// What the first run of a ladder costs; it runs some ten to a hundred like it.
pub fn first_run(scenario: &Scenario, model: usize) -> Option<Estimate> {
    Some(estimate(&alone(scenario, scenario.models.get(model)?)))
}

/// The ladder of a model, by its index; none: there is no such model. It stops where `most_events` events are spent.
pub fn ladder(scenario: &Scenario, model: usize, most_events: f64) -> Option<Ladder> {
    let start = alone(scenario, scenario.models.get(model)?);
    let mut climb = Climb { most_events, events: 0, runs: 0 };
    let result = climb.run(&start)?;
    let measure = explain::measure(scenario);
    let (label, mut rungs) = (result.label.clone(), Vec::<Rung>::new());
    let mut here = Raised { scenario: start, result };
    let mut more = false;
    for _ in 0..STEPS {
        let Some((raise, next)) = climb.step(&here) else { break };
        let again = rungs.last().is_some_and(|rung| rung.limits == raise.limits && rung.what == raise.what);
        if !again && rungs.len() == RUNGS {
            more = true;
            break;
        }
        match rungs.last_mut().filter(|_| again) {
            Some(rung) => rung.go_on(measure, &raise, &next.result),
            None => rungs.push(Rung::new(measure, &raise, &here, &next.result)),
        }
        here = next;
    }
    let end = end(&rungs, more, climb.is_spent(), &here);
    Some(Ladder { model, label, measure, rungs, end, runs: climb.runs, events: climb.events })
}

/// The scenario with one model only.
fn alone(scenario: &Scenario, model: &Model) -> Scenario {
    Scenario { models: vec![model.clone()], ..scenario.clone() }
}

/// A scenario of one model, and what came of it.
struct Raised {
    scenario: Scenario,
    result: ModelResult,
}

/// The runs of a ladder, and what they may cost.
struct Climb {
    most_events: f64,
    events: u64,
    runs: u64,
}

impl Climb {
    /// Runs a scenario's one model, if that is still affordable.
    fn run(&mut self, scenario: &Scenario) -> Option<ModelResult> {
        if self.is_spent() {
            return None;
        }
        let result = run::alone(scenario, scenario.models.first()?)?;
        self.events += result.events;
        self.runs += 1;
        Some(result)
    }

    fn is_spent(&self) -> bool {
        self.events as f64 >= self.most_events
    }

    /// The limit that helps most, with what it gives; none: none helps, nor any two together.
    fn step(&mut self, here: &Raised) -> Option<(Raise, Raised)> {
        let raises = limits::raises(&here.scenario);
        self.best(here, raises.clone()).or_else(|| self.best(here, limits::pairs(&raises)))
    }

    fn best(&mut self, here: &Raised, raises: Vec<Raise>) -> Option<(Raise, Raised)> {
        let mut best: Option<(Raise, Raised)> = None;
        for raise in raises {
            let Some(result) = self.run(&raise.scenario) else { break };
            let ahead =
                best.as_ref().is_none_or(|(_, best)| better(&raise.scenario, &result, &best.result, 1.0));
            if ahead && better(&raise.scenario, &result, &here.result, HELPS) {
                let scenario = raise.scenario.clone();
                best = Some((raise, Raised { scenario, result }));
            }
        }
        best
    }
}

/// Whether a result is so many times as good as another, and the runs tell it.
fn better(scenario: &Scenario, one: &ModelResult, other: &ModelResult, times: f64) -> bool {
    if one.tasks.completed != other.tasks.completed {
        return one.tasks.completed as f64 >= other.tasks.completed as f64 * times
            && one.tasks.completed > other.tasks.completed;
    }
    let faster = explain::score_ms(scenario, one) * times < explain::score_ms(scenario, other);
    let pair = [one.clone(), other.clone()];
    faster && (times <= 1.0 || explain::order(scenario, &pair, 0, 1) == Order::Ahead)
}

impl Rung {
    fn new(measure: Measure, raise: &Raise, here: &Raised, after: &ModelResult) -> Rung {
        let mut rung = Rung {
            limits: raise.limits.clone(),
            what: raise.what.clone(),
            from: raise.from.clone(),
            to: raise.to.clone(),
            before: Figures::of(&here.result),
            after: Figures::of(after),
            factor: 1.0,
            shows: explain::binding(&here.scenario, &here.result, &models::catalogue()),
            sentence: String::new(),
        };
        rung.tell(measure, raise);
        rung
    }

    /// The same limit once more.
    fn go_on(&mut self, measure: Measure, raise: &Raise, after: &ModelResult) {
        self.to.clone_from(&raise.to);
        self.after = Figures::of(after);
        self.tell(measure, raise);
    }

    fn tell(&mut self, measure: Measure, raise: &Raise) {
        let Rung { what, from, to, before, after, .. } = &*self;
        let score = |figures: &Figures| words::duration(figures.score_ms(measure));
        let gives = match measure {
            _ if after.completed != before.completed => {
                format!(
                    "{} complete instead of {}",
                    words::several(after.completed, "task"),
                    words::count(before.completed)
                )
            }
            Measure::MakespanMs => format!("it takes {} instead of {}", score(after), score(before)),
            Measure::LatencyP95Ms => {
                format!("95 of 100 tasks are done within {} instead of {}", score(after), score(before))
            }
        };
        let factor = before.score_ms(measure) / after.score_ms(measure).max(f64::MIN_POSITIVE);
        let times = if after.completed == before.completed {
            format!(" ({})", words::times(factor))
        } else {
            String::new()
        };
        let sentence = format!("{what} {}: with {to} instead of {from} {gives}{times}.", raise.verb);
        (self.factor, self.sentence) = (factor, sentence);
    }
}

fn end(rungs: &[Rung], more: bool, spent: bool, here: &Raised) -> String {
    let held = explain::binding(&here.scenario, &here.result, &models::catalogue());
    let held = held
        .map_or_else(|| "what is left is the tasks' own work".to_owned(), |held| format!("there, {held}"));
    match (rungs.is_empty(), more, spent) {
        (_, _, true) => "It was not followed further: the runs would cost too much.".to_owned(),
        (_, true, _) => format!("It goes on from there, but {RUNGS} limits are enough."),
        (true, ..) => format!("No limit gives 5 % when it is raised; {held}."),
        (false, ..) => format!("Beyond that no limit gives 5 % more; {held}."),
    }
}

#[cfg(test)]
mod tests;
