//! From slices to rectangles: which bars a row shows in a view. The canvas and the server's SVG both draw these.

use simulator::Timeline;
use simulator::observe::timeline::{Slice, SliceState};

use super::{Layout, TimeScale};

/// A bar is never narrower than this, so that a short step can still be seen.
const THINNEST_PX: f64 = 0.75;
/// A bar this wide gets a hairline of space after it, so that equal neighbours can be told apart.
const ROOMY_PX: f64 = 4.0;

/// A rectangle in pixels of its row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    pub x_px: f64,
    pub y_px: f64,
    pub width_px: f64,
    pub height_px: f64,
    pub state: SliceState,
    /// It belongs to the task that is picked out.
    pub picked: bool,
}

/// The slices of a lane that touch the visible span.
pub fn visible<'a>(slices: &'a [Slice], scale: &TimeScale) -> &'a [Slice] {
    let first = slices.partition_point(|s| s.to_ms < scale.from_ms);
    let count = slices[first..].partition_point(|s| s.from_ms <= scale.to_ms);
    &slices[first..first + count]
}

/// Every bar of a row in a view, lane by lane. `picked` is the number of the task to pick out.
pub fn bars(timeline: &Timeline, layout: &Layout, scale: &TimeScale, picked: Option<u64>) -> Vec<Bar> {
    let mut out = Vec::new();
    for (index, lane) in timeline.lanes.iter().enumerate() {
        let Some((y_px, height_px)) = layout.lane_px(index) else { continue };
        let first = out.len();
        for slice in visible(&lane.slices, scale) {
            let left = scale.x_px(slice.from_ms).max(-1.0);
            let right = scale.x_px(slice.to_ms).min(scale.width_px + 1.0);
            let hairline = if right - left > ROOMY_PX { 0.5 } else { 0.0 };
            let width_px = (right - left - hairline).max(THINNEST_PX);
            let bar = Bar {
                x_px: left,
                y_px,
                width_px,
                height_px,
                state: slice.state,
                picked: picked.is_some() && slice.task == picked,
            };
            if slice.mix.len() > 1 {
                stack(&mut out, bar, &slice.mix);
            } else if !swallow(&mut out[first..], &bar) {
                out.push(bar);
            }
        }
    }
    out
}

/// Draws a merged stretch as a pile: each state has its share of the height.
fn stack(out: &mut Vec<Bar>, bar: Bar, mix: &[(SliceState, f64)]) {
    let total: f64 = mix.iter().map(|(_, share)| share).sum();
    let mut bottom = bar.y_px + bar.height_px;
    for (state, share) in mix {
        let height_px = bar.height_px * share / total.max(1e-9);
        bottom -= height_px;
        out.push(Bar { y_px: bottom, height_px, state: *state, ..bar });
    }
}

/// A sliver that falls into the bar before it, of the same state, only lengthens that one.
fn swallow(lane: &mut [Bar], bar: &Bar) -> bool {
    let Some(last) = lane.last_mut() else { return false };
    let same = last.state == bar.state && last.picked == bar.picked && last.height_px == bar.height_px;
    if !same || bar.width_px > 1.0 || bar.x_px > last.x_px + last.width_px + 0.1 {
        return false;
    }
    last.width_px = last.width_px.max(bar.x_px + bar.width_px - last.x_px);
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::View;
    use simulator::observe::timeline::{Lane, LaneKind};

    fn slice(from_ms: f64, to_ms: f64, state: SliceState, task: u64) -> Slice {
        let task = Some(task);
        Slice {
            from_ms,
            to_ms,
            state,
            task,
            class: Some(0),
            step: Some(0),
            waits_for: None,
            count: 1,
            mix: Vec::new(),
        }
    }

    fn timeline(slices: Vec<Slice>) -> Timeline {
        let lane = Lane { name: "main".to_owned(), kind: LaneKind::Main, process: 0, slices };
        Timeline {
            model: 0,
            label: "Sequential".to_owned(),
            from_ms: 0.0,
            to_ms: 100.0,
            makespan_ms: 100.0,
            lanes: vec![lane],
            lanes_total: 1,
            slices_total: 3,
            completions_ms: Vec::new(),
        }
    }

    fn painted(timeline: &Timeline, view: View, width_px: f64, picked: Option<u64>) -> Vec<Bar> {
        bars(timeline, &Layout::of(&timeline.lanes), &TimeScale::new(view, width_px), picked)
    }

    #[test]
    fn bars_lie_where_their_time_is() {
        let line = timeline(vec![
            slice(0.0, 10.0, SliceState::Python, 0),
            slice(10.0, 60.0, SliceState::Io, 0),
            slice(80.0, 100.0, SliceState::Python, 1),
        ]);
        let drawn = painted(&line, View::new(0.0, 100.0), 200.0, Some(1));
        let spans: Vec<_> = drawn.iter().map(|b| (b.x_px, b.width_px, b.state, b.picked)).collect();
        assert_eq!(
            spans,
            [
                (0.0, 19.5, SliceState::Python, false),
                (20.0, 99.5, SliceState::Io, false),
                (160.0, 39.5, SliceState::Python, true)
            ]
        );
    }

    #[test]
    fn only_what_is_visible_is_drawn() {
        let line = timeline(
            (0..100).map(|i| slice(f64::from(i), f64::from(i) + 0.9, SliceState::Python, 0)).collect(),
        );
        let drawn = painted(&line, View::new(40.0, 44.0), 400.0, None);
        assert_eq!(drawn.len(), 5);
        assert!(drawn.iter().all(|b| b.x_px >= -1.0 && b.x_px + b.width_px <= 401.0));
    }

    #[test]
    fn slivers_are_joined() {
        let line = timeline(
            (0..1000)
                .map(|i| slice(f64::from(i) / 10.0, f64::from(i + 1) / 10.0, SliceState::Python, 0))
                .collect(),
        );
        assert!(painted(&line, View::new(0.0, 100.0), 100.0, None).len() < 200);
    }

    #[test]
    fn a_merged_stretch_is_a_pile_of_its_states() {
        let mut merged = slice(0.0, 50.0, SliceState::Io, 0);
        merged.count = 9;
        merged.mix = vec![(SliceState::Io, 0.75), (SliceState::Python, 0.25)];
        let drawn = painted(&timeline(vec![merged]), View::new(0.0, 100.0), 100.0, None);
        assert_eq!(drawn.iter().map(|b| b.height_px).collect::<Vec<_>>(), [18.0, 6.0]);
        assert_eq!(drawn[0].y_px, drawn[1].y_px + drawn[1].height_px);
    }
}
