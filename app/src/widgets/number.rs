//! A number field with its label and unit.

use leptos::prelude::*;

use super::{Changed, Field, FieldProblem, Hint};
use crate::state::Phase;

/// A number with its label, its unit, and what is wrong with it.
#[component]
pub fn NumberField(
    /// What it is.
    #[prop(into)]
    label: String,
    /// What it counts in.
    #[prop(into, optional)]
    unit: String,
    /// What it means, in plain words.
    #[prop(into, optional)]
    hint: String,
    /// What holds when the field is empty.
    #[prop(into, optional)]
    placeholder: String,
    /// The value.
    field: Field,
) -> impl IntoView {
    let id = field.id.clone();
    view! {
        <div class="field" title=hint.clone()>
            <label class="field-label" for=id>{label.clone()}</label>
            <span class="field-box">
                <Changed field=field.clone() label/>
                <NumberInput field=field.clone() placeholder/>
                {(!unit.is_empty()).then(|| view! { <span class="field-unit">{unit}</span> })}
            </span>
            <Hint field=field.clone() text=hint.clone()/>
            <FieldProblem field/>
        </div>
    }
}

/// The input alone; its label is elsewhere.
#[component]
pub fn NumberInput(
    /// The value.
    field: Field,
    /// What holds when the field is empty.
    #[prop(into, optional)]
    placeholder: String,
    /// Its name, when no label names it.
    #[prop(into, optional)]
    label: Option<String>,
) -> impl IntoView {
    let focused = RwSignal::new(false);
    let shown = field.shown(focused);
    let (problem, write) = (field.problem, field.write);
    let described = format!("{} {}", field.hint_id(), field.note_id());
    view! {
        <input
            class="input input-number"
            type="number"
            step="any"
            inputmode="decimal"
            autocomplete="off"
            id=field.id
            aria-label=label
            aria-describedby=described
            aria-invalid=move || problem.with(Option::is_some).then_some("true")
            placeholder=placeholder
            value=shown.get_untracked()
            prop:value=shown
            on:focus=move |_| focused.set(true)
            on:blur=move |_| focused.set(false)
            on:input=move |event| write.run((event_target_value(&event), Phase::Live))
            on:change=move |event| write.run((event_target_value(&event), Phase::Done))
        />
    }
}
