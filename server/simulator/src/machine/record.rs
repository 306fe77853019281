//! What the lanes of the timeline did: appended as it happens, read by whoever draws or checks.

use std::fmt::Display;

use super::State;
use super::tasks::TaskId;
use crate::engine::Time;
use crate::scenario::limits;

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

/// What a slice was about, in the least room: there are millions of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    task: u32,
    /// What is waited for, then the step, then the state.
    rest: u32,
}

/// No task's.
const NO_TASK: u32 = u32::MAX;
const STATE_BITS: u32 = 4;
const STEP_BITS: u32 = 7;
const WAITS_BITS: u32 = u32::BITS - STATE_BITS - STEP_BITS;
/// What is waited for, by number: first what is none of many, then services, locks, and lanes.
const LOOP_BLOCKED: u32 = 1;
const SERVICES: u32 = 2;
const LOCKS: u32 = SERVICES + limits::SERVICES as u32;
const LANES: u32 = LOCKS + (limits::CLASSES * limits::STEPS) as u32;

const _: () = assert!(State::COUNT <= 1 << STATE_BITS && limits::STEPS < 1 << STEP_BITS);
// As many lanes as there are tasks at the most.
const _: () = assert!(LANES as u64 + limits::TASKS.max < 1 << WAITS_BITS);

impl About {
    fn of(slice: &Slice) -> About {
        let waits = match slice.waits_for {
            WaitsFor::Nothing => 0,
            WaitsFor::LoopBlocked => LOOP_BLOCKED,
            WaitsFor::Service(at) => SERVICES + at,
            WaitsFor::Lock(at) => LOCKS + at,
            // Of so many lanes nobody asks who held the GIL.
            WaitsFor::GilOf(lane) => Some(LANES + lane.0).filter(|n| n >> WAITS_BITS == 0).unwrap_or(0),
        };
        let rest = (waits << STEP_BITS | slice.step) << STATE_BITS | slice.state as u32;
        About { task: slice.task.map_or(NO_TASK, |id| id.0), rest }
    }

    pub fn task(&self) -> Option<TaskId> {
        (self.task != NO_TASK).then_some(TaskId(self.task))
    }

    pub fn state(&self) -> State {
        State::numbered(self.rest % (1 << STATE_BITS)).unwrap_or(State::Overhead)
    }

    pub fn step(&self) -> u32 {
        self.rest >> STATE_BITS & ((1 << STEP_BITS) - 1)
    }

    pub fn waits_for(&self) -> WaitsFor {
        match self.rest >> (STATE_BITS + STEP_BITS) {
            0 => WaitsFor::Nothing,
            LOOP_BLOCKED => WaitsFor::LoopBlocked,
            service @ SERVICES..LOCKS => WaitsFor::Service(service - SERVICES),
            lock @ LOCKS..LANES => WaitsFor::Lock(lock - LOCKS),
            lane => WaitsFor::GilOf(LaneId(lane - LANES)),
        }
    }
}

/// A slice in the least room: which lane did it, is known by where it is kept.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
    pub from: Time,
    pub to: Time,
    pub about: About,
}

const _: () = assert!(size_of::<Kept>() == 24);

impl Kept {
    fn of(slice: &Slice) -> Kept {
        Kept { from: slice.from, to: slice.to, about: About::of(slice) }
    }

    /// What it was, by the lane that did it.
    pub fn of_lane(self, lane: LaneId) -> Slice {
        let Kept { from, to, about } = self;
        let (task, step, waits_for) = (about.task(), about.step(), about.waits_for());
        Slice { lane, state: about.state(), from, to, task, step, waits_for }
    }
}

/// The lanes, and the slices if they are wanted.
#[derive(Debug, Default)]
pub struct Record {
    /// What there is to know of each, where slices are kept.
    pub lanes: Vec<Lane>,
    count: u32,
    open: Vec<Option<Slice>>,
    /// Of each lane what it did, in order. Each grows by itself: sorting all of them at the end would take their memory twice.
    pub slices: Option<Vec<Vec<Kept>>>,
}

impl Record {
    pub fn new(keep_slices: bool) -> Record {
        Record { slices: keep_slices.then(Vec::new), ..Record::default() }
    }

    /// One more lane. Where no slices are kept it is only counted.
    pub fn add_lane(&mut self, name: impl Display, kind: LaneKind, process: u32) -> LaneId {
        if let Some(slices) = &mut self.slices {
            slices.push(Vec::new());
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
            slices[lane.0 as usize].push(Kept::of(&done));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_comes_back_as_it_was() {
        let waits = |number: u32| match number % 5 {
            0 => WaitsFor::Nothing,
            1 => WaitsFor::GilOf(LaneId(number)),
            2 => WaitsFor::Service(number % 64),
            3 => WaitsFor::Lock(number % 64),
            _ => WaitsFor::LoopBlocked,
        };
        let slice = |number: u32| Slice {
            lane: LaneId(number / 2),
            state: State::ALL[number as usize % State::COUNT],
            from: Time::from_ns(u64::from(number)),
            to: Time::from_ns(u64::from(number) + 7),
            task: (!number.is_multiple_of(3)).then_some(TaskId(number)),
            step: number % (limits::STEPS as u32 + 1),
            waits_for: waits(number),
        };
        let told = |s: &Slice| (s.lane, s.state, s.from, s.to, s.task, s.step, s.waits_for);
        for number in 0..1_000 {
            let (kept, was) = (Kept::of(&slice(number)), slice(number));
            assert_eq!(told(&kept.of_lane(was.lane)), told(&was));
        }
    }
}
