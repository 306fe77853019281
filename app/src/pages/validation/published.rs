//! What others measured and published, and what Lockstep says to it.

use leptos::prelude::*;

use crate::format;
use crate::validation::{Published, PublishedFigure, PublishedRun};
use crate::widgets::Columns;

/// Every published case.
#[component]
pub(super) fn PublishedCases(published: Vec<Published>) -> impl IntoView {
    let cards = published.into_iter().map(|case| view! { <Card case/> }).collect_view();
    view! {
        <section class="published" id="published" aria-label="Published measurements">
            <h2>"Published by others"</h2>
            <p class="verdict-reason">
                "Measurements that other people made on their own programs and machines. What they published rarely fixes every parameter: what was taken for the rest stands with each, and figures that were used to set the scenario are marked as given. So a miss here may be ours, or the assumption's."
            </p>
            {cards}
        </section>
    }
}

#[component]
fn Card(case: Published) -> impl IntoView {
    let outside = case.runs.iter().any(|run| run.outside.is_some()).then(|| {
        view! {
            <p class="notice notice-warn">
                "Outside of what was validated: there are many more native threads than cores. Lockstep says so on such a scenario, too."
            </p>
        }
    });
    let anchor = case.id.to_lowercase();
    let rows = case.runs.into_iter().flat_map(rows).collect_view();
    let assumed = case.assumed.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
    view! {
        <article class="chart" id=anchor>
            <h3>{case.id} " · " {case.title}</h3>
            <p>{case.about} " " <a href=case.source.url rel="noreferrer external">{case.source.name}</a></p>
            {outside}
            <table class="table cases">
                <Columns names=&["Run", "Figure", "Published", "Lockstep", "Error"] hidden="Scenario"/>
                <tbody>{rows}</tbody>
            </table>
            <p><strong>"What it tests: "</strong> {case.tests}</p>
            <details>
                <summary>"What was not published, and was assumed"</summary>
                <ul class="plain-list">{assumed}</ul>
            </details>
        </article>
    }
}

/// A row a figure; the link stands with each, since each row is a whole.
fn rows(run: PublishedRun) -> Vec<AnyView> {
    let PublishedRun { label, figures, outside, link } = run;
    let row = |figure: PublishedFigure| {
        let error = match (figure.error, &outside) {
            (None, _) => view! { <span class="chip">"given"</span> }.into_any(),
            (Some(error), None) => format::percent_signed(error).into_any(),
            (Some(error), Some(why)) => {
                view! { {format::percent_signed(error)} " " <span class="chip" title=why.clone()>"outside"</span> }.into_any()
            }
        };
        let (published, simulated) =
            (amount(figure.published, &figure.unit), amount(figure.simulated, &figure.unit));
        view! {
            <tr>
                <th scope="row">{label.clone()}</th>
                <td data-label="Figure">{figure.name}</td>
                <td data-label="Published">{published}</td>
                <td data-label="Lockstep">{simulated}</td>
                <td data-label="Error" class="case-error">{error}</td>
                <td><a href=format!("/s/{link}") rel="external">"Open in Lockstep"</a></td>
            </tr>
        }
        .into_any()
    };
    figures.into_iter().map(row).collect()
}

fn amount(value: f64, unit: &str) -> String {
    match unit {
        "ms" => format::duration(value),
        "tasks/s" => format::rate(value),
        _ => format!("{} {unit}", format::significant(value)),
    }
}
