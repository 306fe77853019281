//! The whole run in a strip: where each model ends, and the part that is on screen, to drag and to move by keys.

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html::Div;
use leptos::prelude::*;

use crate::browser;
use crate::format;
use crate::state::Session;
use crate::timeline::View;

/// The ends of the window can be grabbed from this near, pixels.
const GRIP_PX: f64 = 10.0;

/// What a drag in the strip moves.
#[derive(Clone, Copy)]
enum Grip {
    /// All of the window: where in it the pointer holds it, milliseconds from its begin.
    Window(f64),
    /// Its begin, or its end.
    From,
    To,
}

/// The strip.
#[component]
pub fn Overview(session: Session) -> impl IntoView {
    let stage = session.stage;
    let ends = Memo::new(move |_| {
        session.runs.track();
        session.picture.with_untracked(|p| p.timelines.iter().map(|t| t.makespan_ms).collect::<Vec<_>>())
    });
    let whole = Memo::new(move |_| ends.with(|ends| View::whole(ends).to_ms));
    let percent = move |ms: f64| format!("{:.2}%", 100.0 * (ms / whole.get()).clamp(0.0, 1.0));
    let lines = move || {
        let (all, apart) = (ends.get(), 100.0 / ends.with(|ends| ends.len() as f64 + 1.0));
        let line = |(row, end): (usize, f64)| {
            let y = format!("{:.1}%", apart * (row as f64 + 1.0));
            view! { <line x1="0" x2=percent(end) y1=y.clone() y2=y/> }
        };
        all.into_iter().enumerate().map(line).collect_view()
    };
    let node = NodeRef::<Div>::new();
    let grip = StoredValue::new(None::<Grip>);
    let instant = move |event: &PointerEvent| {
        let strip = node.get_untracked()?;
        let share = browser::page::pointer_in(&strip, event).0 / browser::page::width_px(&strip);
        Some(share * whole.get_untracked())
    };
    let down = move |event: PointerEvent| {
        let (Some(at), Some(strip)) = (instant(&event), node.get_untracked()) else { return };
        browser::page::capture(&strip, &event);
        let view = stage.view.get_untracked();
        let reach = GRIP_PX / browser::page::width_px(&strip) * whole.get_untracked();
        let near = |edge: f64| (at - edge).abs() < reach.min(0.25 * view.span_ms());
        let held = if near(view.from_ms) {
            Grip::From
        } else if near(view.to_ms) {
            Grip::To
        } else if at > view.from_ms && at < view.to_ms {
            Grip::Window(at - view.from_ms)
        } else {
            let half = 0.5 * view.span_ms();
            stage.select(at - half, at + half);
            Grip::Window(half)
        };
        grip.set_value(Some(held));
    };
    let go = move |event: PointerEvent| {
        let (Some(held), Some(at)) = (grip.get_value(), instant(&event)) else { return };
        let view = stage.view.get_untracked();
        match held {
            Grip::Window(inside) => stage.select(at - inside, at - inside + view.span_ms()),
            Grip::From if at < view.to_ms => stage.select(at, view.to_ms),
            Grip::To if at > view.from_ms => stage.select(view.from_ms, at),
            Grip::From | Grip::To => {}
        }
    };
    let key = move |event: KeyboardEvent| {
        let end = stage.end_ms.get_untracked();
        match event.key().as_str() {
            "ArrowLeft" | "ArrowDown" => stage.pan(-0.1),
            "ArrowRight" | "ArrowUp" => stage.pan(0.1),
            "PageUp" => stage.pan(1.0),
            "PageDown" => stage.pan(-1.0),
            "Home" => stage.pan(-end / stage.view.get_untracked().span_ms()),
            "End" => stage.pan(end / stage.view.get_untracked().span_ms()),
            "+" | "=" => stage.zoom(0.7, 0.5),
            "-" => stage.zoom(1.0 / 0.7, 0.5),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let spoken = move || {
        let view = stage.view.get();
        let [from, to, end] = [view.from_ms, view.to_ms, stage.end_ms.get()].map(format::duration);
        format!("{from} to {to} of {end}")
    };
    view! {
        <div
            class="overview"
            node_ref=node
            tabindex="0"
            role="slider"
            aria-label="Visible part of the run. Arrows move it, plus and minus zoom"
            aria-valuemin="0"
            aria-valuemax=move || whole.get().to_string()
            aria-valuenow=move || stage.view.with(|view| view.from_ms).to_string()
            aria-valuetext=spoken
            title="The whole run. Drag the window or its ends"
            on:pointerdown=down
            on:pointermove=go
            on:pointerup=move |_| grip.set_value(None)
            on:pointercancel=move |_| grip.set_value(None)
            on:keydown=key
        >
            <svg aria-hidden="true">{lines}</svg>
            <div
                class="overview-window"
                style:inset-inline-start=move || percent(stage.view.get().from_ms)
                style:inline-size=move || percent(stage.view.get().span_ms())
            ></div>
        </div>
    }
}
