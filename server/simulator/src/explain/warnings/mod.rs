//! Mistakes that are recognised in a run: one file each, in one list.
//!
//! A new one is a file with a [`Rule`] and a line in [`RULES`]. Each sentence has numbers of this run, and each
//! remedy says what to do.

mod blocked_for_ever;
mod blocking_on_loop;
mod cpu_on_loop;
mod default_pool_in_container;
mod free_threaded_unmeasured;
mod outside_validation;
mod oversubscribed_cores;
mod pickling_more_than_computing;
mod pool_larger_than_service;
mod quota_below_cores;
mod retries_at_overload;
mod spawn_dominates;
mod threads_for_cpu;
mod tiny_tasks_to_processes;
mod unbounded_fan_out;

use crate::observe::report::{ModelResult, Warning};

use super::facts::Facts;

/// Every mistake that is recognised.
const RULES: &[&dyn Rule] = &[
    &blocked_for_ever::BlockedForEver,
    &quota_below_cores::QuotaBelowCores,
    &threads_for_cpu::ThreadsForCpu,
    &blocking_on_loop::BlockingOnLoop,
    &cpu_on_loop::CpuOnLoop,
    &tiny_tasks_to_processes::TinyTasksToProcesses,
    &pickling_more_than_computing::PicklingMoreThanComputing,
    &spawn_dominates::SpawnDominates,
    &unbounded_fan_out::UnboundedFanOut,
    &pool_larger_than_service::PoolLargerThanService,
    &oversubscribed_cores::OversubscribedCores,
    &outside_validation::OutsideValidation,
    &free_threaded_unmeasured::FreeThreadedUnmeasured,
    &default_pool_in_container::DefaultPoolInContainer,
    &retries_at_overload::RetriesAtOverload,
];

/// A mistake that can be recognised.
pub(super) trait Rule: Sync {
    /// Its stable name.
    fn code(&self) -> &'static str;

    /// Whether one model's run shows it.
    fn of_model(&self, facts: &Facts, seen: &ModelResult) -> Option<Said> {
        let _ = (facts, seen);
        None
    }

    /// Whether it concerns the scenario as a whole.
    fn of_scenario(&self, facts: &Facts) -> Option<Said> {
        let _ = facts;
        None
    }
}

/// What is said of a mistake.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Said {
    /// One sentence with its numbers.
    pub(super) message: String,
    /// One sentence: what to do instead.
    pub(super) remedy: String,
}

/// All warnings: the recommended model's first, then the scenario's, then the others' in their order.
pub(super) fn all(facts: &Facts, recommended: usize) -> Vec<Warning> {
    let mut found = Vec::new();
    for rule in RULES {
        found.extend(rule.of_scenario(facts).map(|said| warning(*rule, None, said)));
        for (i, seen) in facts.results.iter().enumerate() {
            found.extend(rule.of_model(facts, seen).map(|said| warning(*rule, Some(i), said)));
        }
    }
    found.sort_by_key(|w: &Warning| (w.model != Some(recommended), w.model));
    found
}

fn warning(rule: &dyn Rule, model: Option<usize>, said: Said) -> Warning {
    Warning { code: rule.code().to_owned(), model, message: said.message, remedy: said.remedy }
}

#[cfg(test)]
pub(super) mod testing {
    //! Asks one rule about one hand-made result.

    use super::*;
    use crate::explain::testing::CATALOGUE;
    use crate::scenario::Scenario;

    /// What the rule says of the model, as "message remedy".
    pub(super) fn of_model(rule: &dyn Rule, scenario: &Scenario, seen: ModelResult) -> Option<String> {
        of_first(rule, scenario, &[seen])
    }

    /// What is told of the first, beside the others.
    pub(super) fn of_first(rule: &dyn Rule, scenario: &Scenario, results: &[ModelResult]) -> Option<String> {
        let facts = Facts::new(scenario, results, CATALOGUE);
        rule.of_model(&facts, &results[0]).map(|said| format!("{} {}", said.message, said.remedy))
    }

    pub(super) fn of_scenario(
        rule: &dyn Rule,
        scenario: &Scenario,
        results: &[ModelResult],
    ) -> Option<String> {
        let facts = Facts::new(scenario, results, CATALOGUE);
        rule.of_scenario(&facts).map(|said| format!("{} {}", said.message, said.remedy))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    #[test]
    fn codes_are_unique_and_stable_names() {
        let mut codes: Vec<&str> = RULES.iter().map(|r| r.code()).collect();
        assert!(codes.iter().all(|c| c.chars().all(|l| l.is_ascii_lowercase() || l == '-')));
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), RULES.len());
    }

    #[test]
    fn the_recommended_model_s_warnings_come_first_then_the_scenario_s() {
        let mut scenario = scenario(vec![class("parse", 50, vec![cpu(20.0)])]);
        scenario.machine.cpu_quota = Some(1.5);
        let slow = || threads(4, 1_020.0).gil(0.99).speedup(0.98).cores(0.12).time(|t| t.core_wait = 90.0);
        let results = [slow(), slow()];
        let facts = Facts::new(&scenario, &results, CATALOGUE);
        let found: Vec<(String, Option<usize>)> =
            all(&facts, 1).into_iter().map(|w| (w.code, w.model)).collect();
        let expected =
            [("threads-for-cpu", Some(1)), ("quota-below-cores", None), ("threads-for-cpu", Some(0))];
        assert_eq!(found, expected.map(|(code, model)| (code.to_owned(), model)));
    }
}
