//! The verdict: which model, by how much and why, from a report alone.
//!
//! The decision is the article's: first ask whether the program mostly waits or mostly calculates. Threads help
//! while Python waits, and hardly when it calculates; processes compute in parallel but charge for start, memory
//! and pickling; asyncio overlaps many waits in one thread while nothing blocks the loop; real systems combine
//! them. Where nothing is a bottleneck, it stays synchronous. The file `choice` has the exact rule.
//!
//! Nothing is simulated here. Numbers come from the results, and from the steps of the scenario.

mod bottleneck;
mod cause;
mod choice;
mod demand;
mod facts;
mod family;
mod headline;
mod margin;
mod path;
mod pool_sizes;
mod reason;
mod standing;
mod stretch;
#[cfg(test)]
mod testing;
mod warnings;
pub(crate) mod words;

use crate::observe::report::{ModelResult, Verdict};
use crate::scenario::{Catalogue, Scenario};

use facts::Facts;

pub use choice::keeps_up;
pub use standing::measure;
pub(crate) use standing::{Order, Standing, binding, interval, names, order, score_ms, standing};

/// Explains results: recommendation, reason in numbers, decision path, mistakes recognised.
pub fn explain(scenario: &Scenario, results: &[ModelResult], catalogue: &Catalogue) -> Verdict {
    let facts = Facts::new(scenario, results, catalogue);
    let Some(choice) = choice::choose(&facts) else {
        return nothing_completed(&facts);
    };
    Verdict {
        recommended: choice.pick,
        headline: headline::headline(&facts, &choice),
        reason: reason::reason(&facts, &choice),
        path: path::path(&facts, &choice),
        margin: margin::margin(&facts, &choice),
        warnings: warnings::all(&facts, choice.pick),
    }
}

fn nothing_completed(facts: &Facts) -> Verdict {
    Verdict {
        recommended: 0,
        headline: "No task was completed.".to_owned(),
        reason: "No model completed a task: the run is too short, or every task timed out.".to_owned(),
        path: vec!["nothing was completed".to_owned()],
        margin: None,
        warnings: warnings::all(facts, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::testing::*;
    use super::*;

    #[test]
    fn the_design_s_example_reads_as_drawn() {
        let scenario = scenario(vec![
            class("fetch document", 48, vec![cpu(1.0), io(40.0), cpu(3.0)]),
            class("score embedding", 8, vec![cpu(10.0), native(25.0)]),
        ]);
        let results = [
            sequential(2_480.0),
            threads(8, 353.0),
            processes(4, 682.0),
            asyncio(286.0).longest_block(35.0),
            seen("free_threads").takes(322.0),
        ];
        let verdict = explain(&scenario, &results, CATALOGUE);
        assert_eq!(verdict.recommended, 3);
        assert_eq!(verdict.headline, "Use asyncio, and move “score embedding” to a thread.");
        assert_eq!(verdict.path, ["mostly waiting", "async-compatible", "asyncio"]);
        assert!(
            verdict.reason.starts_with(
                "2.48 s becomes 286 ms as it stands, 8.7× as fast, since 80 % of it is waiting."
            ),
            "{}",
            verdict.reason
        );
    }

    #[test]
    fn a_run_without_a_completed_task_has_a_verdict_too() {
        let scenario = scenario(vec![class("fetch", 48, vec![io(40.0)])]);
        let verdict = explain(&scenario, &[threads(8, 10.0).completed(0)], CATALOGUE);
        assert_eq!(verdict.headline, "No task was completed.");
        assert_eq!(explain(&scenario, &[], CATALOGUE).recommended, 0);
    }
}
