//! Timelines to test with.

use simulator::Timeline;
use simulator::observe::timeline::{Lane, LaneKind, Slice, SliceState};

/// A slice of a task's first step.
pub fn slice(from_ms: f64, to_ms: f64, state: SliceState, task: u64) -> Slice {
    Slice {
        from_ms,
        to_ms,
        state,
        task: Some(task),
        class: Some(0),
        step: Some(0),
        waits_for: None,
        count: 1,
        mix: Vec::new(),
    }
}

/// A lane of these slices.
pub fn lane(name: &str, kind: LaneKind, slices: Vec<Slice>) -> Lane {
    Lane { name: name.to_owned(), kind, process: 0, stands_for: 1, slices }
}

/// A timeline of one lane.
pub fn timeline(slices: Vec<Slice>) -> Timeline {
    Timeline {
        model: 0,
        label: "Sequential".to_owned(),
        from_ms: 0.0,
        to_ms: 100.0,
        makespan_ms: 100.0,
        slices_total: slices.len() as u64,
        lanes: vec![lane("main", LaneKind::Main, slices)],
        lanes_total: 1,
        completions_ms: Vec::new(),
        submissions_ms: Vec::new(),
        submitted: 0,
    }
}
