//! Measured against simulated times as plain SVG, on logarithmic axes.

use std::fmt::Write;

use crate::format;

/// Size of the drawing's own coordinates.
pub const WIDTH: f64 = 640.0;
pub const HEIGHT: f64 = 400.0;

const LEFT: f64 = 92.0;
const RIGHT: f64 = 608.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 352.0;

/// A case.
pub struct Point {
    pub measured_ms: f64,
    pub simulated_ms: f64,
    /// It is off by more than the band.
    pub miss: bool,
    /// What the pointer over it tells.
    pub words: String,
}

/// Decades from the smallest to the largest time.
struct Axes {
    low: f64,
    high: f64,
}

impl Axes {
    fn of(points: &[Point]) -> Axes {
        let times =
            || points.iter().flat_map(|p| [p.measured_ms, p.simulated_ms]).map(|ms| ms.max(1e-3).log10());
        let low = times().fold(f64::INFINITY, f64::min).floor();
        let high = times().fold(f64::NEG_INFINITY, f64::max).ceil();
        if low < high { Axes { low, high } } else { Axes { low: high - 1.0, high: high + 1.0 } }
    }

    fn share(&self, ms: f64) -> f64 {
        ((ms.max(1e-3).log10() - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    fn x(&self, ms: f64) -> f64 {
        LEFT + self.share(ms) * (RIGHT - LEFT)
    }

    fn y(&self, ms: f64) -> f64 {
        BOTTOM - self.share(ms) * (BOTTOM - TOP)
    }

    /// The powers of ten between the ends.
    fn decades(&self) -> impl Iterator<Item = f64> + use<> {
        (self.low as i32..=self.high as i32).map(|power| 10_f64.powi(power))
    }
}

/// The drawing: grid, band of errors up to `band`, the line of exact predictions, a mark a case. Nothing: no cases.
pub fn svg(points: &[Point], band: f64) -> String {
    let mut out = String::new();
    if points.is_empty() {
        return out;
    }
    let axes = Axes::of(points);
    grid(&mut out, &axes);
    exact(&mut out, &axes, band);
    for point in points {
        mark(&mut out, &axes, point);
    }
    out
}

fn grid(out: &mut String, axes: &Axes) {
    for ms in axes.decades() {
        let (x, y, words) = (axes.x(ms), axes.y(ms), format::duration(ms));
        put(
            out,
            format_args!("<path class=\"plot-grid\" d=\"M{x:.1} {TOP}V{BOTTOM}M{LEFT} {y:.1}H{RIGHT}\"/>"),
        );
        put(
            out,
            format_args!(
                "<text class=\"plot-text\" x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">{words}</text>",
                BOTTOM + 24.0
            ),
        );
        put(
            out,
            format_args!(
                "<text class=\"plot-text\" x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{words}</text>",
                LEFT - 8.0,
                y + 4.0
            ),
        );
    }
    let middle = (LEFT + RIGHT) / 2.0;
    put(
        out,
        format_args!(
            "<text class=\"plot-text\" x=\"{middle}\" y=\"{}\" text-anchor=\"middle\">measured</text>",
            BOTTOM + 44.0
        ),
    );
    let middle = (TOP + BOTTOM) / 2.0;
    put(
        out,
        format_args!(
            "<text class=\"plot-text\" transform=\"translate(12 {middle}) rotate(-90)\" text-anchor=\"middle\">simulated</text>"
        ),
    );
}

/// On logarithmic axes the same share is the same distance everywhere: the band is a parallelogram.
fn exact(out: &mut String, axes: &Axes, band: f64) {
    let (low, high) = (10_f64.powf(axes.low), 10_f64.powf(axes.high));
    let rise = (1.0 + band).log10() / (axes.high - axes.low) * (BOTTOM - TOP);
    let fall = -(1.0 - band).log10() / (axes.high - axes.low) * (BOTTOM - TOP);
    let (x0, y0, x1, y1) = (axes.x(low), axes.y(low), axes.x(high), axes.y(high));
    put(
        out,
        format_args!(
            "<path class=\"scatter-band\" d=\"M{x0:.1} {:.1}L{x1:.1} {:.1}V{:.1}L{x0:.1} {:.1}Z\"/>",
            y0 - rise,
            y1 - rise,
            y1 + fall,
            y0 + fall
        ),
    );
    put(out, format_args!("<path class=\"scatter-exact\" d=\"M{x0:.1} {y0:.1}L{x1:.1} {y1:.1}\"/>"));
}

fn mark(out: &mut String, axes: &Axes, point: &Point) {
    let (x, y) = (axes.x(point.measured_ms), axes.y(point.simulated_ms));
    let title = format!(
        "{} measured, {} simulated. {}",
        format::duration(point.measured_ms),
        format::duration(point.simulated_ms),
        super::preview::escape(&point.words)
    );
    if point.miss {
        put(
            out,
            format_args!(
                "<path class=\"scatter-miss\" d=\"M{x:.1} {:.1}l5 5l-5 5l-5 -5z\"><title>{title}</title></path>",
                y - 5.0
            ),
        );
    } else {
        put(
            out,
            format_args!(
                "<circle class=\"scatter-point\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\"><title>{title}</title></circle>"
            ),
        );
    }
}

fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    let written = out.write_fmt(text);
    debug_assert!(written.is_ok(), "writing to a string cannot fail");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(measured_ms: f64, simulated_ms: f64, miss: bool) -> Point {
        Point { measured_ms, simulated_ms, miss, words: "<a>".to_owned() }
    }

    #[test]
    fn a_case_stands_where_its_times_say() {
        let svg = svg(&[point(1.0, 1.0, false), point(100.0, 10.0, true), point(10.0, 100.0, true)], 0.15);
        assert!(svg.contains("cx=\"92.0\" cy=\"352.0\""), "the origin is 1 ms: {svg}");
        assert!(svg.contains("M608.0 177.0l5 5"), "100 ms is at the right end, 10 ms halfway up: {svg}");
        assert!(svg.contains("M350.0 7.0l5 5"), "{svg}");
        assert!(svg.contains("10 ms measured, 100 ms simulated. &lt;a>"), "{svg}");
    }

    #[test]
    fn the_axes_end_at_powers_of_ten() {
        let axes = Axes::of(&[point(3.0, 250.0, false)]);
        assert_eq!((axes.low, axes.high), (0.0, 3.0));
        let one = Axes::of(&[point(10.0, 10.0, false)]);
        assert_eq!((one.low, one.high), (0.0, 2.0));
        assert_eq!(svg(&[], 0.15), "");
    }
}
