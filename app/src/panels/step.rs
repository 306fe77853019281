//! One step of a task: a line that tells it, and its settings on demand.

use leptos::prelude::*;
use serde_json::Value;

use super::class_card::step_state;
use super::duration::DurationFields;
use super::lists::{ItemTools, options};
use crate::draft::{path, shapes};
use crate::format;
use crate::state::{Phase, Session, field_id};
use crate::widgets::{Choice, Field, TextField};
use crate::words;

/// A step.
#[component]
pub fn StepEditor(
    session: Session,
    /// The path of the list of steps.
    list: String,
    /// Its place.
    index: usize,
) -> impl IntoView {
    let at = format!("{list}[{index}]");
    let step = session.value(at.clone());
    let told = Memo::new(move |_| step.with(|s| tell(s.as_ref().unwrap_or(&Value::Null))));
    view! {
        <details class="step">
            <summary>
                <span class=move || format!("swatch state-{}", told.with(|t| t.0))></span>
                <span class="step-name">{move || told.with(|t| t.1.clone())}</span>
                <span class="step-time">{move || told.with(|t| t.2.clone())}</span>
            </summary>
            <div class="step-body">
                <div class="card-head">
                    <span class="note">"Step " {index + 1}</span>
                    <ItemTools session list index what=format!("step {}", index + 1) ordered=true/>
                </div>
                <StepFields session at/>
            </div>
        </details>
    }
}

/// Colour, name and time of a step.
fn tell(step: &Value) -> (&'static str, String, String) {
    let kind = shapes::step_kind(step);
    let plain = shapes::STEP_KINDS.iter().find(|k| k.0 == kind).map_or(kind, |k| k.1);
    let name = step["name"].as_str().filter(|n| !n.is_empty()).unwrap_or(plain).to_owned();
    let about = if shapes::distribution(&step["ms"]) == "fixed" { "" } else { "~" };
    let what = match kind {
        "cpu" => "CPU",
        "native" => "native",
        "io" => "I/O",
        "blocking_io" => "blocking I/O",
        _ => "under a lock",
    };
    let time = format!("{what} {about}{}", format::duration(shapes::mean_ms(&step["ms"])));
    (words::token(step_state(step)), name, time)
}

/// What can be set of a step.
#[component]
fn StepFields(session: Session, at: String) -> impl IntoView {
    let step = session.value(at.clone());
    let kind = Memo::new(move |_| step.with(|s| s.as_ref().map_or("cpu", shapes::step_kind).to_owned()));
    let write = {
        let at = at.clone();
        Callback::new(move |(kind, phase): (String, Phase)| {
            session.edit(phase, |draft| {
                let mut step = path::get(draft, &at).cloned().unwrap_or(Value::Null);
                shapes::set_step_kind(&mut step, &kind);
                path::set(draft, &at, step);
            });
        })
    };
    let kind_at = format!("{at}.kind");
    let field = Field { id: field_id(&kind_at), text: kind.into(), problem: session.problem(kind_at), write };
    let service_at = format!("{at}.service");
    let calls = Memo::new(move |_| matches!(kind.get().as_str(), "io" | "blocking_io"));
    view! {
        <div class="field">
            <span class="field-label">"Name"</span>
            <TextField label="Name of the step" field=session.optional_text(format!("{at}.name"))/>
        </div>
        <Choice label="It is" options=options(&shapes::STEP_KINDS) field/>
        <DurationFields session at=format!("{at}.ms")/>
        <Show when=move || calls.get()>
            <ServiceChoice session at=service_at.clone()/>
        </Show>
        <Choice
            label="Hybrids run it"
            hint="Where a model that mixes a loop with threads or processes runs this step."
            options=options(&[("", "as they choose"), ("loop", "on the loop"), ("thread", "in a thread"), ("process", "in a process")])
            field=session.optional_text(format!("{at}.on"))
        />
    }
}

/// The service that a step calls.
#[component]
fn ServiceChoice(session: Session, at: String) -> impl IntoView {
    let services = session.value("services");
    let choices = move || {
        let mut pairs = vec![(String::new(), "none".to_owned())];
        services.with(|list| {
            let names = list.as_ref().and_then(Value::as_array).into_iter().flatten();
            pairs.extend(
                names.filter_map(|s| s["name"].as_str()).map(|name| (name.to_owned(), name.to_owned())),
            );
        });
        pairs
    };
    view! {
        <Choice
            label="Through service"
            hint="A queue in front of a limited number of servers."
            options=Signal::derive(choices)
            field=session.optional_text(at)
        />
    }
}
