//! One task class: its name, its steps as a strip and as text, how many of it, and the rest on demand.

use leptos::prelude::*;

use super::lists::options;
use super::part::Part;
use super::places::Later;
use super::steps::{StepStrip, Steps};
use crate::draft::{Ladder, path, shapes};
use crate::state::{Phase, Session, field_id};
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
                <Later session part=Part::ClassTools(index)/>
            </div>
            <StepStrip steps/>
            <div>
                <For each=move || 0..len.get() key=|step| *step let:step>
                    <Later session part=Part::Step(steps, step)/>
                </For>
            </div>
            <div class="group-actions">
                <Later session part=Part::AddStep(steps)/>
            </div>
            <Later session part=Part::StepsText(steps)/>
            <Slider
                label="Tasks"
                unit="tasks"
                hint="How many tasks of this class there are."
                ladder=Ladder::decades(1.0, 100_000.0, false)
                field=session.number(format!("{at}.tasks"))
            />
            <Later session part=Part::Arrival(index)/>
        </article>
    }
}

/// How its tasks arrive, how long they may take, and what crosses a process boundary.
#[component]
pub fn ArrivalAndPayload(session: Session, at: String) -> impl IntoView {
    let kinds = options(&[
        ("bytes", "bytes"),
        ("ints", "lists of integers"),
        ("dicts", "lists of dicts"),
        ("objects", "lists of objects"),
    ]);
    let sizes = || Ladder::decades(1.0, 1e9, true);
    view! {
        <details class="fold">
            <summary>"Arrival, timeout, payload"</summary>
            <Arrival session at=at.clone()/>
            <Patience session at=at.clone()/>
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
    let field = Field::plain(field_id(&arrival), kind.into(), problem, write);
    let numbers = move || {
        let number = |(key, label, unit, hint, ladder): Number| {
            let field = session.number(format!("{arrival}.{key}"));
            view! { <Slider label unit hint ladder field/> }
        };
        numbers_of(&kind.get()).into_iter().map(number).collect_view()
    };
    view! {
        <Choice label="They arrive" hint="When the tasks are submitted." options=options(&shapes::ARRIVALS) field=field/>
        {numbers}
    }
}

/// Key, label, unit, meaning and ladder of a number.
type Number = (&'static str, &'static str, &'static str, &'static str, Ladder);

/// The numbers that a kind of arrival has.
fn numbers_of(kind: &str) -> Vec<Number> {
    match kind {
        "uniform" => {
            let hint = "A task is submitted each time so long has passed.";
            vec![("every_ms", "One every", "ms", hint, Ladder::decades(0.1, 10_000.0, false))]
        }
        "poisson" => {
            let hint = "Tasks are submitted at random moments, so many a second on average.";
            vec![("rate_per_s", "On average", "per s", hint, Ladder::decades(0.1, 10_000.0, false))]
        }
        "closed" => {
            let clients = "Each client submits its next task after its last one is done.";
            let think = "How long a client pauses between the end of a task and its next one.";
            vec![
                ("clients", "Clients", "clients", clients, Ladder::decades(1.0, 10_000.0, false)),
                ("think_ms", "Each thinks for", "ms", think, Ladder::decades(1.0, 10_000.0, true)),
            ]
        }
        _ => Vec::new(),
    }
}

/// How long a task may take, and what happens then.
#[component]
fn Patience(session: Session, at: String) -> impl IntoView {
    view! {
        <NumberField
            label="Timeout"
            unit="ms"
            hint="A task is lost so long after it was submitted (asyncio: after its coroutine began). What a thread or process already runs goes on; a coroutine ends at its next await. Empty: never."
            placeholder="none"
            field=session.optional_number(format!("{at}.timeout_ms"))
        />
        <NumberField
            label="Retries"
            unit="times"
            hint="How often a task is submitted again after a timeout."
            placeholder="0"
            field=session.optional_number(format!("{at}.retries"))
        />
    }
}
