//! Running a scenario: every model on the same workload, the baseline, the report.

use std::sync::OnceLock;

use crate::costs::Costs;
use crate::engine::random::Stream;
use crate::engine::{Span, Time};
use crate::estimate;
use crate::explain;
use crate::machine::Machine;
use crate::machine::workload::Workload;
use crate::models;
use crate::observe::Recording;
use crate::observe::measure::Tally;
use crate::observe::report::{ModelResult, Report};
use crate::scenario::{Model, Scenario, Until};

/// Events after which a run is ended, whatever the scenario: far above what any estimate lets through.
const MOST_EVENTS: u64 = 2_000_000_000;

/// The model that speed-ups are counted from.
const SEQUENTIAL: &str = "sequential";

/// The name of the stream that replications draw their seeds from.
const REPLICATION: u64 = 5 << 32;

/// A run in pieces: each of the scenario's models, and the baseline where the models do not hold it. They can be taken
/// in any order, or at once by whoever has threads: each is a pure function of the scenario. In their order they make
/// the report.
#[derive(Debug)]
pub struct Run {
    scenario: Scenario,
    /// The tasks of each replication, drawn when the first piece needs them.
    loads: Vec<OnceLock<Workload>>,
}

impl Run {
    pub fn new(scenario: Scenario) -> Run {
        let loads = (0..scenario.run.replications).map(|_| OnceLock::new()).collect();
        Run { scenario, loads }
    }

    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// How many pieces there are: a piece's number is its model's index, the baseline is the last.
    pub fn pieces(&self) -> usize {
        let holds_baseline = self.scenario.models.iter().any(|model| model.kind == SEQUENTIAL);
        self.scenario.models.len() + usize::from(!holds_baseline)
    }

    /// The pieces, the dearest first, so that the last one to be done is short: several threads then end together (longest
    /// processing time first, Graham 1969).
    pub fn dearest_first(&self) -> Vec<usize> {
        let baseline = Model::of(SEQUENTIAL);
        let events = |piece: &usize| {
            estimate::events_of(&self.scenario, self.scenario.models.get(*piece).unwrap_or(&baseline))
        };
        let mut order: Vec<usize> = (0..self.pieces()).collect();
        order.sort_by(|a, b| events(b).total_cmp(&events(a)));
        order
    }

    /// Runs a piece; its speed-up is left to the report.
    pub fn piece(&self, piece: usize) -> ModelResult {
        self.run(piece, None)
    }

    /// Runs a piece, and shows the recording of its first replication; none of the baseline, which is not the
    /// scenario's.
    pub fn piece_and_record(&self, piece: usize, mut show: impl FnMut(Recording)) -> ModelResult {
        self.run(piece, Some(&mut show))
    }

    fn run(&self, piece: usize, mut show: Option<&mut dyn FnMut(Recording)>) -> ModelResult {
        let (scenario, catalogue) = (&self.scenario, models::catalogue());
        let baseline = Model::of(SEQUENTIAL);
        let model = scenario.models.get(piece).unwrap_or(&baseline);
        let mut tally = Tally::new(scenario);
        for replication in 0..scenario.run.replications {
            let mut show = show.as_mut().filter(|_| replication == 0 && piece < scenario.models.len());
            let load = self.load(replication);
            let Some(mut machine) = run_model(scenario, model, load, show.is_some()) else { break };
            tally.add(&machine);
            if let Some(show) = &mut show {
                show(Recording::take(scenario, (piece, model), &mut machine, &catalogue));
            }
        }
        tally.result(model, &catalogue)
    }

    fn load(&self, replication: u32) -> &Workload {
        let draw = || Workload::new(&self.scenario, seed(&self.scenario, replication));
        self.loads[replication as usize].get_or_init(draw)
    }

    /// The recording of one model, by its index, without its figures.
    pub fn record(&self, model: usize) -> Option<Recording> {
        let it = self.scenario.models.get(model)?;
        let mut machine = run_model(&self.scenario, it, self.load(0), true)?;
        Some(Recording::take(&self.scenario, (model, it), &mut machine, &models::catalogue()))
    }

    /// The report of all pieces, which are given in their order.
    pub fn report(&self, mut pieces: Vec<ModelResult>) -> Report {
        let baseline = pieces.split_off(self.scenario.models.len().min(pieces.len()));
        let results = with_speedups(pieces, baseline.first());
        let verdict = explain::explain(&self.scenario, &results, &models::catalogue());
        Report { version: 1, scenario: complete(&self.scenario), results, verdict }
    }
}

/// Runs one model by itself: no baseline, so no speed-up, and nothing to compare it with.
pub(crate) fn alone(scenario: &Scenario, model: &Model) -> Option<ModelResult> {
    let mut tally = Tally::new(scenario);
    for replication in 0..scenario.run.replications {
        let load = Workload::new(scenario, seed(scenario, replication));
        tally.add(&run_model(scenario, model, &load, false)?);
    }
    Some(tally.result(model, &models::catalogue()))
}

/// The seed of a replication: the first is the scenario's own, so that it is also what a single run shows; each of
/// the others is drawn, so that scenarios with neighbouring seeds share none. Below 2⁵³, as every seed.
fn seed(scenario: &Scenario, replication: u32) -> u64 {
    match replication {
        0 => scenario.run.seed,
        n => Stream::new(scenario.run.seed, [REPLICATION, u64::from(n), 0]).bits() >> 11,
    }
}

fn run_model<'w>(scenario: &Scenario, model: &Model, load: &'w Workload, keep: bool) -> Option<Machine<'w>> {
    let mut machine = models::machine(scenario, model, load, keep)?;
    let horizon = match scenario.run.until {
        Until::AllDone => None,
        Until::Duration { ms } => Some(Time::ZERO + Span::from_ms_f64(ms)),
    };
    machine.run(horizon, MOST_EVENTS);
    Some(machine)
}

/// Speed-ups over one thread that does everything: the scenario's own sequential model, or the baseline.
fn with_speedups(mut results: Vec<ModelResult>, baseline: Option<&ModelResult>) -> Vec<ModelResult> {
    let shown = results.iter().find(|r| r.model.kind == SEQUENTIAL);
    let sequential_ms = shown.or(baseline).map_or(0.0, |r| r.makespan_ms);
    for result in &mut results {
        if result.makespan_ms > 0.0 {
            result.speedup = sequential_ms / result.makespan_ms;
        }
    }
    results
}

/// The scenario with the whole cost profile that was in force.
fn complete(scenario: &Scenario) -> Scenario {
    let mut complete = scenario.clone();
    complete.runtime.costs = Costs::of(scenario.runtime.python, &scenario.runtime.costs).to_map();
    complete
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dearest_piece_comes_first_and_every_piece_once() {
        let scenario = crate::parse(
            r#"{"version": 1, "machine": {"cores": 2}, "workload": [{"name": "a", "tasks": 9, "steps": [
                {"kind": "cpu", "ms": 1}, {"kind": "io", "ms": 1}]}],
                "models": [{"kind": "threads"}, {"kind": "asyncio_processes"}, {"kind": "asyncio"}]}"#,
        );
        let run = Run::new(scenario.expect("a valid scenario"));
        assert_eq!(run.dearest_first(), [1, 0, 2, 3], "the baseline, which is piece 3, does least");
    }
}
