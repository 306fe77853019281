//! Retries of tasks that time out because something is overloaded: each one adds to the load.

use super::{Rule, Said};
use crate::explain::bottleneck::bottleneck;
use crate::explain::facts::Facts;
use crate::explain::words::{count, percent};
use crate::observe::report::ModelResult;
use crate::scenario::{Arrival, Step, StepKind, TaskClass};

pub(super) struct RetriesAtOverload;

/// So many tasks given up are more than bad luck.
const MANY: f64 = 0.01;

impl Rule for RetriesAtOverload {
    fn code(&self) -> &'static str {
        "retries-at-overload"
    }

    fn of_model(&self, facts: &Facts, seen: &ModelResult) -> Option<Said> {
        let retries = facts.scenario.workload.iter().filter(|c| loads_others(c)).map(|c| c.retries).max()?;
        let tasks = seen.tasks.completed + seen.tasks.timed_out + seen.tasks.failed + seen.tasks.unfinished;
        let given_up = seen.tasks.timed_out as f64 / tasks.max(1) as f64;
        if retries == 0 || given_up < MANY {
            return None;
        }
        let overload = bottleneck(facts, seen).map(|b| b.clause(facts, seen));
        let message = format!(
            "{}: {} of {} {} ({}) timed out {} times each{}; every retry adds to the load.",
            seen.label,
            count(seen.tasks.timed_out),
            count(tasks),
            facts.tasks(),
            percent(given_up),
            retries + 1,
            overload.map_or_else(String::new, |clause| format!(" while {clause}"))
        );
        let remedy = "Retry less, with growing pauses and a limit over all tasks, and refuse work early.";
        Some(Said { message, remedy: remedy.to_owned() })
    }
}

/// Whether tries of such tasks that were given up fall on others: a service that they call, or a system that they come
/// to from outside. What a program computes for itself, it only has to do again.
fn loads_others(class: &TaskClass) -> bool {
    let waits = |step: &Step| matches!(step.kind, StepKind::Io | StepKind::BlockingIo);
    class.timeout_ms.is_some() && (class.arrival != Arrival::Batch || class.steps.iter().any(waits))
}

#[cfg(test)]
mod tests {
    use super::super::testing::of_model;
    use super::*;
    use crate::explain::testing::*;
    use crate::scenario::Scenario;

    fn impatient(retries: u32) -> Scenario {
        let mut scenario = scenario(vec![class("query", 1_500, vec![calls(20.0, "db")])]);
        scenario.services.push(service("db", 4));
        scenario.workload[0].timeout_ms = Some(200.0);
        scenario.workload[0].retries = retries;
        scenario
    }

    fn overloaded(timed_out: u64) -> ModelResult {
        asyncio(5_000.0).completed(1_000).timed_out(timed_out).service("db", 1.0, 90.0)
    }

    #[test]
    fn retries_that_feed_an_overload_are_told() {
        let said = of_model(&RetriesAtOverload, &impatient(2), overloaded(500)).unwrap();
        let told = "500 of 1,500 tasks (33 %) timed out 3 times each while “db” was busy 100 % of the time;";
        assert!(said.contains(told), "{said}");
    }

    #[test]
    fn a_programs_own_computing_is_no_load_from_outside() {
        let mut batch = scenario(vec![class("parse", 1_500, vec![cpu(20.0)])]);
        batch.workload[0].timeout_ms = Some(200.0);
        batch.workload[0].retries = 2;
        let seen = || threads(8, 5_000.0).completed(1_000).timed_out(500);
        assert_eq!(of_model(&RetriesAtOverload, &batch, seen()), None);
        batch.workload[0].arrival = Arrival::Poisson { rate_per_s: 100.0 };
        assert!(of_model(&RetriesAtOverload, &batch, seen()).is_some(), "requests that come again");
    }

    #[test]
    fn no_retries_and_few_timeouts_are_fine() {
        assert_eq!(of_model(&RetriesAtOverload, &impatient(0), overloaded(500)), None);
        assert_eq!(of_model(&RetriesAtOverload, &impatient(2), overloaded(5)), None);
    }
}
