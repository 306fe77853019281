//! What the tasks themselves ask for, before any model runs them: Python, native code, and waiting.

use crate::scenario::{GilUse, Scenario, Step, StepKind, TaskClass};

/// Time that tasks ask for, milliseconds, on average.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Demand {
    /// Computing that holds the GIL, under a mutex or not.
    pub(super) python: f64,
    /// Computing with the GIL released.
    pub(super) native: f64,
    /// Waiting that asyncio can await.
    pub(super) awaited: f64,
    /// Waiting inside blocking calls.
    pub(super) blocking: f64,
}

/// The first question of the decision: what does the program mostly do?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mostly {
    Waiting,
    Calculating,
    /// Neither is below [`BOTH`].
    Both,
}

/// A part that is at least this large cannot be passed over.
const BOTH: f64 = 0.4;

impl Demand {
    pub(super) fn of_step(step: &Step) -> Demand {
        let ms = step.ms.mean_ms();
        let zero = Demand::default();
        match (step.kind, step.gil) {
            (StepKind::Cpu, Some(GilUse::Released)) => Demand { native: ms, ..zero },
            (StepKind::Cpu | StepKind::Lock, _) => Demand { python: ms, ..zero },
            (StepKind::Io, _) => Demand { awaited: ms, ..zero },
            (StepKind::BlockingIo, _) => Demand { blocking: ms, ..zero },
        }
    }

    /// What one task of a class asks for.
    pub(super) fn of_task(class: &TaskClass) -> Demand {
        class.steps.iter().map(Demand::of_step).fold(Demand::default(), Demand::plus)
    }

    /// What all tasks ask for.
    pub(super) fn of_scenario(scenario: &Scenario) -> Demand {
        let classes = scenario.workload.iter();
        classes.map(|c| Demand::of_task(c).times(c.tasks as f64)).fold(Demand::default(), Demand::plus)
    }

    pub(super) fn plus(self, other: Demand) -> Demand {
        Demand {
            python: self.python + other.python,
            native: self.native + other.native,
            awaited: self.awaited + other.awaited,
            blocking: self.blocking + other.blocking,
        }
    }

    fn times(self, n: f64) -> Demand {
        Demand {
            python: self.python * n,
            native: self.native * n,
            awaited: self.awaited * n,
            blocking: self.blocking * n,
        }
    }

    pub(super) fn computing(&self) -> f64 {
        self.python + self.native
    }

    pub(super) fn waiting(&self) -> f64 {
        self.awaited + self.blocking
    }

    pub(super) fn total(&self) -> f64 {
        self.computing() + self.waiting()
    }

    /// Share of waiting in the whole; 0 when nothing is asked for.
    pub(super) fn waiting_share(&self) -> f64 {
        if self.total() > 0.0 { self.waiting() / self.total() } else { 0.0 }
    }

    /// Share in the whole of the kind of computing that there is more of.
    pub(super) fn leading_share(&self) -> f64 {
        if self.total() > 0.0 { self.python.max(self.native) / self.total() } else { 0.0 }
    }

    pub(super) fn mostly(&self) -> Mostly {
        match self.waiting_share() {
            share if share > 1.0 - BOTH => Mostly::Waiting,
            share if share < BOTH => Mostly::Calculating,
            _ => Mostly::Both,
        }
    }

    /// Whether the computing is more Python than native code.
    pub(super) fn pure_python(&self) -> bool {
        self.python >= self.native
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    #[test]
    fn each_kind_of_step_counts_where_it_belongs() {
        let steps = vec![cpu(1.0), native(2.0), io(40.0), blocking_io(5.0), lock(3.0)];
        let demand = Demand::of_task(&class("mixed", 10, steps));
        assert_eq!(demand, Demand { python: 4.0, native: 2.0, awaited: 40.0, blocking: 5.0 });
        assert_eq!((demand.computing(), demand.waiting(), demand.total()), (6.0, 45.0, 51.0));
    }

    #[test]
    fn the_scenario_weighs_its_classes_by_their_tasks() {
        let scenario = scenario(vec![
            class("fetch", 48, vec![cpu(1.0), io(40.0), cpu(3.0)]),
            class("score", 8, vec![cpu(10.0), native(25.0)]),
        ]);
        let demand = Demand::of_scenario(&scenario);
        assert_eq!(demand.python, 48.0 * 4.0 + 80.0);
        assert_eq!(demand.native, 200.0);
        assert_eq!(demand.mostly(), Mostly::Waiting);
    }

    #[test]
    fn mostly_means_more_than_three_fifths() {
        let mostly = |wait: f64| Demand::of_task(&class("t", 1, vec![io(wait), cpu(10.0 - wait)])).mostly();
        assert_eq!(mostly(7.0), Mostly::Waiting);
        assert_eq!(mostly(5.0), Mostly::Both);
        assert_eq!(mostly(3.0), Mostly::Calculating);
        assert_eq!(Demand::default().mostly(), Mostly::Calculating);
    }
}
