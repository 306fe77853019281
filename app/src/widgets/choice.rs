//! One of a few, from a list.

use leptos::prelude::*;

use super::{Changed, Field, FieldProblem, Hint};
use crate::state::Phase;

/// A list to choose one from: pairs of the value and what people read.
#[component]
pub fn Choice(
    /// What it is.
    #[prop(into)]
    label: String,
    /// What it means, in plain words.
    #[prop(into, optional)]
    hint: String,
    /// Value and words of each.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// The value.
    field: Field,
) -> impl IntoView {
    let (text, write, id) = (field.text, field.write, field.id.clone());
    let items = move || {
        let item = |(value, words): (String, String)| {
            let own = value.clone();
            view! {
                <option value=value selected=move || text.with(|t| *t == own)>{words}</option>
            }
        };
        options.get().into_iter().map(item).collect_view()
    };
    view! {
        <div class="field" title=hint.clone()>
            <label class="field-label" for=id.clone()>{label.clone()}</label>
            <span class="field-box">
                <Changed field=field.clone() label/>
                <select
                    class="input"
                    id=id
                    aria-describedby=field.hint_id()
                    prop:value=text
                    on:change=move |event| write.run((event_target_value(&event), Phase::Done))
                >
                    {items}
                </select>
            </span>
            <Hint field=field.clone() text=hint.clone()/>
            <FieldProblem field/>
        </div>
    }
}
