//! Measure my machine: the command that prints a cost profile, the box that takes it, and what it changed.

use leptos::prelude::*;

use super::costs::told;
use super::handover::{Command, PasteBox, origin};
use crate::format;
use crate::measured::CostsFile;
use crate::measured::costs::{Change, Taken, changes};
use crate::state::Session;
use crate::widgets::Columns;

/// From the command to the costs in force.
#[component]
pub fn Measure(session: Session) -> impl IntoView {
    let command = format!("curl -fsS '{}/measure.py' | python3 - > costs.json", origin());
    let take = Callback::new(move |text: String| {
        let file = CostsFile::read(&text)?;
        let taken = session.take_costs(&file)?;
        Ok(summary(&file, &taken))
    });
    view! {
        <details class="fold">
            <summary>"Measure my machine"</summary>
            <div class="handover">
                <p class="note">
                    "On the machine that will run your program, with the Python that will run it. It takes about a minute; close other programs first."
                </p>
                <Command label="The command that measures" text=Signal::stored(command)/>
                <p class="note">
                    <a href="/measure.py" rel="external" download="measure.py">"measure.py"</a>
                    " is one file for Linux and macOS and needs only the standard library; --quick takes some seconds and is less exact. For threads without a GIL, run it with the free-threaded build too and paste both."
                </p>
                <PasteBox label="The cost profile" action="Use these costs" take/>
            </div>
        </details>
        <OwnCosts session/>
    }
}

/// What taking a profile over came to, in words.
fn summary(file: &CostsFile, taken: &Taken) -> String {
    let mut words = vec![format!(
        "{} are in force, measured with Python {} on {}.",
        counted(file.costs.len(), "cost"),
        file.build,
        file.machine
    )];
    if file.quick {
        words.push("They were measured quickly, so they are rough.".to_owned());
    }
    if !taken.dropped.is_empty() {
        let catalogue = simulator::models::catalogue();
        let names: Vec<String> = taken.dropped.iter().map(|model| model.label(&catalogue)).collect();
        words.push(format!(
            "Python {} does not have {}: taken out (undo brings them back).",
            file.python.name(),
            names.join(", ")
        ));
    }
    if !file.unknown.is_empty() {
        words.push(format!("Not known here, and left out: {}.", file.unknown.join(", ")));
    }
    if !file.skipped.is_empty() {
        let names: Vec<&str> = file.skipped.iter().map(|(name, _)| name.as_str()).collect();
        words.push(format!("Not measured, so left as they are: {}.", names.join(", ")));
    }
    words.join(" ")
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// The costs that are not the defaults, and the way back.
#[component]
fn OwnCosts(session: Session) -> impl IntoView {
    let own = Memo::new(move |_| session.scenario.with(|s| changes(s)));
    let count = move || own.with(|own| format!("{} of your own. ", counted(own.len(), "cost")));
    view! {
        <Show when=move || own.with(|own| !own.is_empty())>
            <div class="notice own-costs">
                <strong>{count}</strong>
                <button type="button" on:click=move |_| session.drop_costs()>"Back to defaults"</button>
                <details>
                    <summary>"What changed"</summary>
                    <div class="table-frame" tabindex="0" role="group" aria-label="Own costs">
                        <table class="table">
                            <Columns names=&["Cost", "Default", "Mine"]/>
                            <tbody>{move || own.with(|own| own.iter().map(line).collect_view())}</tbody>
                        </table>
                    </div>
                </details>
            </div>
        </Show>
    }
}

fn line(change: &Change) -> impl IntoView + use<> {
    let (label, unit) = told(&change.name);
    view! {
        <tr>
            <th scope="row" title=change.name.clone()>{label} <small>", " {unit}</small></th>
            <td>{format::significant(change.default)}</td>
            <td>{format::significant(change.mine)}</td>
        </tr>
    }
}
