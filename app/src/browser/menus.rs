//! Menus (`details.menu`) close as people expect: after a choice, on Escape, and when one turns to something else. The
//! arrow keys go through an open one.

use leptos::ev;
use leptos::prelude::{WindowListenerHandle, document, on_cleanup, window_event_listener};
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, EventTarget, HtmlDetailsElement, HtmlElement};

use super::page::step_focus;

/// From now on, whichever menus there are on the page.
pub fn keep_closing() {
    let listeners: [WindowListenerHandle; 4] = [
        window_event_listener(ev::pointerdown, |event| close_others(event.target())),
        window_event_listener(ev::focusin, |event| close_others(event.target())),
        window_event_listener(ev::click, |event| {
            if let Some(item) = element(event.target()).and_then(|e| e.closest(".menu-item").ok()?) {
                open().iter().filter(|menu| menu.contains(Some(&item))).for_each(close);
            }
        }),
        window_event_listener(ev::keydown, |event| {
            let menus = open();
            let Some(menu) = menus.first() else { return };
            let done = match event.key().as_str() {
                "Escape" => {
                    close(menu);
                    true
                }
                "ArrowDown" => step(menu, 1),
                "ArrowUp" => step(menu, -1),
                _ => false,
            };
            if done {
                event.prevent_default();
            }
        }),
    ];
    on_cleanup(move || listeners.into_iter().for_each(WindowListenerHandle::remove));
}

/// The menus that are open.
fn open() -> Vec<HtmlDetailsElement> {
    let Ok(list) = document().query_selector_all("details.menu[open]") else { return Vec::new() };
    (0..list.length()).filter_map(|index| list.item(index)?.dyn_into().ok()).collect()
}

fn element(target: Option<EventTarget>) -> Option<Element> {
    target?.dyn_into().ok()
}

/// Goes from the opener to the items, and from item to item; past the last and before the first the focus stays.
fn step(menu: &HtmlDetailsElement, by: isize) -> bool {
    let inside = menu.contains(document().active_element().as_deref());
    if inside {
        step_focus(menu, "summary, .menu-item", by);
    }
    inside
}

/// Closes the menus that do not hold what is turned to.
fn close_others(target: Option<EventTarget>) {
    let target = element(target);
    for menu in open().iter().filter(|menu| !menu.contains(target.as_deref())) {
        menu.set_open(false);
    }
}

/// Closes a menu; the focus goes back to what opened it, if it was inside.
fn close(menu: &HtmlDetailsElement) {
    let inside = menu.contains(document().active_element().as_deref());
    menu.set_open(false);
    let opener = menu.first_element_child().and_then(|opener| opener.dyn_into::<HtmlElement>().ok());
    if inside && opener.is_some_and(|opener| opener.focus().is_err()) {
        leptos::logging::log!("the focus was lost");
    }
}
