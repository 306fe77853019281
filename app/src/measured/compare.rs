//! A run for real beside a simulated one: which figures belong together, by how much the simulated ones are off, and
//! whether the two are of the same scenario at all.

use simulator::observe::report::ModelResult;
use simulator::{Report, Scenario};

use super::real::{Figures, RealRun};

/// A real run beside a report.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// What of the scenario is not as it was when it was run; empty: the figures can be compared.
    pub differs: Vec<&'static str>,
    /// One a model of the report, in its order.
    pub rows: Vec<Row>,
}

/// One model, simulated and measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub label: String,
    pub simulated_ms: f64,
    pub simulated_p95_ms: f64,
    /// What was measured; or why nothing was.
    pub measured: Result<Figures, String>,
}

impl Row {
    /// By which share the simulated makespan is above (positive) or below the measured median.
    pub fn error(&self) -> Option<f64> {
        let measured = self.measured.as_ref().ok()?.makespan_ms.median;
        (measured > 0.0).then(|| self.simulated_ms / measured - 1.0)
    }

    /// The same of the 95th percentile of latency.
    pub fn error_p95(&self) -> Option<f64> {
        let measured = self.measured.as_ref().ok()?.latency_ms.p95?;
        (measured > 0.0).then(|| self.simulated_p95_ms / measured - 1.0)
    }

    /// Whether the simulated makespan lies within what the repetitions spread over.
    pub fn within_spread(&self) -> bool {
        let spread = self.measured.as_ref().ok().map(|m| m.makespan_ms);
        spread.is_some_and(|s| (s.p10..=s.p90).contains(&self.simulated_ms))
    }
}

/// Lays what was measured beside what was simulated. Name, Python and costs of the scenario may differ: the first says
/// nothing, the others are the simulator's affair.
pub fn compare(run: &RealRun, report: &Report) -> Comparison {
    let differs = differences(&run.scenario, &report.scenario);
    let rows = report.results.iter().map(|result| row(run, result)).collect();
    Comparison { differs, rows }
}

fn row(run: &RealRun, result: &ModelResult) -> Row {
    let measured = match run.results.iter().find(|real| real.model == result.model) {
        Some(real) => real.outcome.clone(),
        None => Err("it was not among the models that were run, or had other settings".to_owned()),
    };
    Row {
        label: result.label.clone(),
        simulated_ms: result.makespan_ms,
        simulated_p95_ms: result.latency_ms.p95,
        measured,
    }
}

/// The parts of two scenarios that differ, of those that a real run depends on.
pub fn differences(one: &Scenario, other: &Scenario) -> Vec<&'static str> {
    let runtime =
        |s: &Scenario| (s.runtime.switch_interval_ms, s.runtime.import_ms, s.runtime.resident_bytes);
    let parts = [
        ("the workload", one.workload != other.workload),
        ("the services", one.services != other.services),
        ("the order of submission", one.order != other.order),
        ("the machine", one.machine != other.machine),
        ("the switch interval, the imports or the memory held", runtime(one) != runtime(other)),
        ("the seed, the replications or the end", one.run != other.run),
    ];
    parts.into_iter().filter(|(_, differs)| *differs).map(|(part, _)| part).collect()
}

#[cfg(test)]
mod tests {
    use simulator::scenario::{Order, Python};

    use super::*;
    use crate::measured::real::tests::run;

    #[test]
    fn figures_stand_beside_those_of_the_same_model() {
        let run = RealRun::read(&run(100.0).to_string()).unwrap();
        let report = simulated(&run.scenario);
        let compared = compare(&run, &report);
        assert!(compared.differs.is_empty());
        let row = &compared.rows[0];
        assert_eq!(row.error(), Some(report.results[0].makespan_ms / 100.0 - 1.0));
        assert_eq!(row.error_p95(), Some(report.results[0].latency_ms.p95 / 2.0 - 1.0));
        let last = compared.rows.last().unwrap();
        assert_eq!((last.error(), last.within_spread()), (None, false));
        assert!(last.measured.as_ref().is_err_and(|why| why.contains("another Python")));
    }

    #[test]
    fn another_python_or_other_costs_can_be_compared_another_workload_cannot() {
        let run = RealRun::read(&run(100.0).to_string()).unwrap();
        let mut scenario = run.scenario.clone();
        scenario.name = "Another name".to_owned();
        scenario.runtime.python = Python::V3_13;
        scenario.runtime.costs.insert("wake_us".to_owned(), 1.0);
        assert!(differences(&run.scenario, &scenario).is_empty());
        scenario.workload[0].tasks += 1;
        scenario.order = Order::Blocks;
        scenario.machine.cores += 1;
        let named = differences(&run.scenario, &scenario);
        assert_eq!(named, ["the workload", "the order of submission", "the machine"]);
    }

    #[test]
    fn a_model_with_other_settings_was_not_measured() {
        let run = RealRun::read(&run(100.0).to_string()).unwrap();
        let mut scenario = run.scenario.clone();
        let place = scenario.models.iter().position(|model| model.workers.is_some()).unwrap();
        scenario.models[place].workers = Some(31);
        let compared = compare(&run, &simulated(&scenario));
        assert!(compared.rows[place].measured.as_ref().is_err_and(|why| why.contains("other settings")));
    }

    /// The page itself never simulates; its tests may.
    fn simulated(scenario: &Scenario) -> Report {
        simulator::simulate(scenario)
    }
}
