//! Pools of unequal size: where a model was slower and its tasks waited for a worker, while the recommended one had
//! more workers, the sizes may decide and not the models.

use crate::observe::report::ModelResult;

use super::bottleneck::{SATURATED, WORTH_NAMING};
use super::choice::{Choice, NO_DIFFERENCE};
use super::facts::{Facts, share};
use super::family::{Family, called};
use super::words::several;

/// "Pools differ: 4 workers with processes, 8 with free-threaded Python. Give both the same to compare them."
pub(super) fn unequal(facts: &Facts, choice: &Choice) -> String {
    let pick = &facts.results[choice.pick];
    let Some(workers) = pool(pick) else { return String::new() };
    let compared = |r: &&ModelResult| {
        let kind = &r.model.kind;
        !facts.results.iter().any(|same| same.model.kind == *kind && pool(same) >= Some(workers))
    };
    let held = facts.results.iter().filter(|r| held_by_its_pool(facts, pick, r)).filter(compared);
    let smaller = held.min_by(|a, b| facts.score_ms(a).total_cmp(&facts.score_ms(b)));
    let Some((smaller, fewer)) = smaller.and_then(|r| Some((r, pool(r)?))) else { return String::new() };
    let name = |result: &ModelResult| called(&result.model, facts.catalogue);
    format!(
        "Pools differ: {} with {}, {workers} with {}. Give both the same to compare them.",
        several(fewer, "worker"),
        name(smaller),
        name(pick)
    )
}

/// The workers of a pool that takes whole tasks.
fn pool(result: &ModelResult) -> Option<u64> {
    let whole =
        matches!(Family::of(&result.model), Family::Threads | Family::FreeThreads | Family::Processes);
    result.model.workers.filter(|_| whole).map(u64::from)
}

/// Whether it is slower, and more workers would have had tasks to take and cores to run them.
fn held_by_its_pool(facts: &Facts, pick: &ModelResult, result: &ModelResult) -> bool {
    let used = result.cores.utilization * f64::from(facts.scenario.machine.cores);
    pool(result).is_some()
        && facts.score_ms(result) > facts.score_ms(pick) * NO_DIFFERENCE
        && share(result, result.time_ms.pool_queue) >= WORTH_NAMING
        && used < SATURATED * facts.cpus()
}

#[cfg(test)]
mod tests {
    use super::super::choice::choose;
    use super::super::testing::*;
    use super::*;

    fn said(results: &[ModelResult]) -> String {
        let scenario = scenario(vec![class("fetch", 50, vec![cpu(10.0), io(40.0)])]);
        let facts = Facts::new(&scenario, results, CATALOGUE);
        unequal(&facts, &choose(&facts).unwrap())
    }

    fn free_threads(workers: u32) -> ModelResult {
        seen("free_threads").with(|m| m.workers = Some(workers)).takes(340.0)
    }

    fn waiting(workers: u32) -> ModelResult {
        processes(workers, 700.0).time(|t| (t.io, t.pool_queue) = (100.0, 300.0)).cores(0.4)
    }

    #[test]
    fn a_smaller_pool_with_tasks_that_wait_is_told() {
        assert_eq!(
            said(&[sequential(2_000.0), waiting(4), free_threads(8)]),
            "Pools differ: 4 workers with processes, 8 with free-threaded Python. Give both the same to compare them."
        );
    }

    #[test]
    fn pools_that_do_not_decide_are_not_told() {
        let one = sequential(2_000.0);
        for results in [
            vec![one.clone(), waiting(8), free_threads(8)],
            vec![one.clone(), waiting(4), waiting(8), free_threads(8)],
            vec![one.clone(), waiting(4).cores(0.9), free_threads(8)],
            vec![one.clone(), processes(4, 700.0).time(|t| t.io = 100.0), free_threads(8)],
            vec![one.clone(), waiting(4), asyncio(340.0)],
            vec![sequential(50.0), waiting(4), free_threads(8)],
        ] {
            assert_eq!(said(&results), "", "{results:?}");
        }
    }
}
