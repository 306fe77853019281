//! The span of time that is on screen, and how zooming and panning move it.

/// The narrowest view: 1 µs. Times are whole nanoseconds, so it still holds a thousand of them, and an f64 of
/// milliseconds resolves 10⁻⁹ ms at an hour.
const NARROWEST_MS: f64 = 0.001;

/// A row that is this many times longer than the fastest one does not stretch the first view.
const LONGEST_IN_FIRST_VIEW: f64 = 2.5;

/// What is visible, in milliseconds of simulated time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    pub from_ms: f64,
    pub to_ms: f64,
}

impl View {
    pub fn new(from_ms: f64, to_ms: f64) -> View {
        View { from_ms, to_ms }
    }

    pub fn span_ms(&self) -> f64 {
        self.to_ms - self.from_ms
    }

    /// The view to open with: all of the faster rows; a row that takes far longer runs off its end. The end is
    /// rounded up in small steps, so that the axis stands still while a slider moves.
    pub fn first(makespans_ms: &[f64]) -> View {
        let fastest = makespans_ms.iter().copied().filter(|m| *m > 0.0).fold(f64::INFINITY, f64::min);
        if !fastest.is_finite() {
            return View::new(0.0, 1.0);
        }
        let limit = fastest * LONGEST_IN_FIRST_VIEW;
        let longest = makespans_ms.iter().copied().filter(|m| *m <= limit).fold(fastest, f64::max);
        View::new(0.0, round_up(longest * 1.02))
    }

    /// The view that holds every row to its end.
    pub fn whole(makespans_ms: &[f64]) -> View {
        let longest = makespans_ms.iter().copied().fold(0.0, f64::max);
        if longest > 0.0 { View::new(0.0, longest * 1.02) } else { View::new(0.0, 1.0) }
    }

    /// Zooms so that the instant at `share` of the width stays there. `factor` below 1 shows less.
    #[must_use]
    pub fn zoomed(self, factor: f64, share: f64, end_ms: f64) -> View {
        let span = (self.span_ms() * factor).clamp(NARROWEST_MS, (end_ms * 1.02).max(NARROWEST_MS));
        let fixed = self.from_ms + share * self.span_ms();
        View::new(fixed - share * span, fixed + (1.0 - share) * span).within(end_ms)
    }

    /// Moves by a share of the span; positive is later.
    #[must_use]
    pub fn panned(self, share: f64, end_ms: f64) -> View {
        let by = share * self.span_ms();
        View::new(self.from_ms + by, self.to_ms + by).within(end_ms)
    }

    /// Shows from one instant to another, in either order.
    #[must_use]
    pub fn selected(one_ms: f64, other_ms: f64, end_ms: f64) -> View {
        let (from, to) = if one_ms < other_ms { (one_ms, other_ms) } else { (other_ms, one_ms) };
        View::new(from, to.max(from + NARROWEST_MS)).within(end_ms)
    }

    /// The same span, moved so that it starts no earlier than 0 and ends no later than a little past the end.
    fn within(self, end_ms: f64) -> View {
        let span = self.span_ms();
        let latest = (end_ms * 1.02 - span).max(0.0);
        let from = self.from_ms.clamp(0.0, latest);
        View::new(from, from + span)
    }
}

/// The next of 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10 times a power of ten.
fn round_up(x: f64) -> f64 {
    let power = 10f64.powf(x.log10().floor());
    let steps = [1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0];
    steps.iter().map(|step| step * power).find(|end| *end >= x).unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_view_leaves_out_the_far_slower() {
        assert_eq!(View::first(&[2480.0, 353.0, 682.0, 286.0]), View::new(0.0, 800.0));
        assert_eq!(View::first(&[2480.0, 353.0]), View::new(0.0, 400.0));
        assert_eq!(View::first(&[]), View::new(0.0, 1.0));
        assert_eq!(View::first(&[0.0]), View::new(0.0, 1.0));
    }

    #[test]
    fn zooming_keeps_what_is_under_the_pointer() {
        let view = View::new(100.0, 200.0).zoomed(0.5, 0.25, 1000.0);
        assert_eq!(view, View::new(112.5, 162.5));
        assert_eq!(view.zoomed(2.0, 0.25, 1000.0), View::new(100.0, 200.0));
    }

    #[test]
    fn a_view_stays_within_the_run() {
        assert_eq!(View::new(0.0, 100.0).panned(-1.0, 1000.0), View::new(0.0, 100.0));
        assert_eq!(View::new(900.0, 1000.0).panned(5.0, 1000.0), View::new(920.0, 1020.0));
        assert_eq!(View::new(0.0, 100.0).zoomed(1e9, 0.5, 1000.0), View::new(0.0, 1020.0));
        assert!(View::new(0.0, 100.0).zoomed(1e-12, 0.5, 1000.0).span_ms() >= 0.00099);
        assert_eq!(View::selected(50.0, 20.0, 100.0), View::new(20.0, 50.0));
    }
}
