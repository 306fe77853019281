//! A timeline as few bytes: slices as rows of whole numbers (`digits.rs`), times in nanoseconds since the slice before.
//! It is what travels to the page, in place of the words of [`Timeline`], and reads back as exactly the same.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::digits;
use super::timeline::{Lane, LaneKind, STATES, Slice, Timeline};

/// Bits of a slice's head above its state: what follows it.
const STATE: u64 = 0xf;
const TASK: u64 = 1 << 4;
const STEP: u64 = 1 << 5;
const NOTE: u64 = 1 << 6;
const MERGED: u64 = 1 << 7;

/// A [`Timeline`] in little room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PackedTimeline {
    /// Index of the model in the scenario.
    pub model: usize,
    pub label: String,
    /// The window, nanoseconds.
    pub window_ns: (u64, u64),
    /// When the model's last task was done, nanoseconds.
    pub makespan_ns: u64,
    /// Lanes that exist.
    pub lanes_total: usize,
    /// Slices in the window before any were merged.
    pub slices_total: u64,
    /// Instants at which tasks completed, each in nanoseconds since the one before.
    #[serde(with = "digits")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub completions_ns: Vec<u64>,
    /// Instants at which tasks were submitted, likewise.
    #[serde(with = "digits")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub submissions_ns: Vec<u64>,
    /// Tasks that were submitted.
    pub submitted: u64,
    /// What slices waited for; slices name their place in this list.
    pub notes: Vec<String>,
    pub lanes: Vec<PackedLane>,
}

/// A [`Lane`] in little room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PackedLane {
    pub name: String,
    pub kind: LaneKind,
    pub process: u32,
    pub stands_for: u32,
    /// Slice after slice: nanoseconds since the end of the slice before; length in nanoseconds; head. The head is
    /// the state's place in the list of states, plus 16 if task and class follow, 32 if a step does, 64 if the place
    /// of a note does, 128 if it is merged: then the count follows, the number of states, and for each its place and
    /// its nanoseconds.
    #[serde(with = "digits")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub slices: Vec<u64>,
}

/// Packs timelines for serde.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<S: serde::Serializer>(timelines: &[Timeline], out: S) -> Result<S::Ok, S::Error> {
    out.collect_seq(timelines.iter().map(pack))
}

/// Reads packed timelines with serde.
///
/// # Errors
/// Those of the deserializer, and what is wrong with the numbers.
pub fn deserialize<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<Timeline>, D::Error> {
    let packed = Vec::<PackedTimeline>::deserialize(from)?;
    let read =
        |timeline| unpack(timeline).ok_or_else(|| serde::de::Error::custom("a lane's slices are cut off"));
    packed.into_iter().map(read).collect()
}

/// Packs a timeline.
pub fn pack(timeline: &Timeline) -> PackedTimeline {
    let mut notes = Notes::default();
    PackedTimeline {
        model: timeline.model,
        label: timeline.label.clone(),
        window_ns: (ns(timeline.from_ms), ns(timeline.to_ms)),
        makespan_ns: ns(timeline.makespan_ms),
        lanes_total: timeline.lanes_total,
        slices_total: timeline.slices_total,
        completions_ns: steps(&timeline.completions_ms),
        submissions_ns: steps(&timeline.submissions_ms),
        submitted: timeline.submitted,
        lanes: timeline.lanes.iter().map(|lane| pack_lane(lane, &mut notes)).collect(),
        notes: notes.list,
    }
}

/// Instants as nanoseconds since the one before.
fn steps(instants_ms: &[f64]) -> Vec<u64> {
    let mut before = 0;
    let since = |at_ms: &f64| ns(*at_ms) - std::mem::replace(&mut before, ns(*at_ms));
    instants_ms.iter().map(since).collect()
}

fn instants(steps_ns: &[u64]) -> Vec<f64> {
    let mut at = 0;
    let instant = |since: &u64| {
        at += since;
        ms(at)
    };
    steps_ns.iter().map(instant).collect()
}

/// The texts that occur, each once.
#[derive(Default)]
struct Notes {
    list: Vec<String>,
    places: BTreeMap<String, u64>,
}

impl Notes {
    fn place(&mut self, text: &str) -> u64 {
        if let Some(place) = self.places.get(text) {
            return *place;
        }
        let place = self.list.len() as u64;
        self.list.push(text.to_owned());
        self.places.insert(text.to_owned(), place);
        place
    }
}

fn pack_lane(lane: &Lane, notes: &mut Notes) -> PackedLane {
    let mut out = Vec::with_capacity(lane.slices.len() * 6);
    let mut end = 0;
    for slice in &lane.slices {
        let (from, to) = (ns(slice.from_ms), ns(slice.to_ms));
        let task = slice.task.zip(slice.class);
        let merged = !slice.mix.is_empty() || slice.count != 1;
        let flag = |set: bool, bit: u64| if set { bit } else { 0 };
        let head = slice.state as u64
            | flag(task.is_some(), TASK)
            | flag(slice.step.is_some(), STEP)
            | flag(slice.waits_for.is_some(), NOTE)
            | flag(merged, MERGED);
        out.extend([from - end, to - from, head]);
        out.extend(task.into_iter().flat_map(|(task, class)| [task, u64::from(class)]));
        out.extend(slice.step.map(u64::from));
        out.extend(slice.waits_for.as_ref().map(|text| notes.place(text)));
        if merged {
            out.extend([u64::from(slice.count), slice.mix.len() as u64]);
            out.extend(slice.mix.iter().flat_map(|(state, ms)| [*state as u64, ns(*ms)]));
        }
        end = to;
    }
    let Lane { name, kind, process, stands_for, .. } = lane.clone();
    PackedLane { name, kind, process, stands_for, slices: out }
}

/// Reads a packed timeline; none: its numbers make no slices.
pub fn unpack(packed: PackedTimeline) -> Option<Timeline> {
    let lane = |lane: PackedLane| {
        let slices = unpack_slices(&lane.slices, &packed.notes)?;
        let PackedLane { name, kind, process, stands_for, .. } = lane;
        Some(Lane { name, kind, process, stands_for, slices })
    };
    Some(Timeline {
        model: packed.model,
        label: packed.label,
        from_ms: ms(packed.window_ns.0),
        to_ms: ms(packed.window_ns.1),
        makespan_ms: ms(packed.makespan_ns),
        lanes: packed.lanes.into_iter().map(lane).collect::<Option<_>>()?,
        lanes_total: packed.lanes_total,
        slices_total: packed.slices_total,
        completions_ms: instants(&packed.completions_ns),
        submissions_ms: instants(&packed.submissions_ns),
        submitted: packed.submitted,
    })
}

fn unpack_slices(numbers: &[u64], notes: &[String]) -> Option<Vec<Slice>> {
    let mut rest = numbers.iter().copied();
    let mut slices = Vec::with_capacity(numbers.len() / 5);
    let mut end = 0;
    while let Some(since) = rest.next() {
        let from = end + since;
        end = from + rest.next()?;
        let head = rest.next()?;
        let mut given = |bit: u64| if head & bit == 0 { Some(None) } else { rest.next().map(Some) };
        let (task, class) = (given(TASK)?, given(TASK)?);
        let (step, note) = (given(STEP)?, given(NOTE)?);
        let (count, states) = (given(MERGED)?.unwrap_or(1), given(MERGED)?.unwrap_or(0));
        let mut mix = Vec::with_capacity(states.min(STATES.len() as u64) as usize);
        for _ in 0..states {
            let state = *STATES.get(rest.next()? as usize)?;
            mix.push((state, ms(rest.next()?)));
        }
        slices.push(Slice {
            from_ms: ms(from),
            to_ms: ms(end),
            state: *STATES.get((head & STATE) as usize)?,
            task,
            class: class.map(|class| class as u32),
            step: step.map(|step| step as u32),
            waits_for: note.map_or(Some(None), |place| notes.get(place as usize).cloned().map(Some))?,
            count: count as u32,
            mix,
        });
    }
    Some(slices)
}

fn ns(ms: f64) -> u64 {
    libm::round(ms * 1e6) as u64
}

fn ms(ns: u64) -> f64 {
    ns as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_make_no_slices_are_refused() {
        assert_eq!(unpack_slices(&[], &[]), Some(Vec::new()));
        for wrong in
            [&[1][..], &[1, 2], &[1, 2, 15], &[1, 2, TASK, 3], &[1, 2, NOTE, 0], &[0, 1, MERGED, 2, 9]]
        {
            assert_eq!(unpack_slices(wrong, &[]), None, "{wrong:?}");
        }
    }
}
