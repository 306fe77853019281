//! Every model as a row on one time axis, and the keys that move about in them.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::row::ModelRow;
use super::ruler::{Overlay, Ruler};
use super::tip::{Picked, Spoken, Tip};
use crate::state::Session;

/// The timelines.
#[component]
pub fn StagePanel(session: Session) -> impl IntoView {
    let rows = Memo::new(move |_| session.picture.with(|p| p.report.results.len()));
    let label = "Timelines of all models. W and S zoom, A and D pan, 0 shows all, arrows go from slice to slice, \
                 brackets jump to the next wait for the GIL, Enter lights the task up in every model, space plays.";
    view! {
        <section
            class="stage"
            tabindex="0"
            role="group"
            aria-label=label
            on:keydown=move |event| {
                if !event.ctrl_key() && !event.meta_key() && !event.alt_key() && key(session, &event) {
                    event.prevent_default();
                }
            }
        >
            <div class="stage-head">
                <span class="stage-axis">"one time axis for all"</span>
                <Ruler session/>
            </div>
            <For each=move || 0..rows.get() key=|index| *index let:index>
                <ModelRow session index/>
            </For>
            <Overlay session/>
        </section>
        <div class="stage-notes">
            <Runs session/>
            <Picked session/>
            <Spoken session/>
        </div>
        <Tip session/>
    }
}

/// What lanes and numbers show when there is more than one run.
#[component]
fn Runs(session: Session) -> impl IntoView {
    let runs = Memo::new(move |_| session.picture.with(|p| p.report.scenario.run.replications));
    move || {
        (runs.get() > 1).then(|| {
            view! {
                <p class="runs-note">
                    {format!(
                        "The lanes show the first of {} runs. Numbers are means over all of them; ± and the marks \
                         under the lanes are the 95 % intervals of these means.",
                        runs.get(),
                    )}
                </p>
            }
        })
    }
}

/// Does what a key means; false: it means nothing here.
fn key(session: Session, event: &KeyboardEvent) -> bool {
    let stage = session.stage;
    match event.key().as_str() {
        "w" | "W" | "+" | "=" => stage.zoom(0.7, 0.5),
        "s" | "S" | "-" => stage.zoom(1.0 / 0.7, 0.5),
        "a" | "A" => stage.pan(-0.15),
        "d" | "D" => stage.pan(0.15),
        "0" => stage.show_all(),
        "f" | "F" => session.focus_pointed(),
        "." => session.step_to_event(),
        "ArrowLeft" => session.point_beside(false),
        "ArrowRight" => session.point_beside(true),
        "ArrowUp" => session.point_lane(false),
        "ArrowDown" => session.point_lane(true),
        "[" => session.point_gil_wait(false),
        "]" => session.point_gil_wait(true),
        "Enter" => session.pick_pointed(),
        "Escape" => session.unpick(),
        _ => return false,
    }
    true
}
