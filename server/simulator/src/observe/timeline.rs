//! Timelines as the outside sees them: lanes of slices within a window, at a resolution.

use serde::{Deserialize, Serialize};

use super::State;

/// One model's lanes within a window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Timeline {
    /// Index of the model in the scenario.
    pub model: usize,
    pub label: String,
    pub from_ms: f64,
    pub to_ms: f64,
    /// When the model's last task was done.
    pub makespan_ms: f64,
    pub lanes: Vec<Lane>,
    /// Lanes that exist, when more than could be sent; those left out are in the last lane, folded.
    pub lanes_total: usize,
    /// Slices in the window, before any were merged for the resolution.
    pub slices_total: u64,
    /// Instants at which tasks completed, in the whole run, ascending, at most 2,000 (evenly thinned beyond), milliseconds.
    pub completions_ms: Vec<f64>,
    /// Instants at which tasks were submitted, likewise.
    pub submissions_ms: Vec<f64>,
    /// Tasks that were submitted in the whole run.
    pub submitted: u64,
}

/// A row: a thread, a worker process, the event loop, or awaited I/O in flight.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Lane {
    /// `worker 3`, `event loop`, `in flight 2`.
    pub name: String,
    pub kind: LaneKind,
    /// The process that it belongs to; 0 is the parent.
    pub process: u32,
    /// How many lanes it stands for: more than 1 when it is folded.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub stands_for: u32,
    /// In order of time; they do not overlap. A gap means idle.
    pub slices: Vec<Slice>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LaneKind {
    Main,
    Thread,
    Process,
    Loop,
    /// Awaited I/O: no thread of its own.
    InFlight,
    /// A helper of an executor: queue manager, feeder.
    Helper,
    /// Many lanes in one: each slice's `mix` tells how long they were in which states, all together.
    Folded,
}

/// A stretch of one state in a lane.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Slice {
    pub from_ms: f64,
    pub to_ms: f64,
    pub state: SliceState,
    /// The task that it is for, by number in submission order; null: no task's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<u64>,
    /// Index of the task's class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<u32>,
    /// Index of the step within the class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<u32>,
    /// What it was waiting for, and who held it: "the GIL, held by worker 2".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits_for: Option<String>,
    /// How many slices were merged into this one because each was narrower than a pixel; 1: none. In a folded lane:
    /// how many of its lanes were busy, on average.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub count: u32,
    /// Merged or folded slices only: the time in each state, milliseconds, most first. What is left of the stretch
    /// (times the lanes that it stands for) was idle.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mix: Vec<(SliceState, f64)>,
}

fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_one(n: &u32) -> bool {
    *n == 1
}

/// What a lane was doing: a task's state, or one that only a lane can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SliceState {
    Python,
    Native,
    Io,
    ServiceQueue,
    PoolQueue,
    GilWait,
    CoreWait,
    LockWait,
    LoopWait,
    Serialize,
    Start,
    Overhead,
    /// The event loop stands still inside a blocking call.
    LoopBlocked,
}

/// Every state, in the order of their declaration.
pub(super) const STATES: [SliceState; 13] = [
    SliceState::Python,
    SliceState::Native,
    SliceState::Io,
    SliceState::ServiceQueue,
    SliceState::PoolQueue,
    SliceState::GilWait,
    SliceState::CoreWait,
    SliceState::LockWait,
    SliceState::LoopWait,
    SliceState::Serialize,
    SliceState::Start,
    SliceState::Overhead,
    SliceState::LoopBlocked,
];

impl From<State> for SliceState {
    fn from(state: State) -> SliceState {
        match state {
            State::Python => SliceState::Python,
            State::Native => SliceState::Native,
            State::Io => SliceState::Io,
            State::ServiceQueue => SliceState::ServiceQueue,
            State::PoolQueue => SliceState::PoolQueue,
            State::GilWait => SliceState::GilWait,
            State::CoreWait => SliceState::CoreWait,
            State::LockWait => SliceState::LockWait,
            State::LoopWait => SliceState::LoopWait,
            State::Serialize => SliceState::Serialize,
            State::Start => SliceState::Start,
            State::Overhead => SliceState::Overhead,
        }
    }
}

/// Which part of a timeline, and how finely.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Window {
    pub from_ms: f64,
    /// `None`: to the makespan.
    pub to_ms: Option<f64>,
    /// Pixels over the window: slices narrower than one are merged.
    pub width_px: u32,
    /// Lanes beyond so many are folded into one.
    pub max_lanes: usize,
}
