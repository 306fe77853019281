//! A deadlock: a blocking call on a loop waits for a service whose places are held by coroutines of that loop.

use super::{Rule, Said};
use crate::explain::facts::Facts;
use crate::explain::family::on_loop;
use crate::explain::words::{count, quoted};
use crate::observe::report::ModelResult;
use crate::scenario::{Model, Scenario, StepKind, Until};

pub(super) struct BlockedForEver;

impl Rule for BlockedForEver {
    fn code(&self) -> &'static str {
        "blocked-for-ever"
    }

    fn of_model(&self, facts: &Facts, seen: &ModelResult) -> Option<Said> {
        let unfinished = seen.tasks.unfinished;
        if unfinished == 0 || facts.scenario.run.until != Until::AllDone {
            return None;
        }
        let service = quoted(held_and_wanted(&seen.model, facts.scenario)?);
        let message = format!(
            "{}: {} of {} {} never finish. A blocking call on the loop waits for {service}, whose places are \
             held by tasks that need the loop to go on.",
            seen.label,
            count(unfinished),
            count(facts.scenario.task_count() * u64::from(facts.scenario.run.replications.max(1))),
            facts.tasks()
        );
        let remedy = format!("Await every call of {service}, or make the blocking ones in threads.");
        Some(Said { message, remedy })
    }
}

/// A service that is called both ways on the loop.
fn held_and_wanted<'a>(model: &Model, scenario: &'a Scenario) -> Option<&'a str> {
    let calls = |kind| {
        let steps = scenario.workload.iter().flat_map(|c| &c.steps);
        let here = steps.filter(move |s| s.kind == kind && on_loop(model, s));
        here.filter_map(|s| s.service.as_deref())
    };
    calls(StepKind::BlockingIo).find(|wanted| calls(StepKind::Io).any(|held| held == *wanted))
}

#[cfg(test)]
mod tests {
    use super::super::testing::of_model;
    use super::*;
    use crate::explain::testing::*;

    fn both_ways() -> Scenario {
        let mut blocking = blocking_io(5.0);
        blocking.service = Some("db".to_owned());
        let mut scenario = scenario(vec![class("query", 50, vec![calls(5.0, "db"), blocking])]);
        scenario.services.push(service("db", 1));
        scenario
    }

    fn stuck(mut seen: ModelResult) -> ModelResult {
        seen.tasks.unfinished = 3;
        seen
    }

    #[test]
    fn a_service_called_both_ways_on_a_loop_is_told_when_tasks_are_stuck() {
        let said = of_model(&BlockedForEver, &both_ways(), stuck(asyncio(100.0))).unwrap();
        assert!(said.starts_with("asyncio: 3 of 50 tasks never finish."), "{said}");
        assert!(said.ends_with("Await every call of “db”, or make the blocking ones in threads."));
    }

    #[test]
    fn finished_runs_runs_with_an_end_and_threads_are_fine() {
        assert_eq!(of_model(&BlockedForEver, &both_ways(), asyncio(100.0)), None);
        assert_eq!(of_model(&BlockedForEver, &both_ways(), stuck(threads(4, 100.0))), None);
        let mut fixed = both_ways();
        fixed.run.until = Until::Duration { ms: 10.0 };
        assert_eq!(of_model(&BlockedForEver, &fixed, stuck(asyncio(100.0))), None);
    }
}
