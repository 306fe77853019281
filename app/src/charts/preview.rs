//! The charts as plain SVG: the server's first picture, and what stays when there is no JavaScript.
//!
//! It fills whatever room it is given: lines and bars are drawn out to it, and letters stand where they belong without that.

use std::fmt::{Arguments, Write};

use super::line;
use super::series::{Curve, Stack};
use crate::format;
use crate::timeline::View;
use crate::timeline::ticks::{step, ticks};
use crate::words;

/// Size of the drawing's own coordinates.
const WIDTH: f64 = 400.0;
const HEIGHT: f64 = 240.0;

const LEFT: f64 = 44.0;
const RIGHT: f64 = 392.0;
const TOP: f64 = 8.0;
const BOTTOM: f64 = 214.0;

/// From values to places along an axis that begins at 0.
struct Axis {
    high: f64,
    /// Places of 0 and of the highest value.
    from: f64,
    to: f64,
}

impl Axis {
    fn across(high: f64) -> Axis {
        Axis { high, from: LEFT, to: RIGHT }
    }

    fn up(high: f64) -> Axis {
        Axis { high, from: BOTTOM, to: TOP }
    }

    fn at(&self, value: f64) -> f64 {
        self.from + (value / self.high.max(1e-9)).clamp(0.0, 1.0) * (self.to - self.from)
    }
}

/// What is drawn, and what is written on it.
#[derive(Default)]
struct Drawing {
    /// The way along all grid lines.
    grid: String,
    shapes: String,
    letters: String,
}

impl Drawing {
    fn draw(&mut self, shape: Arguments<'_>) {
        put(&mut self.shapes, shape);
    }

    /// Words at a place, moved by so many pixels.
    fn write(&mut self, [x, y]: [f64; 2], [dx, dy]: [i32; 2], anchor: &str, words: &str) {
        let (x, y) = (x / WIDTH * 100.0, y / HEIGHT * 100.0);
        put(
            &mut self.letters,
            format_args!(
                "<text x=\"{x:.1}%\" y=\"{y:.1}%\" dx=\"{dx}\" dy=\"{dy}\" text-anchor=\"{anchor}\">{words}</text>"
            ),
        );
    }

    /// Horizontal grid lines with their values.
    fn frame(&mut self, y: &Axis, step: f64, words: impl Fn(f64) -> String) {
        for number in 0..=(y.high / step).round() as u32 {
            let value = step * f64::from(number);
            let at = y.at(value);
            put(&mut self.grid, format_args!("M{LEFT} {at:.0}H{RIGHT}"));
            self.write([LEFT, at], [-6, 4], "end", &words(value));
        }
    }

    /// Instants below the horizontal axis, each with its grid line.
    fn foot(&mut self, x: &Axis) {
        for tick in ticks(View::new(0.0, x.high), x.to - x.from, 80.0) {
            let at = x.at(tick.at_ms);
            put(&mut self.grid, format_args!("M{at:.0} {TOP}V{BOTTOM}"));
            // The last one ends where the drawing does.
            let anchor = if at > RIGHT - 20.0 { "end" } else { "middle" };
            self.write([at, BOTTOM], [0, 16], anchor, &tick.label);
        }
    }

    /// Each from point to point in whole steps: the page is loaded before it is looked at closely.
    fn lines(&mut self, curves: &[Curve], x: &Axis, y: &Axis) {
        for (index, curve) in curves.iter().enumerate() {
            self.draw(format_args!("<path class=\"plot-line {}\" d=\"M0 0", line(index)));
            let mut last = [0, 0];
            for (number, (at, value)) in curve.points.iter().enumerate() {
                let next = [x.at(*at), y.at(*value)].map(|place| place.round() as i32);
                let step = if number == 0 { 'm' } else { 'l' };
                if next != last {
                    self.draw(format_args!("{step}{} {}", next[0] - last[0], next[1] - last[1]));
                }
                last = next;
            }
            self.shapes.push_str("\"/>");
        }
    }

    fn svg(self) -> String {
        format!(
            "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" preserveAspectRatio=\"none\"><path class=\"plot-grid\" d=\"{}\"/>{}</svg><g class=\"plot-text\">{}</g>",
            self.grid, self.shapes, self.letters
        )
    }
}

/// Throughput over time.
pub fn throughput(curves: &[Curve], until_ms: f64) -> String {
    let top = highest(curves.iter().flat_map(|c| &c.points).map(|p| p.1));
    let step = step(top / 5.0);
    let (x, y) = (Axis::across(until_ms), Axis::up((top / step).ceil() * step));
    let mut drawing = Drawing::default();
    drawing.frame(&y, step, format::significant);
    drawing.foot(&x);
    drawing.lines(curves, &x, &y);
    drawing.svg()
}

/// Latency distribution.
pub fn latency(curves: &[Curve], until_ms: f64) -> String {
    let (x, y) = (Axis::across(until_ms), Axis::up(100.0));
    let mut drawing = Drawing::default();
    drawing.frame(&y, 25.0, |share| format!("{share:.0} %"));
    drawing.foot(&x);
    drawing.lines(curves, &x, &y);
    drawing.svg()
}

/// Where the time goes: a bar a model.
pub fn time(stacks: &[Stack]) -> String {
    let total = |stack: &Stack| stack.parts.iter().map(|p| p.1).sum::<f64>();
    let high = highest(stacks.iter().map(total));
    let step = (BOTTOM - TOP) / stacks.len().max(1) as f64;
    let height = (step * 0.6).min(20.0);
    let x = Axis { from: 130.0, ..Axis::across(high) };
    let mut drawing = Drawing::default();
    drawing.foot(&x);
    for (index, stack) in stacks.iter().enumerate() {
        let middle = TOP + step * (index as f64 + 0.5);
        drawing.write([x.from, middle], [-6, 4], "end", &escape(&short(&stack.label)));
        let mut before = 0.0;
        for (state, ms) in &stack.parts {
            let (left, right) = (x.at(before), x.at(before + ms));
            let class = words::token(*state);
            let (y, width) = (middle - height / 2.0, right - left);
            drawing.draw(format_args!(
                "<rect class=\"state-{class}\" x=\"{left:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"/>"
            ));
            before += ms;
        }
    }
    drawing.svg()
}

/// The highest of some values; where there is nothing, an axis goes to 1.
fn highest(values: impl Iterator<Item = f64>) -> f64 {
    let highest = values.fold(0.0, f64::max);
    if highest > 0.0 { highest } else { 1.0 }
}

fn put(out: &mut String, text: Arguments<'_>) {
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
        assert!(svg.contains("d=\"M0 0m44 214l174 -206l174 144\""), "{svg}");
        assert!(latency(&[curve], 500.0).contains(">400 ms</text>"));
    }

    #[test]
    fn where_nothing_was_done_axes_go_to_one() {
        assert!(time(&[Stack { label: "Threads".to_owned(), parts: Vec::new() }]).contains(">1.0 ms</text>"));
        let curve = Curve { label: String::new(), points: vec![(0.0, 0.0)] };
        assert!(throughput(&[curve], 10.0).contains(">1</text>"));
    }

    #[test]
    fn lines_are_dashed_as_their_key_is() {
        let curve = |_| Curve { label: String::new(), points: vec![(0.0, 1.0), (50.0, 2.0)] };
        let curves: Vec<Curve> = (0..7).map(curve).collect();
        let svg = throughput(&curves, 100.0);
        for index in 0..7 {
            let class = crate::charts::key_line(index).replace("key-line", "plot-line");
            assert!(svg.contains(&format!("class=\"{class}\"")), "{class} is not in {svg}");
        }
    }

    #[test]
    fn values_along_the_axes_are_round() {
        let curve = Curve { label: String::new(), points: vec![(0.0, 361.4), (50.0, 90.4)] };
        let svg = throughput(&[curve], 777.0);
        let said: Vec<&str> = svg.split("</text>").filter_map(|part| part.rsplit('>').next()).collect();
        assert_eq!(said[..9], ["0", "100", "200", "300", "400", "0", "200 ms", "400 ms", "600 ms"]);
    }
}
