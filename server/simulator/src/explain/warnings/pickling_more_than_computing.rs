//! Payloads that cost more to pickle and copy than the work that is done on them.

use super::{Rule, Said};
use crate::explain::facts::Facts;
use crate::explain::family::Family;
use crate::explain::words::{bytes, duration, several};
use crate::observe::report::ModelResult;

pub(super) struct PicklingMoreThanComputing;

/// Below this, a task's way costs what it costs however little it carries.
pub(super) const LARGE_BYTES: u64 = 10_000;

impl Rule for PicklingMoreThanComputing {
    fn code(&self) -> &'static str {
        "pickling-more-than-computing"
    }

    fn of_model(&self, facts: &Facts, seen: &ModelResult) -> Option<Said> {
        let time = &seen.time_ms;
        let computing = time.python + time.native;
        let largest = facts.largest_payload();
        let more = time.serialize > computing && largest >= LARGE_BYTES;
        if !Family::of(&seen.model).crosses_a_boundary() || !more {
            return None;
        }
        let message = format!(
            "{}: {} spent {} on pickling and copying payloads (up to {} each), and {} on computing.",
            seen.label,
            several(seen.tasks.completed, "task"),
            duration(facts.a_run(time.serialize)),
            bytes(largest),
            duration(facts.a_run(computing))
        );
        let remedy = "Send a path or a key instead of the data, use shared memory, or stay in one process.";
        Some(Said { message, remedy: remedy.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::of_model;
    use super::*;
    use crate::explain::testing::*;
    use crate::scenario::Scenario;

    fn images(bytes: u64) -> Scenario {
        let mut scenario = scenario(vec![class("image", 50, vec![cpu(2.0)])]);
        scenario.workload[0].payload.arguments_bytes = bytes;
        scenario
    }

    fn seen(python: f64, serialize: f64) -> ModelResult {
        processes(4, 500.0).time(|t| (t.python, t.serialize) = (python, serialize))
    }

    #[test]
    fn pickling_that_outweighs_the_work_is_told() {
        let said = of_model(&PicklingMoreThanComputing, &images(8_000_000), seen(100.0, 2_300.0)).unwrap();
        let told = "50 tasks spent 2.3 s on pickling and copying payloads (up to 8 MB each), and 100 ms on computing";
        assert!(said.contains(told), "{said}");
    }

    #[test]
    fn enough_work_no_payload_and_no_boundary_are_fine() {
        assert_eq!(of_model(&PicklingMoreThanComputing, &images(8_000_000), seen(3_000.0, 2_300.0)), None);
        assert_eq!(of_model(&PicklingMoreThanComputing, &images(1_000), seen(1.0, 2.0)), None);
        let threads = threads(4, 500.0).time(|t| t.serialize = 10.0);
        assert_eq!(of_model(&PicklingMoreThanComputing, &images(8_000_000), threads), None);
    }
}
