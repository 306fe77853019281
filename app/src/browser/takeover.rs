//! Taking over the page that the server rendered: its data is read, and what is built from it stands in its place.

use leptos::prelude::document;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement, Node};

/// The text of the data that came with the page, in the element of this id.
pub fn data(id: &str) -> Option<String> {
    document().get_element_by_id(id)?.text_content()
}

/// Calls `mount`, which adds to the body, then removes what was there before and says on `<html>` that it is done.
/// Nothing is drawn in between. The element that had the focus has it again.
pub fn replace(mount: impl FnOnce()) {
    let Some(body) = document().body() else { return };
    let focused = document().active_element().map(|element| element.id()).filter(|id| !id.is_empty());
    let before: Vec<Node> = std::iter::successors(body.first_child(), Node::next_sibling).collect();
    mount();
    for node in before {
        if let Err(fault) = body.remove_child(&node) {
            leptos::logging::warn!("a part of the served page stays: {fault:?}");
        }
    }
    let element = focused.and_then(|id| document().get_element_by_id(&id));
    if element.and_then(|e| e.dyn_into::<HtmlElement>().ok()).is_some_and(|e| e.focus().is_err()) {
        leptos::logging::warn!("the focus was lost");
    }
    if document()
        .document_element()
        .is_some_and(|root: Element| root.set_attribute("data-hydrated", "").is_err())
    {
        leptos::logging::warn!("the page could not be marked as taken over");
    }
}
