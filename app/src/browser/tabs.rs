//! Tabs that the server wrote (`role="tab"`, each naming the panel that it controls): one is chosen and can be tabbed to,
//! the arrow keys go to the others.

use leptos::prelude::document;
use leptos::web_sys::{Element, HtmlElement, KeyboardEvent};

use super::form;
use super::page::stops;

/// The tab that the focus is on, and all of its list.
fn around(event: &KeyboardEvent) -> Option<(Element, Vec<HtmlElement>)> {
    let (tab, _) = form::around(event.target(), "aria-controls")?;
    let all = stops(&tab.parent_element()?, "[role=tab]");
    Some((tab, all))
}

/// Shows a tab's panel in place of the others'.
pub fn choose(tab: &Element) {
    let Some(list) = tab.parent_element() else { return };
    for other in stops(&list, "[role=tab]") {
        let chosen = other.is_same_node(Some(tab));
        let panel = other.get_attribute("aria-controls").and_then(|id| document().get_element_by_id(&id));
        let shown = panel.map(|panel| panel.toggle_attribute_with_force("hidden", !chosen));
        let told = other
            .set_attribute("aria-selected", if chosen { "true" } else { "false" })
            .and(other.set_attribute("tabindex", if chosen { "0" } else { "-1" }));
        if shown.is_some_and(|shown| shown.is_err()) || told.is_err() {
            leptos::logging::log!("a tab could not be changed");
        }
    }
}

/// Goes to another tab by its key; `false`: it means nothing here.
pub fn go(event: &KeyboardEvent) -> bool {
    let Some((tab, all)) = around(event) else { return false };
    let Some(at) = all.iter().position(|other| other.is_same_node(Some(&tab))) else { return false };
    let to = match event.key().as_str() {
        "ArrowRight" | "ArrowDown" => at + 1,
        "ArrowLeft" | "ArrowUp" => at + all.len() - 1,
        "Home" => 0,
        "End" => all.len() - 1,
        _ => return false,
    };
    all[to % all.len()].focus().is_ok()
}
