//! Stretches of work for which an event loop stands still: steps between two awaits, all on the loop.

use crate::scenario::{Model, Scenario, Step, StepKind, TaskClass};

use super::demand::Demand;
use super::family::on_loop;

/// A loop that stands still for this long is felt by everything else on it.
pub(super) const LONG_MS: f64 = 10.0;
/// Python computing of this length is worth the way to another process.
const WORTH_A_PROCESS_MS: f64 = 20.0;

/// The longest stretch of a class, on average.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stretch<'a> {
    pub(super) class: &'a TaskClass,
    pub(super) demand: Demand,
    wall_ms: f64,
}

impl Stretch<'_> {
    /// The stretch and one more step, whose native threads share it as far as there are cores.
    fn with(&self, step: &Step, cores: u32) -> Self {
        let threads = step.native_threads.unwrap_or(1).clamp(1, cores.max(1));
        let wall_ms = self.wall_ms + step.ms.mean_ms() / f64::from(threads);
        Stretch { class: self.class, demand: self.demand.plus(Demand::of_step(step)), wall_ms }
    }

    /// How long the loop stands still at a time.
    pub(super) fn ms(&self) -> f64 {
        self.wall_ms
    }

    /// How long it stands still over all tasks of the class.
    pub(super) fn in_all_ms(&self) -> f64 {
        self.ms() * self.class.tasks as f64
    }

    pub(super) fn blocks(&self) -> bool {
        self.demand.blocking > 0.0
    }

    /// Where it is better off: "a thread", or "a process" if it is computing in Python that is long, or for which the
    /// GIL has no room.
    pub(super) fn better_place(&self, gil_is_full: bool) -> &'static str {
        let python = self.demand.python;
        let apart = gil_is_full || python >= WORTH_A_PROCESS_MS;
        if apart && python > self.demand.total() - python { "a process" } else { "a thread" }
    }
}

/// The longest stretch of each class that a model runs on a loop.
pub(super) fn stretches<'a>(model: &Model, scenario: &'a Scenario) -> Vec<Stretch<'a>> {
    let cores = scenario.machine.cores;
    scenario.workload.iter().filter_map(|class| longest(model, class, cores)).collect()
}

fn longest<'a>(model: &Model, class: &'a TaskClass, cores: u32) -> Option<Stretch<'a>> {
    let nothing = Stretch { class, demand: Demand::default(), wall_ms: 0.0 };
    let (mut longest, mut current) = (nothing.clone(), nothing.clone());
    for step in &class.steps {
        let holds = step.kind != StepKind::Io && on_loop(model, step);
        current = if holds { current.with(step, cores) } else { nothing.clone() };
        if current.wall_ms > longest.wall_ms {
            longest = current.clone();
        }
    }
    (longest.wall_ms > 0.0).then_some(longest)
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::scenario::Place;

    #[test]
    fn a_stretch_ends_at_an_await() {
        let scenario = scenario(vec![
            class("fetch", 48, vec![cpu(1.0), io(40.0), cpu(3.0)]),
            class("score", 8, vec![cpu(10.0), native(25.0)]),
            class("sleep", 8, vec![io(5.0)]),
        ]);
        let found = stretches(&Model::of("asyncio"), &scenario);
        let told: Vec<(&str, f64, f64)> =
            found.iter().map(|s| (s.class.name.as_str(), s.ms(), s.in_all_ms())).collect();
        assert_eq!(told, [("fetch", 3.0, 144.0), ("score", 35.0, 280.0)]);
    }

    #[test]
    fn native_threads_share_a_stretch_as_far_as_there_are_cores() {
        let step = Step { native_threads: Some(6), ..native(240.0) };
        let scenario = scenario(vec![class("encode", 7, vec![cpu(20.0), step])]);
        let found = stretches(&Model::of("asyncio"), &scenario);
        assert_eq!((found[0].ms(), found[0].in_all_ms()), (80.0, 560.0), "four cores");
        assert_eq!(found[0].better_place(false), "a thread");
    }

    #[test]
    fn hybrids_keep_only_what_is_told_to_stay() {
        let mut steps = vec![cpu(30.0), blocking_io(5.0)];
        let hybrid = Model::of("asyncio_threads");
        assert!(stretches(&hybrid, &scenario(vec![class("t", 1, steps.clone())])).is_empty());
        steps[0].on = Some(Place::Loop);
        assert_eq!(stretches(&hybrid, &scenario(vec![class("t", 1, steps)]))[0].ms(), 30.0);
    }

    #[test]
    fn a_server_process_with_a_loop_has_stretches_too() {
        let scenario = scenario(vec![class("t", 1, vec![cpu(30.0)])]);
        let inner = |kind| Model { inner: Some(Box::new(Model::of(kind))), ..Model::of("prefork") };
        assert_eq!(stretches(&inner("asyncio"), &scenario).len(), 1);
        assert!(stretches(&inner("threads"), &scenario).is_empty());
    }

    #[test]
    fn long_python_belongs_in_a_process_the_rest_in_a_thread() {
        let place = |steps| {
            let scenario = scenario(vec![class("t", 1, steps)]);
            stretches(&Model::of("asyncio"), &scenario)[0].better_place(false)
        };
        assert_eq!(place(vec![cpu(50.0)]), "a process");
        assert_eq!(place(vec![cpu(10.0), native(25.0)]), "a thread");
        assert_eq!(place(vec![cpu(12.0)]), "a thread");
        assert_eq!(place(vec![blocking_io(100.0)]), "a thread");
    }
}
