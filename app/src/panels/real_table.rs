//! What was measured beside what is simulated: a pair of bars a model, and the figures as a table.

use std::sync::Arc;

use leptos::prelude::*;

use crate::format;
use crate::measured::Comparison;
use crate::measured::compare::Row;
use crate::measured::real::Spread;
use crate::widgets::Columns;

/// A pair of bars a model: simulated above, measured below.
#[component]
pub fn Bars(compared: Arc<Comparison>) -> impl IntoView {
    let longest = |row: &Row| {
        let measured = row.measured.as_ref().map_or(0.0, |m| m.makespan_ms.p90.max(m.makespan_ms.median));
        row.simulated_ms.max(measured)
    };
    let whole = compared.rows.iter().map(longest).fold(f64::MIN_POSITIVE, f64::max);
    let rows = compared.rows.iter().map(|row| pair(row, whole)).collect_view();
    view! {
        <ul class="pairs">{rows}</ul>
        <ul class="chart-key" aria-hidden="true">
            <li><span class="pair-key pair-simulated"></span>"simulated"</li>
            <li><span class="pair-key pair-measured"></span>"measured, the line from the 10th to the 90th percentile"</li>
        </ul>
    }
}

fn pair(row: &Row, whole: f64) -> impl IntoView + use<> {
    let share = |ms: f64| format!("{:.2}%", 100.0 * ms / whole);
    let measured = row.measured.as_ref().ok().map(|figures| {
        let spread = figures.makespan_ms;
        let whisker = (spread.p90 > spread.p10).then(|| {
            let from = share(spread.p10);
            let length = share(spread.p90 - spread.p10);
            view! { <span class="pair-spread" style:inset-inline-start=from style:inline-size=length></span> }
        });
        view! { <span class="pair-bar pair-measured" style:inline-size=share(spread.median)></span> {whisker} }
    });
    view! {
        <li class="pair">
            <span class="pair-name">{row.label.clone()}</span>
            <span class="pair-bars">
                <span class="pair-bar pair-simulated" style:inline-size=share(row.simulated_ms)></span>
                <span class="pair-below">{measured}</span>
            </span>
            <span class="pair-error">{words(row)}</span>
        </li>
    }
}

/// What there is to say of one model: `361 ms measured, simulated 2 % shorter`.
pub fn words(row: &Row) -> String {
    match &row.measured {
        Err(reason) => format!("not measured: {reason}"),
        Ok(figures) => {
            let measured = format!("{} measured", format::duration(figures.makespan_ms.median));
            row.error().map_or(measured.clone(), |error| format!("{measured}, simulated {}", off(error)))
        }
    }
}

/// An error in words: `2 % shorter`.
fn off(error: f64) -> String {
    let size = format::percent(error.abs());
    match error {
        e if e.abs() < 0.005 => "the same".to_owned(),
        e if e > 0.0 => format!("{size} longer"),
        _ => format!("{size} shorter"),
    }
}

/// An error as a number with its sign.
fn signed(error: Option<f64>) -> String {
    match error {
        None => "–".to_owned(),
        Some(error) => format!("{}{}", if error < 0.0 { "−" } else { "+" }, format::percent(error.abs())),
    }
}

/// What the repetitions spread over: `545 ms to 640 ms (3 runs)`.
fn spread_words(spread: Spread) -> String {
    let runs = if spread.n == 1 { "1 run".to_owned() } else { format!("{} runs", spread.n) };
    format!("{} to {} ({runs})", format::duration(spread.p10), format::duration(spread.p90))
}

/// The figures of every model.
#[component]
pub fn Figures(compared: Arc<Comparison>) -> impl IntoView {
    let rows = compared.rows.iter().map(line).collect_view();
    view! {
        <details>
            <summary>"As a table"</summary>
            <div class="table-frame" tabindex="0" role="group" aria-label="Simulated and measured">
                <table class="table">
                    <caption class="visually-hidden">"Simulated and measured, model by model"</caption>
                    <Columns names=&["Model", "Simulated", "Measured", "Spread", "Error", "p95 simulated", "p95 measured", "Error"]/>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p class="note">
                "Makespan: median of the repetitions, and their 10th to 90th percentile. Latency p95: over the tasks of all repetitions. The error is of the simulated figure."
            </p>
        </details>
    }
}

fn line(row: &Row) -> impl IntoView + use<> {
    let cells = match &row.measured {
        Err(reason) => {
            let simulated = format::duration(row.simulated_ms);
            view! { <td>{simulated}</td> <td colspan="6" class="table-words">{reason.clone()}</td> }
                .into_any()
        }
        Ok(figures) => {
            let spread = figures.makespan_ms;
            let cells = [
                format::duration(row.simulated_ms),
                format::duration(spread.median),
                spread_words(spread),
                signed(row.error()),
                format::duration(row.simulated_p95_ms),
                figures.latency_ms.p95.map_or("–".to_owned(), format::duration),
                signed(row.error_p95()),
            ];
            cells.into_iter().map(|text| view! { <td>{text}</td> }).collect_view().into_any()
        }
    };
    view! { <tr><th scope="row">{row.label.clone()}</th>{cells}</tr> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_have_a_direction() {
        assert_eq!(off(0.02), "2 % longer");
        assert_eq!(off(-0.125), "13 % shorter");
        assert_eq!(off(0.001), "the same");
        assert_eq!(signed(Some(-0.02)), "−2 %");
        assert_eq!(signed(Some(0.2)), "+20 %");
        assert_eq!(signed(None), "–");
    }
}
