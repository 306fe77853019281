//! The charts as plotly figures. Colours are names of tokens, which the page resolves for its theme.

use plotly::common::{DashType, Font, Line, Marker, Mode, Orientation};
use plotly::configuration::DisplayModeBar;
use plotly::layout::{Axis, BarMode, HoverMode, Layout, Margin, RangeMode};
use plotly::{Bar, Configuration, Plot, Scatter};
use simulator::observe::report::ModelResult;

use super::Figures;
use super::series::{self, Curve};
use crate::{format, words};

/// Every third line is dashed, so that lines can be told apart without their colours.
const DASHES: [DashType; 3] = [DashType::Solid, DashType::Dash, DashType::Dot];

/// The figures of some results, one a model, as the report has them.
pub fn of(results: &[ModelResult]) -> Figures {
    Figures {
        throughput: throughput(&series::throughput(results), series::until_ms(results)),
        latency: latency(&series::latency(results), series::until_ms(results)),
        time: time(results),
    }
}

fn throughput(curves: &[Curve], until_ms: f64) -> String {
    let mut plot = Plot::new();
    for (index, curve) in curves.iter().enumerate() {
        plot.add_trace(
            line(curve, index)
                .hover_template("%{y:.3s} tasks/s at %{x:.4~g} ms<extra>%{fullData.name}</extra>"),
        );
    }
    let layout = layout().x_axis(axis().tick_suffix(" ms").n_ticks(6).range(vec![0.0, until_ms]));
    finish(plot, layout.y_axis(axis().range_mode(RangeMode::ToZero)))
}

fn latency(curves: &[Curve], until_ms: f64) -> String {
    let mut plot = Plot::new();
    for (index, curve) in curves.iter().enumerate() {
        plot.add_trace(
            line(curve, index)
                .hover_template("%{y} % done within %{x:.4~g} ms<extra>%{fullData.name}</extra>"),
        );
    }
    let layout = layout().x_axis(axis().tick_suffix(" ms").n_ticks(6).range(vec![0.0, until_ms]));
    finish(plot, layout.y_axis(axis().tick_suffix(" %").range(vec![0, 101])))
}

fn time(results: &[ModelResult]) -> String {
    // plotly's vertical axis goes upwards.
    let stacks: Vec<_> = series::time(results).into_iter().rev().collect();
    let labels: Vec<String> = stacks.iter().map(|s| s.label.replace(" · ", "<br>")).collect();
    let mut plot = Plot::new();
    for state in words::STATES {
        let of_state = |stack: &series::Stack| stack.parts.iter().find(|p| p.0 == state).map_or(0.0, |p| p.1);
        let values: Vec<f64> = stacks.iter().map(of_state).collect();
        if values.iter().all(|ms| *ms == 0.0) {
            continue;
        }
        let told: Vec<String> = values.iter().map(|ms| format::duration(*ms)).collect();
        let bar = Bar::new(values, labels.clone())
            .name(words::name(state))
            .orientation(Orientation::Horizontal)
            .marker(Marker::new().color(format!("var(--state-{})", words::token(state))))
            .hover_text_array(told)
            .hover_template("%{hovertext} a task<extra>%{fullData.name}</extra>");
        plot.add_trace(bar);
    }
    let layout = layout().bar_mode(BarMode::Stack).x_axis(axis().tick_suffix(" ms").n_ticks(5));
    finish(plot, layout.y_axis(axis().auto_margin(true)))
}

pub(crate) fn line(curve: &Curve, index: usize) -> Box<Scatter<f64, f64>> {
    let (x, y) = curve.points.iter().copied().unzip();
    let colour = format!("var(--line-{})", index % 8);
    let dash = DASHES[(index / 3) % DASHES.len()].clone();
    Scatter::new(x, y)
        .name(&curve.label)
        .mode(Mode::Lines)
        .line(Line::new().color(colour).width(2.0).dash(dash))
}

pub(crate) fn axis() -> Axis {
    Axis::new()
        .grid_color("var(--color-grid)")
        .line_color("var(--color-line)")
        .zero_line_color("var(--color-line)")
        .tick_font(Font::new().size(11).color("var(--color-ink-faint)"))
        .fixed_range(false)
}

pub(crate) fn layout() -> Layout {
    Layout::new()
        .auto_size(true)
        .margin(Margin::new().left(44).right(8).top(8).bottom(30))
        .paper_background_color("var(--color-card)")
        .plot_background_color("var(--color-card)")
        .font(Font::new().color("var(--color-ink)"))
        .hover_mode(HoverMode::Closest)
        .show_legend(false)
}

pub(crate) fn finish(mut plot: Plot, layout: Layout) -> String {
    plot.set_layout(layout);
    plot.set_configuration(Configuration::new().responsive(true).display_mode_bar(DisplayModeBar::False));
    plot.to_json()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_name_tokens_and_no_colours() {
        let curve = Curve { label: "Threads · 8".to_owned(), points: vec![(1.0, 2.0), (3.0, 4.0)] };
        let json: serde_json::Value =
            serde_json::from_str(&throughput(&[curve], 5.0)).expect("plotly writes JSON");
        assert_eq!(json["data"][0]["name"], "Threads · 8");
        assert_eq!(json["data"][0]["line"]["color"], "var(--line-0)");
        assert_eq!(json["layout"]["paper_bgcolor"], "var(--color-card)");
        assert_eq!(json["config"]["displayModeBar"], false);
    }
}
