//! What is wrong, in one place: problems of the draft, one that no address can hold, and a server that does not answer.

use leptos::prelude::*;
use simulator::Problem;

use crate::browser;
use crate::state::{Session, field_id};

/// The problems of the draft, each a way to its field. The picture beside it is the last one that was right.
#[component]
pub fn Problems(session: Session) -> impl IntoView {
    let all = Memo::new(move |_| {
        let mut all = session.problems.get();
        all.extend(session.fetch.problems());
        all
    });
    let passing = move || session.fetch.failed.with(|f| f.as_ref().is_some_and(|f| f.passing));
    let refused = move || session.fetch.failed.with(|f| f.as_ref().map(|f| f.error.clone()));
    view! {
        <div class="problems" aria-live="polite">
            <Show when=move || all.with(|a| !a.is_empty())>
                <div class="notice notice-bad" id="problems">
                    <strong>"Not simulated yet. "</strong>
                    "What is below belongs to the last values that were right."
                    <ul>{move || all.get().into_iter().map(line).collect_view()}</ul>
                </div>
            </Show>
            <Show when=move || session.unlinked.get()>
                <div class="notice notice-warn" id="unlinked">
                    "This scenario is too long for an address. The address bar holds the last one that was not: "
                    "keep this one by the button JSON."
                </div>
            </Show>
            <Show when=move || refused().is_some() && all.with(Vec::is_empty)>
                <div class="notice notice-warn" id="refused">
                    {refused} " What is below belongs to the last answer. "
                    <Show when=passing>
                        <button type="button" on:click=move |_| session.ask()>"Try again"</button>
                    </Show>
                </div>
            </Show>
        </div>
    }
}

fn line(problem: Problem) -> impl IntoView {
    let id = field_id(&problem.path);
    let model =
        problem.path.split_once(']').map(|(model, _)| field_id(&[model, "]"].concat())).unwrap_or_default();
    let at = if problem.path.is_empty() { "the scenario".to_owned() } else { problem.path };
    view! {
        <li>
            <button type="button" on:click=move |_| browser::page::focus_first(&[&id, &model])>{at}</button>
            ": "
            {problem.message}
        </li>
    }
}
