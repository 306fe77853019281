//! More computing at once than the cores can take: the surplus waits, switches and takes memory. Workers that mostly wait are
//! no surplus: while they do, others compute.

use super::{Rule, Said};
use crate::explain::demand::Demand;
use crate::explain::facts::{Facts, share};
use crate::explain::family::{Family, on_loop};
use crate::explain::words::{count, duration, percent};
use crate::observe::report::ModelResult;
use crate::scenario::{Model, Scenario};

pub(super) struct OversubscribedCores;

/// A wait for cores that takes this share of the tasks' time is worth telling.
const MUCH: f64 = 0.05;

impl Rule for OversubscribedCores {
    fn code(&self) -> &'static str {
        "oversubscribed-cores"
    }

    fn of_model(&self, facts: &Facts, seen: &ModelResult) -> Option<Said> {
        let cores = u64::from(facts.scenario.machine.cores);
        let enough = enough(facts, &seen.model);
        let workers = u64::from(seen.model.workers.or(seen.model.processes)?);
        let native = u64::from(native_threads(facts.scenario));
        let parallel = Family::of(&seen.model).computes_in_parallel();
        let waited = share(seen, seen.time_ms.core_wait);
        let computing = if native > 1 { workers * native } else { workers };
        if waited < MUCH || computing <= enough || !(parallel || native > 1) {
            return None;
        }
        let who = match native {
            1 => format!("{} workers", count(workers)),
            n => format!("{} workers with {n} native threads each", count(workers)),
        };
        let message = format!(
            "{}: {who} compete for {}; tasks waited {} for a core, {} of their time.",
            seen.label,
            if cores == 1 { "1 core".to_owned() } else { format!("{} cores", count(cores)) },
            duration(facts.a_run(seen.time_ms.core_wait)),
            percent(waited)
        );
        let remedy = match native {
            1 if enough == cores => format!("Use as many workers as cores: {}.", count(cores)),
            1 => format!("About {} workers are enough to keep the cores busy.", count(enough)),
            _ => {
                "Give each worker one native thread (OMP_NUM_THREADS=1, torch.set_num_threads(1)).".to_owned()
            }
        };
        Some(Said { message, remedy })
    }
}

/// Workers that keep the cores busy: as many as there are cores, and, where they wait themselves, twice as many as wait
/// meanwhile on average, since waits do not come evenly. (Without the twice: Goetz, Java Concurrency in Practice, 8.2. With
/// exponential waits and work, 4 cores simulated are busy 92 to 95 % without it, and 99 % with it, as with four times as many.)
fn enough(facts: &Facts, model: &Model) -> u64 {
    let cores = f64::from(facts.scenario.machine.cores);
    let mut waits =
        facts.scenario.workload.iter().flat_map(|c| &c.steps).filter(|s| Demand::of_step(s).waiting() > 0.0);
    if waits.any(|step| on_loop(model, step)) {
        return cores as u64;
    }
    let wait_per_work = facts.demand.waiting() / facts.demand.computing().max(1e-9);
    libm::ceil(cores * (1.0 + 2.0 * wait_per_work)) as u64
}

/// The most threads that a native step computes with.
fn native_threads(scenario: &Scenario) -> u32 {
    let steps = scenario.workload.iter().flat_map(|c| &c.steps);
    steps.filter_map(|s| s.native_threads).max().unwrap_or(1).max(1)
}

#[cfg(test)]
mod tests {
    use super::super::testing::of_model;
    use super::*;
    use crate::explain::testing::*;

    fn waited(seen: ModelResult, ms: f64) -> ModelResult {
        seen.time(|t| (t.python, t.core_wait) = (1_000.0, ms))
    }

    fn parse() -> Scenario {
        scenario(vec![class("parse", 50, vec![cpu(20.0)])])
    }

    fn matmul() -> Scenario {
        let mut scenario = scenario(vec![class("matmul", 50, vec![native(20.0)])]);
        scenario.workload[0].steps[0].native_threads = Some(4);
        scenario
    }

    #[test]
    fn more_processes_than_cores_are_told() {
        let said = of_model(&OversubscribedCores, &parse(), waited(processes(16, 300.0), 1_000.0)).unwrap();
        assert!(said.contains("16 workers compete for 4 cores; tasks waited 1 s for a core, 50 %"), "{said}");
        assert!(said.ends_with("Use as many workers as cores: 4."));
    }

    #[test]
    fn workers_that_mostly_wait_are_no_surplus() {
        let waits = scenario(vec![class("fetch", 50, vec![io(200.0), cpu(20.0)])]);
        assert_eq!(of_model(&OversubscribedCores, &waits, waited(processes(48, 300.0), 1_000.0)), None);
        let said = of_model(&OversubscribedCores, &waits, waited(processes(200, 300.0), 1_000.0)).unwrap();
        assert!(said.ends_with("About 84 workers are enough to keep the cores busy."), "{said}");
        let looped = seen("asyncio_processes").with(|m| m.workers = Some(16));
        let said = of_model(&OversubscribedCores, &waits, waited(looped, 1_000.0)).unwrap();
        assert!(said.ends_with("Use as many workers as cores: 4."), "the loop waits, not they: {said}");
    }

    #[test]
    fn native_threads_in_every_worker_are_told() {
        let said = of_model(&OversubscribedCores, &matmul(), waited(threads(4, 300.0), 500.0)).unwrap();
        assert!(said.contains("4 workers with 4 native threads each compete for 4 cores"), "{said}");
        assert!(said.contains("OMP_NUM_THREADS=1"));
    }

    #[test]
    fn as_many_as_cores_no_wait_and_waiting_threads_are_fine() {
        assert_eq!(of_model(&OversubscribedCores, &parse(), waited(processes(4, 300.0), 1_000.0)), None);
        assert_eq!(of_model(&OversubscribedCores, &parse(), waited(processes(16, 300.0), 10.0)), None);
        assert_eq!(of_model(&OversubscribedCores, &parse(), waited(threads(16, 300.0), 1_000.0)), None);
        assert_eq!(of_model(&OversubscribedCores, &parse(), asyncio(300.0)), None);
    }
}
