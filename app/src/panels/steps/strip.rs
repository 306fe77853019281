//! The steps as a strip: drag an edge to change a duration, drag a step to another place; all of it with keys, too.

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html::Ol;
use leptos::prelude::*;
use serde_json::Value;

use super::Steps;
use super::settings::tell;
use crate::browser;
use crate::draft::{shapes, strip};
use crate::state::Phase;

/// A pointer that moved less than this has clicked.
const CLICK_PX: f64 = 4.0;

/// The steps of a class, as wide as they are long.
#[component]
pub fn StepStrip(steps: Steps) -> impl IntoView {
    let len = steps.len();
    let frame = NodeRef::new();
    let held = RwSignal::new(None);
    let hands = Hands { steps, frame, held, drag: StoredValue::new(None), dragged: StoredValue::new(false) };
    let keys = format!("strip-{}-keys", steps.class);
    let described = keys.clone();
    view! {
        <div class="strip-frame">
            <ol
                class="strip"
                aria-label="Steps of one task, in order"
                node_ref=frame
                on:pointerdown=move |event| hands.down(&event)
                on:pointermove=move |event| hands.go(&event)
                on:pointerup=move |_| hands.up()
                on:pointercancel=move |_| hands.up()
            >
                <For each=move || 0..len.get() key=|index| *index let:index>
                    <Segment hands index keys=described.clone()/>
                </For>
            </ol>
            <p class="note" hidden=move || { len.get() > 0 }>"No steps: a task is done as soon as it begins."</p>
            <p class="note strip-keys" id=keys>
                "← → choose, Alt with ← → moves, + − longer and shorter, Enter opens, D duplicates, Del removes."
            </p>
        </div>
    }
}

/// One step of the strip.
#[component]
fn Segment(hands: Hands, index: usize, keys: String) -> impl IntoView {
    let steps = hands.steps;
    let step = steps.session.value(format!("{}[{index}]", steps.list()));
    let told = Memo::new(move |_| step.with(|s| tell(s.as_ref().unwrap_or(&Value::Null))));
    let grow = move || step.with(|s| strip::grow(s.as_ref().map_or(0.0, |s| shapes::mean_ms(&s["ms"]))));
    let open = move || steps.open.get() == Some(index);
    let words = move || told.with(|t| format!("{}, {}", t.name, t.time));
    let press = move |_| {
        if !hands.dragged.get_value() {
            steps.open.set(if steps.open.get_untracked() == Some(index) { None } else { Some(index) });
        }
    };
    view! {
        <li
            class=move || told.with(|t| format!("strip-step state-{}", t.token))
            class:strip-held=move || hands.held.get() == Some(index)
            data-kind=move || told.with(|t| t.kind.clone())
            style:flex-grow=move || grow().to_string()
        >
            <button
                type="button"
                id=steps.button_id(index)
                class="strip-pick"
                aria-label=move || format!("Step {}: {}", index + 1, words())
                aria-describedby=keys
                aria-expanded=move || open().to_string()
                on:click=press
                on:keydown=move |event| hands.key(index, &event)
            ></button>
            <span class="strip-edge" aria-hidden="true"></span>
            <span class="strip-words" aria-hidden="true">{words}</span>
        </li>
    }
}

/// A pointer at work on the strip.
#[derive(Clone, Copy)]
struct Drag {
    pointer: i32,
    index: usize,
    /// On its edge: the duration changes; else the place does.
    edge: bool,
    from_x: f64,
    from_ms: f64,
    scale: f64,
    moves: bool,
}

/// What pointers and keys do with the steps.
#[derive(Clone, Copy)]
struct Hands {
    steps: Steps,
    frame: NodeRef<Ol>,
    /// The step that a pointer holds.
    held: RwSignal<Option<usize>>,
    drag: StoredValue<Option<Drag>>,
    /// The last press became a drag: the click that may follow it means nothing.
    dragged: StoredValue<bool>,
}

impl Hands {
    fn down(&self, event: &PointerEvent) {
        self.dragged.set_value(false);
        let busy = self.drag.with_value(Option::is_some);
        let (Some(frame), false) = (self.frame.get_untracked(), busy || event.button() != 0) else { return };
        let Some((index, edge)) = browser::page::child_under(&frame, event, ".strip-edge") else { return };
        let means = self.steps.means_ms();
        let widths = browser::page::child_boxes(&frame).into_iter().map(|child| child.width);
        let drag = Drag {
            pointer: event.pointer_id(),
            index,
            edge,
            from_x: f64::from(event.client_x()),
            from_ms: means.get(index).copied().unwrap_or(0.0),
            scale: strip::scale(widths.zip(means)),
            moves: false,
        };
        self.drag.set_value(Some(drag));
        if edge {
            // Otherwise the browser would select text on the way.
            event.prevent_default();
        }
    }

    fn go(&self, event: &PointerEvent) {
        let drag = self.drag.get_value().filter(|drag| drag.pointer == event.pointer_id());
        let (Some(mut drag), Some(frame)) = (drag, self.frame.get_untracked()) else { return };
        let by_px = f64::from(event.client_x()) - drag.from_x;
        if !drag.moves && by_px.abs() < CLICK_PX {
            return;
        }
        if !drag.moves {
            drag.moves = true;
            self.dragged.set_value(true);
            browser::page::capture(&frame, event);
        }
        if drag.edge {
            let ms = strip::dragged_ms(drag.from_ms, by_px, drag.scale);
            self.steps.resize(Phase::Live, drag.index, ms);
        } else {
            let pointer = (f64::from(event.client_x()), f64::from(event.client_y()));
            if let Some(later) = beyond(&browser::page::child_boxes(&frame), drag.index, pointer) {
                drag.index = self.steps.shift(Phase::Live, drag.index, later);
            }
        }
        self.held.set(Some(drag.index));
        self.drag.set_value(Some(drag));
    }

    fn up(&self) {
        let Some(drag) = self.drag.try_update_value(Option::take).flatten() else { return };
        self.held.set(None);
        if drag.moves {
            self.steps.session.edit(Phase::Done, |_| {});
            self.steps.tell(if drag.edge { "now" } else { "moved" }, drag.index);
        }
    }

    fn key(&self, index: usize, event: &KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() {
            return;
        }
        let steps = self.steps;
        let focus = |index: usize| browser::page::focus_soon(steps.button_id(index));
        match (event.key().as_str(), event.alt_key()) {
            ("ArrowLeft", true) => focus(steps.shift(Phase::Done, index, false)),
            ("ArrowRight", true) => focus(steps.shift(Phase::Done, index, true)),
            ("ArrowLeft", false) => focus(index.saturating_sub(1)),
            ("ArrowRight", false) => focus((index + 1).min(steps.count().saturating_sub(1))),
            ("Home", false) => focus(0),
            ("End", false) => focus(steps.count().saturating_sub(1)),
            ("+" | "=", false) => steps.climb(index, true),
            ("-", false) => steps.climb(index, false),
            ("d" | "D", false) => steps.duplicate(index),
            ("Delete" | "Backspace", false) => steps.remove(index),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }
}

/// Whether the pointer has left the middle of the next step (true) or the one before (false) behind. Steps may stand
/// in several lines.
fn beyond(boxes: &[browser::page::Box], index: usize, (x, y): (f64, f64)) -> Option<bool> {
    let top = boxes.iter().map(|b| b.top).fold(f64::INFINITY, f64::min);
    let bottom = boxes.iter().map(|b| b.top + b.height).fold(0.0, f64::max);
    let y = y.clamp(top, (bottom - 1.0).max(top));
    let past = |b: &browser::page::Box| y >= b.top + b.height || (y >= b.top && x > b.left + 0.5 * b.width);
    if boxes.get(index + 1).is_some_and(past) {
        Some(true)
    } else {
        index.checked_sub(1).and_then(|before| boxes.get(before)).filter(|b| !past(b)).map(|_| false)
    }
}

/// A menu of the kinds of steps that can be added.
#[component]
pub fn AddStep(steps: Steps) -> impl IntoView {
    let items = shapes::STEP_KINDS.into_iter().map(|(kind, words)| {
        let add = move |_| steps.add(kind);
        let swatch = format!("swatch state-{}", super::settings::token(kind));
        view! {
            <li>
                <button type="button" class="menu-item" on:click=add>
                    <span class=swatch></span>
                    " "
                    {words}
                </button>
            </li>
        }
    });
    view! {
        <details class="menu menu-start" name="add-step">
            <summary class="button button-small">"+ Step"</summary>
            <ul class="menu-list">{items.collect_view()}</ul>
        </details>
    }
}
