//! Finds a task by its number or by its class.

use leptos::prelude::*;

use crate::state::Session;

/// The field's id.
pub const FIELD: &str = "find-task";

/// A field, and the next and the one before.
#[component]
pub fn Find(session: Session) -> impl IntoView {
    let looks = session.looks;
    let go = move |back: bool| session.find(back);
    view! {
        <search class="find">
            <input
                id=FIELD
                class="input find-field"
                type="search"
                enterkeyhint="search"
                autocomplete="off"
                aria-label="Find a task by its number or its class (/). Enter: next, shift and Enter: previous"
                placeholder="Find a task"
                title=move || looks.not_found.get().unwrap_or_else(|| "A task's number, or a part of its class' name".to_owned())
                aria-invalid=move || looks.not_found.with(Option::is_some).to_string()
                prop:value=looks.sought
                on:input=move |event| {
                    looks.not_found.set(None);
                    looks.sought.set(event_target_value(&event));
                }
                on:keydown=move |event| {
                    if event.key() == "Enter" {
                        event.prevent_default();
                        go(event.shift_key());
                    }
                }
            />
            <button type="button" class="button button-small" aria-label="Previous task" title="Previous" on:click=move |_| go(true)>
                "‹"
            </button>
            <button type="button" class="button button-small" aria-label="Next task" title="Next" on:click=move |_| go(false)>
                "›"
            </button>
        </search>
        {move || looks.not_found.get().map(|words| view! { <p class="find-problem" role="status">{words}</p> })}
    }
}
