//! Every case as a row, and all of them as a picture: measured against simulated.

use leptos::prelude::*;

use super::filter::Filter;
use crate::charts::scatter;
use crate::format;
use crate::validation::{Compared, Comparison, LeftOut, Selection};
use crate::widgets::Columns;

/// An error beyond this share is a miss.
const MISS: f64 = 0.15;

/// The form, the picture, the rows, and what could not be compared.
#[component]
pub(super) fn Cases(measured: Comparison, selection: Selection) -> impl IntoView {
    let Comparison { cases, outside, failed, .. } = measured;
    let total = cases.len();
    let chosen = selection.of(&cases);
    let count = match chosen.len() {
        0 => "No case is like that. Choose less, or search for something else.".to_owned(),
        n if n == total => format!("All {n} cases"),
        n => format!("{n} of {total} cases"),
    };
    let (none, points) = (chosen.is_empty(), points(&chosen));
    let (taken, shown) = (chosen.len(), selection.shown(chosen.len()));
    let rest = (shown < taken).then(|| view! { <Rest taken shown/> });
    let rows = chosen.into_iter().take(shown).cloned().map(row).collect_view();
    view! {
        <section class="chart" id="cases" aria-label="Measured cases">
            <h2>"Measured cases" " " <small>"real Python beside the simulator"</small></h2>
            <Filter cases=cases.clone() selection/>
            // What a change of the form brings anew.
            <div id="found">
            <p class="note" role="status">{count}</p>
            <Picture points none/>
            <table class="table cases" hidden=none>
                <caption>
                    "Time from the pool's start to the last task, in its median over the repetitions, with their 10th to 90th percentile."
                </caption>
                <Columns names=&["What was run", "Model", "Python", "Cores", "Measured", "Simulated", "Error"] hidden="Scenario"/>
                <tbody>
                    {rows}
                </tbody>
            </table>
            {rest}
            </div>
            <Left title="Not compared: no scenario describes them" cases=outside/>
            <Left title="Not compared: their scenario could not be simulated" cases=failed/>
        </section>
    }
}

/// Asks for the cases that are not shown: a button of the form, so that its choice goes along.
#[component]
fn Rest(taken: usize, shown: usize) -> impl IntoView {
    let rest = taken - shown;
    view! {
        <p class="cases-rest">
            <button class="button" type="submit" form="filter" formaction="/validation#cases" name="show" value="all">
                {format!("Show the other {rest} cases")}
            </button>
            " " <small>{format!("The picture above has all {taken}.")}</small>
        </p>
    }
}

/// The picture's points, as SVG.
fn points(chosen: &[&Compared]) -> String {
    let point = |case: &&Compared| scatter::Point {
        measured_ms: case.makespan.measured_ms,
        simulated_ms: case.makespan.simulated_ms,
        miss: case.makespan.error.abs() > MISS,
        words: format!("{}, {}: {}", case.label, case.about, format::percent_signed(case.makespan.error)),
    };
    scatter::svg(&chosen.iter().map(point).collect::<Vec<_>>(), MISS)
}

/// Measured against simulated, on logarithmic axes. The table has the same numbers.
#[component]
fn Picture(points: String, none: bool) -> impl IntoView {
    view! {
        <figure class="scatter" hidden=none>
            <svg
                viewBox=format!("0 0 {} {}", scatter::WIDTH, scatter::HEIGHT)
                role="img"
                aria-label="Simulated time over measured time, both on logarithmic axes. The table below has the same numbers."
                inner_html=points
            ></svg>
            <figcaption class="note">
                "A point is a case: on the line it is predicted exactly, within the band it is off by at most "
                {format::percent(MISS)} ". Diamonds are further off."
            </figcaption>
        </figure>
    }
}

fn row(case: Compared) -> impl IntoView {
    let (pair, within) = (case.makespan, case.within_spread());
    let class = if pair.error.abs() > MISS { "case-error case-miss" } else { "case-error" };
    let flag = within.then(|| {
        view! { <span class="chip" title="The measurements lie further apart than the prediction lies from their median.">"within the spread"</span> }
    });
    let noisy = case.noisy.then(
        || view! { <span class="chip" title="The measured times spread by more than 15 %.">"noisy"</span> },
    );
    let range = format!("{} to {}", format::duration(case.p10_ms), format::duration(case.p90_ms));
    view! {
        <tr>
            <th scope="row">{case.about} " " <small>{case.id}</small></th>
            <td data-label="Model">{case.label}</td>
            <td data-label="Python">{case.python}</td>
            <td data-label="Cores">{case.cores}</td>
            <td data-label="Measured">{format::duration(pair.measured_ms)} " " <small>{range}</small></td>
            <td data-label="Simulated">{format::duration(pair.simulated_ms)}</td>
            <td data-label="Error" class=class>{format::percent_signed(pair.error)} " " {flag} {noisy}</td>
            <td><a href=format!("/s/{}", case.link) rel="external">"Open in Lockstep"</a></td>
        </tr>
    }
}

/// Cases without a prediction, and why.
#[component]
fn Left(title: &'static str, cases: Vec<LeftOut>) -> impl IntoView {
    let line = |left: LeftOut| view! { <li><code>{left.id}</code> ": " {left.reason}</li> };
    let count = cases.len();
    let lines = cases.into_iter().map(line).collect_view();
    (count > 0).then(|| {
        view! {
            <details>
                <summary>{title} {format!(" ({count})")}</summary>
                <ul>{lines}</ul>
            </details>
        }
    })
}
