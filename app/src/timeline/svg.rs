//! A row's lanes as SVG: what the server puts into the page, and what readers without JavaScript see.

use std::fmt::Write;

use simulator::Timeline;

use super::{Layout, TimeScale, View, paint};
use crate::words;

/// Width of the drawing's own coordinates; the page stretches it to the row.
pub const WIDTH: f64 = 1000.0;

/// One path a state: bars are `M x y h w v h h -w z`, so a page of them stays small.
pub fn lanes(timeline: &Timeline, layout: &Layout, view: View) -> String {
    let scale = TimeScale::new(view, WIDTH);
    let mut paths: [String; words::STATES.len()] = std::array::from_fn(|_| String::new());
    for bar in paint::bars(timeline, layout, &scale, None) {
        let path = &mut paths[words::index(bar.state)];
        let (width, height) = (short(bar.width_px), short(bar.height_px));
        let drawn = write!(path, "M{} {}h{width}v{height}h-{width}z", short(bar.x_px), short(bar.y_px));
        debug_assert!(drawn.is_ok(), "writing to a string cannot fail");
    }
    let mut out = String::new();
    for (state, path) in words::STATES.iter().zip(&paths) {
        if !path.is_empty() {
            out.push_str("<path class=\"state-");
            out.push_str(words::token(*state));
            out.push_str("\" d=\"");
            out.push_str(path);
            out.push_str("\"/>");
        }
    }
    out
}

/// One decimal at most: a tenth of a pixel is more than can be seen.
fn short(x: f64) -> String {
    let text = format!("{x:.1}");
    text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use simulator::observe::timeline::{Lane, LaneKind, Slice, SliceState};

    #[test]
    fn a_state_is_one_path() {
        let slice = |from_ms, to_ms, state| Slice {
            from_ms,
            to_ms,
            state,
            task: None,
            class: None,
            step: None,
            waits_for: None,
            count: 1,
            mix: Vec::new(),
        };
        let slices = vec![
            slice(0.0, 10.0, SliceState::Python),
            slice(10.0, 90.0, SliceState::Io),
            slice(90.0, 100.0, SliceState::Python),
        ];
        let lanes_of = vec![Lane { name: "main".to_owned(), kind: LaneKind::Main, process: 0, slices }];
        let layout = Layout::of(&lanes_of);
        let timeline = Timeline {
            model: 0,
            label: String::new(),
            from_ms: 0.0,
            to_ms: 100.0,
            makespan_ms: 100.0,
            lanes: lanes_of,
            lanes_total: 1,
            slices_total: 3,
            completions_ms: Vec::new(),
        };
        assert_eq!(
            lanes(&timeline, &layout, View::new(0.0, 100.0)),
            "<path class=\"state-python\" d=\"M0 8h99.5v24h-99.5zM900 8h99.5v24h-99.5z\"/>\
             <path class=\"state-io\" d=\"M100 8h799.5v24h-799.5z\"/>"
        );
    }
}
