//! What held a model back: the resource that was used up, or else the largest part of its tasks' waiting.

use crate::observe::report::{ModelResult, TimeMs};

use super::facts::{Facts, share, total_ms};
use super::family::Family;
use super::words::{duration, percent, quoted, several};

/// A resource in use for this share of the time is the bottleneck.
pub(super) const SATURATED: f64 = 0.85;
/// A wait that takes this share of the tasks' time is worth naming.
pub(super) const WORTH_NAMING: f64 = 0.10;
/// Starting its workers is the bottleneck of a run if it takes this share of it.
const LONG_START: f64 = 0.4;
/// All workers were taken if tasks spent this share of their time in the pool's queue;
const LONG_QUEUE: f64 = 0.4;
/// unless those that had begun spent this share of theirs on another wait, which then made the queue.
const HINDERED: f64 = 0.3;

/// What held a model back.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Bottleneck {
    /// Each wait is waited for in turn.
    OneByOne,
    /// Starting its workers.
    Start,
    Gil,
    /// The event loop.
    Loop,
    /// The process that hands tasks out and takes results back.
    Parent,
    Cores,
    /// The container's CPU quota.
    Quota,
    /// A service, by its index.
    Service(usize),
    /// A wait of its tasks, in words: "for a core".
    Wait(&'static str, f64),
    /// Pickling and copying.
    Serialize,
    /// What the executor itself costs.
    Overhead,
    /// All its workers were taken.
    Workers,
}

/// Finds it; `None`: nothing held the tasks back but their own work.
pub(super) fn bottleneck(facts: &Facts, result: &ModelResult) -> Option<Bottleneck> {
    if Family::of(&result.model) == Family::Sequential {
        return Some(Bottleneck::OneByOne);
    }
    let start = facts.start_delay_ms(result);
    if start > 0.0 && start >= LONG_START * result.makespan_ms {
        return Some(Bottleneck::Start);
    }
    // Before a loop's semaphore no worker is waited for.
    let looped = result.event_loop.is_some() && Family::of(&result.model) != Family::Prefork;
    let queued = !looped && share(result, result.time_ms.pool_queue) >= LONG_QUEUE;
    let workers = || queued.then_some(Bottleneck::Workers);
    busy_gil(result)
        .or_else(|| busy_cpu(facts, result))
        .or_else(|| busy_service(result))
        .or_else(|| {
            largest_wait(result).filter(|(_, of_begun)| !queued || *of_begun >= HINDERED).map(|it| it.0)
        })
        .or_else(workers)
}

fn busy_gil(result: &ModelResult) -> Option<Bottleneck> {
    let time = &result.time_ms;
    result.gil.filter(|gil| gil.utilization >= SATURATED)?;
    match Family::of(&result.model) {
        Family::Asyncio => Some(Bottleneck::Loop),
        Family::Threads | Family::AsyncioThreads => Some(Bottleneck::Gil),
        family if family.crosses_a_boundary() => {
            (time.serialize + time.overhead > time.python + time.native).then_some(Bottleneck::Parent)
        }
        _ => None,
    }
}

fn busy_cpu(facts: &Facts, result: &ModelResult) -> Option<Bottleneck> {
    let cores = f64::from(facts.scenario.machine.cores);
    let used = result.cores.utilization * cores;
    match facts.cpus() {
        cpus if used < SATURATED * cpus => None,
        cpus if cpus < cores => Some(Bottleneck::Quota),
        _ => Some(Bottleneck::Cores),
    }
}

fn busy_service(result: &ModelResult) -> Option<Bottleneck> {
    result.services.iter().position(|s| s.utilization >= SATURATED).map(Bottleneck::Service)
}

/// The wait, and its share in the time of tasks since a worker took them.
fn largest_wait(result: &ModelResult) -> Option<(Bottleneck, f64)> {
    let TimeMs {
        gil_wait, core_wait, service_queue, lock_wait, loop_wait, serialize, overhead, start, ..
    } = result.time_ms;
    let waits = [
        (gil_wait, Bottleneck::Wait("for the GIL", gil_wait)),
        (core_wait, Bottleneck::Wait("for a core", core_wait)),
        (service_queue, Bottleneck::Wait("for a place at a service", service_queue)),
        (lock_wait, Bottleneck::Wait("for a lock", lock_wait)),
        (loop_wait, Bottleneck::Wait("for the event loop", loop_wait)),
        (serialize, Bottleneck::Serialize),
        (overhead, Bottleneck::Overhead),
        (start, Bottleneck::Start),
    ];
    let (ms, wait) = waits.into_iter().max_by(|a, b| a.0.total_cmp(&b.0))?;
    let of_begun = ms / (total_ms(result) - result.time_ms.pool_queue).max(1e-9);
    (share(result, ms) >= WORTH_NAMING).then_some((wait, of_begun))
}

impl Facts<'_> {
    /// Whether a model's GIL has no room for more Python, and other cores have.
    pub(super) fn gil_is_full(&self, result: &ModelResult) -> bool {
        self.cpus() > 1.0 && result.gil.is_some_and(|gil| gil.utilization >= SATURATED)
    }
}

impl Bottleneck {
    /// A clause with its number: "the GIL was held 98 % of the time".
    pub(super) fn clause(&self, facts: &Facts, result: &ModelResult) -> String {
        let time = &result.time_ms;
        let gil = percent(result.gil.map_or(0.0, |g| g.utilization));
        let of_their_time =
            |ms| format!("{} ({} of their time)", duration(facts.a_run(ms)), percent(share(result, ms)));
        match self {
            Bottleneck::OneByOne => "every wait is waited for in turn".to_owned(),
            Bottleneck::Start => {
                format!("starting its workers takes {} of it", duration(facts.start_delay_ms(result)))
            }
            Bottleneck::Gil => format!("the GIL was held {gil} of the time"),
            Bottleneck::Loop => format!("the one loop was busy {gil} of the time"),
            Bottleneck::Parent => {
                format!("the parent process was busy {gil} of the time, pickling and handing out tasks")
            }
            Bottleneck::Cores => match facts.scenario.machine.cores {
                1 => format!("the one core was busy {} of the time", percent(result.cores.utilization)),
                n => format!("all {n} cores were busy {} of the time", percent(result.cores.utilization)),
            },
            Bottleneck::Quota => format!("the quota of {} CPUs was used up", facts.cpus()),
            Bottleneck::Service(i) => {
                let service = &result.services[*i];
                format!("{} was busy {} of the time", quoted(&service.name), percent(service.utilization))
            }
            Bottleneck::Wait(what, ms) => format!("tasks waited {what} for {}", of_their_time(*ms)),
            Bottleneck::Serialize => {
                format!("tasks spent {} on pickling", of_their_time(time.serialize))
            }
            Bottleneck::Overhead => {
                format!("tasks spent {} on being handed over", of_their_time(time.overhead))
            }
            Bottleneck::Workers => match result.model.workers {
                Some(1) => "its one worker was always taken".to_owned(),
                Some(n) => format!("all of its {} were taken", several(u64::from(n), "worker")),
                None => "all of its workers were taken".to_owned(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::scenario::{Scenario, StartMethod};

    fn told(scenario: &Scenario, result: ModelResult) -> String {
        let results = [result];
        let facts = Facts::new(scenario, &results, CATALOGUE);
        bottleneck(&facts, &results[0]).map_or_else(String::new, |b| b.clause(&facts, &results[0]))
    }

    fn plain() -> Scenario {
        scenario(vec![class("fetch", 50, vec![cpu(1.0), io(40.0)])])
    }

    #[test]
    fn each_bottleneck_is_named_with_its_number() {
        let cases = [
            (sequential(100.0), "every wait is waited for in turn"),
            (
                processes(4, 100.0)
                    .with(|m| m.start_method = Some(StartMethod::Spawn))
                    .time(|t| t.start = 240.0),
                "starting its workers takes 60 ms of it",
            ),
            (threads(8, 100.0).gil(0.98), "the GIL was held 98 % of the time"),
            (asyncio(100.0).gil(0.97), "the one loop was busy 97 % of the time"),
            (
                processes(4, 100.0).gil(0.9).time(|t| (t.overhead, t.python) = (9.0, 1.0)),
                "the parent process was busy 90 % of the time, pickling and handing out tasks",
            ),
            (processes(4, 100.0).gil(0.9).cores(0.95), "all 4 cores were busy 95 % of the time"),
            (asyncio(100.0).service("api", 1.0, 9.0), "“api” was busy 100 % of the time"),
            (
                threads(8, 100.0).time(|t| (t.io, t.core_wait) = (300.0, 100.0)),
                "tasks waited for a core for 100 ms (25 % of their time)",
            ),
            (
                processes(4, 100.0).time(|t| (t.python, t.serialize) = (60.0, 40.0)),
                "tasks spent 40 ms (40 % of their time) on pickling",
            ),
            (
                processes(4, 100.0).time(|t| (t.python, t.overhead) = (60.0, 40.0)),
                "tasks spent 40 ms (40 % of their time) on being handed over",
            ),
            (
                threads(8, 100.0).time(|t| (t.io, t.pool_queue) = (50.0, 50.0)),
                "all of its 8 workers were taken",
            ),
            (
                threads(8, 100.0).time(|t| (t.io, t.pool_queue, t.core_wait) = (38.0, 50.0, 12.0)),
                "all of its 8 workers were taken",
            ),
            (
                threads(8, 100.0).time(|t| (t.io, t.pool_queue, t.gil_wait) = (10.0, 50.0, 40.0)),
                "tasks waited for the GIL for 40 ms (40 % of their time)",
            ),
            (asyncio(100.0).longest_block(1.0).time(|t| (t.io, t.pool_queue) = (20.0, 80.0)), ""),
            (asyncio(100.0).time(|t| t.io = 100.0), ""),
        ];
        for (result, clause) in cases {
            let label = result.label.clone();
            assert_eq!(told(&plain(), result), clause, "{label}");
        }
    }

    #[test]
    fn a_used_up_quota_is_named_instead_of_the_cores() {
        let mut container = plain();
        container.machine.cpu_quota = Some(2.0);
        assert_eq!(told(&container, processes(4, 100.0).cores(0.49)), "the quota of 2 CPUs was used up");
    }
}
