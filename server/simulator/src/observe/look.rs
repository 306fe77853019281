//! What can be asked of a recording beside its picture: how long lanes were in which state within a span, what
//! happened around an instant, and the way of one task. All exact, whatever the resolution of the picture is.

use serde::{Deserialize, Serialize};

use super::recording::{Recording, Stretch};
use super::timeline::{STATES, SliceState};
use crate::engine::Time;
use crate::machine::State;
use crate::machine::tasks::{Status, TaskId};

/// Slices of a task's way that are told at most.
const MOST_STOPS: usize = 1_000;

/// How long a model's lanes were in which state within a span of time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SpanSums {
    /// Index of the model in the scenario.
    pub model: usize,
    /// Tasks completed within the span.
    pub completed: u64,
    /// States that occurred, most time first.
    pub states: Vec<StateSum>,
}

/// One state within a span.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StateSum {
    pub state: SliceState,
    /// Time in it within the span, over all lanes, milliseconds.
    pub ms: f64,
    /// Slices of it that touch the span.
    pub slices: u64,
}

/// A lane begins to do something else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LaneEvent {
    pub at_ms: f64,
    /// Index of the model in the scenario.
    pub model: usize,
    /// Index of the lane in the model's run.
    pub lane: usize,
    pub lane_name: String,
    /// What begins; null: nothing, the lane is idle from here on.
    pub state: Option<SliceState>,
    /// How long it goes on, milliseconds; null when idle.
    pub for_ms: Option<f64>,
    /// The task that it is for.
    pub task: Option<u64>,
    /// Index of the task's class.
    pub class: Option<u32>,
    /// Index of the step within the class.
    pub step: Option<u32>,
    /// What it waits for, and who holds it.
    pub waits_for: Option<String>,
}

/// One task in one model: from submission to its end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Journey {
    /// Index of the model in the scenario.
    pub model: usize,
    /// Index of the task's class.
    pub class: u32,
    /// The lane that submits tasks and takes their results; null: they come from outside.
    pub submitted_by: Option<usize>,
    /// When it was submitted; null: never.
    pub submitted_ms: Option<f64>,
    /// When it was completed; null: it was not.
    pub done_ms: Option<f64>,
    /// The how manieth task it was to be completed, from 1.
    pub place: Option<u64>,
    /// Where its time went from submission to the end; they add up to its latency. Most first.
    pub times_ms: Vec<(SliceState, f64)>,
    /// Where it was seen in lanes, in order of time, at most 1,000 of them.
    pub stops: Vec<Stop>,
    /// How many there are.
    pub stops_total: usize,
}

/// A slice of a task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Stop {
    /// Index of the lane in the model's run.
    pub lane: usize,
    pub from_ms: f64,
    pub to_ms: f64,
    pub state: SliceState,
}

impl Recording {
    /// Times by state within a span.
    pub fn sums(&self, from_ms: f64, to_ms: f64) -> SpanSums {
        let (from, to) = (instant(from_ms), instant(to_ms));
        let mut sums = [(0, 0); STATES.len()];
        for slice in (0..self.lanes.len()).flat_map(|lane| self.within(lane, from, to)) {
            let (ns, slices) = &mut sums[slice.state() as usize];
            *ns += slice.ns_within(from, to);
            *slices += 1;
        }
        let mut told: Vec<_> = STATES.into_iter().zip(sums).filter(|(_, sum)| sum.1 > 0).collect();
        told.sort_by_key(|(_, sum)| std::cmp::Reverse(sum.0));
        let state = |(state, (ns, slices)): (SliceState, (u64, u64))| StateSum { state, ms: ms(ns), slices };
        let done = |at: Time| self.completions.partition_point(|done| *done < at) as u64;
        SpanSums {
            model: self.model,
            completed: done(to) - done(from),
            states: told.into_iter().map(state).collect(),
        }
    }

    /// What happened last, up to and at an instant (`before` of them), and next (`after`); in order of time.
    pub fn events(&self, at_ms: f64, before: usize, after: usize) -> Vec<LaneEvent> {
        let at = instant(at_ms);
        let (mut past, mut future) = (Vec::new(), Vec::new());
        for lane in 0..self.lanes.len() {
            let all = self.stretches(lane);
            let next = all.partition_point(|s| s.from <= at);
            // Each slice is up to two events, its begin and its end if nothing follows at once.
            let first = next.saturating_sub(before);
            past.extend((first..next).flat_map(|i| edges(all, lane, i)).filter(|edge| edge.at <= at));
            let begun = next.saturating_sub(1)..all.len().min(next + after);
            future.extend(begun.flat_map(|i| edges(all, lane, i)).filter(|edge| edge.at > at));
        }
        past.sort_by_key(Edge::order);
        future.sort_by_key(Edge::order);
        future.truncate(after);
        let late = past.len().saturating_sub(before);
        past[late..].iter().chain(&future).map(|edge| self.event(edge)).collect()
    }

    fn event(&self, edge: &Edge) -> LaneEvent {
        let slice = edge.begins;
        let task = slice.and_then(|s| s.task());
        LaneEvent {
            at_ms: edge.at.ms(),
            model: self.model,
            lane: edge.lane,
            lane_name: self.lanes[edge.lane].name.clone(),
            state: slice.map(|s| s.state()),
            for_ms: slice.map(|s| ms(s.ns())),
            task: task.map(u64::from),
            class: task.and_then(|task| self.class(task)),
            step: slice.and_then(|s| s.step()),
            waits_for: slice.and_then(|s| self.waits_for(&s)),
        }
    }

    /// The way of a task; none: there is no such task.
    pub fn journey(&self, task: u64) -> Option<Journey> {
        let number = u32::try_from(task).ok()?;
        let about = self.tasks.all.get(number as usize)?;
        let mut stops: Vec<Stop> = Vec::new();
        for lane in 0..self.lanes.len() {
            let own = self.stretches(lane).iter().filter(|s| s.task() == Some(number));
            stops.extend(own.map(|s| Stop {
                lane,
                from_ms: s.from.ms(),
                to_ms: s.to.ms(),
                state: s.state(),
            }));
        }
        stops.sort_by(|a, b| a.from_ms.total_cmp(&b.from_ms).then(a.lane.cmp(&b.lane)));
        let stops_total = stops.len();
        stops.truncate(MOST_STOPS);
        let completed = about.completed();
        let mut times_ms: Vec<(SliceState, f64)> = State::ALL
            .into_iter()
            .zip(self.tasks.account(TaskId(number)))
            .map(|(state, ns)| (state.into(), ms(ns)))
            .collect();
        times_ms.retain(|time| time.1 > 0.0);
        times_ms.sort_by(|a, b| b.1.total_cmp(&a.1));
        Some(Journey {
            model: self.model,
            class: u32::from(about.class),
            submitted_by: self.submits.then_some(0),
            submitted_ms: (about.status() != Status::NotSubmitted)
                .then(|| self.tasks.submitted(TaskId(number)).ms()),
            done_ms: completed.map(Time::ms),
            place: completed.map(|done| self.completions.partition_point(|t| *t < done) as u64 + 1),
            times_ms,
            stops,
            stops_total,
        })
    }

    /// The next task (or the one before) whose class is among these, beginning beside `beside`, and around the end.
    pub fn find(&self, classes: &[u32], beside: Option<u64>, back: bool) -> Option<u64> {
        let first_tries = self.tasks.all.iter().filter(|task| task.attempt == 0).count();
        let fits = |at: &usize| classes.contains(&u32::from(self.tasks.all[*at].class));
        let start = beside.map(|at| (at as usize).min(first_tries));
        let found = if back {
            let start = start.unwrap_or(first_tries);
            (0..start).rev().find(fits).or_else(|| (start..first_tries).rev().find(fits))
        } else {
            let start = start.map_or(0, |at| (at + 1).min(first_tries));
            (start..first_tries).find(fits).or_else(|| (0..start).find(fits))
        };
        found.map(|at| at as u64)
    }
}

/// An instant at which a lane changes.
struct Edge {
    at: Time,
    lane: usize,
    begins: Option<Stretch>,
}

impl Edge {
    fn order(&self) -> (Time, usize) {
        (self.at, self.lane)
    }
}

/// The begin of a slice, and its end where the lane is idle after it.
fn edges(all: &[Stretch], lane: usize, index: usize) -> impl Iterator<Item = Edge> {
    let slice = all[index];
    let idle = all.get(index + 1).is_none_or(|next| next.from > slice.to);
    let begin = Edge { at: slice.from, lane, begins: Some(slice) };
    let end = idle.then_some(Edge { at: slice.to, lane, begins: None });
    std::iter::once(begin).chain(end)
}

fn instant(ms: f64) -> Time {
    Time::from_ns((ms.max(0.0) * 1e6).round() as u64)
}

fn ms(ns: u64) -> f64 {
    ns as f64 / 1e6
}
