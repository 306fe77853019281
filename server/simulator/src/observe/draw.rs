//! From a recording to the lanes of a timeline: what a window of so many pixels can show, exact for its pixels.
//!
//! Slices narrower than a pixel that begin within the same pixel become one, which tells how many they were and how
//! long they were in each state; lanes beyond the limit become one folded lane, with the same told of each stretch.
//! So no time is lost, whatever the resolution: a state's times in a window add up to the same.

use super::recording::{Recording, Stretch};
use super::timeline::{Lane, LaneKind, STATES, Slice, SliceState, Timeline, Window};
use crate::engine::Time;
use crate::machine::record;

/// Completions, and submissions, that are sent at most.
const INSTANTS: usize = 2_000;
/// Pixels to a stretch of a folded lane.
const FOLD_PX: u64 = 4;

/// What the drawing of one window needs to know.
struct View<'r> {
    recording: &'r Recording,
    from: Time,
    to: Time,
    /// Nanoseconds to a pixel.
    pixel: u64,
}

impl Recording {
    /// The lanes of the run within a window.
    pub fn window(&self, window: &Window) -> Timeline {
        let from = (window.from_ms.max(0.0) * 1e6) as u64;
        let to = window.to_ms.map_or(self.makespan.ns(), |ms| (ms * 1e6) as u64).max(from + 1);
        let pixel = ((to - from) / u64::from(window.width_px.max(1))).max(1);
        let view = View { recording: self, from: Time::from_ns(from), to: Time::from_ns(to), pixel };
        let lanes_total = self.lanes.len();
        let folds = lanes_total > window.max_lanes;
        let shown = if folds { window.max_lanes.saturating_sub(1) } else { lanes_total };
        let mut lanes: Vec<Lane> = (0..shown).map(|lane| view.lane(lane)).collect();
        if folds {
            lanes.push(view.fold(shown));
        }
        Timeline {
            model: self.model,
            label: self.label.clone(),
            from_ms: view.from.ms(),
            to_ms: view.to.ms(),
            makespan_ms: self.makespan.ms(),
            lanes,
            lanes_total,
            slices_total: (0..lanes_total).map(|lane| view.slices(lane).len() as u64).sum(),
            completions_ms: sampled(&self.completions),
            submissions_ms: sampled(&self.submissions),
            submitted: self.submissions.len() as u64,
        }
    }
}

/// At most so many of these instants that a page can use them, evenly thinned, the last one among them.
fn sampled(instants: &[Time]) -> Vec<f64> {
    let every = instants.len().div_ceil(INSTANTS).max(1);
    let mut sample: Vec<f64> = instants.iter().rev().step_by(every).map(|t| t.ms()).collect();
    sample.reverse();
    sample
}

impl View<'_> {
    fn slices(&self, lane: usize) -> &[Stretch] {
        self.recording.within(lane, self.from, self.to)
    }

    fn lane(&self, lane: usize) -> Lane {
        let about = &self.recording.lanes[lane];
        let mut out = Vec::new();
        let mut rest = self.slices(lane);
        while let Some(first) = rest.first() {
            let column_ends = (first.from.ns() / self.pixel + 1).saturating_mul(self.pixel);
            let narrow = |s: &&Stretch| s.ns() < self.pixel && s.from.ns() < column_ends;
            let run = rest.iter().take_while(narrow).count().max(1);
            out.push(if run == 1 { self.slice(first) } else { self.merged(&rest[..run]) });
            rest = &rest[run..];
        }
        let (name, kind) = (about.name.clone(), kind(about.kind));
        Lane { name, kind, process: about.process, stands_for: 1, slices: out }
    }

    fn slice(&self, slice: &Stretch) -> Slice {
        let task = slice.task();
        Slice {
            from_ms: slice.from.ms(),
            to_ms: slice.to.ms(),
            state: slice.state(),
            task: task.map(u64::from),
            class: task.and_then(|task| self.recording.class(task)),
            step: slice.step(),
            waits_for: self.recording.waits_for(slice),
            count: 1,
            mix: Vec::new(),
        }
    }

    /// Several slices of one pixel as one: the state that took most of it, and the times of all.
    fn merged(&self, slices: &[Stretch]) -> Slice {
        let mut spent = Spent::default();
        slices.iter().for_each(|s| spent.add(s.state(), s.ns()));
        let (first, last) = (slices[0], slices[slices.len() - 1]);
        let task = first.task().filter(|_| slices.iter().all(|s| s.task() == first.task()));
        Slice {
            from_ms: first.from.ms(),
            to_ms: last.to.ms(),
            task: task.map(u64::from),
            class: task.and_then(|task| self.recording.class(task)),
            count: slices.len() as u32,
            ..spent.slice()
        }
    }

    /// The lanes from `first` on as one: in each stretch, how long they were in which states.
    fn fold(&self, first: usize) -> Lane {
        let bin = self.pixel * FOLD_PX;
        let (from, whole) = (self.from.ns(), self.to.since(self.from).ns());
        let mut bins = vec![Spent::default(); whole.div_ceil(bin) as usize];
        let lanes = self.recording.lanes.len();
        for slice in (first..lanes).flat_map(|lane| self.slices(lane)) {
            let (start, end) = (slice.from.ns().max(from) - from, (slice.to.ns() - from).min(whole));
            for at in start / bin..end.div_ceil(bin) {
                bins[at as usize].add(slice.state(), end.min((at + 1) * bin) - start.max(at * bin));
            }
        }
        let stretch = |(at, spent): (usize, &Spent)| {
            let start = at as u64 * bin;
            let end = (start + bin).min(whole);
            let busy = (spent.ns() as f64 / (end - start) as f64).round().max(1.0) as u32;
            Slice {
                from_ms: Time::from_ns(from + start).ms(),
                to_ms: Time::from_ns(from + end).ms(),
                count: busy,
                ..spent.slice()
            }
        };
        let busy = bins.iter().enumerate().filter(|(_, spent)| spent.ns() > 0);
        let slices = busy.map(stretch).collect();
        let stands_for = (lanes - first) as u32;
        Lane { name: format!("{stands_for} more"), kind: LaneKind::Folded, process: 0, stands_for, slices }
    }
}

/// Time by state, nanoseconds.
#[derive(Clone, Copy, Default)]
struct Spent([u64; STATES.len()]);

impl Spent {
    fn add(&mut self, state: SliceState, ns: u64) {
        self.0[state as usize] += ns;
    }

    fn ns(&self) -> u64 {
        self.0.iter().sum()
    }

    /// A slice of these times, most first, and of nothing else.
    fn slice(&self) -> Slice {
        let mut spent: Vec<(SliceState, u64)> = STATES.into_iter().zip(self.0).filter(|s| s.1 > 0).collect();
        spent.sort_by_key(|(_, ns)| std::cmp::Reverse(*ns));
        Slice {
            from_ms: 0.0,
            to_ms: 0.0,
            state: spent.first().map_or(SliceState::Overhead, |s| s.0),
            task: None,
            class: None,
            step: None,
            waits_for: None,
            count: 1,
            mix: spent.into_iter().map(|(state, ns)| (state, ns as f64 / 1e6)).collect(),
        }
    }
}

pub(super) fn kind(kind: record::LaneKind) -> LaneKind {
    match kind {
        record::LaneKind::Main => LaneKind::Main,
        record::LaneKind::Thread => LaneKind::Thread,
        record::LaneKind::Process => LaneKind::Process,
        record::LaneKind::Loop => LaneKind::Loop,
        record::LaneKind::InFlight => LaneKind::InFlight,
        record::LaneKind::Helper => LaneKind::Helper,
    }
}
