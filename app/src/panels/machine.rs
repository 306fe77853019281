//! What it runs on: cores, quota, Python; and with which luck: seed, repetitions.

use leptos::prelude::*;
use simulator::scenario::Python;

use crate::draft::Ladder;
use crate::state::Session;
use crate::widgets::{Choice, NumberField, Slider};

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
        </section>
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
