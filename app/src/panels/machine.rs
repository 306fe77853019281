//! What it runs on: cores, quota, Python, seed.

use leptos::prelude::*;
use simulator::scenario::Python;

use crate::draft::Ladder;
use crate::state::Session;
use crate::widgets::{Choice, NumberField, Slider};

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
        </section>
    }
}
