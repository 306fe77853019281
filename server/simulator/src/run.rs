//! Running a scenario: every model on the same workload, the baseline, the report.

use crate::Estimate;
use crate::costs::Costs;
use crate::engine::{Span, Time};
use crate::explain;
use crate::machine::Machine;
use crate::machine::workload::Workload;
use crate::models;
use crate::observe::report::{ModelResult, Report};
use crate::observe::{Timeline, Window, draw, measure};
use crate::scenario::{Arrival, Model, Scenario, StepKind, Until};

/// Events after which a run is ended, whatever the scenario: far above what [`estimate`] lets through.
const MOST_EVENTS: u64 = 2_000_000_000;

/// Runs every model; timelines are recorded where a window is given.
pub(crate) fn simulate(scenario: &Scenario, window: Option<&Window>) -> (Report, Vec<Timeline>) {
    let catalogue = models::catalogue();
    let load = Workload::new(scenario, scenario.run.seed);
    let mut results = Vec::new();
    let mut timelines = Vec::new();
    for (index, model) in scenario.models.iter().enumerate() {
        let Some(machine) = run_model(scenario, model, &load, window.is_some()) else { continue };
        results.push(measure::measure(scenario, model, &machine, &catalogue));
        timelines.extend(window.map(|w| draw::draw(scenario, (index, model), &machine, w, &catalogue)));
    }
    set_speedups(scenario, &load, &mut results);
    let verdict = explain::explain(scenario, &results, &catalogue);
    (Report { version: 1, scenario: complete(scenario), results, verdict }, timelines)
}

/// One model's timeline.
pub(crate) fn timeline(scenario: &Scenario, model: usize, window: &Window) -> Option<Timeline> {
    let load = Workload::new(scenario, scenario.run.seed);
    let it = scenario.models.get(model)?;
    let machine = run_model(scenario, it, &load, true)?;
    Some(draw::draw(scenario, (model, it), &machine, window, &models::catalogue()))
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

/// Speed-ups over one thread that does everything, which is run for it if the scenario does not show it.
fn set_speedups(scenario: &Scenario, load: &Workload, results: &mut [ModelResult]) {
    let sequential = Model::of("sequential");
    let shown = results.iter().find(|r| r.model.kind == sequential.kind).map(|r| r.makespan_ms);
    let baseline = shown.or_else(|| {
        let machine = run_model(scenario, &sequential, load, false)?;
        Some(measure::measure(scenario, &sequential, &machine, &models::catalogue()).makespan_ms)
    });
    for result in results {
        if let Some(baseline) = baseline
            && result.makespan_ms > 0.0
        {
            result.speedup = baseline / result.makespan_ms;
        }
    }
}

/// The scenario with the whole cost profile that was in force.
fn complete(scenario: &Scenario) -> Scenario {
    let mut complete = scenario.clone();
    complete.runtime.costs = Costs::of(scenario.runtime.python, &scenario.runtime.costs).to_map();
    complete
}

/// Events a task costs in the dearest model, by its steps: submit, start, hand-overs, switches, pieces of payload.
pub(crate) fn estimate(scenario: &Scenario) -> Estimate {
    let interval_ms = scenario.runtime.switch_interval_ms.max(0.01);
    let mut events = 0.0;
    let mut tasks = 0.0;
    for class in &scenario.workload {
        let step = |s: &crate::scenario::Step| {
            let ms = s.ms.mean_ms().min(3.6e6);
            let calls = s.call_ms.map_or(1.0, |call| (ms / call).max(1.0));
            let slices = if s.kind == StepKind::Cpu { ms / interval_ms } else { 0.0 };
            12.0 + 2.0 * calls + 8.0 * slices + f64::from(s.native_threads.unwrap_or(1))
        };
        let payload = (class.payload.arguments_bytes + class.payload.result_bytes) as f64 / 65_536.0;
        let each = 30.0 + class.steps.iter().map(step).sum::<f64>() + 8.0 * payload;
        let tries = 1.0 + f64::from(class.retries);
        let arrivals = match class.arrival {
            Arrival::Batch => 1.0,
            _ => 2.0,
        };
        events += class.tasks as f64 * (each * tries + arrivals);
        tasks += class.tasks as f64 * tries;
    }
    let runs = (scenario.models.len() + 1) as f64;
    Estimate { events: events * runs, bytes: tasks * 400.0 }
}
