//! What lies under a point, and which slice is next to another: for the pointer, a finger and the arrow keys.

use simulator::Timeline;
use simulator::observe::timeline::{Slice, SliceState};

use super::{Layout, TimeScale};

/// A thin bar can still be hit from this far.
const REACH_PX: f64 = 2.5;

/// A slice by its place in a model's timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    pub model: usize,
    pub lane: usize,
    pub slice: usize,
}

/// The slices of a lane that touch the visible span.
pub fn visible<'a>(slices: &'a [Slice], scale: &TimeScale) -> &'a [Slice] {
    let first = slices.partition_point(|s| s.to_ms < scale.from_ms);
    let count = slices[first..].partition_point(|s| s.from_ms <= scale.to_ms);
    &slices[first..first + count]
}

/// The slice under a point of a row; of several within reach, the nearest.
pub fn at(timeline: &Timeline, layout: &Layout, scale: &TimeScale, x_px: f64, y_px: f64) -> Option<Spot> {
    let lane = layout.lane_at(y_px)?;
    let slices = &timeline.lanes.get(lane)?.slices;
    let seen = visible(slices, scale);
    let first = slices.partition_point(|s| s.to_ms < scale.from_ms);
    let away = |slice: &Slice| {
        let (left, right) = (scale.x_px(slice.from_ms), scale.x_px(slice.to_ms));
        (left - x_px).max(x_px - right).max(0.0)
    };
    let near = seen.iter().enumerate().map(|(i, s)| (i, away(s))).filter(|(_, px)| *px <= REACH_PX);
    let (index, _) = near.min_by(|a, b| a.1.total_cmp(&b.1))?;
    Some(Spot { model: timeline.model, lane, slice: first + index })
}

/// The slice at a spot, if the timeline still has it.
pub fn slice(timeline: &Timeline, spot: Spot) -> Option<&Slice> {
    timeline.lanes.get(spot.lane)?.slices.get(spot.slice)
}

/// The next (or the previous) slice of the lane.
pub fn beside(timeline: &Timeline, spot: Spot, forward: bool) -> Option<Spot> {
    let next = if forward { spot.slice + 1 } else { spot.slice.checked_sub(1)? };
    let beside = Spot { slice: next, ..spot };
    slice(timeline, beside).map(|_| beside)
}

/// The next (or the previous) slice of the lane that waits for the GIL.
pub fn gil_wait(timeline: &Timeline, spot: Spot, forward: bool) -> Option<Spot> {
    let slices = &timeline.lanes.get(spot.lane)?.slices;
    let waits = |index: &usize| slices[*index].state == SliceState::GilWait;
    let index = if forward {
        (spot.slice + 1..slices.len()).find(waits)
    } else {
        (0..spot.slice.min(slices.len())).rev().find(waits)
    };
    index.map(|slice| Spot { slice, ..spot })
}

/// The slice of a lane that holds an instant, or the nearest one.
pub fn in_lane(timeline: &Timeline, lane: usize, at_ms: f64) -> Option<Spot> {
    let slices = &timeline.lanes.get(lane)?.slices;
    let index = slices.partition_point(|s| s.to_ms <= at_ms).min(slices.len().checked_sub(1)?);
    Some(Spot { model: timeline.model, lane, slice: index })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::testing;

    fn timeline() -> Timeline {
        let states = [SliceState::Python, SliceState::GilWait, SliceState::Python, SliceState::GilWait];
        let slices = states.iter().enumerate().map(|(i, state)| {
            let from_ms = 10.0 * i as f64;
            testing::slice(from_ms, from_ms + 8.0, *state, i as u64)
        });
        Timeline { model: 2, ..testing::timeline(slices.collect()) }
    }

    #[test]
    fn the_pointer_finds_what_is_under_it() {
        let line = timeline();
        let layout = Layout::of(&line.lanes, &[]);
        let scale = TimeScale { from_ms: 5.0, to_ms: 45.0, width_px: 400.0 };
        let found = |x, y| at(&line, &layout, &scale, x, y).map(|spot| spot.slice);
        assert_eq!(found(10.0, 20.0), Some(0));
        assert_eq!(found(60.0, 20.0), Some(1));
        assert_eq!(found(31.0, 20.0), Some(0), "within reach of the first");
        assert_eq!(found(40.0, 20.0), None, "idle");
        assert_eq!(found(10.0, 80.0), None, "below the lanes");
    }

    #[test]
    fn the_keys_walk_from_slice_to_slice() {
        let line = timeline();
        let spot = in_lane(&line, 0, 12.0).expect("the lane has slices");
        assert_eq!(spot, Spot { model: 2, lane: 0, slice: 1 });
        assert_eq!(beside(&line, spot, true).map(|s| s.slice), Some(2));
        assert_eq!(beside(&line, Spot { slice: 0, ..spot }, false), None);
        assert_eq!(gil_wait(&line, spot, true).map(|s| s.slice), Some(3));
        assert_eq!(gil_wait(&line, spot, false), None);
        assert_eq!(in_lane(&line, 0, 99.0).map(|s| s.slice), Some(3));
        assert_eq!(in_lane(&line, 5, 0.0), None);
    }
}
