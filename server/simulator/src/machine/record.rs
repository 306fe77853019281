//! What the lanes of the timeline did: appended as it happens, read by whoever draws or checks.

use std::fmt::Display;

use super::State;
use super::tasks::TaskId;
use crate::engine::Time;

/// A lane's number, in the order in which they were added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LaneId(pub u32);

/// What a lane stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LaneKind {
    Main,
    Thread,
    Process,
    Loop,
    InFlight,
    Helper,
}

#[derive(Clone, Debug)]
pub struct Lane {
    pub name: String,
    pub kind: LaneKind,
    pub process: u32,
}

/// What somebody waits for, beyond what the state says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitsFor {
    Nothing,
    /// The GIL, held by this lane's thread when the wait began.
    GilOf(LaneId),
    Service(u32),
    Lock(u32),
    /// The event loop itself stands still in this slice.
    LoopBlocked,
}

/// A lane in one state for a while.
#[derive(Clone, Copy, Debug)]
pub struct Slice {
    pub lane: LaneId,
    pub state: State,
    pub from: Time,
    pub to: Time,
    pub task: Option<TaskId>,
    pub step: u32,
    pub waits_for: WaitsFor,
}

/// The lanes, and the slices if they are wanted.
#[derive(Debug, Default)]
pub struct Record {
    /// What there is to know of each, where slices are kept.
    pub lanes: Vec<Lane>,
    count: u32,
    open: Vec<Option<Slice>>,
    pub slices: Option<Vec<Slice>>,
}

impl Record {
    pub fn new(keep_slices: bool) -> Record {
        Record { slices: keep_slices.then(Vec::new), ..Record::default() }
    }

    /// One more lane. Where no slices are kept it is only counted.
    pub fn add_lane(&mut self, name: impl Display, kind: LaneKind, process: u32) -> LaneId {
        if self.slices.is_some() {
            self.lanes.push(Lane { name: name.to_string(), kind, process });
            self.open.push(None);
        }
        self.count += 1;
        LaneId(self.count - 1)
    }

    /// The lane does this from now on; `None`: nothing.
    pub fn set(&mut self, lane: LaneId, next: Option<Slice>, now: Time) {
        let Some(slices) = &mut self.slices else { return };
        let open = &mut self.open[lane.0 as usize];
        if let (Some(a), Some(b)) = (&*open, &next)
            && (a.state, a.task, a.step, a.waits_for) == (b.state, b.task, b.step, b.waits_for)
        {
            return;
        }
        if let Some(mut done) = open.take()
            && done.from < now
        {
            done.to = now;
            slices.push(done);
        }
        *open = next;
    }

    /// Ends every open slice.
    pub fn close(&mut self, now: Time) {
        for lane in 0..self.open.len() {
            self.set(LaneId(lane as u32), None, now);
        }
    }
}
