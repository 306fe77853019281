//! Keeps the keyboard's place: when the element that has the focus goes, is hidden or disabled, what stands there now,
//! or nearest to it, gets the focus. Browsers would begin at the top of the page again.

use std::cell::Cell;
use std::rc::Rc;

use leptos::ev;
use leptos::prelude::{
    WindowListenerHandle, document, on_cleanup, request_animation_frame, window_event_listener,
};
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};

use super::page::{stops, width_px};

/// What Tab may stop at. Of these, those that are hidden or disabled take no focus.
const STOPS: &str = "a[href], button, input, select, textarea, summary, [tabindex='0']";

/// From now on, for all of the page.
pub fn keep_place() {
    // Who uses a mouse misses the focus of a field only, and would be surprised by another.
    let by_keys = Rc::new(Cell::new(false));
    let (pressed, moved) = (Rc::clone(&by_keys), Rc::clone(&by_keys));
    let keys = window_event_listener(ev::keydown, move |_| pressed.set(true));
    let pointer = window_event_listener(ev::pointerdown, move |_| moved.set(false));
    let focus = window_event_listener(ev::focusout, move |event| {
        let lost = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
        // A focus that goes elsewhere is not lost.
        let is_missed =
            |e: &HtmlElement| by_keys.get() || e.matches("input, select, textarea").unwrap_or(false);
        let Some(lost) = lost.filter(|e| event.related_target().is_none() && is_missed(e)) else { return };
        let place = Place::of(&lost);
        request_animation_frame(move || {
            if is_free() && is_gone(&lost) {
                place.find();
            }
        });
    });
    on_cleanup(move || [keys, pointer, focus].into_iter().for_each(WindowListenerHandle::remove));
}

/// Whether nothing has the focus.
fn is_free() -> bool {
    document().active_element().is_none_or(|active| active.tag_name() == "BODY")
}

/// Whether an element can be used no more.
fn is_gone(element: &HtmlElement) -> bool {
    !element.is_connected() || element.matches(":disabled").unwrap_or(false) || width_px(element) == 0.0
}

fn takes_focus(element: &HtmlElement) -> bool {
    element.focus().is_ok() && document().active_element().as_ref() == Some(element.as_ref())
}

/// Where an element was: within each element around it, the how manieth stop.
struct Place {
    around: Vec<(Element, usize)>,
    name: String,
}

impl Place {
    fn of(element: &HtmlElement) -> Place {
        let outwards = std::iter::successors(element.parent_element(), |outer| outer.parent_element());
        let around = outwards.take_while(|outer| outer.tag_name() != "BODY").filter_map(|outer| {
            let at = stops(&outer, STOPS).iter().position(|stop| stop == element)?;
            Some((outer, at))
        });
        Place { around: around.collect(), name: name(element) }
    }

    /// Focuses the stop of the same name, or else the next, or else the one before: as near as there is one.
    fn find(self) {
        for (outer, at) in self.around.iter().filter(|(outer, _)| outer.is_connected()) {
            let stops = stops(outer, STOPS);
            let (before, after) = stops.split_at((*at).min(stops.len()));
            let same = stops.iter().filter(|stop| name(stop) == self.name);
            if same.chain(after).chain(before.iter().rev()).any(takes_focus) {
                return;
            }
        }
    }
}

/// What an element is told from others by.
fn name(element: &HtmlElement) -> String {
    let given = ["id", "name", "aria-label"].iter().find_map(|key| element.get_attribute(key));
    given.or_else(|| element.text_content()).unwrap_or_default()
}
