//! The verdict in one sentence, and the one change that makes the recommended model better still.

use crate::observe::report::ModelResult;

use super::choice::{Choice, NO_DIFFERENCE, Why};
use super::facts::Facts;
use super::family::Family;
use super::stretch::{LONG_MS, Stretch, stretches};
use super::words::{percent, quoted};

/// "Use asyncio, and move “score embedding” to a thread."
pub(super) fn headline(facts: &Facts, choice: &Choice) -> String {
    let pick = &facts.results[choice.pick];
    let name = facts.name(pick);
    match choice.why {
        Why::NothingIsSlow => "Keep it sequential: nothing is slow.".to_owned(),
        Why::NothingToGain => format!("Keep it sequential: {}.", little_gain(facts, choice)),
        Why::OnlyOne => format!("Only {name} was run: add a model to compare."),
        Why::SimplestGoodOne if all_alike(facts, choice) => format!("It makes no difference: use {name}."),
        Why::SimplestGoodOne => match advice(facts, choice) {
            Some(stretch) => {
                format!(
                    "Use {name}, and move {} to {}.",
                    what(&stretch),
                    stretch.better_place(facts.gil_is_full(pick))
                )
            }
            None => format!("Use {name}."),
        },
    }
}

fn little_gain(facts: &Facts, choice: &Choice) -> String {
    let (pick, best) = (&facts.results[choice.pick], &facts.results[choice.best]);
    let gain = facts.score_ms(pick) / facts.score_ms(best);
    if gain >= NO_DIFFERENCE && facts.indistinct(pick, best) {
        return "nothing is surely faster".to_owned();
    }
    if gain < NO_DIFFERENCE {
        return "nothing is faster".to_owned();
    }
    format!("nothing gains more than {}", percent(gain - 1.0))
}

fn all_alike(facts: &Facts, choice: &Choice) -> bool {
    let best = &facts.results[choice.best];
    let alike = |r: &ModelResult| {
        facts.score_ms(r) <= facts.score_ms(best) * NO_DIFFERENCE || facts.indistinct(r, best)
    };
    facts.results.iter().all(|r| r.tasks.completed == best.tasks.completed && alike(r))
}

/// Work to take off the recommended model's loop: the class that freezes it longest in all, while others
/// could go on. None if a hybrid that does so was run, and is clearly worse.
pub(super) fn advice<'a>(facts: &Facts<'a>, choice: &Choice) -> Option<Stretch<'a>> {
    let pick = &facts.results[choice.pick];
    let stands_still = pick.event_loop.is_some_and(|l| l.longest_block_ms >= LONG_MS);
    let nothing_to_gain = facts.demand.awaited <= 0.0 || all_alike(facts, choice);
    if !stands_still || nothing_to_gain || hybrids_are_worse(facts, choice) {
        return None;
    }
    let long = stretches(&pick.model, facts.scenario).into_iter().filter(|s| s.ms() >= LONG_MS);
    long.max_by(|a, b| a.in_all_ms().total_cmp(&b.in_all_ms()))
}

fn hybrids_are_worse(facts: &Facts, choice: &Choice) -> bool {
    let hybrids = [Family::AsyncioThreads, Family::AsyncioProcesses].into_iter();
    let mut tried = hybrids.filter_map(|f| facts.find(f)).peekable();
    tried.peek().is_some() && tried.all(|hybrid| facts.is_behind(hybrid, &facts.results[choice.pick]))
}

/// What of a class is to be moved: all of it, or the part that does not await.
pub(super) fn what(stretch: &Stretch) -> String {
    let name = quoted(&stretch.class.name);
    let awaits = super::demand::Demand::of_task(stretch.class).awaited > 0.0;
    match (awaits, stretch.blocks()) {
        (false, _) => name,
        (true, true) => format!("the blocking call of {name}"),
        (true, false) => format!("the computing of {name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::choice::choose;
    use super::super::testing::*;
    use super::*;
    use crate::scenario::{Scenario, TaskClass};

    fn said(scenario: &Scenario, results: &[ModelResult]) -> String {
        let facts = Facts::new(scenario, results, CATALOGUE);
        headline(&facts, &choose(&facts).unwrap())
    }

    fn fetch() -> TaskClass {
        class("fetch document", 48, vec![cpu(1.0), io(40.0), cpu(3.0)])
    }

    fn score() -> TaskClass {
        class("score embedding", 8, vec![cpu(10.0), native(25.0)])
    }

    #[test]
    fn a_plain_recommendation() {
        let results = [sequential(2_000.0), threads(8, 400.0), asyncio(300.0)];
        assert_eq!(said(&scenario(vec![fetch()]), &results), "Use asyncio.");
    }

    #[test]
    fn what_freezes_the_loop_is_to_be_moved() {
        let results = [sequential(2_480.0), threads(8, 353.0), asyncio(286.0).longest_block(35.0)];
        let move_it = "Use asyncio, and move “score embedding” to a thread.";
        assert_eq!(said(&scenario(vec![fetch(), score()]), &results), move_it);
        let parse = class("page", 48, vec![io(40.0), cpu(30.0)]);
        let move_part = "Use asyncio, and move the computing of “page” to a process.";
        assert_eq!(said(&scenario(vec![parse]), &results), move_part);
        let query = class("page", 48, vec![io(40.0), blocking_io(30.0)]);
        let move_call = "Use asyncio, and move the blocking call of “page” to a thread.";
        assert_eq!(said(&scenario(vec![query]), &results), move_call);
    }

    #[test]
    fn nothing_is_to_be_moved_where_that_was_tried_and_is_worse() {
        let worse = seen("asyncio_threads").takes(400.0);
        let results = [sequential(2_480.0), asyncio(286.0).longest_block(35.0), worse];
        assert_eq!(said(&scenario(vec![fetch(), score()]), &results), "Use asyncio.");
    }

    #[test]
    fn sequential_is_kept_with_its_reason() {
        let cpu_bound = scenario(vec![class("parse", 50, vec![cpu(20.0)])]);
        let cases = [
            (50.0, 10.0, "Keep it sequential: nothing is slow."),
            (1_000.0, 940.0, "Keep it sequential: nothing gains more than 6 %."),
            (1_000.0, 1_010.0, "Keep it sequential: nothing is faster."),
        ];
        for (one, eight, headline) in cases {
            assert_eq!(said(&cpu_bound, &[sequential(one), threads(8, eight)]), headline);
        }
    }

    #[test]
    fn no_difference_and_no_comparison_are_said() {
        let scenario = scenario(vec![fetch()]);
        let alike = [threads(8, 300.0), asyncio(295.0)];
        assert_eq!(said(&scenario, &alike), "It makes no difference: use threads.");
        assert_eq!(said(&scenario, &alike[..1]), "Only threads was run: add a model to compare.");
    }

    #[test]
    fn settings_tell_models_of_one_kind_apart() {
        let results = [sequential(2_000.0), threads(8, 400.0), threads(32, 300.0)];
        assert_eq!(said(&scenario(vec![fetch()]), &results), "Use threads (32 workers).");
    }
}
