//! One model's run, kept: its lanes, its slices in their order, its tasks. Whatever is asked of a run later is answered
//! from this, without running it again.

use super::timeline::SliceState;
use crate::engine::Time;
use crate::machine::record::{self, Kept, LaneKind, WaitsFor};
use crate::machine::tasks::{Status, Task, Tasks};
use crate::machine::{Machine, State};
use crate::scenario::{Catalogue, Model, Scenario};

/// The recording of one model's run.
#[derive(Clone, Debug)]
pub struct Recording {
    /// Index of the model in the scenario.
    pub model: usize,
    pub label: String,
    /// When the last task was done.
    pub(super) makespan: Time,
    pub(super) lanes: Vec<Track>,
    pub(super) tasks: Tasks,
    /// When tasks were completed, in order.
    pub(super) completions: Vec<Time>,
    /// When tasks were submitted first, in order.
    pub(super) submissions: Vec<Time>,
    services: Vec<String>,
    locks: Vec<String>,
    /// Whether the program of the first lane submits tasks and takes their results; else they come from outside.
    pub(super) submits: bool,
}

/// A lane, and its slices in order of time.
#[derive(Clone, Debug)]
pub(super) struct Track {
    pub name: String,
    pub kind: LaneKind,
    pub process: u32,
    stretches: Vec<Stretch>,
}

impl Track {
    fn new((lane, mut stretches): (record::Lane, Vec<Stretch>)) -> Track {
        stretches.shrink_to_fit();
        Track { name: lane.name, kind: lane.kind, process: lane.process, stretches }
    }
}

/// A slice of a lane, as the machine has kept it.
pub(super) type Stretch = Kept;

impl Stretch {
    pub(super) fn state(&self) -> SliceState {
        match (self.about.state(), self.about.waits_for()) {
            (State::Io, WaitsFor::LoopBlocked) => SliceState::LoopBlocked,
            (state, _) => state.into(),
        }
    }

    pub(super) fn task(&self) -> Option<u32> {
        self.about.task().map(|task| task.0)
    }

    pub(super) fn step(&self) -> Option<u32> {
        self.task().map(|_| self.about.step())
    }

    pub(super) fn ns(&self) -> u64 {
        self.to.since(self.from).ns()
    }

    /// How much of it lies within a span.
    pub(super) fn ns_within(&self, from: Time, to: Time) -> u64 {
        self.to.min(to).since(self.from.max(from)).ns()
    }
}

impl Recording {
    /// Takes what a finished machine recorded out of it.
    pub(crate) fn take(
        scenario: &Scenario,
        model: (usize, &Model),
        machine: &mut Machine,
        catalogue: &Catalogue,
    ) -> Recording {
        let slices = machine.record.slices.take().unwrap_or_default();
        let lanes = std::mem::take(&mut machine.record.lanes);
        let tasks = std::mem::take(&mut machine.tasks);
        let mut completions: Vec<Time> = tasks.all.iter().filter_map(Task::completed).collect();
        completions.sort_unstable();
        let first_tries =
            tasks.numbered().filter(|(_, task)| task.attempt == 0 && task.status() != Status::NotSubmitted);
        let mut submissions: Vec<Time> = first_tries.map(|(id, _)| tasks.submitted(id)).collect();
        submissions.sort_unstable();
        Recording {
            model: model.0,
            label: model.1.label(catalogue),
            makespan: completions.last().copied().unwrap_or(machine.now),
            lanes: lanes.into_iter().zip(slices).map(Track::new).collect(),
            tasks,
            completions,
            submissions,
            services: scenario.services.iter().map(|service| service.name.clone()).collect(),
            locks: machine.load.lock_names.clone(),
            submits: machine.server.is_none(),
        }
    }

    /// Memory that it takes, bytes.
    pub fn bytes(&self) -> usize {
        let lane = |lane: &Track| {
            size_of::<Track>() + lane.name.capacity() + lane.stretches.capacity() * size_of::<Stretch>()
        };
        self.tasks.all.capacity() * Tasks::BYTES
            + (self.completions.capacity() + self.submissions.capacity()) * size_of::<Time>()
            + self.lanes.iter().map(lane).sum::<usize>()
            + size_of::<Recording>()
    }

    /// Memory of one slice, bytes.
    pub(crate) const fn slice_bytes() -> usize {
        size_of::<Stretch>()
    }

    /// All slices of a lane.
    pub(super) fn stretches(&self, lane: usize) -> &[Stretch] {
        &self.lanes[lane].stretches
    }

    /// The slices of a lane that touch a span.
    pub(super) fn within(&self, lane: usize, from: Time, to: Time) -> &[Stretch] {
        let all = self.stretches(lane);
        let first = all.partition_point(|s| s.to <= from);
        let count = all[first..].partition_point(|s| s.from < to);
        &all[first..first + count]
    }

    /// The class of a task.
    pub(super) fn class(&self, task: u32) -> Option<u32> {
        self.tasks.all.get(task as usize).map(|task| u32::from(task.class))
    }

    /// What a slice waited for, and who held it.
    pub(super) fn waits_for(&self, slice: &Stretch) -> Option<String> {
        match slice.about.waits_for() {
            WaitsFor::GilOf(lane) => {
                Some(format!("the GIL, held by {}", self.lanes.get(lane.0 as usize)?.name))
            }
            WaitsFor::Service(at) => {
                let name = self.services.get(at as usize)?;
                Some(if slice.state() == SliceState::ServiceQueue {
                    format!("a free slot of {name}")
                } else {
                    format!("an answer of {name}")
                })
            }
            WaitsFor::Lock(at) => Some(format!("the lock {}", self.locks.get(at as usize)?)),
            WaitsFor::LoopBlocked | WaitsFor::Nothing => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_takes_little_room() {
        assert!(Recording::slice_bytes() <= 24);
    }
}
