//! How far predictions for the recommended kind of model were off, beside the answer.

use leptos::prelude::*;

use crate::client::Workbench;
use crate::format;
use crate::state::Session;
use crate::validation::Summary;

/// One line, which leads to the validation. Without a summary, as in a server's first seconds, only the way there.
#[component]
pub fn PredictionError(session: Session) -> impl IntoView {
    let summary: Option<Summary> =
        session.accuracy.with_value(|value| serde_json::from_value(value.clone()).ok());
    let words = Memo::new(move |_| {
        session.picture.with(|picture| summary.as_ref().and_then(|summary| told(summary, picture)))
    });
    view! {
        <p class="note verdict-error">
            {words} " "
            <a href="/validation" rel="external">"How this was checked"</a>
        </p>
    }
}

/// `Free-threaded: predictions were off by …`
fn told(summary: &Summary, picture: &Workbench) -> Option<String> {
    let recommended = picture.report.results.get(picture.report.verdict.recommended)?;
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
