//! Printing: on paper everything is light, and drawn as finely as paper shows it.

use leptos::prelude::{document, on_cleanup, window, window_event_listener_untyped};

/// On `<html>` while the page is printed; the tokens know it.
const MARK: &str = "data-paper";
/// Dots to a CSS pixel on paper: about 300 to the inch.
const DOTS: f64 = 3.0;

/// Calls back before and after the page is printed: what was drawn has to be drawn again.
pub fn on_print(call: impl Fn() + Copy + 'static) {
    for (event, begins) in [("beforeprint", true), ("afterprint", false)] {
        let listener = window_event_listener_untyped(event, move |_| {
            let root = document().document_element();
            if root.is_some_and(|root| root.toggle_attribute_with_force(MARK, begins).is_err()) {
                leptos::logging::log!("it is printed as it is on the screen");
            }
            super::forget_look();
            call();
        });
        on_cleanup(move || listener.remove());
    }
}

/// Device pixels to a CSS pixel.
pub(super) fn density() -> f64 {
    let on_paper = document().document_element().is_some_and(|root| root.has_attribute(MARK));
    if on_paper { DOTS } else { window().device_pixel_ratio().max(1.0) }
}
