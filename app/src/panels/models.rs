//! Which models are compared, and the settings of each.

use leptos::prelude::*;
use serde_json::{Value, json};
use simulator::models;
use simulator::scenario::{KeySpec, ModelSpec};

use super::lists::{ItemTools, options};
use super::pools::START_METHODS;
use crate::draft::{path, typed};
use crate::state::{Phase, Session, field_id};
use crate::widgets::{Choice, Field, NumberField};

/// The models, and a list to add from.
#[component]
pub fn Models(session: Session) -> impl IntoView {
    let len = session.len("models");
    let kinds = models::catalogue().into_iter().map(|spec| {
        let add = move |_| {
            session.edit(Phase::Done, |draft| path::push(draft, "models", new_model(spec.kind)));
        };
        view! {
            <li>
                <button type="button" class="menu-item" on:click=add>
                    {spec.title}
                    <small>{spec.python}</small>
                </button>
            </li>
        }
    });
    view! {
        <section class="group" aria-labelledby="group-models">
            <h2 class="group-title" id="group-models">"Models"</h2>
            <For each=move || 0..len.get() key=|index| *index let:index>
                <ModelEntry session index/>
            </For>
            <details class="menu menu-start" name="add-model">
                <summary class="button">"+ Model"</summary>
                <ul class="menu-list">{kinds.collect_view()}</ul>
            </details>
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

/// The numbers of a model, in short: `8 workers`.
fn tell(model: &Value) -> String {
    let count = |key: &str, words: &str| {
        let text = typed::shown(model.get(key));
        (!text.is_empty()).then(|| format!("{text} {words}"))
    };
    let counts = [("processes", "processes"), ("concurrency", "in flight"), ("workers", "workers")];
    counts.iter().filter_map(|(key, words)| count(key, words)).collect::<Vec<_>>().join(", ")
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
    let own = session.value(at.clone());
    let told = move || own.with(|model| model.as_ref().map_or_else(String::new, tell));
    let id = field_id(&at);
    let settings = move || kind.with(|k| settings(session, &at, k));
    view! {
        <details class="step">
            <summary id=id>
                <span class="step-name">{title}</span>
                <span class="step-time">{told}</span>
            </summary>
            // Only where it can be changed: without scripts, the line above tells what there is to tell.
            {(!cfg!(feature = "ssr")).then(|| view! {
                <div class="step-body">
                    <div class="card-head">
                        <p class="note">{python}</p>
                        <ItemTools session list="models" index what=format!("model {}", index + 1) ordered=true/>
                    </div>
                    {settings}
                </div>
            })}
        </details>
    }
}

fn settings(session: Session, at: &str, kind: &str) -> AnyView {
    let Some(spec) = spec_of(kind) else { return ().into_any() };
    spec.keys.iter().map(|key| setting(session, at, *key)).collect_view().into_any()
}

fn setting(session: Session, at: &str, key: KeySpec) -> AnyView {
    let field_at = format!("{at}.{}", key.name());
    let number = |label: &'static str, unit: &'static str, hint: &'static str, placeholder: &'static str| {
        let field = session.optional_number(field_at.clone());
        view! { <NumberField label unit hint placeholder field/> }.into_any()
    };
    match key {
        KeySpec::Threads => {
            number("Pool", "threads", "Threads in the pool. Empty: min(32, cores + 4).", "default")
        }
        KeySpec::ProcessWorkers => {
            number("Pool", "workers", "Worker processes in the pool. Empty: one a core.", "one a core")
        }
        KeySpec::Chunksize => number("Chunk size", "tasks", "Tasks that travel to a worker together.", "1"),
        KeySpec::MaxTasksPerChild => number(
            "Worker's life",
            "tasks",
            "A worker is replaced after so many tasks. Empty: never.",
            "no limit",
        ),
        KeySpec::Concurrency => number(
            "In flight",
            "tasks",
            "Tasks in flight at once (a semaphore). Empty: no limit.",
            "no limit",
        ),
        KeySpec::Processes => {
            number("Server", "processes", "Server processes. Empty: one a core.", "one a core")
        }
        KeySpec::StartMethod => {
            let field = session.optional_text(field_at);
            let mut choices = options(&START_METHODS);
            choices.insert(0, (String::new(), "the version's default".to_owned()));
            view! { <Choice label="Start method" hint="How multiprocessing starts its workers." options=choices field/> }
                .into_any()
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
    let field = session.text(format!("{at}.kind"));
    let to = at.clone();
    // Another kind has other settings: those of the old one would not be allowed.
    let write = Callback::new(move |(kind, phase): (String, Phase)| {
        session.edit(phase, |draft| path::set(draft, &to, json!({ "kind": kind })));
    });
    let keys = {
        let at = at.clone();
        move || {
            value.with(|kind| kind.as_ref().and_then(Value::as_str).map(|kind| settings(session, &at, kind)))
        }
    };
    view! {
        <Choice
            label="In each"
            hint="What runs inside each server process."
            options=choices
            field=Field { write, ..field }
        />
        {keys}
    }
    .into_any()
}
