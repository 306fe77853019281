//! Threads for Python that computes: the GIL lets one of them compute at a time.

use super::tiny_tasks_to_processes::TINY_MS;
use super::{Rule, Said};
use crate::explain::facts::{Facts, Goal};
use crate::explain::family::Family;
use crate::explain::words::{percent, times};
use crate::observe::report::ModelResult;

pub(super) struct ThreadsForCpu;

/// A GIL held this much of the time leaves nothing to gain.
const HELD: f64 = 0.8;
/// Threads that gain less than this are not worth having.
const LITTLE_GAIN: f64 = 1.2;

impl Rule for ThreadsForCpu {
    fn code(&self) -> &'static str {
        "threads-for-cpu"
    }

    fn of_model(&self, facts: &Facts, seen: &ModelResult) -> Option<Said> {
        let gil = seen.gil.filter(|gil| gil.utilization >= HELD)?;
        let threads = Family::of(&seen.model) == Family::Threads && seen.model.workers != Some(1);
        let gains = facts.goal == Goal::Finish && seen.speedup >= LITTLE_GAIN;
        let parallel = facts.scenario.task_count() > 1 && facts.cpus() > 1.0;
        if !threads || gains || !parallel {
            return None;
        }
        let held = percent(gil.utilization);
        let label = &seen.label;
        let message = match facts.goal {
            Goal::Finish => format!(
                "{label}: {} of one thread's speed. The GIL was held {held} of the time, and only its holder \
                 runs Python.",
                times(seen.speedup)
            ),
            Goal::Serve => format!(
                "{label}: the GIL was held {held} of the time, and only its holder runs Python; \
                 more threads do not help."
            ),
        };
        let each = facts.demand.python / facts.scenario.task_count().max(1) as f64;
        let remedy = match each < TINY_MS {
            true => {
                "Compute in one thread, or on a free-threaded build: such small tasks do not pay for processes."
            }
            false => "Use processes, or a free-threaded build, for computing in Python.",
        };
        let remedy = remedy.to_owned();
        Some(Said { message, remedy })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::of_model;
    use super::*;
    use crate::explain::testing::*;
    use crate::scenario::{Arrival, Scenario};

    fn parse() -> Scenario {
        scenario(vec![class("parse", 50, vec![cpu(20.0)])])
    }

    #[test]
    fn threads_that_gain_nothing_are_told_so() {
        let seen = threads(8, 1_010.0).gil(0.99).speedup(0.99);
        let said = of_model(&ThreadsForCpu, &parse(), seen).unwrap();
        assert!(
            said.starts_with("Threads · 8: 0.99× of one thread's speed. The GIL was held 99 %"),
            "{said}"
        );
    }

    #[test]
    fn small_tasks_are_not_sent_to_processes() {
        let tiny = scenario(vec![class("tiny", 2_000, vec![cpu(0.05)])]);
        let seen = threads(8, 110.0).gil(0.99).speedup(0.9);
        let said = of_model(&ThreadsForCpu, &tiny, seen).unwrap();
        assert!(said.ends_with("such small tasks do not pay for processes."), "{said}");
    }

    #[test]
    fn arrivals_are_judged_by_the_gil_alone() {
        let mut open = parse();
        open.workload[0].arrival = Arrival::Uniform { every_ms: 20.0 };
        assert!(of_model(&ThreadsForCpu, &open, threads(8, 1_010.0).gil(0.99).speedup(5.0)).is_some());
    }

    #[test]
    fn one_task_and_one_core_leave_nothing_to_gain() {
        let seen = || threads(8, 1_010.0).gil(0.99).speedup(0.99);
        let one = scenario(vec![class("parse", 1, vec![cpu(1_000.0)])]);
        assert_eq!(of_model(&ThreadsForCpu, &one, seen()), None);
        let mut small = parse();
        small.machine.cores = 1;
        assert_eq!(of_model(&ThreadsForCpu, &small, seen()), None);
        let mut container = parse();
        container.machine.cpu_quota = Some(1.0);
        assert_eq!(of_model(&ThreadsForCpu, &container, seen()), None);
    }

    #[test]
    fn threads_that_wait_one_thread_and_processes_are_fine() {
        for fine in [
            threads(8, 300.0).gil(0.5).speedup(1.0),
            threads(8, 300.0).gil(0.9).speedup(3.0),
            threads(1, 1_000.0).gil(0.99),
            processes(4, 260.0).gil(0.99),
        ] {
            assert_eq!(of_model(&ThreadsForCpu, &parse(), fine), None);
        }
    }
}
