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
    let place = move || session.stage.pointer.get().map(browser::page::tip_place).unwrap_or_default();
    let content = move || {
        session.stage.pointer.get().and(told(session)).map(|told| {
        view! {
            <div class="tip" role="tooltip" style:transform=place>
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
    view! { <p class="stage-told" aria-live="polite">{line}</p> }
}
