//! Long computing on an event loop: everything that waits on it waits longer.

use super::{Rule, Said};
use crate::explain::facts::Facts;
use crate::explain::family::Family;
use crate::explain::stretch::{LONG_MS, stretches};
use crate::explain::words::{count, duration, quoted, several};
use crate::observe::report::ModelResult;

pub(super) struct CpuOnLoop;

/// A heartbeat, to measure a stall by.
const BEAT_MS: f64 = 100.0;

impl Rule for CpuOnLoop {
    fn code(&self) -> &'static str {
        "cpu-on-loop"
    }

    fn of_model(&self, facts: &Facts, seen: &ModelResult) -> Option<Said> {
        let longest = seen.event_loop?.longest_block_ms;
        let long = stretches(&seen.model, facts.scenario).into_iter();
        let long = long.filter(|s| !s.blocks() && s.ms() >= LONG_MS);
        let worst = long.max_by(|a, b| a.in_all_ms().total_cmp(&b.in_all_ms()))?;
        if longest < LONG_MS || facts.scenario.task_count() == 1 {
            return None;
        }
        let name = quoted(&worst.class.name);
        let (times, all) = (several(worst.class.tasks, "time"), duration(worst.in_all_ms()));
        // Of a run that was cut off, how often it came to that is not known.
        let cut_off = seen.tasks.unfinished + seen.tasks.timed_out + seen.tasks.failed > 0;
        let in_all = if cut_off { String::new() } else { format!(", {times}, {all} in all") };
        let message = format!(
            "{}: {name} computes on the event loop for {} at a time{in_all}; everything else waits{}.",
            seen.label,
            duration(worst.ms()),
            beats_missed(longest)
        );
        let helps = |family| facts.find(family).is_none_or(|tried| !facts.is_behind(tried, seen));
        let remedy = match worst.better_place(facts.gil_is_full(seen)) {
            "a process" if helps(Family::AsyncioProcesses) => {
                format!("Send the computing of {name} to a process pool (run_in_executor).")
            }
            _ if helps(Family::AsyncioThreads) => {
                format!("Move the computing of {name} to a thread (asyncio.to_thread).")
            }
            _ => format!(
                "Cut the computing of {name} into parts, with an await between them (asyncio.sleep(0))."
            ),
        };
        Some(Said { message, remedy })
    }
}

/// How such a stall is noticed.
fn beats_missed(longest_ms: f64) -> String {
    match libm::floor(longest_ms / BEAT_MS) as u64 {
        0 | 1 => String::new(),
        n => format!(", and a heartbeat of ten a second misses {} beats in a row", count(n)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{of_first, of_model};
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
        assert!(
            told.contains("“score” computes on the event loop for 35 ms at a time, 8 times, 280 ms in all")
        );
        assert!(told.ends_with("Move the computing of “score” to a thread (asyncio.to_thread)."));
        let told = said(vec![cpu(50.0)], 50.0).unwrap();
        assert!(told.ends_with("to a process pool (run_in_executor)."));
    }

    #[test]
    fn a_long_stall_is_told_by_the_heartbeats_that_it_misses() {
        let told = said(vec![cpu(550.0)], 550.0).unwrap();
        assert!(told.contains("a heartbeat of ten a second misses 5 beats in a row."), "{told}");
        assert!(!said(vec![cpu(150.0)], 150.0).unwrap().contains("heartbeat"));
    }

    #[test]
    fn a_full_gil_has_no_room_for_a_thread() {
        let scenario = scenario(vec![class("parse", 50, vec![io(40.0), cpu(12.0)])]);
        let told =
            |gil| of_model(&CpuOnLoop, &scenario, asyncio(700.0).longest_block(12.0).gil(gil)).unwrap();
        assert!(told(0.5).ends_with("to a thread (asyncio.to_thread)."), "{}", told(0.5));
        assert!(told(0.97).ends_with("to a process pool (run_in_executor)."), "{}", told(0.97));
    }

    #[test]
    fn what_was_run_and_is_slower_is_not_advised() {
        let scenario = scenario(vec![class("parse", 50, vec![io(40.0), cpu(50.0)])]);
        let beside = |ms| {
            let results = [asyncio(700.0).longest_block(50.0), seen("asyncio_processes").takes(ms)];
            of_first(&CpuOnLoop, &scenario, &results).unwrap()
        };
        assert!(beside(300.0).ends_with("to a process pool (run_in_executor)."), "{}", beside(300.0));
        assert!(beside(705.0).ends_with("to a process pool (run_in_executor)."), "{}", beside(705.0));
        assert!(beside(3_000.0).ends_with("to a thread (asyncio.to_thread)."), "{}", beside(3_000.0));
        let worse = |kind| seen(kind).takes(3_000.0);
        let results =
            [asyncio(700.0).longest_block(50.0), worse("asyncio_processes"), worse("asyncio_threads")];
        let said = of_first(&CpuOnLoop, &scenario, &results).unwrap();
        assert!(said.ends_with("with an await between them (asyncio.sleep(0))."), "{said}");
    }

    #[test]
    fn a_single_task_keeps_nobody_waiting() {
        let alone = scenario(vec![class("score", 1, vec![io(40.0), cpu(50.0)])]);
        assert_eq!(of_model(&CpuOnLoop, &alone, asyncio(90.0).longest_block(50.0)), None);
    }

    #[test]
    fn short_computing_and_blocking_calls_are_not_this_mistake() {
        assert_eq!(said(vec![io(40.0), cpu(3.0)], 12.0), None);
        assert_eq!(said(vec![cpu(5.0), blocking_io(30.0)], 35.0), None);
        assert_eq!(said(vec![cpu(50.0)], 2.0), None);
    }
}
