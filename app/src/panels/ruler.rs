//! The one time axis, and what lies over all rows: playhead, veil, selection.

use leptos::prelude::*;

use crate::browser;
use crate::format;
use crate::state::Session;
use crate::timeline::ticks;

/// Ticks are at least so far from each other.
const APART_PX: f64 = 76.0;
/// Room that a letter of a tick takes.
const LETTER_PX: f64 = 6.5;

/// Ticks and their labels. A click puts the playhead there.
#[component]
pub fn Ruler(session: Session) -> impl IntoView {
    let stage = session.stage;
    let marks = Memo::new(move |_| ticks::ticks(stage.view.get(), stage.width_px.get(), APART_PX));
    let tick = move |tick: ticks::Tick| {
        let share = stage.share(tick.at_ms);
        // One that the ruler's end would cut off is left out.
        let fits = (1.0 - share) * stage.width_px.get() > LETTER_PX * tick.label.len() as f64;
        let x = format!("{:.3}%", share * 100.0);
        fits.then(|| view! { <text x=x y="20" dx="4">{tick.label}</text> })
    };
    let node = NodeRef::<leptos::html::Div>::new();
    let seek = move |event: leptos::ev::PointerEvent| {
        if let Some(ruler) = node.get_untracked() {
            let (x, _) = browser::page::pointer_in(&ruler, &event);
            let view = stage.view.get_untracked();
            session.seek(view.from_ms + x / stage.width_px.get_untracked() * view.span_ms());
        }
    };
    let measure = move || {
        if let Some(ruler) = node.get_untracked() {
            stage.measure(browser::page::width_px(&ruler));
        }
    };
    Effect::new(move |before: Option<()>| {
        // Another report can make the page's scroll bar come or go. The first was measured before anything was built.
        session.settled.track();
        if before.is_some() {
            measure();
        }
    });
    Effect::new(move |_| {
        let resized = window_event_listener(leptos::ev::resize, move |_| measure());
        on_cleanup(move || resized.remove());
    });
    view! {
        <div class="ruler" node_ref=node title="Click to put the playhead here" on:pointerdown=seek>
            <svg aria-hidden="true">{move || marks.get().into_iter().map(tick).collect_view()}</svg>
        </div>
    }
}

/// Playhead and selection, over all rows.
#[component]
pub fn Overlay(session: Session) -> impl IntoView {
    let stage = session.stage;
    let x = move |at_ms: f64| format!("{:.3}%", stage.share(at_ms) * 100.0);
    let playhead = move || {
        let at = session.play.at_ms.get()?;
        let share = stage.share(at);
        let here = x(at);
        (-0.001..=1.001).contains(&share).then(|| {
            let rest = format!("{:.3}%", (1.0 - share).max(0.0) * 100.0);
            view! {
                <rect class="veil" x=here.clone() y="0" width=rest height="100%"/>
                <svg x=here overflow="visible">
                    <line class="playhead" x1="0" x2="0" y1="0" y2="100%"/>
                    <rect class="playhead-flag" x="-31" y="5" width="62" height="20" rx="4"/>
                    <text class="playhead-text" x="0" y="19">{format::duration(at)}</text>
                </svg>
            }
        })
    };
    let brush = move || {
        let (one, other) = stage.brush.get().or_else(|| stage.area.get())?;
        let (from, to) = (one.min(other), one.max(other));
        let width = format!("{:.3}%", (stage.share(to) - stage.share(from)) * 100.0);
        Some(view! { <rect class="brush" x=x(from) y="0" width=width height="100%"/> })
    };
    view! {
        <div class="stage-over" aria-hidden="true">
            <svg>{playhead} {brush}</svg>
        </div>
    }
}
