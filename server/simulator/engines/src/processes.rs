//! What the processes of a model share, where an engine has processes: the draws, and what is counted.

use std::cell::{Cell, RefCell};

use crate::bare::Exponential;
use crate::model::Outcome;

pub(crate) struct Shared {
    random: RefCell<Exponential>,
    holds: Cell<u64>,
    /// Tasks that no worker has taken.
    left: Cell<u64>,
    /// Those who wait for the token.
    waiting: Cell<u32>,
    preemptions: Cell<u64>,
    makespan: Cell<f64>,
    waited: Cell<f64>,
}

impl Shared {
    pub(crate) fn new(seed: u64, tasks: u64) -> Shared {
        Shared {
            random: RefCell::new(Exponential::new(seed)),
            holds: Cell::new(0),
            left: Cell::new(tasks),
            waiting: Cell::new(0),
            preemptions: Cell::new(0),
            makespan: Cell::new(0.0),
            waited: Cell::new(0.0),
        }
    }

    /// An exponential draw with this mean.
    pub(crate) fn draw(&self, mean: f64) -> f64 {
        mean * self.random.borrow_mut().draw()
    }

    pub(crate) fn held(&self) {
        self.holds.set(self.holds.get() + 1);
    }

    /// Whether there was a task to take.
    pub(crate) fn take(&self) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        left > 0
    }

    pub(crate) fn begins_to_wait(&self) {
        self.waiting.set(self.waiting.get() + 1);
    }

    pub(crate) fn ends_to_wait(&self) {
        self.waiting.set(self.waiting.get() - 1);
    }

    pub(crate) fn anyone_waits(&self) -> bool {
        self.waiting.get() > 0
    }

    pub(crate) fn preempted(&self) {
        self.preemptions.set(self.preemptions.get() + 1);
    }

    pub(crate) fn task_done(&self, now: f64) {
        self.makespan.set(now);
    }

    pub(crate) fn waited(&self, time: f64) {
        self.waited.set(self.waited.get() + time);
    }

    pub(crate) fn holds(&self, time: f64) -> Outcome {
        Outcome::Holds { holds: self.holds.get(), time }
    }

    pub(crate) fn mean_wait(&self, customers: u64) -> Outcome {
        Outcome::MeanWait(self.waited.get() / customers as f64)
    }

    pub(crate) fn gil(&self) -> Outcome {
        Outcome::Gil { makespan_s: self.makespan.get(), preemptions: self.preemptions.get() }
    }
}
