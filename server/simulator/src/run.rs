//! Running a scenario: every model on the same workload, the baseline, the report.

use crate::costs::Costs;
use crate::engine::random::Stream;
use crate::engine::{Span, Time};
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

/// Runs every model; who wants recordings is shown each model's, of the first replication.
pub(crate) fn simulate(scenario: &Scenario, mut show: Option<&mut dyn FnMut(Recording)>) -> Report {
    let catalogue = models::catalogue();
    let mut tallies: Vec<Tally> = scenario.models.iter().map(|_| Tally::new(scenario)).collect();
    let mut baseline = Tally::new(scenario);
    for replication in 0..scenario.run.replications {
        let load = Workload::new(scenario, seed(scenario, replication));
        let mut show = show.as_mut().filter(|_| replication == 0);
        for (index, model) in scenario.models.iter().enumerate() {
            let Some(mut machine) = run_model(scenario, model, &load, show.is_some()) else { continue };
            tallies[index].add(&machine);
            if let Some(show) = &mut show {
                show(Recording::take(scenario, (index, model), &mut machine, &catalogue));
            }
        }
        // One thread that does everything is the baseline, run once more if the scenario does not show it.
        if !scenario.models.iter().any(|model| model.kind == SEQUENTIAL)
            && let Some(machine) = run_model(scenario, &Model::of(SEQUENTIAL), &load, false)
        {
            baseline.add(&machine);
        }
    }
    let results: Vec<ModelResult> =
        scenario.models.iter().zip(tallies).map(|(model, tally)| tally.result(model, &catalogue)).collect();
    let results = with_speedups(results, baseline.result(&Model::of(SEQUENTIAL), &catalogue));
    let verdict = explain::explain(scenario, &results, &catalogue);
    Report { version: 1, scenario: complete(scenario), results, verdict }
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

/// One model's recording.
pub(crate) fn record(scenario: &Scenario, model: usize) -> Option<Recording> {
    let load = Workload::new(scenario, scenario.run.seed);
    let it = scenario.models.get(model)?;
    let mut machine = run_model(scenario, it, &load, true)?;
    Some(Recording::take(scenario, (model, it), &mut machine, &models::catalogue()))
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
fn with_speedups(mut results: Vec<ModelResult>, baseline: ModelResult) -> Vec<ModelResult> {
    let shown = results.iter().find(|r| r.model.kind == SEQUENTIAL);
    let sequential_ms = shown.unwrap_or(&baseline).makespan_ms;
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
