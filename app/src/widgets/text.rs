//! A line of text.

use leptos::prelude::*;

use super::{Field, FieldProblem};
use crate::state::Phase;

/// A line of text whose label is for screen readers only.
#[component]
pub fn TextField(
    /// What it is.
    #[prop(into)]
    label: String,
    /// Further classes of the input.
    #[prop(into, optional)]
    class: String,
    /// The value.
    field: Field,
) -> impl IntoView {
    let focused = RwSignal::new(false);
    let shown = field.shown(focused);
    let (problem, write, note_id) = (field.problem, field.write, field.note_id());
    view! {
        <input
            class=format!("input {class}")
            type="text"
            autocomplete="off"
            id=field.id.clone()
            aria-label=label
            aria-describedby=note_id
            aria-invalid=move || problem.with(Option::is_some).then_some("true")
            value=shown.get_untracked()
            prop:value=shown
            on:focus=move |_| focused.set(true)
            on:blur=move |_| focused.set(false)
            on:input=move |event| write.run((event_target_value(&event), Phase::Live))
            on:change=move |event| write.run((event_target_value(&event), Phase::Done))
        />
        <FieldProblem field/>
    }
}
