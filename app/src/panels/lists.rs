//! What all editable lists share: a component an item, and buttons that move and remove it.

use leptos::prelude::*;
use serde_json::Value;

use crate::draft::path;
use crate::state::{Phase, Session};

/// The sign of a copy, which fonts lack.
pub const COPY: &str = "copy";

/// A small button with a sign and words.
#[component]
pub fn ToolButton(
    /// What it does: `Remove step 2`.
    words: String,
    /// What is seen; [`COPY`] is drawn.
    sign: &'static str,
    disabled: Signal<bool>,
    press: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="button button-small button-quiet"
            aria-label=words.clone()
            title=words
            disabled=disabled
            on:click=move |_| press()
        >
            {if sign == COPY {
                view! {
                    <svg class="sign-copy" viewBox="0 0 16 16" aria-hidden="true">
                        <path d="M6 6h8v8H6zM3 11H2V2h9v1"></path>
                    </svg>
                }
                    .into_any()
            } else {
                sign.into_any()
            }}
        </button>
    }
}

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
    /// Whether its order means something, and another like it makes sense.
    #[prop(optional)]
    ordered: bool,
    /// The list may become empty.
    #[prop(optional)]
    may_be_empty: bool,
) -> impl IntoView {
    let len = session.len(list.clone());
    let list = StoredValue::new(list);
    let edit = move |change: fn(&mut Value, &str, usize), index: usize| {
        session.edit(Phase::Done, |draft| list.with_value(|list| change(draft, list, index)));
    };
    let tools = ordered.then(|| {
        let press = |change, index| move || edit(change, index);
        view! {
            <ToolButton
                words=format!("Move {what} up")
                sign="↑"
                disabled=Signal::stored(index == 0)
                press=press(path::swap_with_next, index.saturating_sub(1))
            />
            <ToolButton
                words=format!("Move {what} down")
                sign="↓"
                disabled=Signal::derive(move || index + 1 >= len.get())
                press=press(path::swap_with_next, index)
            />
            <ToolButton
                words=format!("Duplicate {what}")
                sign=COPY
                disabled=Signal::stored(false)
                press=press(path::duplicate, index)
            />
        }
    });
    view! {
        <span class="card-tools">
            {tools}
            <ToolButton
                words=format!("Remove {what}")
                sign="×"
                disabled=Signal::derive(move || !may_be_empty && len.get() < 2)
                press=move || edit(path::remove, index)
            />
        </span>
    }
}

/// A value and its words, as lists to choose from take them.
pub fn options(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(value, words)| ((*value).to_owned(), (*words).to_owned())).collect()
}
