//! What it runs on: cores, quota, Python; with which luck: seed, repetitions; and until when.

use leptos::prelude::*;
use serde_json::json;
use simulator::scenario::Python;

use super::lists::options;
use crate::draft::{Ladder, path};
use crate::state::{Phase, Session};
use crate::widgets::{Choice, Field, NumberField, Slider};

/// Runs to choose from: a quick look, an interval, a narrow one.
const REPEATS: [u32; 3] = [1, 5, 20];

/// The machine and the Python on it.
#[component]
pub fn Machine(session: Session) -> impl IntoView {
    let versions: Vec<(String, String)> =
        Python::ALL.iter().map(|v| (v.name().to_owned(), v.name().to_owned())).collect();
    view! {
        <section class="group" aria-labelledby="group-machine">
            <h2 class="group-title" id="group-machine">"Machine"</h2>
            <Slider
                label="Cores"
                unit="cores"
                hint="Logical CPUs that the machine has."
                ladder=Ladder::counts(128)
                field=session.number("machine.cores")
            />
            <NumberField
                label="CPU quota"
                unit="cores"
                hint="A container's limit, in cores' worth of CPU; empty: none."
                placeholder="none"
                field=session.optional_number("machine.cpu_quota")
            />
            <Choice
                label="Python"
                hint="Sets the default start method and what the interpreter costs."
                options=versions
                field=session.text("runtime.python")
            />
            <NumberField
                label="Seed"
                hint="Every random duration follows from it; all models face the same tasks."
                field=session.number("run.seed")
            />
            <Choice
                label="Repeat with other luck"
                hint="Runs it again with other random times, and other threads that get the GIL: tells how sure the \
                      numbers are. Every model gets the same tasks in the same run."
                options=repeats(session)
                field=session.number("run.replications")
            />
            <Until session/>
        </section>
    }
}

/// When a run ends.
#[component]
fn Until(session: Session) -> impl IntoView {
    let kind = session.text("run.until.kind");
    let timed = {
        let text = kind.text;
        Memo::new(move |_| text.with(|text| text == "duration"))
    };
    let write = Callback::new(move |(kind, phase): (String, Phase)| {
        let until =
            if kind == "duration" { json!({ "kind": kind, "ms": 10_000 }) } else { json!({ "kind": kind }) };
        session.edit(phase, |draft| path::set(draft, "run.until", until));
    });
    view! {
        <Choice
            label="Runs until"
            hint="When the simulation stops: when every task is done, or after a fixed time."
            options=options(&[("all_done", "all is done"), ("duration", "a fixed time")])
            field=Field { write, ..kind }
        />
        <Show when=move || timed.get()>
            <Slider
                label="Runs for"
                unit="ms"
                hint="Simulated time after which it stops; tasks that are not done by then count as unfinished."
                ladder=Ladder::decades(10.0, 1_000_000.0, false)
                field=session.number("run.until.ms")
            />
        </Show>
    }
}

/// How often to run: a few to choose from, and what the scenario has.
fn repeats(session: Session) -> Memo<Vec<(String, String)>> {
    let now = session.number("run.replications").text;
    Memo::new(move |_| {
        let mut times = REPEATS.to_vec();
        times.extend(now.with(|text| text.parse::<u32>().ok()).filter(|n| !REPEATS.contains(n)));
        times.sort_unstable();
        let words = |n: &u32| if *n == 1 { "once: one run".to_owned() } else { format!("{n} runs") };
        times.iter().map(|n| (n.to_string(), words(n))).collect()
    })
}
