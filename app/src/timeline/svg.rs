//! A row's lanes as SVG: what the server puts into the page, and what readers without JavaScript see.

use std::fmt::Write;

use simulator::Timeline;
use simulator::observe::timeline::SliceState;

use super::layout::DRAWING_WIDTH;
use super::paint::{self, Bar};
use super::{Layout, TimeScale, View};
use crate::words;

/// A bar this thick in a lane is a stroke along it; thinner ones are parts of piles.
const PILE: f64 = 0.01;

/// The states that wait: the last part of their names, and the lines over their colour, on a square of six pixels.
pub fn hatches() -> impl Iterator<Item = (&'static str, &'static str)> {
    let hatched = words::STATES.into_iter().filter(|state| words::is_hatched(*state));
    hatched.map(|state| {
        let lines = match state {
            SliceState::GilWait => "M0 6L6 0M-1 1L1-1M5 7L7 5",
            SliceState::CoreWait => "M0 3H6",
            SliceState::LockWait => "M3 0V6",
            _ => "M0 0L6 6M-1 5L1 7M5-1L7 1",
        };
        (words::token(state), lines)
    })
}

/// One path a state and lane, with the lane's height as its stroke: a bar is `m x 0 h w`, so a page of them is small.
pub fn lanes(timeline: &Timeline, layout: &Layout, view: View) -> String {
    let scale = TimeScale::new(view, DRAWING_WIDTH);
    let mut out = String::new();
    for (index, lane) in timeline.lanes.iter().enumerate() {
        let Some((top, height)) = layout.lane_px(index) else { continue };
        let bars = paint::bars(lane, (top, height), &scale);
        for state in words::STATES {
            let own = || bars.iter().filter(|bar| bar.state == state);
            let full = |bar: &&Bar| (bar.height_px - height).abs() < PILE;
            strokes(&mut out, state, (top, height), own().filter(full));
            piles(&mut out, state, own().filter(|bar| !full(bar)));
        }
    }
    out
}

/// Bars as high as their lane.
fn strokes<'a>(
    out: &mut String,
    state: SliceState,
    (top, height): (f64, f64),
    bars: impl Iterator<Item = &'a Bar>,
) {
    let (mut path, mut at) = (String::new(), 0);
    for bar in bars {
        let (left, right) = ends(bar);
        push(&mut path, format_args!("m{} 0h{}", left - at, right - left));
        at = right;
    }
    if !path.is_empty() {
        let middle = top + 0.5 * height;
        open(out, state, "stroke");
        push(out, format_args!(" stroke-width=\"{height}\" d=\"M0 {middle}{path}\"/>"));
    }
}

/// Parts of piles: each a rectangle.
fn piles<'a>(out: &mut String, state: SliceState, bars: impl Iterator<Item = &'a Bar>) {
    let mut path = String::new();
    for bar in bars {
        let (left, right) = ends(bar);
        let (width, top, height) = (right - left, bar.y_px, bar.height_px);
        push(&mut path, format_args!("M{left} {top:.1}h{width}v{height:.1}h-{width}z"));
    }
    if !path.is_empty() {
        open(out, state, "fill");
        push(out, format_args!(" d=\"{path}\"/>"));
    }
}

/// Whole numbers are about a third of a pixel: the thinnest bar is two of them.
fn ends(bar: &Bar) -> (i64, i64) {
    let left = bar.x_px.round() as i64;
    (left, ((bar.x_px + bar.width_px).round() as i64).max(left + 1))
}

fn open(out: &mut String, state: SliceState, how: &str) {
    let name = words::token(state);
    if words::is_hatched(state) {
        push(out, format_args!("<path {how}=\"url(#hatch-{name})\""));
    } else {
        push(out, format_args!("<path class=\"state-{name}\""));
    }
}

fn push(out: &mut String, what: std::fmt::Arguments) {
    let written = out.write_fmt(what);
    debug_assert!(written.is_ok(), "writing to a string cannot fail");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::testing::{slice, timeline};

    #[test]
    fn a_state_is_one_path_a_lane() {
        let line = timeline(vec![
            slice(0.0, 10.0, SliceState::Python, 0),
            slice(10.0, 90.0, SliceState::GilWait, 0),
            slice(90.0, 100.0, SliceState::Python, 0),
        ]);
        let layout = Layout::of(&line.lanes, &[]);
        assert_eq!(
            lanes(&line, &layout, View::new(0.0, 100.0)),
            "<path class=\"state-python\" stroke-width=\"24\" d=\"M0 20m0 0h249m2001 0h249\"/>\
             <path stroke=\"url(#hatch-gil-wait)\" stroke-width=\"24\" d=\"M0 20m250 0h1999\"/>"
        );
    }

    #[test]
    fn a_pile_has_the_heights_of_its_times() {
        let mut merged = slice(0.0, 50.0, SliceState::Io, 0);
        merged.mix = vec![(SliceState::Io, 37.5), (SliceState::Python, 6.0)];
        let line = timeline(vec![merged]);
        let layout = Layout::of(&line.lanes, &[]);
        assert_eq!(
            lanes(&line, &layout, View::new(0.0, 100.0)),
            "<path class=\"state-python\" d=\"M0 11.1h1249v2.9h-1249z\"/>\
             <path class=\"state-io\" d=\"M0 14.0h1249v18.0h-1249z\"/>"
        );
    }
}
