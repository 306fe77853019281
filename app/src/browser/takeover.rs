//! Taking over the page that the server rendered: its data is read, and what is built from it stands in its place.

use leptos::prelude::document;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{HtmlElement, Node};

/// The text of the data that came with the page, in the element of this id.
pub fn data(id: &str) -> Option<String> {
    document().get_element_by_id(id)?.text_content()
}

/// Calls `mount`, which adds to the body, then removes what was there before and says on `<html>` that it is done.
/// Nothing is drawn in between. The element that had the focus has it again. What the server wrote in the place of a
/// part whose code comes later stays in it.
pub fn replace(mount: impl FnOnce()) {
    let Some(body) = document().body() else { return };
    let focused = document().active_element().map(|element| element.id()).filter(|id| !id.is_empty());
    let before: Vec<Node> = std::iter::successors(body.first_child(), Node::next_sibling).collect();
    mount();
    keep_parts();
    for node in before {
        if let Err(fault) = body.remove_child(&node) {
            leptos::logging::warn!("a part of the served page stays: {fault:?}");
        }
    }
    let element = focused.and_then(|id| document().get_element_by_id(&id));
    if element.and_then(|e| e.dyn_into::<HtmlElement>().ok()).is_some_and(|e| e.focus().is_err()) {
        leptos::logging::warn!("the focus was lost");
    }
    mark("data-hydrated");
}

/// Says on `<html>` that every part of the page works.
pub fn complete() {
    mark("data-complete");
}

fn mark(attribute: &str) {
    let root = document().document_element();
    if root.is_some_and(|root| root.set_attribute(attribute, "").is_err()) {
        leptos::logging::warn!("the page could not be marked");
    }
}

/// Moves the served parts into their new places: each is in the document twice by now, all served ones first, and in
/// the same order. One that stands within another goes with that.
fn keep_parts() {
    let Ok(places) = document().query_selector_all(".later:not(.later *)") else { return };
    let parts = places.length() / 2;
    for part in 0..parts {
        let (Some(served), Some(place)) = (places.item(part), places.item(parts + part)) else { return };
        while let Some(child) = served.first_child() {
            if place.append_child(&child).is_err() {
                break;
            }
        }
    }
}
