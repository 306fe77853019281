//! Where the lanes of one model lie in its row.

use simulator::observe::timeline::{Lane, LaneKind};

/// Width of the server's drawing in its own coordinates; the page stretches it to the row. So fine that whole numbers
/// do.
pub const DRAWING_WIDTH: f64 = 2_500.0;

/// Space above the first lane and below the last, pixels.
const MARGIN_PX: f64 = 8.0;
/// A row is at least this high, so that its name and numbers fit beside it.
const LEAST_PX: f64 = 92.0;
/// A folded lane is so many times as high as one of its own.
const FOLDED: f64 = 3.0;

/// The vertical place of every lane of a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// Top and height of each lane.
    places_px: Vec<(f64, f64)>,
    pub height_px: f64,
}

impl Layout {
    /// Lays lanes below each other, pinned ones first: few lanes are high, many are low; a folded one is higher, since
    /// it stands for many.
    pub fn of(lanes: &[Lane], pinned: &[usize]) -> Layout {
        let lane_px = match lanes.len() {
            0 | 1 => 24.0,
            2..=4 => 15.0,
            5..=10 => 11.0,
            _ => 8.0,
        };
        let gap_px = if lanes.len() > 10 { 1.0 } else { 2.0 };
        let mut top = MARGIN_PX;
        let mut places_px = vec![(0.0, 0.0); lanes.len()];
        let first = (0..lanes.len()).filter(|lane| pinned.contains(lane));
        let others = (0..lanes.len()).filter(|lane| !pinned.contains(lane));
        for lane in first.chain(others) {
            let folded = lanes[lane].kind == LaneKind::Folded;
            let height = if folded { lane_px * FOLDED } else { lane_px };
            places_px[lane] = (top, height);
            top += height + gap_px;
        }
        Layout { places_px, height_px: (top + MARGIN_PX).max(LEAST_PX) }
    }

    /// Top and height of a lane.
    pub fn lane_px(&self, lane: usize) -> Option<(f64, f64)> {
        self.places_px.get(lane).copied()
    }

    /// The middle of a lane; of one that is folded into the last, the middle of that.
    pub fn middle_px(&self, lane: usize) -> Option<f64> {
        let place = self.places_px.get(lane).or_else(|| self.places_px.last());
        place.map(|(top, height)| top + 0.5 * height)
    }

    /// The lane at a height, the gap below it included.
    pub fn lane_at(&self, y_px: f64) -> Option<usize> {
        let near = |(top, height): &(f64, f64)| *top <= y_px && y_px <= top + height + 2.0;
        let found = self.places_px.iter().enumerate().filter(|(_, place)| near(place));
        found.max_by(|a, b| a.1.0.total_cmp(&b.1.0)).map(|(lane, _)| lane)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::testing::lane;

    fn lanes(n: usize, kind: LaneKind) -> Vec<Lane> {
        (0..n).map(|i| lane(&format!("lane {i}"), kind, Vec::new())).collect()
    }

    #[test]
    fn lanes_do_not_overlap_and_fit() {
        for n in 0..40 {
            let layout = Layout::of(&lanes(n, LaneKind::Thread), &[]);
            let mut end = 0.0;
            for lane in 0..n {
                let (top, height) = layout.lane_px(lane).expect("every lane has its place");
                assert!(top > end);
                end = top + height;
            }
            assert!(layout.height_px >= end + MARGIN_PX);
            assert_eq!(layout.lane_px(n), None);
        }
    }

    #[test]
    fn pinned_lanes_are_on_top() {
        let layout = Layout::of(&lanes(5, LaneKind::Thread), &[3]);
        let top = |lane| layout.lane_px(lane).expect("every lane has its place").0;
        assert!(top(3) < top(0) && top(0) < top(1) && top(2) < top(4));
        assert_eq!(layout.lane_at(top(3) + 1.0), Some(3));
    }

    #[test]
    fn a_height_finds_its_lane() {
        let layout = Layout::of(&lanes(8, LaneKind::Thread), &[]);
        for lane in 0..8 {
            let (top, height) = layout.lane_px(lane).expect("every lane has its place");
            assert_eq!(layout.lane_at(top + height / 2.0), Some(lane));
        }
        assert_eq!(layout.lane_at(0.0), None);
        assert_eq!(layout.lane_at(layout.height_px), None);
    }

    #[test]
    fn a_folded_lane_is_higher() {
        let layout = Layout::of(&lanes(1, LaneKind::Folded), &[]);
        assert_eq!(layout.lane_px(0), Some((8.0, 72.0)));
    }
}
