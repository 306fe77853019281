//! Links within the page take the focus along, open what they lead to, and leave the address alone: it holds the scenario.

use leptos::ev;
use leptos::prelude::{on_cleanup, window_event_listener};

use super::form;
use super::page::{go_to, open_around};

/// From now on, whichever links there are on the page.
pub fn keep_following() {
    let listener = window_event_listener(ev::click, |event| {
        let Some((_, place)) = form::around(event.target(), "href") else { return };
        if place.len() > 1 && place.starts_with('#') {
            event.prevent_default();
            open_around(&place);
            go_to(&place);
        }
    });
    on_cleanup(move || listener.remove());
}
