//! The one map between simulated time and pixels that ruler, lanes, playhead and tooltip share.

use super::View;

/// A visible span of time laid over a width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeScale {
    pub from_ms: f64,
    pub to_ms: f64,
    pub width_px: f64,
}

impl TimeScale {
    pub fn new(view: View, width_px: f64) -> TimeScale {
        TimeScale { from_ms: view.from_ms, to_ms: view.to_ms, width_px }
    }

    pub fn x_px(&self, at_ms: f64) -> f64 {
        (at_ms - self.from_ms) / (self.to_ms - self.from_ms) * self.width_px
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_lie_in_proportion() {
        let scale = TimeScale { from_ms: 100.0, to_ms: 300.0, width_px: 800.0 };
        assert_eq!(scale.x_px(100.0), 0.0);
        assert_eq!(scale.x_px(150.0), 200.0);
        assert_eq!(scale.x_px(300.0), 800.0);
    }
}
