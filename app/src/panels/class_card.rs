//! One task class: its name, its steps as a strip and as text, how many of it, and the rest on demand.

use leptos::prelude::*;

use super::lists::{ItemTools, options};
use super::steps::{AddStep, StepEditor, StepStrip, Steps, StepsText};
use crate::draft::{Ladder, path, shapes};
use crate::state::{Phase, Session};
use crate::widgets::{Choice, Field, NumberField, Slider, TextField};

/// A task class.
#[component]
pub fn ClassCard(
    session: Session,
    /// Its place in the workload.
    index: usize,
    /// Where it says what was done, for those who do not see it.
    say: RwSignal<String>,
) -> impl IntoView {
    let at = format!("workload[{index}]");
    let steps = Steps::new(session, index, say);
    let len = steps.len();
    view! {
        <article class="card">
            <div class="card-head">
                <TextField label="Name of the task class" class="card-name" field=session.text(format!("{at}.name"))/>
            </div>
            <StepStrip steps/>
            <div>
                <For each=move || 0..len.get() key=|step| *step let:step>
                    <StepEditor steps index=step/>
                </For>
            </div>
            <div class="group-actions">
                <AddStep steps/>
                <ItemTools session list="workload" index what=format!("task class {}", index + 1) ordered=true/>
            </div>
            <StepsText steps/>
            <Slider
                label="Tasks"
                unit="tasks"
                hint="How many tasks of this class there are."
                ladder=Ladder::decades(1.0, 100_000.0, false)
                field=session.number(format!("{at}.tasks"))
            />
            <ArrivalAndPayload session at/>
        </article>
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
