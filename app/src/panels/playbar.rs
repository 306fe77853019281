//! Play, speed and zoom, for people who would rather press a button than drag.

use leptos::prelude::*;

use super::legend::Legend;
use super::part::Part;
use super::places::Later;
use crate::draft::typed;
use crate::format;
use crate::state::{Phase, Session};
use crate::timeline::play::SPEEDS;
use crate::widgets::{Choice, Field};

/// The controls of the timelines.
#[component]
pub fn Playbar(session: Session) -> impl IntoView {
    let playing = session.play.playing;
    let words = move || if playing.get() { "Pause" } else { "Play" };
    let sign = move || if playing.get() { "M2 1h4v14h-4zM10 1h4v14h-4z" } else { "M3 1l11 7l-11 7z" };
    view! {
        <div class="playbar">
            <button
                type="button"
                class="play-button"
                aria-label=words
                title="Run all models side by side through simulated time (space)"
                on:click=move |_| session.toggle_play()
            >
                <svg viewBox="0 0 16 16" aria-hidden="true"><path d=sign></path></svg>
            </button>
            <Waiting session/>
            <Clock session/>
            <Later session part=Part::PlayTools/>
            <Legend session/>
        </div>
    }
}

/// Steps, reset, speed and zoom.
#[component]
pub fn PlayTools(session: Session) -> impl IntoView {
    view! {
        <div class="play-tools">
            {step(session, "◂|", "Step back to the last moment at which anything happened (<)", false)}
            {step(session, "|▸", "Step to the next moment at which anything happens in any row (>)", true)}
            <button
                type="button"
                class="button button-small"
                title="Take the playhead away"
                disabled=move || session.play.at_ms.with(Option::is_none)
                on:click=move |_| session.stop()
            >
                "Reset"
            </button>
            <Speed session/>
            <Zoom session/>
        </div>
    }
}

/// From event to event.
fn step(session: Session, sign: &'static str, words: &'static str, forward: bool) -> impl IntoView {
    view! {
        <button
            type="button"
            class="button button-small"
            aria-label=words
            title=words
            on:click=move |_| session.step(forward)
        >
            {sign}
        </button>
    }
}

/// How far the run is that the page waits for. It stands in the clock's place: the time on screen is about to change.
#[component]
fn Waiting(session: Session) -> impl IntoView {
    let progress = session.fetch.waiting.progress;
    let share = move || progress.get().map_or(0.0, |p| p.done as f64 / p.of.max(1) as f64).to_string();
    let words = move || progress.get().map(|p| format!("{} of {} models", p.done, p.of));
    view! {
        <span class="play-waiting" hidden=move || progress.with(Option::is_none)>
            <progress max="1" value=share aria-label="Simulating"></progress>
            <small role="status">{words}</small>
        </span>
    }
}

/// Where the playhead is.
#[component]
fn Clock(session: Session) -> impl IntoView {
    let end = session.stage.end_ms;
    let time = move || match session.play.at_ms.get() {
        Some(at) => format::clock(at),
        None => format::duration(end.get()),
    };
    let runs = move || session.report(|report| report.scenario.run.replications);
    let whole = move || match session.play.at_ms.get() {
        Some(_) => format!(" of {}", format::duration(end.get())),
        None if runs() > 1 => " in the first run".to_owned(),
        None => " in all".to_owned(),
    };
    let about = move || match runs() {
        1 => "Simulated time, until the slowest model is done".to_owned(),
        runs => format!("Until the slowest model is done in the first of {runs} runs, which the lanes show"),
    };
    view! {
        <span
            class="play-time"
            title=about
            hidden=move || session.fetch.waiting.progress.with(Option::is_some)
        >
            {time}
            <small>{whole}</small>
        </span>
    }
}

/// How fast simulated time passes.
#[component]
fn Speed(session: Session) -> impl IntoView {
    let text = Memo::new(move |_| session.speed().to_string());
    let write = Callback::new(move |(text, _): (String, Phase)| {
        session.play.chosen_speed.set(typed::float(&text));
    });
    let options: Vec<_> = SPEEDS.iter().map(|s| (s.to_string(), format!("{s}×"))).collect();
    let field = Field::plain("speed".to_owned(), text.into(), Signal::stored(None), write);
    view! { <Choice label="Speed" hint="Simulated time over real time" options field/> }
}

/// Zoom and pan by buttons.
#[component]
fn Zoom(session: Session) -> impl IntoView {
    let stage = session.stage;
    let button = |sign: &'static str, words: &'static str, act: Callback<()>| {
        view! {
            <button type="button" class="button button-small" aria-label=words title=words on:click=move |_| act.run(())>
                {sign}
            </button>
        }
    };
    view! {
        {button("−", "Zoom out (S)", Callback::new(move |()| stage.zoom(1.6, 0.5)))}
        {button("+", "Zoom in (W)", Callback::new(move |()| stage.zoom(1.0 / 1.6, 0.5)))}
        {button("←", "Earlier (A)", Callback::new(move |()| stage.pan(-0.25)))}
        {button("→", "Later (D)", Callback::new(move |()| stage.pan(0.25)))}
        {button("All", "All: every row to its end (0)", Callback::new(move |()| stage.show_all()))}
    }
}
