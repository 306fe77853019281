//! The simulator of this project: A and B on its calendar, C as a scenario on its machine.

use simulator::machine::workload::Workload;
use simulator::models;
use simulator::scenario::Scenario;

use super::bare::timed;
use crate::model::{Model, Outcome, Ran};
use crate::{engine, scenarios};

/// C as the reference model has it: nothing costs anything but the steps.
pub(crate) fn run(model: Model, seed: u64) -> Ran {
    match model {
        Model::Hold { at_once, holds } => {
            let mut hold = engine::Hold::new(at_once, seed);
            timed(|| hold.hold(holds), |end| Outcome::Holds { holds, time: end.ms() / 1e3 })
        }
        Model::Queue { customers } => timed(|| engine::queue(customers, seed), Outcome::MeanWait),
        Model::Gil { tasks } => gil(&scenarios::free_gil(tasks), seed),
    }
}

fn gil(scenario: &Scenario, seed: u64) -> Ran {
    let work = || {
        let load = Workload::new(scenario, seed);
        let mut machine = models::machine(scenario, &scenario.models[0], &load, false).expect("a model");
        machine.run(None, u64::MAX);
        let preemptions = machine.front_gils().map(|gil| gil.forced_switches).sum();
        Outcome::Gil { makespan_s: machine.now.ms() / 1e3, preemptions }
    };
    timed(work, |outcome| outcome)
}
