//! The answer first: how far predictions are off, over all cases and model by model.

use leptos::prelude::*;

use crate::format;
use crate::validation::{Accuracy, Errors, Summary};
use crate::widgets::Columns;

/// The headline, and a table with a row a model.
#[component]
pub(super) fn SummaryCard(summary: Summary, count: usize) -> impl IntoView {
    let Summary { all, models, order } = summary;
    let share = order.right as f64 / order.pairs.max(1) as f64;
    let headline = format!(
        "Predicted times are off by {} in the median, and by {} or less in nine of ten cases.",
        format::percent_exact(all.makespan.median),
        format::percent_exact(all.makespan.p90),
    );
    let reason = format!(
        "{} cases were run in real Python and simulated. Where two ways of running the same tasks differed by more \
         than 10 %, the simulator had them in the right order in {} of {} pairs ({}).",
        format::thousands(count as i64),
        format::thousands(order.right as i64),
        format::thousands(order.pairs as i64),
        format::percent_exact(share),
    );
    let rows = models.iter().chain([&all]).map(row).collect_view();
    view! {
        <section class="verdict" aria-label="How right is it?">
            <div>
                <h1 class="verdict-headline">{headline}</h1>
                <p class="verdict-reason">{reason}</p>
            </div>
        </section>
        <section class="chart" aria-label="Errors by model">
            <h2>"Errors by model"</h2>
            <div class="table-frame" tabindex="0" role="region" aria-label="Errors by model, as a table">
                <table class="table">
                    <caption class="visually-hidden">"Errors by model"</caption>
                    <Columns names=&["Model", "Cases", "Time, median", "9 of 10 below", "Worst", "Latency, median", "9 of 10 below"]/>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p class="note">
                "Share by which the simulated value differs from the measured median. Latency: the 95th percentile over the tasks of a run."
            </p>
        </section>
    }
}

fn row(model: &Accuracy) -> impl IntoView + use<> {
    let Errors { median, p90, max } = model.makespan;
    let latency = |of: fn(&Errors) -> f64| {
        model.latency_p95.as_ref().map_or_else(|| "–".to_owned(), |errors| format::percent_exact(of(errors)))
    };
    let query = if model.model == "all" { String::new() } else { format!("?model={}", model.model) };
    view! {
        <tr>
            <th scope="row"><a href=format!("/validation{query}#cases")>{model.title.clone()}</a></th>
            <td>{format::thousands(model.cases as i64)}</td>
            <td>{format::percent_exact(median)}</td>
            <td>{format::percent_exact(p90)}</td>
            <td>{format::percent_exact(max)}</td>
            <td>{latency(|errors| errors.median)}</td>
            <td>{latency(|errors| errors.p90)}</td>
        </tr>
    }
}
