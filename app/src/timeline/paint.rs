//! From slices to rectangles: which bars a lane shows in a view, for the server's SVG.

use simulator::observe::timeline::{Lane, SliceState};

use super::TimeScale;
use super::hit::visible;

/// A bar is never narrower than this share of the width, so that a short step can still be seen.
const THINNEST: f64 = 0.0008;
/// A bar this wide, as a share of the width, gets a hairline of space after it, so that equal neighbours can be told
/// apart.
const ROOMY: f64 = 0.004;
const HAIRLINE: f64 = 0.0005;
/// What is narrower than this share of the width may be joined with an equal neighbour.
const SLIVER: f64 = 0.001;

/// A rectangle in pixels of its row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    pub x_px: f64,
    pub y_px: f64,
    pub width_px: f64,
    pub height_px: f64,
    pub state: SliceState,
}

/// Every bar of a lane in a view.
pub fn bars(lane: &Lane, (y_px, height_px): (f64, f64), scale: &TimeScale) -> Vec<Bar> {
    let mut out = Vec::new();
    let width = scale.width_px;
    for slice in visible(&lane.slices, scale) {
        let left = scale.x_px(slice.from_ms).max(0.0);
        let right = scale.x_px(slice.to_ms).min(width);
        let hairline = if right - left > ROOMY * width { HAIRLINE * width } else { 0.0 };
        let width_px = (right - left - hairline).max(THINNEST * width);
        let bar = Bar { x_px: left, y_px, width_px, height_px, state: slice.state };
        if !slice.mix.is_empty() {
            let span_ms = (slice.to_ms - slice.from_ms) * f64::from(lane.stands_for.max(1));
            stack(&mut out, bar, &slice.mix, span_ms);
        } else if !swallow(&mut out, &bar, SLIVER * width) {
            out.push(bar);
        }
    }
    out
}

/// Draws a merged stretch as a pile: each state has its share of the height.
fn stack(out: &mut Vec<Bar>, bar: Bar, mix: &[(SliceState, f64)], span_ms: f64) {
    let mut bottom = bar.y_px + bar.height_px;
    for (state, ms) in mix {
        let height_px = bar.height_px * (ms / span_ms).min(1.0);
        bottom -= height_px;
        out.push(Bar { y_px: bottom, height_px, state: *state, ..bar });
    }
}

/// A sliver that falls into the bar before it, of the same state, only lengthens that one.
fn swallow(lane: &mut [Bar], bar: &Bar, sliver_px: f64) -> bool {
    let Some(last) = lane.last_mut() else { return false };
    let same = last.state == bar.state && last.height_px == bar.height_px;
    if !same || bar.width_px > sliver_px || bar.x_px > last.x_px + last.width_px + 0.1 * sliver_px {
        return false;
    }
    last.width_px = last.width_px.max(bar.x_px + bar.width_px - last.x_px);
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::View;
    use crate::timeline::testing::{lane, slice};
    use simulator::observe::timeline::{LaneKind, Slice};

    fn painted(slices: Vec<Slice>, view: View, width_px: f64) -> Vec<Bar> {
        bars(&lane("main", LaneKind::Main, slices), (8.0, 24.0), &TimeScale::new(view, width_px))
    }

    #[test]
    fn bars_lie_where_their_time_is() {
        let drawn = painted(
            vec![
                slice(0.0, 10.0, SliceState::Python, 0),
                slice(10.0, 60.0, SliceState::Io, 0),
                slice(80.0, 100.0, SliceState::Python, 1),
            ],
            View::new(0.0, 100.0),
            1000.0,
        );
        let spans: Vec<_> = drawn.iter().map(|b| (b.x_px, b.width_px, b.state)).collect();
        assert_eq!(
            spans,
            [
                (0.0, 99.5, SliceState::Python),
                (100.0, 499.5, SliceState::Io),
                (800.0, 199.5, SliceState::Python)
            ]
        );
    }

    #[test]
    fn only_what_is_visible_is_drawn() {
        let all = (0..100).map(|i| slice(f64::from(i), f64::from(i) + 0.9, SliceState::Python, 0));
        let drawn = painted(all.collect(), View::new(40.0, 44.0), 400.0);
        assert_eq!(drawn.len(), 5);
        assert!(drawn.iter().all(|b| b.x_px >= 0.0 && b.x_px + b.width_px <= 401.0));
    }

    #[test]
    fn slivers_are_joined() {
        let all =
            (0..2000).map(|i| slice(f64::from(i) / 20.0, f64::from(i + 1) / 20.0, SliceState::Python, 0));
        assert_eq!(painted(all.collect(), View::new(0.0, 100.0), 100.0).len(), 1);
    }
}
