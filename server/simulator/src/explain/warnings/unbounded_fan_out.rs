//! Everything at once: thousands of coroutines, or hundreds of threads, with nothing to hold them back.

use super::{Rule, Said};
use crate::explain::facts::{Facts, Goal};
use crate::explain::family::{Family, in_flight_limit};
use crate::explain::words::{bytes, count, duration};
use crate::observe::report::ModelResult;
use crate::scenario::{Arrival, Scenario};

pub(super) struct UnboundedFanOut;

/// So many coroutines at once strain whatever they call.
const MANY_COROUTINES: u64 = 1_000;
/// So many threads at once strain the machine.
const MANY_THREADS: u64 = 200;
/// A limit that makes a run take so many times as long is too small.
const FAR_SLOWER: f64 = 2.0;
/// A limit to start from where nothing suggests another.
const USUAL_LIMIT: u32 = 100;

impl Rule for UnboundedFanOut {
    fn code(&self) -> &'static str {
        "unbounded-fan-out"
    }

    fn of_model(&self, facts: &Facts, seen: &ModelResult) -> Option<Said> {
        let at_once = at_once(facts.scenario);
        let threads = seen.model.kind == "thread_per_task";
        let (many, what) = if threads { (MANY_THREADS, "threads") } else { (MANY_COROUTINES, "tasks") };
        let looped = seen.event_loop.is_some() && Family::of(&seen.model) != Family::Prefork;
        if at_once < many || !(threads || looped) || in_flight_limit(&seen.model).is_some() {
            return None;
        }
        let message = format!(
            "{}: nothing limits it, so {} {what} are started at once and take {}.",
            seen.label,
            count(at_once),
            bytes(seen.memory.peak_bytes)
        );
        let remedy = tried(facts, seen).unwrap_or_else(|| remedy(facts.scenario, threads));
        Some(Said { message, remedy })
    }
}

/// Tasks that are there at the same moment.
fn at_once(scenario: &Scenario) -> u64 {
    let batches = scenario.workload.iter().filter(|c| c.arrival == Arrival::Batch);
    batches.map(|c| c.tasks).sum()
}

/// What a run of the same kind with a limit came to.
fn tried(facts: &Facts, seen: &ModelResult) -> Option<String> {
    let all_done = |r: &&ModelResult| r.tasks.completed >= seen.tasks.completed;
    let limited = facts.results.iter().filter(|r| r.model.kind == seen.model.kind).filter(all_done);
    let limits = limited.filter_map(|r| Some((in_flight_limit(&r.model)?, facts.score_ms(r))));
    let (limit, score) = limits.min_by(|a, b| a.1.total_cmp(&b.1))?;
    if score > facts.score_ms(seen) * FAR_SLOWER {
        // So small a limit is no advice.
        return None;
    }
    let (limit, score, now) = (count(limit), duration(score), duration(facts.score_ms(seen)));
    let what = if facts.goal == Goal::Finish { "it takes" } else { "95 % of tasks are done within" };
    Some(format!("Hold a semaphore (asyncio.Semaphore): with {limit} at once {what} {score}, without {now}."))
}

fn remedy(scenario: &Scenario, threads: bool) -> String {
    if threads {
        return "Use a pool of threads.".to_owned();
    }
    match scenario.services.iter().map(|s| s.concurrency).max() {
        Some(n) => format!("Hold a semaphore: the services take {n} at once, so about {} is enough.", 2 * n),
        None => format!("Hold a semaphore of, say, {USUAL_LIMIT} (asyncio.Semaphore)."),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{of_first, of_model};
    use super::*;
    use crate::explain::testing::*;

    fn fetches(tasks: u64) -> Scenario {
        scenario(vec![class("fetch", tasks, vec![calls(40.0, "api")])])
    }

    #[test]
    fn thousands_of_coroutines_are_told_with_their_memory() {
        let mut fetches = fetches(5_000);
        let seen = asyncio(100.0).memory(20_000_000);
        let said = of_model(&UnboundedFanOut, &fetches, seen.clone()).unwrap();
        assert!(
            said.contains("5,000 tasks are started at once and take 20 MB. Hold a semaphore of, say, 100")
        );
        fetches.services.push(service("api", 10));
        let said = of_model(&UnboundedFanOut, &fetches, seen).unwrap();
        assert!(said.ends_with("the services take 10 at once, so about 20 is enough."), "{said}");
    }

    #[test]
    fn a_limit_that_was_run_is_told_with_what_it_costs() {
        let limited = asyncio(120.0).with(|m| m.concurrency = Some(100));
        let said = of_first(&UnboundedFanOut, &fetches(5_000), &[asyncio(100.0), limited]).unwrap();
        assert!(said.ends_with("with 100 at once it takes 120 ms, without 100 ms."), "{said}");
        for small in [asyncio(2_000.0), asyncio(50.0).completed(3)] {
            let small = small.with(|m| m.concurrency = Some(2));
            let said = of_first(&UnboundedFanOut, &fetches(5_000), &[asyncio(100.0), small]).unwrap();
            assert!(said.ends_with("Hold a semaphore of, say, 100 (asyncio.Semaphore)."), "{said}");
        }
    }

    #[test]
    fn hundreds_of_threads_are_told_too() {
        let said = of_model(&UnboundedFanOut, &fetches(300), seen("thread_per_task")).unwrap();
        assert!(said.ends_with("Use a pool of threads."));
    }

    #[test]
    fn limits_few_tasks_and_arrivals_are_fine() {
        let limited = asyncio(100.0).with(|m| m.concurrency = Some(100));
        assert_eq!(of_model(&UnboundedFanOut, &fetches(5_000), limited), None);
        assert_eq!(of_model(&UnboundedFanOut, &fetches(900), asyncio(100.0)), None);
        assert_eq!(of_model(&UnboundedFanOut, &fetches(100), seen("thread_per_task")), None);
        assert_eq!(of_model(&UnboundedFanOut, &fetches(5_000), threads(8, 100.0)), None);
        let mut open = fetches(5_000);
        open.workload[0].arrival = Arrival::Poisson { rate_per_s: 10.0 };
        assert_eq!(of_model(&UnboundedFanOut, &open, asyncio(100.0)), None);
    }
}
