//! A blocking call on an event loop: nothing else on it moves until the call returns.

use super::{Rule, Said};
use crate::explain::facts::Facts;
use crate::explain::stretch::{Stretch, stretches};
use crate::explain::words::{duration, quoted, several};
use crate::observe::report::ModelResult;

pub(super) struct BlockingOnLoop;

/// A loop that stands still for less is not felt.
const FELT_MS: f64 = 1.0;

impl Rule for BlockingOnLoop {
    fn code(&self) -> &'static str {
        "blocking-on-loop"
    }

    fn of_model(&self, facts: &Facts, seen: &ModelResult) -> Option<Said> {
        let longest = seen.event_loop?.longest_block_ms;
        let blocking = stretches(&seen.model, facts.scenario).into_iter().filter(Stretch::blocks);
        let worst = blocking.max_by(|a, b| a.in_all_ms().total_cmp(&b.in_all_ms()))?;
        if longest < FELT_MS {
            return None;
        }
        let name = quoted(&worst.class.name);
        let longest = duration(longest);
        let (times, all) = (several(worst.class.tasks, "time"), duration(worst.in_all_ms()));
        // Of a run that was cut off, how often it came to that is not known.
        let held = match seen.tasks.unfinished + seen.tasks.timed_out + seen.tasks.failed {
            0 => format!("{times}, for up to {longest} at a time and {all} in all"),
            _ => format!("for up to {longest} at a time"),
        };
        let message =
            format!("{}: {name} blocks the event loop {held}; no other task moves meanwhile.", seen.label);
        let remedy =
            format!("Move the call of {name} to a thread (asyncio.to_thread), or use an async client.");
        Some(Said { message, remedy })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::of_model;
    use super::*;
    use crate::explain::testing::*;

    #[test]
    fn a_blocking_call_on_the_loop_is_told_with_its_length() {
        let scenario = scenario(vec![class("query", 40, vec![cpu(1.0), blocking_io(20.0)])]);
        let said = of_model(&BlockingOnLoop, &scenario, asyncio(900.0).longest_block(21.4)).unwrap();
        assert!(said.contains(
            "“query” blocks the event loop 40 times, for up to 21.4 ms at a time and 840 ms in all"
        ));
        assert!(said.contains("asyncio.to_thread"));
    }

    #[test]
    fn of_a_run_that_was_cut_off_no_sum_is_told() {
        let scenario = scenario(vec![class("query", 40, vec![blocking_io(20.0)])]);
        let mut cut = asyncio(900.0).longest_block(21.4);
        cut.tasks.unfinished = 30;
        let said = of_model(&BlockingOnLoop, &scenario, cut).unwrap();
        assert!(said.contains("blocks the event loop for up to 21.4 ms at a time; no other"), "{said}");
    }

    #[test]
    fn awaited_calls_and_calls_in_threads_are_fine() {
        let awaited = scenario(vec![class("query", 40, vec![cpu(1.0), io(20.0)])]);
        assert_eq!(of_model(&BlockingOnLoop, &awaited, asyncio(900.0).longest_block(21.4)), None);
        let blocking = scenario(vec![class("query", 40, vec![blocking_io(20.0)])]);
        let hybrid = seen("asyncio_threads").longest_block(21.4);
        assert_eq!(of_model(&BlockingOnLoop, &blocking, hybrid), None);
        assert_eq!(of_model(&BlockingOnLoop, &blocking, threads(8, 100.0)), None);
    }
}
