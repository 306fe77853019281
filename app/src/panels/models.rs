//! Which models are compared, and the settings of each.

use leptos::prelude::*;
use serde_json::{Value, json};
use simulator::models;
use simulator::scenario::{KeySpec, ModelSpec};

use super::lists::{ItemTools, options};
use super::pools::START_METHODS;
use crate::draft::path;
use crate::state::{Phase, Session};
use crate::widgets::{Choice, NumberField};

/// The models, and a list to add from.
#[component]
pub fn Models(session: Session) -> impl IntoView {
    let len = session.len("models");
    let add = move |event| {
        let kind = event_target_value(&event);
        if !kind.is_empty() {
            session.edit(Phase::Done, |draft| path::push(draft, "models", new_model(&kind)));
        }
    };
    let kinds = models::catalogue().into_iter().map(|spec| {
        view! { <option value=spec.kind>{spec.title} ": " {spec.python}</option> }
    });
    view! {
        <section class="group" aria-labelledby="group-models">
            <h2 class="group-title" id="group-models">"Models"</h2>
            <For each=move || 0..len.get() key=|index| *index let:index>
                <ModelEntry session index/>
            </For>
            <select class="input input-wide" aria-label="Add a model" prop:value="" on:change=add>
                <option value="">"+ Model"</option>
                {kinds.collect_view()}
            </select>
        </section>
    }
}

/// A model of a kind with its usual settings.
fn new_model(kind: &str) -> Value {
    match kind {
        "prefork" => json!({ "kind": kind, "inner": { "kind": "threads", "workers": 4 } }),
        _ => json!({ "kind": kind }),
    }
}

fn spec_of(kind: &str) -> Option<&'static ModelSpec> {
    models::catalogue().into_iter().find(|spec| spec.kind == kind)
}

/// One model: its title, and its settings on demand.
#[component]
fn ModelEntry(session: Session, index: usize) -> impl IntoView {
    let at = format!("models[{index}]");
    let kind = session.value(format!("{at}.kind"));
    let kind =
        Memo::new(move |_| kind.with(|k| k.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned()));
    let title = move || kind.with(|k| spec_of(k).map_or(k.clone(), |s| s.title.to_owned()));
    let python = move || kind.with(|k| spec_of(k).map_or("", |s| s.python));
    let settings = move || kind.with(|k| settings(session, &at, k));
    view! {
        <details class="step">
            <summary>
                <span class="step-name">{title}</span>
                <ItemTools session list="models" index what=format!("model {}", index + 1)/>
            </summary>
            <div class="step-body">
                <p class="note">{python}</p>
                {settings}
            </div>
        </details>
    }
}

fn settings(session: Session, at: &str, kind: &str) -> AnyView {
    let Some(spec) = spec_of(kind) else { return ().into_any() };
    spec.keys.iter().map(|key| setting(session, at, *key)).collect_view().into_any()
}

fn setting(session: Session, at: &str, key: KeySpec) -> AnyView {
    let field_at = format!("{at}.{}", key.name());
    let number = |label: &'static str, hint: &'static str, placeholder: &'static str| {
        let field = session.optional_number(field_at.clone());
        view! { <NumberField label hint placeholder field/> }.into_any()
    };
    match key {
        KeySpec::Threads => number("Threads", "Threads in the pool.", "default"),
        KeySpec::ProcessWorkers => number("Workers", "Processes or interpreters in the pool.", "one a core"),
        KeySpec::Chunksize => number("Chunk size", "Tasks that travel to a worker together.", "1"),
        KeySpec::MaxTasksPerChild => {
            number("Tasks per child", "A worker is replaced after so many tasks.", "no limit")
        }
        KeySpec::Concurrency => number("In flight", "Tasks in flight at once (a semaphore).", "no limit"),
        KeySpec::Processes => number("Processes", "Server processes.", "one a core"),
        KeySpec::StartMethod => {
            let field = session.optional_text(field_at);
            let mut choices = options(&START_METHODS);
            choices.insert(0, (String::new(), "the version's default".to_owned()));
            view! { <Choice label="Start method" options=choices field/> }.into_any()
        }
        KeySpec::Inner(kinds) => inner(session, &field_at, kinds),
    }
}

/// What runs inside each server process.
fn inner(session: Session, at: &str, kinds: &'static [&'static str]) -> AnyView {
    let words =
        |kind: &&'static str| ((*kind).to_owned(), spec_of(kind).map_or(*kind, |s| s.title).to_owned());
    let choices: Vec<(String, String)> = kinds.iter().map(words).collect();
    let value = session.value(format!("{at}.kind"));
    let at = at.to_owned();
    let keys = {
        let at = at.clone();
        move || {
            value.with(|kind| kind.as_ref().and_then(Value::as_str).map(|kind| settings(session, &at, kind)))
        }
    };
    view! {
        <Choice label="In each" options=choices field=session.text(format!("{at}.kind"))/>
        {keys}
    }
    .into_any()
}
