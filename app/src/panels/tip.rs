//! What a slice is: beside the pointer, and read out for the keyboard.

use leptos::prelude::*;

use crate::browser;
use crate::state::Session;
use crate::timeline::tell::{self, Told};

fn told(session: Session) -> Option<Told> {
    let spot = session.stage.pointed.get()?;
    session.picture.with(|p| tell::tell(&p.report.scenario, p.timelines.get(spot.model)?, spot))
}

/// Beside the pointer.
#[component]
pub fn Tip(session: Session) -> impl IntoView {
    let node = NodeRef::<leptos::html::Div>::new();
    let place =
        move || session.stage.pointer.get().map(|at| browser::page::tip_place(at, node.get().as_deref()));
    let content = move || {
        session.stage.pointer.get().and(told(session)).map(|told| {
        let at = |(x, y): (f64, f64)| format!("translate({x:.0}px, {y:.0}px)");
        view! {
            <div class="tip" role="tooltip" node_ref=node style:transform=move || place().map(at).unwrap_or_default()>
                <p class="tip-state"><span class=format!("swatch state-{}", told.token)></span>{told.state}</p>
                {told.task.map(|task| view! { <p>{task}</p> })}
                <p>{told.time}</p>
                <p class="tip-meaning">{told.meaning}</p>
                {told.note.map(|note| view! { <p>{note}</p> })}
            </div>
        }
    })
    };
    view! { {content} }
}

/// Said aloud, and shown, when the arrow keys point.
#[component]
pub fn Spoken(session: Session) -> impl IntoView {
    let line = move || {
        let by_keys = session.stage.pointer.with(Option::is_none);
        by_keys.then(|| told(session)).flatten().map(|told| told.line())
    };
    view! { <p class="note" aria-live="polite">{line}</p> }
}
