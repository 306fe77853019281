//! The curves of a sweep along one axis as a plotly figure: a line a model, and where the recommended one changes.

use plotly::Plot;
use plotly::Scatter;
use plotly::common::{DashType, Line, Mode, Title};
use plotly::layout::{AxisType, RangeMode};
use simulator::sweep::{Findings, FlipKind, Point, Scale, Sweep};

use super::labels;
use super::picture::{sorted, what};
use crate::charts::figures::{axis, finish, layout, line};
use crate::charts::series::Curve;

/// The figure as JSON, with colours as names of tokens.
pub fn figure(sweep: &Sweep, known: &[Point], findings: Option<&Findings>) -> String {
    let Some(x) = sweep.axes().first() else { return String::new() };
    let (points, measure) = (sorted(known), sweep.measure());
    let mut plot = Plot::new();
    for (model, label) in labels(sweep.scenario()).into_iter().enumerate() {
        let done = points.iter().filter(|point| point.models[model].completed > 0);
        let curve =
            Curve { label, points: done.map(|p| (p.at[0], p.models[model].score_ms(measure))).collect() };
        let unit = if x.naming.unit.is_empty() { String::new() } else { format!(" {}", x.naming.unit) };
        let told = format!("%{{y:.4~g}} ms at %{{x:.4~g}}{unit}<extra>%{{fullData.name}}</extra>");
        plot.add_trace(line(&curve, model).mode(Mode::LinesMarkers).hover_template(told));
    }
    let scores = || {
        points.iter().flat_map(|p| p.models.iter().filter(|m| m.completed > 0)).map(|m| m.score_ms(measure))
    };
    let (low, high) = (scores().fold(f64::INFINITY, f64::min), scores().fold(0.0, f64::max));
    for flip in findings.iter().flat_map(|f| &f.flips).filter(|flip| flip.kind == FlipKind::Recommended) {
        let at = flip.low + (flip.high - flip.low) / 2.0;
        let mark = Scatter::new(vec![at, at], vec![low, high])
            .name("here the recommended model changes")
            .mode(Mode::Lines)
            .line(Line::new().color("var(--color-ink)").width(1.5).dash(DashType::Dot))
            .hover_template("%{fullData.name}<extra></extra>");
        plot.add_trace(mark);
    }
    let log = x.scale == Scale::Log;
    let title = |text: String| Title::with_text(text);
    let mut across = axis().title(title(format!("{}{}", x.naming.title, unit(&x.naming.unit)))).n_ticks(8);
    let mut up = axis().title(title(format!("{}, ms", what(measure))));
    if log {
        across = across.type_(AxisType::Log);
    }
    // Curves that lie decades apart are only told apart on a logarithmic axis.
    up = if high > low * 20.0 { up.type_(AxisType::Log) } else { up.range_mode(RangeMode::ToZero) };
    let margin = plotly::layout::Margin::new().left(64).right(8).top(8).bottom(48);
    finish(plot, layout().margin(margin).x_axis(across).y_axis(up))
}

fn unit(unit: &str) -> String {
    if matches!(unit, "ms" | "µs" | "bytes") { format!(", {unit}") } else { String::new() }
}
