//! Workers that take longer to start than they then work.

use super::{Rule, Said};
use crate::explain::facts::Facts;
use crate::explain::family::Family;
use crate::explain::words::{duration, percent, several};
use crate::observe::report::ModelResult;
use crate::scenario::StartMethod;

pub(super) struct SpawnDominates;

/// A start that takes this share of the run is worth telling.
const MUCH: f64 = 0.3;

impl Rule for SpawnDominates {
    fn code(&self) -> &'static str {
        "spawn-dominates"
    }

    fn of_model(&self, facts: &Facts, seen: &ModelResult) -> Option<Said> {
        let start = facts.start_delay_ms(seen);
        if !Family::of(&seen.model).computes_in_parallel() || start < MUCH * seen.makespan_ms || start <= 0.0
        {
            return None;
        }
        let workers = facts.workers_started(&seen.model)?;
        let message = format!(
            "{}: starting {} takes {} of {}, {} of the run.",
            seen.label,
            several(workers, "worker"),
            duration(start),
            duration(seen.makespan_ms),
            percent(start / seen.makespan_ms)
        );
        let remedy = match seen.model.start_method {
            _ if seen.model.max_tasks_per_child.is_some() => {
                "Keep the pool alive between batches, and replace its workers less often (max_tasks_per_child)."
            }
            Some(StartMethod::Spawn) => "Keep the pool alive between batches, or start it with forkserver.",
            _ => "Keep the pool alive between batches, or start fewer workers.",
        };
        Some(Said { message, remedy: remedy.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::of_model;
    use super::*;
    use crate::explain::testing::*;

    fn said(start_ms: f64, method: StartMethod) -> Option<String> {
        let mut scenario = scenario(vec![class("parse", 50, vec![cpu(2.0)])]);
        for cost in ["spawn", "fork"] {
            scenario.runtime.costs.insert(format!("process_start_{cost}_ms"), 120.0);
            scenario.runtime.costs.insert(format!("process_parent_{cost}_ms"), 10.0);
        }
        let seen = processes(4, 200.0).with(|m| m.start_method = Some(method)).time(|t| t.start = start_ms);
        of_model(&SpawnDominates, &scenario, seen)
    }

    #[test]
    fn a_start_that_takes_most_of_the_run_is_told() {
        let told = said(480.0, StartMethod::Spawn).unwrap();
        assert!(
            told.contains("starting 4 workers takes 120 ms of 200 ms, 60 % of the run. Keep the pool alive"),
            "{told}"
        );
        assert!(told.ends_with("start it with forkserver."));
        assert!(said(480.0, StartMethod::Fork).unwrap().ends_with("start fewer workers."));
    }

    #[test]
    fn a_start_that_every_queued_task_waits_for_is_counted_once() {
        assert!(said(5_000.0, StartMethod::Spawn).unwrap().contains("160 ms of 200 ms, 80 %"));
    }

    #[test]
    fn workers_that_never_start_are_not_counted() {
        let mut two = scenario(vec![class("parse", 2, vec![cpu(2.0)])]);
        two.runtime.costs.insert("process_start_fork_ms".to_owned(), 120.0);
        let seen = |method, chunksize| {
            let model =
                processes(8, 100.0).with(|m| (m.start_method, m.chunksize) = (Some(method), chunksize));
            of_model(&SpawnDominates, &two, model.time(|t| t.start = 150.0)).unwrap()
        };
        let told = seen(StartMethod::Spawn, None);
        assert!(told.contains("starting 2 workers takes"), "one a submit: {told}");
        let told = seen(StartMethod::Forkserver, Some(10));
        assert!(told.contains("starting 1 worker takes"), "one chunk: {told}");
        let told = seen(StartMethod::Fork, None);
        assert!(told.contains("starting 8 workers takes"), "all at the first submit: {told}");
    }

    #[test]
    fn a_short_start_is_fine() {
        assert_eq!(said(100.0, StartMethod::Spawn), None);
        assert_eq!(said(0.0, StartMethod::Fork), None);
    }
}
