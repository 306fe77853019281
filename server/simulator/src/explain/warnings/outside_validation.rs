//! More native threads than the simulator was ever held against: its prediction is not to be relied on.

use super::{Rule, Said};
use crate::explain::facts::Facts;
use crate::explain::family::computes_at_once;
use crate::explain::words::count;
use crate::observe::report::ModelResult;
use crate::scenario::Model;

pub(super) struct OutsideValidation;

/// Native code on twice as many threads as cores was measured, and took 1.04 to 1.10 times its fair share. Published
/// runs with more, whose threads wait for each other, took many times that.
const MEASURED: u64 = 2;

impl Rule for OutsideValidation {
    fn code(&self) -> &'static str {
        "outside-validation"
    }

    fn of_model(&self, facts: &Facts, seen: &ModelResult) -> Option<Said> {
        let cores = u64::from(facts.scenario.machine.cores);
        let threads = native_threads(facts, &seen.model);
        if threads <= MEASURED * cores {
            return None;
        }
        let whose = if cores == 1 { "1 core".to_owned() } else { format!("{} cores", count(cores)) };
        let message = format!(
            "{}: this prediction is outside of what was validated. {} native threads share {whose} evenly here; \
             real ones spin while they wait for each other and evict each other's caches, and may take many times \
             longer.",
            seen.label,
            count(threads),
        );
        Some(Said { message, remedy: "Take it as the least that it will take, and measure.".to_owned() })
    }
}

/// The most native threads that compute at once, of steps that compute with several each.
fn native_threads(facts: &Facts, model: &Model) -> u64 {
    let classes = facts.scenario.workload.iter();
    let steps = classes.flat_map(|class| class.steps.iter().map(|step| (class.tasks, step)));
    let threads = steps.filter_map(|(tasks, step)| {
        let each = u64::from(step.native_threads.filter(|threads| *threads > 1)?);
        Some(computes_at_once(model, step, tasks).saturating_mul(each))
    });
    threads.max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::testing::of_model;
    use super::*;
    use crate::explain::testing::*;
    use crate::scenario::Scenario;

    fn matmul(tasks: u64, threads: u32) -> Scenario {
        let mut scenario = scenario(vec![class("matmul", tasks, vec![native(20.0)])]);
        scenario.workload[0].steps[0].native_threads = Some(threads);
        scenario
    }

    fn said(scenario: &Scenario, seen: ModelResult) -> Option<String> {
        of_model(&OutsideValidation, scenario, seen)
    }

    #[test]
    fn many_more_native_threads_than_cores_are_told() {
        let told = said(&matmul(50, 6), threads(7, 300.0)).unwrap();
        assert!(told.contains("outside of what was validated. 42 native threads share 4 cores"), "{told}");
        assert!(told.ends_with("Take it as the least that it will take, and measure."), "{told}");
        assert!(said(&matmul(50, 4), processes(4, 300.0)).is_some());
    }

    #[test]
    fn up_to_twice_the_cores_was_measured() {
        assert_eq!(said(&matmul(50, 2), threads(4, 300.0)), None);
        assert_eq!(said(&matmul(50, 1), threads(64, 300.0)), None);
        assert_eq!(
            said(&matmul(2, 4), threads(64, 300.0)),
            None,
            "two tasks are never more than eight threads"
        );
    }

    #[test]
    fn a_loop_computes_one_step_at_a_time() {
        assert_eq!(said(&matmul(50, 8), asyncio(300.0)), None);
        assert!(said(&matmul(50, 16), asyncio(300.0)).is_some());
    }
}
