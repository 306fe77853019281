//! A recording written down whole: every lane, slice and task, exact to the nanosecond, none merged.

use super::draw::kind;
use super::recording::{Recording, Stretch};
use super::timeline::{LaneKind, SliceState};
use crate::engine::Time;
use crate::machine::tasks::Status;

/// A lane of a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExactLane<'r> {
    /// `worker 3`, `event loop`, `in flight 2`.
    pub name: &'r str,
    pub kind: LaneKind,
    /// The process that it belongs to; 0 is the parent.
    pub process: u32,
}

/// A slice of a lane.
#[derive(Clone, Copy, Debug)]
pub struct ExactSlice<'r> {
    recording: &'r Recording,
    stretch: Stretch,
}

/// A task, as it was submitted first and ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExactTask {
    /// Its number in the order of submission.
    pub number: u32,
    /// Index of its class.
    pub class: u32,
    /// 0: the first try.
    pub attempt: u32,
    pub submitted_ns: u64,
    /// When it was completed; `None`: it was given up, or is not done at the run's end.
    pub done_ns: Option<u64>,
}

impl Recording {
    /// When the last task was done, nanoseconds.
    pub fn makespan_ns(&self) -> u64 {
        self.makespan.ns()
    }

    pub fn lane_count(&self) -> usize {
        self.lanes.len()
    }

    /// Slices of all lanes.
    pub fn slice_count(&self) -> usize {
        (0..self.lanes.len()).map(|lane| self.stretches(lane).len()).sum()
    }

    /// The lanes in their order.
    pub fn lanes(&self) -> impl Iterator<Item = ExactLane<'_>> {
        self.lanes.iter().map(|lane| ExactLane {
            name: &lane.name,
            kind: kind(lane.kind),
            process: lane.process,
        })
    }

    /// The slices of a lane in order of time; they do not overlap.
    ///
    /// # Panics
    /// There is no such lane.
    pub fn slices(&self, lane: usize) -> impl Iterator<Item = ExactSlice<'_>> {
        self.stretches(lane).iter().map(|stretch| ExactSlice { recording: self, stretch: *stretch })
    }

    /// The tasks that were submitted, in the order of their numbers; a retry is a task with a number of its own.
    pub fn tasks(&self) -> impl Iterator<Item = ExactTask> {
        let submitted = self.tasks.numbered().filter(|(_, t)| t.status() != Status::NotSubmitted);
        submitted.map(|(id, task)| ExactTask {
            number: id.0,
            class: u32::from(task.class),
            attempt: u32::from(task.attempt),
            submitted_ns: self.tasks.submitted(id).ns(),
            done_ns: task.completed().map(Time::ns),
        })
    }

    /// Whether the program of the first lane submits the tasks and takes their results; else they come from outside.
    pub fn submits(&self) -> bool {
        self.submits
    }

    /// The last instant of any slice, nanoseconds: work that was given up may go on after the last task is done.
    pub fn end_ns(&self) -> u64 {
        let last = |lane| self.stretches(lane).last().map_or(Time::ZERO, |stretch| stretch.to);
        (0..self.lanes.len()).map(last).fold(self.makespan, Time::max).ns()
    }
}

impl ExactSlice<'_> {
    pub fn from_ns(&self) -> u64 {
        self.stretch.from.ns()
    }

    pub fn to_ns(&self) -> u64 {
        self.stretch.to.ns()
    }

    pub fn state(&self) -> SliceState {
        self.stretch.state()
    }

    /// The task that it is for, by its number.
    pub fn task(&self) -> Option<u32> {
        self.stretch.task()
    }

    /// Index of the task's class.
    pub fn class(&self) -> Option<u32> {
        self.task().and_then(|task| self.recording.class(task))
    }

    /// Index of the step within the class.
    pub fn step(&self) -> Option<u32> {
        self.stretch.step()
    }

    /// What it was waiting for, and who held it: "the GIL, held by worker 2".
    pub fn waits_for(&self) -> Option<String> {
        self.recording.waits_for(&self.stretch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::presets;

    #[test]
    fn everything_is_there_and_adds_up() {
        let scenario = presets::get(presets::DEFAULT_ID).expect("the default").scenario();
        let report = crate::simulate(&scenario);
        for (model, result) in report.results.iter().enumerate() {
            let recording = crate::record(&scenario, model).expect("the model");
            let all = || (0..recording.lane_count()).flat_map(|lane| recording.slices(lane));
            assert_eq!(all().count(), recording.slice_count());
            let python = all().filter(|slice| slice.state() == SliceState::Python && slice.task().is_some());
            let ns: u64 = python.map(|slice| slice.to_ns() - slice.from_ns()).sum();
            assert!((ns as f64 / 1e6 - result.time_ms.python).abs() < 1e-6, "{}", result.label);
            let latencies = recording.tasks().filter_map(|task| Some(task.done_ns? - task.submitted_ns));
            let ns: u64 = latencies.sum();
            let times_ms: f64 = result.time_ms.values().iter().sum();
            assert!((ns as f64 / 1e6 - times_ms).abs() < 1e-6 * times_ms, "{}", result.label);
            assert!(recording.end_ns() >= recording.makespan_ns());
            assert_eq!(recording.lanes().count(), recording.lane_count());
        }
    }
}
