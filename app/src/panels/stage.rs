//! Every model as a row on one time axis, and the keys that move about in them.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::find;
use super::part::{First, Part};
use super::places::{Later, Next};
use super::ruler::{Overlay, Ruler};
use super::tip::{Spoken, Tip};
use crate::browser;
use crate::state::Session;

/// The timelines.
#[component]
pub fn StagePanel(session: Session) -> impl IntoView {
    let rows = Memo::new(move |_| session.report(|report| report.results.len()));
    let keys = "W and S zoom, A and D pan, 0 shows all, F focuses. Arrows, dot and comma go from slice to slice, \
                brackets to waits for the GIL, Enter lights the task up in every model, P pins the lane, O opens the \
                row's lanes, R selects the slice's span, slash finds a task, greater and less step from event to \
                event, space plays, Escape lets go.";
    view! {
        <section
            class="stage"
            tabindex="0"
            role="group"
            aria-labelledby="timelines"
            aria-describedby="timelines-keys"
            on:keydown=move |event| {
                let plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key();
                if plain && !browser::page::is_taken(&event) && key(session, &event) {
                    event.prevent_default();
                }
            }
        >
            <h2 class="visually-hidden" id="timelines">"Timelines of all models"</h2>
            <p id="timelines-keys" hidden>{keys}</p>
            <div class="stage-head">
                <span class="stage-axis">"whole run"</span>
                <Later session part=Part::Overview/>
            </div>
            <div class="stage-head">
                <div class="stage-find">
                    <Later session part=Part::Find/>
                </div>
                <Ruler session/>
            </div>
            <For each=move || 0..rows.get() key=|index| *index let:index>
                <Next session part=First::Row(index)/>
            </For>
            <Overlay session/>
            <Hatches/>
            <Spoken session/>
        </section>
        <div class="stage-notes">
            <Runs session/>
            <Later session part=Part::Area/>
            <Later session part=Part::Picked/>
        </div>
        <Later session part=Part::Events/>
        <Tip session/>
    }
}

/// The patterns of what waits, for the server's drawing; the browser's canvas has its own.
#[cfg(not(feature = "ssr"))]
#[component]
fn Hatches() -> impl IntoView {}

/// The patterns of what waits, for the server's drawing.
#[cfg(feature = "ssr")]
#[component]
fn Hatches() -> impl IntoView {
    use crate::timeline::svg::hatches;
    let hatch = |(name, lines): (&'static str, &'static str)| {
        // The drawing is about two and a half times as wide in its own coordinates as on the page.
        view! {
            <pattern
                id=format!("hatch-{name}")
                width="6"
                height="6"
                patternUnits="userSpaceOnUse"
                patternTransform="scale(2.5 1)"
            >
                <rect class=format!("state-{name}") width="6" height="6"/>
                <path d=lines/>
            </pattern>
        }
    };
    view! {
        <svg class="lanes-hatches" aria-hidden="true">
            <defs>{hatches().map(hatch).collect_view()}</defs>
        </svg>
    }
}

/// What lanes and numbers show when there is more than one run.
#[component]
fn Runs(session: Session) -> impl IntoView {
    let runs = Memo::new(move |_| session.report(|report| report.scenario.run.replications));
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
        "f" | "F" => session.focus(),
        "r" | "R" => session.select_pointed(),
        "p" | "P" => session.pin_pointed(),
        "o" | "O" => session.open_pointed(),
        "/" => browser::page::focus(find::FIELD),
        ">" => session.step(true),
        "<" => session.step(false),
        "ArrowLeft" | "," => session.point_beside(false),
        "ArrowRight" | "." => session.point_beside(true),
        "ArrowUp" => session.point_lane(false),
        "ArrowDown" => session.point_lane(true),
        "[" => session.point_gil_wait(false),
        "]" => session.point_gil_wait(true),
        "Enter" => session.pick_pointed(),
        "Escape" => return session.unpick(),
        _ => return false,
    }
    true
}
