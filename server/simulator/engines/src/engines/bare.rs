//! The bare limit: plain Rust, and nothing but what the model needs.

use std::time::Instant;

use crate::bare::{self, HoldFew, HoldMany};
use crate::model::{Model, Outcome, Ran, WORKERS};

/// More at once than are looked at one by one.
const MANY: u64 = 16;

pub(crate) fn run(model: Model, seed: u64) -> Ran {
    match model {
        Model::Hold { at_once, holds } if at_once < MANY => {
            let mut few = HoldFew::new(at_once, seed);
            timed(|| few.hold(holds), |ns| Outcome::Holds { holds, time: ns as f64 / 1e9 })
        }
        Model::Hold { at_once, holds } => {
            let mut many = HoldMany::new(at_once, seed);
            timed(|| many.hold(holds), |ns| Outcome::Holds { holds, time: ns as f64 / 1e9 })
        }
        Model::Queue { customers } => timed(|| bare::queue(customers, seed), Outcome::MeanWait),
        Model::Gil { tasks } => timed(
            || bare::gil(WORKERS, tasks, seed),
            |gil| Outcome::Gil { makespan_s: gil.makespan_ns as f64 / 1e9, preemptions: gil.preemptions },
        ),
    }
}

pub(crate) fn timed<T>(work: impl FnOnce() -> T, outcome: impl FnOnce(T) -> Outcome) -> Ran {
    let start = Instant::now();
    let done = std::hint::black_box(work());
    Ran { seconds: start.elapsed().as_secs_f64(), outcome: outcome(done) }
}
