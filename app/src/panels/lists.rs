//! What all editable lists share: a component an item, and buttons that move and remove it.

use leptos::prelude::*;

use crate::draft::path;
use crate::state::{Phase, Session};

/// The buttons of an item of a list of the draft.
#[component]
pub fn ItemTools(
    session: Session,
    /// The list's path.
    #[prop(into)]
    list: String,
    /// The item's place.
    index: usize,
    /// What the item is called: `step 2`.
    #[prop(into)]
    what: String,
    /// Whether its order means something.
    #[prop(optional)]
    ordered: bool,
    /// The list may become empty.
    #[prop(optional)]
    may_be_empty: bool,
) -> impl IntoView {
    let len = session.len(list.clone());
    let list = StoredValue::new(list);
    let swap = move |first: usize| {
        session.edit(Phase::Done, |draft| list.with_value(|list| path::swap_with_next(draft, list, first)));
    };
    let remove =
        move |_| session.edit(Phase::Done, |draft| list.with_value(|list| path::remove(draft, list, index)));
    let button = |words: String, sign: &'static str| (words.clone(), words, sign);
    let (up, up_title, up_sign) = button(format!("Move {what} up"), "↑");
    let (down, down_title, down_sign) = button(format!("Move {what} down"), "↓");
    let (away, away_title, away_sign) = button(format!("Remove {what}"), "×");
    view! {
        <span class="card-tools">
            {ordered
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="button button-small button-quiet"
                            aria-label=up
                            title=up_title
                            disabled={index == 0}
                            on:click=move |_| swap(index.saturating_sub(1))
                        >
                            {up_sign}
                        </button>
                        <button
                            type="button"
                            class="button button-small button-quiet"
                            aria-label=down
                            title=down_title
                            disabled=move || { index + 1 >= len.get() }
                            on:click=move |_| swap(index)
                        >
                            {down_sign}
                        </button>
                    }
                })}
            <button
                type="button"
                class="button button-small button-quiet"
                aria-label=away
                title=away_title
                disabled=move || { !may_be_empty && len.get() < 2 }
                on:click=remove
            >
                {away_sign}
            </button>
        </span>
    }
}

/// A value and its words, as lists to choose from take them.
pub fn options(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(value, words)| ((*value).to_owned(), (*words).to_owned())).collect()
}
