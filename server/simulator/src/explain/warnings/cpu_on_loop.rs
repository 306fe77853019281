//! Long computing on an event loop: everything that waits on it waits longer.

use super::{Rule, Said};
use crate::explain::facts::Facts;
use crate::explain::stretch::{LONG_MS, stretches};
use crate::explain::words::{duration, quoted};
use crate::observe::report::ModelResult;

pub(super) struct CpuOnLoop;

impl Rule for CpuOnLoop {
    fn code(&self) -> &'static str {
        "cpu-on-loop"
    }

    fn of_model(&self, facts: &Facts, seen: &ModelResult) -> Option<Said> {
        let longest = seen.event_loop?.longest_block_ms;
        let long = stretches(&seen.model, facts.scenario).into_iter();
        let long = long.filter(|s| !s.blocks() && s.ms() >= LONG_MS);
        let worst = long.max_by(|a, b| a.in_all_ms().total_cmp(&b.in_all_ms()))?;
        if longest < LONG_MS {
            return None;
        }
        let name = quoted(&worst.class.name);
        let message = format!(
            "{}: {name} computes on the event loop for {} at a time, {} in all; everything else waits.",
            seen.label,
            duration(worst.ms()),
            duration(worst.in_all_ms())
        );
        let remedy = match worst.better_place() {
            "a process" => format!("Send the computing of {name} to a process pool (run_in_executor)."),
            _ => format!("Move the computing of {name} to a thread (asyncio.to_thread)."),
        };
        Some(Said { message, remedy })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::of_model;
    use super::*;
    use crate::explain::testing::*;
    use crate::scenario::Step;

    fn said(steps: Vec<Step>, longest_ms: f64) -> Option<String> {
        let scenario = scenario(vec![class("score", 8, steps)]);
        of_model(&CpuOnLoop, &scenario, asyncio(300.0).longest_block(longest_ms))
    }

    #[test]
    fn long_computing_on_the_loop_is_told_with_where_it_belongs() {
        let told = said(vec![io(40.0), cpu(10.0), native(25.0)], 35.0).unwrap();
        assert!(told.contains("“score” computes on the event loop for 35 ms at a time, 280 ms in all"));
        assert!(told.ends_with("Move the computing of “score” to a thread (asyncio.to_thread)."));
        let told = said(vec![cpu(50.0)], 50.0).unwrap();
        assert!(told.ends_with("to a process pool (run_in_executor)."));
    }

    #[test]
    fn short_computing_and_blocking_calls_are_not_this_mistake() {
        assert_eq!(said(vec![io(40.0), cpu(3.0)], 12.0), None);
        assert_eq!(said(vec![cpu(5.0), blocking_io(30.0)], 35.0), None);
        assert_eq!(said(vec![cpu(50.0)], 2.0), None);
    }
}
