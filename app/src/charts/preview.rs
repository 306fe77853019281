//! The charts as plain SVG: the server's first picture, and what stays when there is no JavaScript.

use std::fmt::Write;

use super::series::{Curve, Stack};
use crate::format;
use crate::words;

/// Size of the drawing's own coordinates.
pub const WIDTH: f64 = 400.0;
pub const HEIGHT: f64 = 240.0;

const LEFT: f64 = 44.0;
const RIGHT: f64 = 392.0;
const TOP: f64 = 8.0;
const BOTTOM: f64 = 214.0;

/// From values to places along an axis that begins at 0.
struct Axis {
    high: f64,
}

impl Axis {
    fn share(&self, value: f64) -> f64 {
        (value / self.high.max(1e-9)).clamp(0.0, 1.0)
    }

    fn x(&self, value: f64) -> f64 {
        LEFT + self.share(value) * (RIGHT - LEFT)
    }

    fn y(&self, value: f64) -> f64 {
        BOTTOM - self.share(value) * (BOTTOM - TOP)
    }
}

/// Throughput over time.
pub fn throughput(curves: &[Curve], until_ms: f64) -> String {
    let top = curves.iter().flat_map(|c| &c.points).map(|p| p.1).fold(1e-9, f64::max);
    let (x, y) = (Axis { high: until_ms }, Axis { high: top });
    let mut out = String::new();
    frame(&mut out, &y, format::significant);
    foot(&mut out, &x);
    lines(&mut out, curves, &x, &y);
    out
}

/// Latency distribution.
pub fn latency(curves: &[Curve], until_ms: f64) -> String {
    let (x, y) = (Axis { high: until_ms }, Axis { high: 100.0 });
    let mut out = String::new();
    frame(&mut out, &y, |share| format!("{share:.0} %"));
    foot(&mut out, &x);
    lines(&mut out, curves, &x, &y);
    out
}

/// Where the time goes: a bar a model.
pub fn time(stacks: &[Stack]) -> String {
    let total = |stack: &Stack| stack.parts.iter().map(|p| p.1).sum::<f64>();
    let high = stacks.iter().map(total).fold(1e-9, f64::max);
    let step = (BOTTOM - TOP) / stacks.len().max(1) as f64;
    let height = (step * 0.6).min(20.0);
    let left = 130.0;
    let mut out = String::new();
    for (index, stack) in stacks.iter().enumerate() {
        let middle = TOP + step * (index as f64 + 0.5);
        let label = escape(&short(&stack.label));
        put(
            &mut out,
            format_args!(
                "<text class=\"plot-text\" x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{label}</text>",
                left - 6.0,
                middle + 4.0
            ),
        );
        let mut x = left;
        for (state, ms) in &stack.parts {
            let width = ms / high * (RIGHT - left);
            let class = words::token(*state);
            let y = middle - height / 2.0;
            put(
                &mut out,
                format_args!(
                    "<rect class=\"state-{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"/>"
                ),
            );
            x += width;
        }
    }
    let (low, high) = ("0 ms", format::duration(high));
    put(
        &mut out,
        format_args!(
            "<text class=\"plot-text\" x=\"{left}\" y=\"{0}\">{low}</text><text class=\"plot-text\" x=\"{RIGHT}\" y=\"{0}\" text-anchor=\"end\">{high}</text>",
            BOTTOM + 16.0
        ),
    );
    out
}

/// Horizontal grid lines with their values.
fn frame(out: &mut String, y: &Axis, words: impl Fn(f64) -> String) {
    for part in 0..=4 {
        let value = y.high * f64::from(part) / 4.0;
        let at = y.y(value);
        put(
            out,
            format_args!(
                "<path class=\"plot-grid\" d=\"M{LEFT} {at:.1}H{RIGHT}\"/><text class=\"plot-text\" x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
                LEFT - 6.0,
                at + 4.0,
                words(value)
            ),
        );
    }
}

/// Values below the horizontal axis.
fn foot(out: &mut String, x: &Axis) {
    for (part, anchor) in [(0.0, "start"), (0.5, "middle"), (1.0, "end")] {
        let value = x.high * part;
        let (at, y) = (x.x(value), BOTTOM + 16.0);
        put(
            out,
            format_args!(
                "<text class=\"plot-text\" x=\"{at:.1}\" y=\"{y}\" text-anchor=\"{anchor}\">{}</text>",
                format::duration(value)
            ),
        );
    }
}

fn lines(out: &mut String, curves: &[Curve], x: &Axis, y: &Axis) {
    for (index, curve) in curves.iter().enumerate() {
        put(out, format_args!("<polyline class=\"plot-line line-{}\" points=\"", index % 8));
        for (at, value) in &curve.points {
            put(out, format_args!("{:.1},{:.1} ", x.x(*at), y.y(*value)));
        }
        out.push_str("\"/>");
    }
}

fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    let written = out.write_fmt(text);
    debug_assert!(written.is_ok(), "writing to a string cannot fail");
}

/// A label that fits beside its bar: what comes before the settings.
fn short(label: &str) -> String {
    label.split(" · ").next().unwrap_or(label).to_owned()
}

pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use simulator::observe::timeline::SliceState;

    #[test]
    fn labels_are_escaped() {
        let stack = Stack { label: "<b> · 4".to_owned(), parts: vec![(SliceState::Io, 2.0)] };
        let svg = time(&[stack]);
        assert!(svg.contains("&lt;b></text>"), "{svg}");
        assert!(svg.contains("width=\"262.0\""));
    }

    #[test]
    fn curves_stay_within_the_frame() {
        let curve = Curve { label: String::new(), points: vec![(0.0, 0.0), (50.0, 10.0), (500.0, 3.0)] };
        let svg = throughput(std::slice::from_ref(&curve), 100.0);
        assert!(svg.contains("points=\"44.0,214.0 218.0,8.0 392.0,152.2 \""), "{svg}");
        assert!(latency(&[curve], 500.0).contains("500 ms"));
    }
}
