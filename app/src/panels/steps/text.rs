//! The steps as a line to type. What cannot be read stays as it was typed, with what is wrong beside it.

use leptos::prelude::*;
use serde_json::Value;
use simulator::scenario::steps_text::{self, Fault};

use super::Steps;
use crate::draft::path;
use crate::state::Phase;

/// So much of the text before a fault is shown with it, characters.
const BEFORE: usize = 16;

/// The same steps as text.
#[component]
pub fn StepsText(steps: Steps) -> impl IntoView {
    let (session, class, list) = (steps.session, steps.class, steps.list());
    let id = format!("steps-{class}");
    let (help, note) = (format!("{id}-help"), format!("{id}-problem"));
    let printed = Memo::new(move |_| {
        session
            .scenario
            .with(|s| s.workload.get(class).map_or_else(String::new, |c| steps_text::print(&c.steps)))
    });
    // What was typed, until it is what holds; and the steps that it stood for.
    let typed = RwSignal::new(None::<String>);
    let fault = RwSignal::new(None::<Fault>);
    let written = StoredValue::new(None::<Value>);
    let value = session.value(list.clone());
    Effect::new(move |_| {
        // Somebody else changed the steps: undo, the strip, a preset.
        if value.with(|now| written.with_value(|written| written != now)) {
            typed.set(None);
            fault.set(None);
        }
    });
    let list = StoredValue::new(list);
    let take = move |text: String, phase: Phase| match steps_text::parse(&text) {
        Ok(steps) => {
            let steps = serde_json::to_value(steps).unwrap_or_default();
            written.set_value(Some(steps.clone()));
            fault.set(None);
            typed.set(Some(text));
            session.edit(phase, |draft| list.with_value(|list| path::set(draft, list, steps)));
        }
        Err(wrong) => {
            written.set_value(value.get_untracked());
            fault.set(Some(wrong));
            typed.set(Some(text));
            session.edit(phase, |_| {});
        }
    };
    // A service that does not exist, a number out of range: told with the whole scenario.
    let problem = Memo::new(move |_| {
        session.problems.with(|all| {
            let own = all.iter().find(|p| list.with_value(|list| p.path.starts_with(list.as_str())));
            own.map(|p| list.with_value(|list| format!("step{} {}", &p.path[list.len()..], p.message)))
        })
    });
    let settle = move |_| {
        if fault.with_untracked(Option::is_none) && problem.with_untracked(Option::is_none) {
            typed.set(None);
        }
    };
    let shown = move || typed.get().unwrap_or_else(|| printed.get());
    let wrong =
        move || fault.with(Option::is_some) || (typed.with(Option::is_some) && problem.with(Option::is_some));
    let told = move || match fault.get() {
        Some(fault) => Some(pointed(&typed.get().unwrap_or_default(), &fault)),
        None => typed.with(Option::is_some).then(|| problem.get().into_any()),
    };
    view! {
        <div class="steps-text">
            <label class="field-label" for=id.clone()>"Steps as text"</label>
            <textarea
                class="input input-code"
                id=id
                rows="2"
                spellcheck="false"
                autocomplete="off"
                autocapitalize="off"
                aria-describedby=format!("{help} {note}")
                aria-invalid=move || wrong().then_some("true")
                prop:value=shown
                on:input=move |event| take(event_target_value(&event), Phase::Live)
                on:change=move |event| take(event_target_value(&event), Phase::Done)
                on:blur=settle
            >
                {printed.get_untracked()}
            </textarea>
            <p class="field-problem" id=note hidden=move || !wrong()>{told}</p>
            <p class="note steps-help" id=help>
                <code>"cpu 3ms"</code> ", " <code>"cpu 25ms nogil x4"</code> ", " <code>"io 40ms @api"</code> ", "
                <code>"blocking 5ms"</code> ", " <code>"lock cache 1ms"</code> ". Times that vary: "
                <code>"~40ms cv0.3"</code> ", " <code>"exp 20ms"</code> ", " <code>"uniform 1..3ms"</code> ", "
                <code>"pareto 5ms a1.5"</code> ", " <code>"from 1ms 9ms"</code> ". Then: " <code>"on process"</code>
                ", " <code>"call 1ms"</code> ", " <code>"as name"</code> "."
            </p>
        </div>
    }
}

/// A fault with the text around it.
fn pointed(text: &str, fault: &Fault) -> AnyView {
    let before = text.get(..fault.from).unwrap_or_default();
    let begin = before.char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
    let dots = if begin > 0 { "…" } else { "" };
    let place = text.get(fault.from..fault.to).filter(|place| !place.is_empty()).unwrap_or("?");
    view! {
        <code>{dots} {before[begin..].to_owned()} <mark>{place.to_owned()}</mark></code>
        " "
        {fault.message.clone()}
        "."
    }
    .into_any()
}
