//! One step of a task: a line that tells it, and its settings on demand.

use leptos::html::Details;
use leptos::prelude::*;
use serde_json::Value;
use simulator::observe::timeline::SliceState;

use super::Steps;
use super::duration::DurationFields;
use crate::draft::{path, shapes};
use crate::format;
use crate::panels::lists::{COPY, ToolButton, options};
use crate::state::{Phase, Session, field_id};
use crate::widgets::{Choice, Field, NumberField, TextField};
use crate::words;

/// A step.
#[component]
pub fn StepEditor(
    steps: Steps,
    /// Its place.
    index: usize,
) -> impl IntoView {
    let at = format!("{}[{index}]", steps.list());
    let step = steps.session.value(at.clone());
    let told = Memo::new(move |_| step.with(|s| tell(s.as_ref().unwrap_or(&Value::Null))));
    let node = NodeRef::<Details>::new();
    let toggled = move |_| {
        let now = node.get_untracked().is_some_and(|details| details.open());
        let was = steps.open.get_untracked() == Some(index);
        if now != was {
            steps.open.set(now.then_some(index));
        }
    };
    view! {
        <details class="step" node_ref=node prop:open=move || steps.open.get() == Some(index) on:toggle=toggled>
            <summary>
                <span class=move || format!("swatch state-{}", told.with(|t| t.token))></span>
                <span class="step-name">{move || told.with(|t| t.name.clone())}</span>
                <span class="step-time">{move || told.with(|t| t.time.clone())}</span>
            </summary>
            // Only where it can be changed: without scripts, the line above tells what there is to tell.
            {(!cfg!(feature = "ssr")).then(|| view! {
                <div class="step-body">
                    <StepTools steps index/>
                    <StepFields session=steps.session at/>
                </div>
            })}
        </details>
    }
}

/// The buttons that move, copy and remove a step.
#[component]
fn StepTools(steps: Steps, index: usize) -> impl IntoView {
    let (len, number) = (steps.len(), index + 1);
    let shift = move |later| {
        steps.shift(Phase::Done, index, later);
    };
    let no = Signal::stored(false);
    view! {
        <div class="card-head">
            <span class="note">"Step " {number}</span>
            <span class="card-tools">
                <ToolButton
                    words=format!("Move step {number} up")
                    sign="↑"
                    disabled=Signal::stored(index == 0)
                    press=move || shift(false)
                />
                <ToolButton
                    words=format!("Move step {number} down")
                    sign="↓"
                    disabled=Signal::derive(move || number >= len.get())
                    press=move || shift(true)
                />
                <ToolButton
                    words=format!("Duplicate step {number}")
                    sign=COPY
                    disabled=no
                    press=move || steps.duplicate(index)
                />
                <ToolButton
                    words=format!("Remove step {number}")
                    sign="×"
                    disabled=no
                    press=move || steps.remove(index)
                />
            </span>
        </div>
    }
}

/// What is told of a step.
#[derive(Clone, PartialEq)]
pub(super) struct Told {
    /// One of [`shapes::STEP_KINDS`].
    pub(super) kind: String,
    /// The colour's.
    pub(super) token: &'static str,
    pub(super) name: String,
    pub(super) time: String,
}

/// Kind, colour, name and time of a step.
pub(super) fn tell(step: &Value) -> Told {
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
    Told { kind: kind.to_owned(), token: token(kind), name, time }
}

/// The token of the state in whose colour a kind of step is drawn.
pub(super) fn token(kind: &str) -> &'static str {
    words::token(match kind {
        "native" => SliceState::Native,
        "io" | "blocking_io" => SliceState::Io,
        _ => SliceState::Python,
    })
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
    let field = Field::plain(field_id(&kind_at), kind.into(), session.problem(kind_at), write);
    let service_at = format!("{at}.service");
    let calls = Memo::new(move |_| matches!(kind.get().as_str(), "io" | "blocking_io"));
    let (native, python) =
        (Memo::new(move |_| kind.get() == "native"), Memo::new(move |_| kind.get() == "cpu"));
    let (threads_at, call_at) = (format!("{at}.native_threads"), format!("{at}.call_ms"));
    let held_call_at = call_at.clone();
    view! {
        <div class="field">
            <span class="field-label">"Name"</span>
            <TextField label="Name of the step" field=session.optional_text(format!("{at}.name"))/>
        </div>
        <Choice label="It is" hint="What the step does, and whether other threads can run Python meanwhile." options=options(&shapes::STEP_KINDS) field/>
        <DurationFields session at=format!("{at}.ms")/>
        <Show when=move || calls.get()>
            <ServiceChoice session at=service_at.clone()/>
        </Show>
        <Show when=move || python.get()>
            <NumberField
                label="One C call takes"
                unit="ms"
                hint="Python code lets another thread have the GIL after a switch interval. A call into C, such as a regular expression, json or sorted, keeps it until it returns. Empty: no such calls."
                placeholder="no calls"
                field=session.optional_number(held_call_at.clone())
            />
        </Show>
        <Show when=move || native.get()>
            <NumberField
                label="Own threads"
                unit="threads"
                hint="How many threads of its own the native code computes with, as BLAS or torch do. Empty: 1."
                placeholder="1"
                field=session.optional_number(threads_at.clone())
            />
            <NumberField
                label="Takes the GIL back"
                unit="ms"
                hint="The native code takes the GIL for a moment each time it has computed so long. Empty: never."
                placeholder="never"
                field=session.optional_number(call_at.clone())
            />
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
