//! Tasks so small that sending them to a worker costs more than they compute.

use super::pickling_more_than_computing::LARGE_BYTES;
use super::{Rule, Said};
use crate::explain::facts::Facts;
use crate::explain::family::Family;
use crate::explain::words::{duration, several};
use crate::observe::report::ModelResult;

pub(super) struct TinyTasksToProcesses;

/// A task that computes this long is worth the way.
pub(super) const TINY_MS: f64 = 2.0;
/// What a chunk should compute, so that its way is small beside it.
const CHUNK_MS: f64 = 10.0;

impl Rule for TinyTasksToProcesses {
    fn code(&self) -> &'static str {
        "tiny-tasks-to-processes"
    }

    fn of_model(&self, facts: &Facts, seen: &ModelResult) -> Option<Said> {
        let family = Family::of(&seen.model);
        if !family.crosses_a_boundary() || seen.tasks.completed == 0 || facts.scenario.task_count() == 1 {
            return None;
        }
        let each = |ms: f64| ms / seen.tasks.completed as f64;
        let computes = each(seen.time_ms.python + seen.time_ms.native);
        let travels = each(seen.time_ms.overhead + seen.time_ms.serialize);
        if computes >= TINY_MS || travels <= computes || facts.largest_payload() >= LARGE_BYTES {
            return None;
        }
        let message = format!(
            "{}: a task computes for {} and costs {} to send to a worker and back, {}.",
            seen.label,
            duration(computes),
            duration(travels),
            several(seen.tasks.completed, "time")
        );
        Some(Said { message, remedy: remedy(seen, computes) })
    }
}

fn remedy(seen: &ModelResult, computes_ms: f64) -> String {
    let chunk = libm::ceil(CHUNK_MS / computes_ms.max(0.01));
    match (seen.model.kind.as_str(), seen.model.chunksize.map_or(1.0, f64::from)) {
        ("processes", chunksize) if chunksize < chunk => {
            format!("Send about {chunk} tasks at a time (chunksize={chunk}), or keep them in one process.")
        }
        _ => "Keep such small tasks in one process, or make each do more.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::of_model;
    use super::*;
    use crate::explain::testing::*;

    fn said(python: f64, overhead: f64, serialize: f64) -> Option<String> {
        said_of(100, python, overhead, serialize)
    }

    fn said_of(bytes: u64, python: f64, overhead: f64, serialize: f64) -> Option<String> {
        let mut scenario = scenario(vec![class("tiny", 50, vec![cpu(0.05)])]);
        scenario.workload[0].payload.arguments_bytes = bytes;
        let seen =
            processes(4, 100.0).time(|t| (t.python, t.overhead, t.serialize) = (python, overhead, serialize));
        of_model(&TinyTasksToProcesses, &scenario, seen)
    }

    #[test]
    fn small_tasks_are_told_with_the_chunk_that_would_do() {
        let told = said(2.5, 10.0, 0.5).unwrap();
        assert!(
            told.contains(
                "a task computes for 50 µs and costs 210 µs to send to a worker and back, 50 times"
            ),
            "{told}"
        );
        assert!(told.contains("chunksize=200"), "{told}");
    }

    #[test]
    fn a_single_task_is_no_stream_of_small_ones() {
        let alone = scenario(vec![class("tiny", 1, vec![cpu(0.05)])]);
        let seen = processes(4, 100.0).completed(1).time(|t| (t.python, t.overhead) = (0.05, 10.0));
        assert_eq!(of_model(&TinyTasksToProcesses, &alone, seen), None);
    }

    #[test]
    fn large_tasks_and_large_payloads_are_not_this_mistake() {
        assert_eq!(said(500.0, 10.0, 0.5), None);
        assert_eq!(said(50.0, 10.0, 5.0), None);
        assert_eq!(said_of(1_000_000, 2.5, 1.0, 30.0), None);
    }

    #[test]
    fn threads_send_nothing() {
        let scenario = scenario(vec![class("tiny", 50, vec![cpu(0.05)])]);
        let seen = threads(4, 100.0).time(|t| t.overhead = 100.0);
        assert_eq!(of_model(&TinyTasksToProcesses, &scenario, seen), None);
    }
}
