//! Timelines as they travel to the page: columns in place of a record a slice, which is a small part of the bytes and
//! of the work of reading them. Nothing is lost: times are whole nanoseconds on both sides.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use simulator::Timeline;
use simulator::observe::timeline::{Lane, LaneKind, Slice, SliceState};

/// A timeline in columns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(schemars::JsonSchema))]
pub struct PackedTimeline {
    pub model: usize,
    pub label: String,
    pub from_ms: f64,
    pub to_ms: f64,
    pub makespan_ms: f64,
    pub lanes_total: usize,
    pub slices_total: u64,
    pub completions_ms: Vec<f64>,
    /// What slices waited for; they name it by its place here.
    pub words: Vec<String>,
    pub lanes: Vec<PackedLane>,
}

/// A lane; the n-th entry of each column is of its n-th slice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(schemars::JsonSchema))]
pub struct PackedLane {
    pub name: String,
    pub kind: LaneKind,
    pub process: u32,
    /// From the end of the slice before (for the first, from time 0) to the beginning, nanoseconds.
    pub gap_ns: Vec<u64>,
    /// From the beginning to the end, nanoseconds.
    pub long_ns: Vec<u64>,
    pub state: Vec<SliceState>,
    pub task: Vec<Option<u64>>,
    pub class: Vec<Option<u32>>,
    pub step: Vec<Option<u32>>,
    /// Places in the timeline's words.
    pub waits_for: Vec<Option<usize>>,
    pub merged: Vec<Merged>,
}

/// What is told of merged and folded slices alone: place, how many, the share of each state.
pub type Merged = (usize, u32, Vec<(SliceState, f64)>);

/// For serde's `with`: a list of timelines, packed.
pub(crate) mod list {
    use super::{Deserialize, Deserializer, PackedTimeline, Serialize, Serializer, Timeline};

    pub(crate) fn serialize<S: Serializer>(list: &[Timeline], serializer: S) -> Result<S::Ok, S::Error> {
        list.iter().map(PackedTimeline::of).collect::<Vec<_>>().serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Timeline>, D::Error> {
        let list = Vec::<PackedTimeline>::deserialize(deserializer)?;
        Ok(list.into_iter().map(PackedTimeline::unpack).collect())
    }
}

impl PackedTimeline {
    pub fn of(timeline: &Timeline) -> PackedTimeline {
        let mut words = Vec::new();
        PackedTimeline {
            model: timeline.model,
            label: timeline.label.clone(),
            from_ms: timeline.from_ms,
            to_ms: timeline.to_ms,
            makespan_ms: timeline.makespan_ms,
            lanes_total: timeline.lanes_total,
            slices_total: timeline.slices_total,
            completions_ms: timeline.completions_ms.clone(),
            lanes: timeline.lanes.iter().map(|lane| PackedLane::of(lane, &mut words)).collect(),
            words,
        }
    }

    pub fn unpack(self) -> Timeline {
        let words = self.words;
        Timeline {
            model: self.model,
            label: self.label,
            from_ms: self.from_ms,
            to_ms: self.to_ms,
            makespan_ms: self.makespan_ms,
            lanes_total: self.lanes_total,
            slices_total: self.slices_total,
            completions_ms: self.completions_ms,
            lanes: self.lanes.into_iter().map(|lane| lane.unpack(&words)).collect(),
        }
    }
}

impl PackedLane {
    fn of(lane: &Lane, words: &mut Vec<String>) -> PackedLane {
        let column = |each: fn(&Slice) -> Option<u32>| lane.slices.iter().map(each).collect();
        let mut end_ns = 0;
        let mut gap = |slice: &Slice| {
            let gap_ns = ns(slice.from_ms).saturating_sub(end_ns);
            end_ns = ns(slice.to_ms);
            gap_ns
        };
        let mut place = |word: &String| {
            words.iter().position(|w| w == word).unwrap_or_else(|| {
                words.push(word.clone());
                words.len() - 1
            })
        };
        let merged = lane.slices.iter().enumerate().filter(|(_, s)| s.count != 1 || !s.mix.is_empty());
        PackedLane {
            name: lane.name.clone(),
            kind: lane.kind,
            process: lane.process,
            gap_ns: lane.slices.iter().map(&mut gap).collect(),
            long_ns: lane.slices.iter().map(|s| ns(s.to_ms) - ns(s.from_ms)).collect(),
            state: lane.slices.iter().map(|s| s.state).collect(),
            task: lane.slices.iter().map(|s| s.task).collect(),
            class: column(|s| s.class),
            step: column(|s| s.step),
            waits_for: lane.slices.iter().map(|s| s.waits_for.as_ref().map(&mut place)).collect(),
            merged: merged.map(|(place, s)| (place, s.count, s.mix.clone())).collect(),
        }
    }

    fn unpack(self, words: &[String]) -> Lane {
        let mut at_ns = 0;
        let mut slices: Vec<Slice> = Vec::with_capacity(self.state.len());
        for (i, state) in self.state.iter().enumerate() {
            let from_ns = at_ns + self.gap_ns.get(i).copied().unwrap_or(0);
            at_ns = from_ns + self.long_ns.get(i).copied().unwrap_or(0);
            let word = self.waits_for.get(i).copied().flatten().and_then(|place| words.get(place));
            slices.push(Slice {
                from_ms: ms(from_ns),
                to_ms: ms(at_ns),
                state: *state,
                task: self.task.get(i).copied().flatten(),
                class: self.class.get(i).copied().flatten(),
                step: self.step.get(i).copied().flatten(),
                waits_for: word.cloned(),
                count: 1,
                mix: Vec::new(),
            });
        }
        for (place, count, mix) in self.merged {
            if let Some(slice) = slices.get_mut(place) {
                (slice.count, slice.mix) = (count, mix);
            }
        }
        Lane { name: self.name, kind: self.kind, process: self.process, slices }
    }
}

/// Simulated time is whole nanoseconds.
fn ns(ms: f64) -> u64 {
    (ms * 1e6).round() as u64
}

fn ms(ns: u64) -> f64 {
    ns as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use simulator::Window;
    use simulator::scenario::presets;

    use super::*;

    #[test]
    fn nothing_is_lost_on_the_way() {
        for preset in presets::all() {
            for (width_px, max_lanes) in [(3_000, 12), (100, 2)] {
                let window = Window { from_ms: 0.0, to_ms: None, width_px, max_lanes };
                let timelines = simulator::simulate_with_timelines(&preset.scenario(), Some(&window)).1;
                for timeline in timelines {
                    let sent = serde_json::to_string(&PackedTimeline::of(&timeline)).unwrap();
                    let packed: PackedTimeline = serde_json::from_str(&sent).unwrap();
                    assert_eq!(packed.unpack(), timeline, "{}", preset.id);
                }
            }
        }
    }
}
