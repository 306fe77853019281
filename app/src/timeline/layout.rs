//! Where the lanes of one model lie in its row.

use simulator::observe::timeline::{Lane, LaneKind};

/// Space above the first lane and below the last, pixels.
const MARGIN_PX: f64 = 8.0;
/// A row is at least this high, so that its name and numbers fit beside it.
const LEAST_PX: f64 = 92.0;

/// The vertical place of every lane of a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    tops_px: Vec<f64>,
    heights_px: Vec<f64>,
    pub height_px: f64,
}

impl Layout {
    /// Lays lanes below each other: few lanes are high, many are low; a folded one is higher, since it stands for many.
    pub fn of(lanes: &[Lane]) -> Layout {
        let lane_px = match lanes.len() {
            0 | 1 => 24.0,
            2..=4 => 15.0,
            5..=10 => 11.0,
            _ => 8.0,
        };
        let gap_px = if lanes.len() > 10 { 1.0 } else { 2.0 };
        let mut top = MARGIN_PX;
        let (mut tops_px, mut heights_px) = (Vec::new(), Vec::new());
        for lane in lanes {
            let height = if lane.kind == LaneKind::Folded { lane_px * 2.0 } else { lane_px };
            tops_px.push(top);
            heights_px.push(height);
            top += height + gap_px;
        }
        Layout { tops_px, heights_px, height_px: (top + MARGIN_PX).max(LEAST_PX) }
    }

    /// Top and height of a lane.
    pub fn lane_px(&self, lane: usize) -> Option<(f64, f64)> {
        Some((*self.tops_px.get(lane)?, *self.heights_px.get(lane)?))
    }

    /// The lane at a height, the gap below it included.
    pub fn lane_at(&self, y_px: f64) -> Option<usize> {
        let lane = self.tops_px.iter().rposition(|top| *top <= y_px)?;
        (y_px <= self.tops_px[lane] + self.heights_px[lane] + 2.0).then_some(lane)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lanes(n: usize, kind: LaneKind) -> Vec<Lane> {
        (0..n).map(|i| Lane { name: format!("lane {i}"), kind, process: 0, slices: Vec::new() }).collect()
    }

    #[test]
    fn lanes_do_not_overlap_and_fit() {
        for n in 0..40 {
            let layout = Layout::of(&lanes(n, LaneKind::Thread));
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
    fn a_height_finds_its_lane() {
        let layout = Layout::of(&lanes(8, LaneKind::Thread));
        for lane in 0..8 {
            let (top, height) = layout.lane_px(lane).expect("every lane has its place");
            assert_eq!(layout.lane_at(top + height / 2.0), Some(lane));
        }
        assert_eq!(layout.lane_at(0.0), None);
        assert_eq!(layout.lane_at(layout.height_px), None);
    }

    #[test]
    fn a_folded_lane_is_higher() {
        let layout = Layout::of(&lanes(1, LaneKind::Folded));
        assert_eq!(layout.lane_px(0), Some((8.0, 48.0)));
    }
}
