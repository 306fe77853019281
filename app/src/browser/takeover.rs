//! Taking over the page that the server rendered: its data is read, and what is built from it takes the places of what
//! the server wrote.

use leptos::mount::mount_to;
use leptos::prelude::{AnyView, document};
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement, Node, NodeList};

use super::page;

/// The text of the data that came with the page, in the element of this id.
pub fn data(id: &str) -> Option<String> {
    document().get_element_by_id(id)?.text_content()
}

/// The page's own places, in the order of the document.
pub fn places() -> Vec<Element> {
    document().query_selector_all(PLACES).map_or_else(|_| Vec::new(), |list| elements(&list))
}

/// Places that are in no other.
const PLACES: &str = ".later:not(.later *)";

fn elements(list: &NodeList) -> Vec<Element> {
    (0..list.length()).filter_map(|index| list.item(index)?.dyn_into().ok()).collect()
}

/// The width of the first element that a selector names, CSS pixels.
pub fn width_px(selector: &str) -> Option<f64> {
    document().query_selector(selector).ok().flatten().map(|element| page::width_px(&element))
}

/// Folds what is to be changed away where there is little room, as on a phone or a small tablet.
pub fn fold_controls() {
    let controls = document().query_selector(".controls > details").ok().flatten();
    if page::media("(width < 60rem)")
        && controls.is_some_and(|details| details.remove_attribute("open").is_err())
    {
        leptos::logging::warn!("the controls stay open");
    }
}

/// Builds something that is not on the page yet; it is within what is answered.
pub fn build(view: AnyView) -> Option<HtmlElement> {
    let around = document().create_element("div").ok()?.dyn_into::<HtmlElement>().ok()?;
    mount_to(around.clone(), move || view).forget();
    Some(around)
}

/// Puts what was built in the place of what the server wrote. The element that had the focus has it again. What the
/// server wrote in the place of a part within it, whose code comes later, stays.
pub fn put(place: &Element, built: Option<HtmlElement>) {
    let Some(built) = built else { return };
    keep_parts(place, &built);
    let focused = document().active_element().filter(|element| place.contains(Some(element)));
    let nodes: Vec<Node> = std::iter::successors(built.first_child(), Node::next_sibling).collect();
    let moved = nodes.iter().try_for_each(|node| place.before_with_node_1(node));
    place.remove();
    let again = focused.and_then(|lost| document().get_element_by_id(&lost.id()));
    if moved.is_err()
        || again.and_then(|e| e.dyn_into::<HtmlElement>().ok()).is_some_and(|e| e.focus().is_err())
    {
        leptos::logging::warn!("a part of the page or the focus was lost");
    }
}

/// Moves what the server wrote in the places within a part to the same places of the one that was built.
fn keep_parts(served: &Element, built: &Element) {
    let within =
        |around: &Element, selector: &str| around.query_selector_all(selector).map(|list| elements(&list));
    let (Ok(from), Ok(to)) = (within(served, ".later .later:not(.later .later *)"), within(built, PLACES))
    else {
        return;
    };
    for (from, to) in from.iter().zip(to) {
        while let Some(child) = from.first_child() {
            if to.append_child(&child).is_err() {
                break;
            }
        }
    }
}

/// Says on `<html>` that the page can be used.
pub fn usable() {
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
