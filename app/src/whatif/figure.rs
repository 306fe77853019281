//! The curves of a sweep along one axis as a plotly figure: a line a model, and where the recommended one changes.

use plotly::Plot;
use plotly::Scatter;
use plotly::common::{DashType, Line, Mode, Title};
use plotly::layout::RangeMode;
use simulator::sweep::{Findings, FlipKind, Point, Scale, Sweep};

use super::labels;
use super::picture::{sorted, what};
use super::ticks::ticked;
use crate::charts::figures::{axis, finish, layout, line};
use crate::charts::series::Curve;
use crate::format;

/// The figure as JSON, with colours as names of tokens.
pub fn figure(sweep: &Sweep, known: &[Point], findings: Option<&Findings>) -> String {
    let Some(x) = sweep.axes().first() else { return String::new() };
    let (points, measure) = (sorted(known), sweep.measure());
    let mut plot = Plot::new();
    for (model, label) in labels(sweep.scenario()).into_iter().enumerate() {
        let score = |point: &Point| point.models[model].score_ms(measure);
        let done: Vec<&Point> = points.iter().copied().filter(|p| p.models[model].completed > 0).collect();
        let told = done
            .iter()
            .map(|p| format!("{} at {}", format::duration(score(p)), plain(&x.naming.phrase(p.at[0]))));
        let told: Vec<String> = told.collect();
        let curve = Curve { label, points: done.iter().map(|p| (p.at[0], score(p))).collect() };
        let trace = line(&curve, model).mode(Mode::LinesMarkers).hover_text_array(told);
        plot.add_trace(trace.hover_template("%{hovertext}<extra>%{fullData.name}</extra>"));
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
    let title = |text: &str| axis().title(Title::with_text(plain(text)));
    let ends = (x.values.first().copied().unwrap_or(0.0), x.values.last().copied().unwrap_or(0.0));
    let across = ticked(title(&x.naming.title), ends, x.scale == Scale::Log, &x.naming.unit);
    // Curves that lie decades apart are only told apart on a logarithmic axis.
    let apart = high > low * 20.0;
    let up = ticked(title(what(measure)), (if apart { low } else { 0.0 }, high), apart, "ms");
    let up = if apart { up } else { up.range_mode(RangeMode::ToZero) };
    let margin = plotly::layout::Margin::new().left(72).right(8).top(8).bottom(48);
    finish(plot, layout().margin(margin).x_axis(across).y_axis(up))
}

/// A text as plotly writes it, which reads tags and a few references in whatever it is given.
fn plain(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
