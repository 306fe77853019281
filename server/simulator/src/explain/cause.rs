//! Why the recommended model is the right one, as a clause after "since": what the tasks ask for, or what holds one
//! interpreter back.

use crate::observe::report::ModelResult;
use crate::scenario::Model;

use super::bottleneck::{Bottleneck, bottleneck};
use super::demand::Mostly;
use super::facts::Facts;
use super::family::Family;
use super::headline::what;
use super::stretch::{LONG_MS, stretches};
use super::words::{duration, percent};

/// The clause, with its number; none for a plain loop, which has nothing to show for itself.
pub(super) fn since(facts: &Facts, pick: &ModelResult) -> Option<String> {
    let family = Family::of(&pick.model);
    let waiting = facts.demand.waiting_share();
    let python = facts.demand.pure_python();
    let code = if python { "Python" } else { "native code" };
    let computing = format!("{} of it is {code}", share_said(facts.demand.leading_share()));
    let hybrid = matches!(family, Family::AsyncioThreads | Family::AsyncioProcesses);
    match facts.demand.mostly() {
        _ if family == Family::Sequential || facts.demand.total() <= 0.0 => None,
        _ if hybrid && held_loop(facts).is_some() => held_loop(facts),
        Mostly::Waiting if needs_more_gils(facts, pick) => one_gil(facts),
        Mostly::Waiting => Some(format!("{} of it is waiting", share_said(waiting))),
        Mostly::Both => Some(format!("{} of it is waiting and {computing}", share_said(waiting))),
        Mostly::Calculating if python && family == Family::FreeThreads => {
            Some(format!("{computing} and no GIL keeps it on one core"))
        }
        Mostly::Calculating if python && pick.model.kind == "interpreters" => {
            Some(format!("{computing} and each interpreter has a GIL of its own"))
        }
        Mostly::Calculating if python && family.computes_in_parallel() => {
            Some(format!("{computing} and each process has a GIL of its own"))
        }
        Mostly::Calculating if python => Some(computing),
        Mostly::Calculating => Some(format!("{computing}, which releases the GIL")),
    }
}

/// The work that would freeze a loop that did it itself, and for how long.
fn held_loop(facts: &Facts) -> Option<String> {
    let on_loop = stretches(&Model::of("asyncio"), facts.scenario).into_iter().filter(|s| s.ms() >= LONG_MS);
    let worst = on_loop.max_by(|a, b| a.in_all_ms().total_cmp(&b.in_all_ms()))?;
    Some(format!("{} would hold the loop for {} at a time", what(&worst), duration(worst.ms())))
}

/// Whether it is the right one because a single GIL is not enough for what is mostly waiting.
pub(super) fn needs_more_gils(facts: &Facts, pick: &ModelResult) -> bool {
    let family = Family::of(&pick.model);
    let hybrid = family == Family::AsyncioProcesses && held_loop(facts).is_some();
    let waits = facts.demand.mostly() == Mostly::Waiting && !hybrid;
    waits && family.computes_in_parallel() && one_gil(facts).is_some()
}

/// What the best model with a single GIL made of it, if that was held all the time.
fn one_gil(facts: &Facts) -> Option<String> {
    let single = facts.results.iter().filter(|r| {
        let family = Family::of(&r.model);
        family != Family::Sequential && !family.computes_in_parallel()
    });
    let best = single.min_by(|a, b| facts.score_ms(a).total_cmp(&facts.score_ms(b)))?;
    let held = matches!(bottleneck(facts, best), Some(Bottleneck::Gil | Bottleneck::Loop));
    let gil = percent(best.gil.map_or(0.0, |gil| gil.utilization));
    held.then(|| format!("one GIL is not enough: with {} it was held {gil} of the time", facts.name(best)))
}

/// A share of the tasks' time, in words where a rounded number would say all of it.
fn share_said(share: f64) -> String {
    match share {
        s if s >= 1.0 => "all".to_owned(),
        s if s >= 0.995 => "nearly all".to_owned(),
        s => percent(s),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::scenario::{Scenario, Step};

    fn because(scenario: &Scenario, results: &[ModelResult]) -> Option<String> {
        let facts = Facts::new(scenario, results, CATALOGUE);
        since(&facts, &results[0])
    }

    fn of(steps: Vec<Step>) -> Scenario {
        scenario(vec![class("task", 50, steps)])
    }

    #[test]
    fn each_kind_of_work_has_its_reason() {
        let cases = [
            (vec![io(40.0), cpu(10.0)], threads(8, 1.0), "80 % of it is waiting"),
            (vec![io(999.0), cpu(1.0)], asyncio(1.0), "nearly all of it is waiting"),
            (vec![cpu(40.0)], processes(4, 1.0), "all of it is Python and each process has a GIL of its own"),
            (
                vec![cpu(40.0)],
                seen("interpreters"),
                "all of it is Python and each interpreter has a GIL of its own",
            ),
            (
                vec![cpu(90.0), io(10.0)],
                seen("free_threads"),
                "90 % of it is Python and no GIL keeps it on one core",
            ),
            (vec![native(40.0)], threads(4, 1.0), "all of it is native code, which releases the GIL"),
            (vec![cpu(40.0)], threads(4, 1.0), "all of it is Python"),
            (vec![io(5.0), cpu(5.0)], processes(4, 1.0), "50 % of it is waiting and 50 % of it is Python"),
            (vec![cpu(11.0), native(9.0)], threads(4, 1.0), "55 % of it is Python"),
            (
                vec![io(10.0), cpu(10.0), native(80.0)],
                threads(4, 1.0),
                "80 % of it is native code, which releases the GIL",
            ),
        ];
        for (steps, pick, told) in cases {
            assert_eq!(because(&of(steps), &[pick]).as_deref(), Some(told));
        }
        assert_eq!(because(&of(vec![io(40.0)]), &[sequential(1.0)]), None);
        assert_eq!(because(&of(vec![]), &[threads(4, 1.0)]), None, "nothing has no share");
    }

    #[test]
    fn a_hybrid_is_right_because_of_what_would_hold_the_loop() {
        let work = of(vec![io(40.0), cpu(48.0)]);
        let hybrid = seen("asyncio_processes");
        let told = "the computing of “task” would hold the loop for 48 ms at a time";
        assert_eq!(because(&work, &[hybrid]).as_deref(), Some(told));
    }

    #[test]
    fn waiting_that_one_interpreter_does_not_keep_up_with_is_told_by_its_gil() {
        let work = of(vec![cpu(11.0), io(30.0)]);
        let held = [processes(8, 1_000.0), threads(8, 9_000.0).gil(0.98), asyncio(8_000.0).gil(0.99)];
        let told = "one GIL is not enough: with asyncio it was held 99 % of the time";
        assert_eq!(because(&work, &held).as_deref(), Some(told));
        let idle = [processes(8, 1_000.0), threads(8, 9_000.0)];
        assert_eq!(because(&work, &idle).as_deref(), Some("73 % of it is waiting"));
    }
}
