//! Recordings of recent runs, kept in bounded memory, so that looking closer at a run does not run it again.

use std::sync::Arc;
use std::time::Duration;

use moka::sync::Cache;
use simulator::scenario::link;
use simulator::{Recording, Report, Scenario};

/// A run that nobody looks at for so long is let go.
const IDLE: Duration = Duration::from_secs(600);
/// Weights are in these, so that they fit the cache's numbers.
const KIB: usize = 1024;

/// What is known of a scenario's run.
#[derive(Debug)]
pub(super) struct Kept {
    /// The report, if it was asked for.
    pub(super) report: Option<Report>,
    /// One a model, in the scenario's order.
    pub(super) recordings: Vec<Recording>,
}

/// Recent runs by their scenario. What is looked at most stays longest.
#[derive(Clone, Debug)]
pub(super) struct Recent {
    runs: Cache<String, Arc<Kept>>,
    bytes: u64,
}

impl Recent {
    pub(super) fn new(bytes: u64) -> Recent {
        let weight = |key: &String, kept: &Arc<Kept>| {
            let recorded: usize = kept.recordings.iter().map(Recording::bytes).sum();
            u32::try_from((recorded + key.len()).div_ceil(KIB)).unwrap_or(u32::MAX)
        };
        let runs =
            Cache::builder().max_capacity(bytes / KIB as u64).weigher(weight).time_to_idle(IDLE).build();
        Recent { runs, bytes }
    }

    /// Whether there is room for recordings of so many bytes.
    pub(super) fn takes(&self, bytes: f64) -> bool {
        bytes <= self.bytes as f64
    }

    pub(super) fn get(&self, scenario: &Scenario) -> Option<Arc<Kept>> {
        self.runs.get(&key(scenario))
    }

    pub(super) fn keep(&self, scenario: &Scenario, kept: Kept) {
        self.runs.insert(key(scenario), Arc::new(kept));
    }
}

/// A scenario's canonical text.
fn key(scenario: &Scenario) -> String {
    link::print(scenario)
}

#[cfg(test)]
mod tests {
    use super::*;
    use simulator::scenario::presets;

    fn run(name: &str) -> (Scenario, Kept) {
        let mut scenario = presets::get(presets::DEFAULT_ID).unwrap().scenario();
        scenario.name = name.to_owned();
        let mut recordings = Vec::new();
        let report = simulator::simulate_and_record(&scenario, |recording| recordings.push(recording));
        (scenario, Kept { report: Some(report), recordings })
    }

    #[test]
    fn memory_is_bounded() {
        let (first, kept) = run("first");
        let bytes: usize = kept.recordings.iter().map(Recording::bytes).sum();
        let recent = Recent::new((bytes * 3 / 2) as u64);
        assert!(recent.takes(bytes as f64) && !recent.takes(2.0 * bytes as f64));
        recent.keep(&first, kept);
        recent.runs.run_pending_tasks();
        assert!(recent.get(&first).is_some());
        for n in 0..5 {
            let (scenario, kept) = run(&format!("run {n}"));
            recent.keep(&scenario, kept);
            recent.runs.run_pending_tasks();
            assert!(recent.runs.weighted_size() <= (bytes * 3 / 2 / KIB) as u64, "room for one only");
        }
    }
}
