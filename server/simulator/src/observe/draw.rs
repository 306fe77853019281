//! From a recorded run to the lanes of a timeline: what a window of so many pixels can show, exact for its pixels.
//!
//! Slices narrower than a pixel that begin within the same pixel become one, which tells how many they were and in
//! which states their time went; lanes beyond the limit become one folded lane.

use super::timeline::{Lane, LaneKind, Slice, SliceState, Timeline, Window};
use crate::engine::Time;
use crate::machine::record::{self, WaitsFor};
use crate::machine::tasks::Status;
use crate::machine::{Machine, State};
use crate::scenario::{Catalogue, Model, Scenario};

/// Completions that are sent at most.
const COMPLETIONS: usize = 2_000;
/// Pixels to a bin of a folded lane.
const FOLD_PX: u64 = 4;

/// What the drawing of one window needs to know.
struct View<'m, 'w> {
    scenario: &'m Scenario,
    machine: &'m Machine<'w>,
    from: u64,
    to: u64,
    pixel: u64,
}

/// The lanes of a finished run that kept its slices.
pub fn draw(
    scenario: &Scenario,
    model: (usize, &Model),
    machine: &Machine,
    window: &Window,
    catalogue: &Catalogue,
) -> Timeline {
    let makespan = machine.tasks.all.iter().filter(|t| t.status == Status::Completed).map(|t| t.done).max();
    let makespan = makespan.unwrap_or(machine.now);
    let from = (window.from_ms.max(0.0) * 1e6) as u64;
    let to = window.to_ms.map_or(makespan.ns(), |ms| (ms * 1e6) as u64).max(from + 1);
    let pixel = ((to - from) / u64::from(window.width_px.max(1))).max(1);
    let view = View { scenario, machine, from, to, pixel };
    let by_lane = view.slices_by_lane();
    let slices_total = by_lane.iter().map(|s| s.len() as u64).sum();
    let lanes_total = by_lane.len();
    let shown = if lanes_total > window.max_lanes { window.max_lanes.saturating_sub(1) } else { lanes_total };
    let mut lanes: Vec<Lane> = (0..shown).map(|lane| view.lane(lane, &by_lane[lane])).collect();
    if shown < lanes_total {
        lanes.push(view.fold(&by_lane[shown..]));
    }
    Timeline {
        model: model.0,
        label: model.1.label(catalogue),
        from_ms: from as f64 / 1e6,
        to_ms: to as f64 / 1e6,
        makespan_ms: makespan.ms(),
        lanes,
        lanes_total,
        slices_total,
        completions_ms: completions(machine),
    }
}

fn completions(machine: &Machine) -> Vec<f64> {
    let all = &machine.tasks.all;
    let mut done: Vec<Time> = all.iter().filter(|t| t.status == Status::Completed).map(|t| t.done).collect();
    done.sort_unstable();
    let every = done.len().div_ceil(COMPLETIONS).max(1);
    done.iter().rev().step_by(every).rev().map(|t| t.ms()).collect()
}

impl View<'_, '_> {
    /// The window's slices, a list a lane, in order of time.
    fn slices_by_lane(&self) -> Vec<Vec<record::Slice>> {
        let mut by_lane = vec![Vec::new(); self.machine.record.lanes.len()];
        for slice in self.machine.record.slices.iter().flatten() {
            if slice.to.ns() > self.from && slice.from.ns() < self.to {
                by_lane[slice.lane.0 as usize].push(*slice);
            }
        }
        by_lane
    }

    fn lane(&self, lane: usize, slices: &[record::Slice]) -> Lane {
        let about = &self.machine.record.lanes[lane];
        let mut out = Vec::new();
        let mut rest = slices;
        while let Some(first) = rest.first() {
            let column = first.from.ns() / self.pixel;
            let narrow = |s: &&record::Slice| {
                s.to.since(s.from).ns() < self.pixel && s.from.ns() / self.pixel == column
            };
            let run = rest.iter().take_while(narrow).count().max(1);
            out.push(if run == 1 { self.slice(first) } else { self.merged(&rest[..run]) });
            rest = &rest[run..];
        }
        Lane { name: about.name.clone(), kind: kind(about.kind), process: about.process, slices: out }
    }

    fn slice(&self, slice: &record::Slice) -> Slice {
        let task = slice.task.map(|id| self.machine.tasks.get(id));
        Slice {
            from_ms: slice.from.ms(),
            to_ms: slice.to.ms(),
            state: state(slice),
            task: slice.task.map(|id| u64::from(id.0)),
            class: task.map(|task| task.class),
            step: task.map(|_| slice.step),
            waits_for: self.waits_for(slice),
            count: 1,
            mix: Vec::new(),
        }
    }

    /// Several slices of one pixel as one: the state that took most of it, and the shares of all.
    fn merged(&self, slices: &[record::Slice]) -> Slice {
        let mix = shares(slices.iter().map(|s| (state(s), s.to.since(s.from).ns())));
        let first = slices[0];
        let last = slices[slices.len() - 1];
        let task = first.task.filter(|_| slices.iter().all(|s| s.task == first.task));
        Slice {
            from_ms: first.from.ms(),
            to_ms: last.to.ms(),
            state: mix.first().map_or(SliceState::Overhead, |m| m.0),
            task: task.map(|id| u64::from(id.0)),
            class: task.map(|id| self.machine.tasks.get(id).class),
            step: None,
            waits_for: None,
            count: slices.len() as u32,
            mix,
        }
    }

    /// Many lanes as one: in each bin, how many were busy and in which states.
    fn fold(&self, lanes: &[Vec<record::Slice>]) -> Lane {
        let bin = self.pixel * FOLD_PX;
        let bins = (self.to - self.from).div_ceil(bin) as usize;
        let mut spent: Vec<Vec<(SliceState, u64)>> = vec![Vec::new(); bins];
        for slice in lanes.iter().flatten() {
            let (from, to) =
                (slice.from.ns().max(self.from) - self.from, slice.to.ns().min(self.to) - self.from);
            for at in from / bin..to.div_ceil(bin) {
                let overlap = to.min((at + 1) * bin) - from.max(at * bin);
                spent[at as usize].push((state(slice), overlap));
            }
        }
        let slices = spent.into_iter().enumerate().filter(|(_, s)| !s.is_empty()).map(|(at, spent)| {
            let total: u64 = spent.iter().map(|s| s.1).sum();
            let mix = shares(spent.into_iter());
            let from = self.from + at as u64 * bin;
            Slice {
                from_ms: from as f64 / 1e6,
                to_ms: (from + bin).min(self.to) as f64 / 1e6,
                state: mix.first().map_or(SliceState::Overhead, |m| m.0),
                task: None,
                class: None,
                step: None,
                waits_for: None,
                count: (total as f64 / bin as f64).round().max(1.0) as u32,
                mix,
            }
        });
        let name = format!("{} more", lanes.len());
        Lane { name, kind: LaneKind::Folded, process: 0, slices: slices.collect() }
    }

    fn waits_for(&self, slice: &record::Slice) -> Option<String> {
        match slice.waits_for {
            WaitsFor::GilOf(lane) => {
                Some(format!("the GIL, held by {}", self.machine.record.lanes[lane.0 as usize].name))
            }
            WaitsFor::Service(at) => {
                let name = &self.scenario.services.get(at as usize)?.name;
                Some(if slice.state == State::ServiceQueue {
                    format!("a free slot of {name}")
                } else {
                    format!("an answer of {name}")
                })
            }
            WaitsFor::Lock(at) => {
                Some(format!("the lock {}", self.machine.load.lock_names.get(at as usize)?))
            }
            WaitsFor::LoopBlocked | WaitsFor::Nothing => None,
        }
    }
}

fn state(slice: &record::Slice) -> SliceState {
    match (slice.state, slice.waits_for) {
        (State::Io, WaitsFor::LoopBlocked) => SliceState::LoopBlocked,
        (state, _) => state.into(),
    }
}

/// The share of each state, largest first.
fn shares(spent: impl Iterator<Item = (SliceState, u64)>) -> Vec<(SliceState, f64)> {
    let mut sums: Vec<(SliceState, u64)> = Vec::new();
    for (state, ns) in spent {
        match sums.iter_mut().find(|s| s.0 == state) {
            Some(sum) => sum.1 += ns,
            None => sums.push((state, ns)),
        }
    }
    sums.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let total: u64 = sums.iter().map(|s| s.1).sum();
    sums.into_iter().map(|(state, ns)| (state, ns as f64 / total.max(1) as f64)).collect()
}

fn kind(kind: record::LaneKind) -> LaneKind {
    match kind {
        record::LaneKind::Main => LaneKind::Main,
        record::LaneKind::Thread => LaneKind::Thread,
        record::LaneKind::Process => LaneKind::Process,
        record::LaneKind::Loop => LaneKind::Loop,
        record::LaneKind::InFlight => LaneKind::InFlight,
        record::LaneKind::Helper => LaneKind::Helper,
    }
}
