//! What is to be done: the task classes.

use leptos::prelude::*;

use super::lists::options;
use super::part::First;
use super::places::Next;
use crate::browser;
use crate::draft::{path, shapes};
use crate::state::{Phase, Session, field_id};
use crate::widgets::Choice;

/// How classes are submitted: value and words.
const ORDERS: [(&str, &str); 3] =
    [("interleave", "evenly mixed"), ("blocks", "class after class"), ("shuffle", "shuffled by the seed")];

/// The task classes as cards, and a button for one more.
#[component]
pub fn Workload(session: Session) -> impl IntoView {
    let len = session.len("workload");
    let add = move |_| {
        let count = len.get_untracked();
        session.edit(Phase::Done, |draft| path::push(draft, "workload", shapes::new_class(count + 1)));
        browser::page::focus_soon(field_id(&format!("workload[{count}].name")));
    };
    let say = RwSignal::new(String::new());
    view! {
        <section class="group" aria-labelledby="group-workload">
            <h2 class="group-title" id="group-workload">"Workload"</h2>
            <For each=move || 0..len.get() key=|index| *index let:index>
                <Next session part=First::Class(index, say)/>
            </For>
            <Show when=move || { len.get() > 1 }>
                <Choice
                    label="Submitted"
                    hint="How tasks of several classes that arrive together are submitted."
                    options=options(&ORDERS)
                    field=session.text("order")
                />
            </Show>
            <div class="group-actions">
                <button type="button" class="button" on:click=add>"+ Task class"</button>
            </div>
            <p class="visually-hidden" role="status">{say}</p>
        </section>
    }
}
