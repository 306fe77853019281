//! One task class: its name, how many of it, its steps to scale, and the rest on demand.

use leptos::prelude::*;
use serde_json::Value;
use simulator::observe::timeline::SliceState;

use super::lists::{ItemTools, options};
use super::step::StepEditor;
use crate::draft::{Ladder, path, shapes};
use crate::format;
use crate::state::{Phase, Session};
use crate::widgets::{Choice, Field, NumberField, Slider, Strip, TextField};
use crate::words;

/// A task class.
#[component]
pub fn ClassCard(
    session: Session,
    /// Its place in the workload.
    index: usize,
) -> impl IntoView {
    let at = format!("workload[{index}]");
    let steps = format!("{at}.steps");
    let len = session.len(steps.clone());
    let add = {
        let steps = steps.clone();
        move |_| session.edit(Phase::Done, |draft| path::push(draft, &steps, shapes::new_step()))
    };
    let steps = StoredValue::new(steps);
    view! {
        <article class="card">
            <div class="card-head">
                <TextField label="Name of the task class" class="card-name" field=session.text(format!("{at}.name"))/>
                <ItemTools session list="workload" index what=format!("task class {}", index + 1)/>
            </div>
            <ClassStrip session at=at.clone()/>
            <div>
                <For each=move || 0..len.get() key=|step| *step let:step>
                    <StepEditor session list=steps.get_value() index=step/>
                </For>
            </div>
            <Slider
                label="Tasks"
                unit="tasks"
                hint="How many tasks of this class there are."
                ladder=Ladder::decades(1.0, 100_000.0, false)
                field=session.number(format!("{at}.tasks"))
            />
            <div class="group-actions">
                <button type="button" class="button button-small" on:click=add>"+ Step"</button>
            </div>
            <ArrivalAndPayload session at/>
        </article>
    }
}

/// The steps of a class as one bar to scale.
#[component]
fn ClassStrip(session: Session, at: String) -> impl IntoView {
    let steps = session.value(format!("{at}.steps"));
    let parts = Memo::new(move |_| {
        steps.with(|s| strip(s.as_ref().and_then(Value::as_array).map_or(&[][..], |v| v)))
    });
    let label = move || {
        let told: Vec<String> = parts.with(|p| p.iter().map(|(_, _, words)| words.clone()).collect());
        format!("Steps of one task: {}", told.join("; "))
    };
    view! { <Strip parts=parts label=Signal::derive(label)/> }
}

/// Class, share and words of each step.
fn strip(steps: &[Value]) -> Vec<(String, f64, String)> {
    let total: f64 = steps.iter().map(|s| shapes::mean_ms(&s["ms"])).sum();
    let part = |step: &Value| {
        let ms = shapes::mean_ms(&step["ms"]);
        let state = step_state(step);
        let words = format!("{}, {}", words::name(state), format::duration(ms));
        (format!("state-{}", words::token(state)), if total > 0.0 { ms / total } else { 0.0 }, words)
    };
    steps.iter().map(part).collect()
}

/// The state in whose colour a step is drawn.
pub fn step_state(step: &Value) -> SliceState {
    match shapes::step_kind(step) {
        "native" => SliceState::Native,
        "io" | "blocking_io" => SliceState::Io,
        _ => SliceState::Python,
    }
}

/// How its tasks arrive, and what crosses a process boundary.
#[component]
fn ArrivalAndPayload(session: Session, at: String) -> impl IntoView {
    let kinds = options(&[
        ("bytes", "bytes"),
        ("ints", "lists of integers"),
        ("dicts", "lists of dicts"),
        ("objects", "lists of objects"),
    ]);
    let sizes = || Ladder::decades(1.0, 1e9, true);
    view! {
        <details class="fold">
            <summary>"Arrival, payload"</summary>
            <Arrival session at=at.clone()/>
            <Slider
                label="Arguments"
                unit="bytes"
                hint="What is pickled and sent to a worker process with each task."
                ladder=sizes()
                field=session.number(format!("{at}.payload.arguments_bytes"))
            />
            <Slider
                label="Result"
                unit="bytes"
                hint="What is pickled and sent back."
                ladder=sizes()
                field=session.number(format!("{at}.payload.result_bytes"))
            />
            <Choice
                label="They are"
                hint="Pickling costs differ much by kind."
                options=kinds
                field=session.text(format!("{at}.payload.kind"))
            />
        </details>
    }
}

/// When the tasks of a class arrive.
#[component]
fn Arrival(session: Session, at: String) -> impl IntoView {
    let class = session.value(at.clone());
    let kind = Memo::new(move |_| class.with(|c| c.as_ref().map_or("batch", shapes::arrival).to_owned()));
    let arrival = format!("{at}.arrival");
    let write = {
        let arrival = arrival.clone();
        Callback::new(move |(kind, phase): (String, Phase)| {
            session.edit(phase, |draft| path::set(draft, &arrival, shapes::new_arrival(&kind)));
        })
    };
    let problem = session.problem(arrival.clone());
    let field = Field { id: crate::state::field_id(&arrival), text: kind.into(), problem, write };
    let numbers = move || {
        let number = |key: &str, label: &'static str, unit: &'static str| {
            view! { <NumberField label=label unit=unit field=session.number(format!("{arrival}.{key}"))/> }
                .into_any()
        };
        match kind.get().as_str() {
            "uniform" => vec![number("every_ms", "One every", "ms")],
            "poisson" => vec![number("rate_per_s", "On average", "per s")],
            "closed" => vec![number("clients", "Clients", ""), number("think_ms", "Each thinks for", "ms")],
            _ => Vec::new(),
        }
    };
    view! {
        <Choice label="They arrive" hint="When the tasks are submitted." options=options(&shapes::ARRIVALS) field=field/>
        {numbers}
    }
}
