//! The answer read out to those who do not see it change: once, when it has settled.

use std::time::Duration;

use leptos::prelude::*;

use crate::state::Session;

/// An answer that stands so long is read out; while a slider moves, answers follow each other faster.
const SETTLED: Duration = Duration::from_millis(1_000);

/// The answer in words.
#[component]
pub fn Said(session: Session) -> impl IntoView {
    let answer = Memo::new(move |_| {
        session.report(|report| {
            let verdict = &report.verdict;
            [verdict.headline.as_str(), " ", &verdict.reason].concat()
        })
    });
    let said = RwSignal::new(String::new());
    let mut say = debounce(SETTLED, move |words: String| {
        said.try_set(words);
    });
    Effect::new(move |before: Option<()>| {
        let words = answer.get();
        // The first one is read with the page.
        if before.is_some() {
            say(words);
        }
    });
    view! { <p class="visually-hidden" role="status">{said}</p> }
}
