//! How sure the answer is: how far predictions for the recommended kind of model were off, and the way to more runs.

use leptos::prelude::*;
use serde_json::json;
use simulator::Report;

use crate::draft::path;
use crate::format;
use crate::state::{Phase, Session};
use crate::validation::Summary;

/// One line, which leads to the validation. Without a summary, as in a server's first seconds, only the way there.
#[component]
pub fn PredictionError(session: Session) -> impl IntoView {
    let summary: Option<Summary> =
        session.accuracy.with_value(|value| serde_json::from_value(value.clone()).ok());
    let words = Memo::new(move |_| {
        session.report(|report| summary.as_ref().and_then(|summary| told(summary, report)))
    });
    view! {
        <p class="note verdict-error">
            {words} " "
            <a href="/validation" rel="external">"How this was checked"</a>
        </p>
        <p class="verdict-ways">
            <a class="button button-small way-there" href="#scenario" target="_self">"Change the scenario"</a>
            <Repeat session/>
        </p>
    }
}

/// Runs to repeat a single one with: enough for an interval that tells models apart.
const REPEATS: u32 = 20;

/// Where the answer says that a single run is luck: the way to more.
#[component]
fn Repeat(session: Session) -> impl IntoView {
    let single = Memo::new(move |_| {
        session.report(|report| {
            report.scenario.run.replications == 1 && report.verdict.reason.contains("This is one run")
        })
    });
    let repeat = move |_| {
        session.edit(Phase::Done, |draft| path::set(draft, "run.replications", json!(REPEATS)));
    };
    move || {
        single.get().then(|| {
            view! {
                <button
                    type="button"
                    class="button button-small"
                    title="Runs it again with other random times, and other threads that get the GIL: how sure is the answer?"
                    on:click=repeat
                >
                    {format!("Repeat it {REPEATS} times")}
                </button>
            }
        })
    }
}

/// `Free-threaded: predictions were off by …`
fn told(summary: &Summary, report: &Report) -> Option<String> {
    let recommended = report.results.get(report.verdict.recommended)?;
    let title = recommended.label.split(" · ").next().unwrap_or_default();
    let found = summary.models.iter().find(|accuracy| accuracy.model == recommended.model.kind);
    Some(match found {
        Some(found) => format!(
            "{title}: over {} real runs, predicted times were off by {} in the median, at most {} in nine of ten.",
            format::thousands(found.cases as i64),
            format::percent_exact(found.makespan.median),
            format::percent_exact(found.makespan.p90),
        ),
        None => format!("{title}: predictions have not been held against real runs yet."),
    })
}
