//! A range input and a number field over the same value, with one label and one unit.

use leptos::prelude::*;

use super::number::NumberInput;
use super::{Changed, Field, FieldProblem, Hint};
use crate::draft::{Ladder, typed};
use crate::state::Phase;

/// Marks that PageUp and PageDown go: a decade of a 1-2-5 ladder.
const PAGE: usize = 3;

/// A slider that climbs a ladder of values; the field beside it takes any.
#[component]
pub fn Slider(
    /// What it is.
    #[prop(into)]
    label: String,
    /// What it counts in.
    #[prop(into)]
    unit: String,
    /// What it means, in plain words.
    #[prop(into, optional)]
    hint: String,
    /// The values it steps through.
    ladder: Ladder,
    /// The value.
    field: Field,
) -> impl IntoView {
    let (id, text, write) = (field.id.clone(), field.text, field.write);
    let label_id = format!("{id}-label");
    let last = ladder.last();
    let ladder = StoredValue::new(ladder);
    let index = Memo::new(move |_| {
        let value = text.with(|t| typed::float(t).unwrap_or(0.0));
        ladder.with_value(|ladder| ladder.nearest(value))
    });
    let spoken = {
        let unit = unit.clone();
        move || format!("{} {unit}", text.get())
    };
    let slide = move |event: leptos::ev::Event, phase: Phase| {
        let index = event_target_value(&event).parse::<usize>().unwrap_or(0);
        write.run((ladder.with_value(|ladder| ladder.at(index)).to_string(), phase));
    };
    let page = move |event: leptos::ev::KeyboardEvent| {
        let here = index.get_untracked();
        let there = match event.key().as_str() {
            "PageUp" => here + PAGE,
            "PageDown" => here.saturating_sub(PAGE),
            _ => return,
        };
        event.prevent_default();
        write.run((ladder.with_value(|ladder| ladder.at(there)).to_string(), Phase::Done));
    };
    view! {
        <div class="slider" title=hint.clone()>
            <label class="field-label" id=label_id.clone() for=id>{label.clone()}</label>
            <span class="field-box">
                <Changed field=field.clone() label/>
                <NumberInput field=field.clone()/>
                <span class="field-unit">{unit}</span>
            </span>
            <input
                class="slider-range"
                type="range"
                min="0"
                max=last
                step="1"
                aria-labelledby=label_id
                aria-describedby=field.hint_id()
                aria-valuetext=spoken
                value=index.get_untracked()
                prop:value=move || index.get().to_string()
                on:input=move |event| slide(event, Phase::Live)
                on:change=move |event| slide(event, Phase::Done)
                on:keydown=page
            />
            <Hint field=field.clone() text=hint.clone()/>
            <FieldProblem field/>
        </div>
    }
}
