//! The browser's entry: takes over the page that the server rendered.
#![cfg(target_arch = "wasm32")]
// The page is one nested type, deeper than the usual limit.
#![recursion_limit = "256"]

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page's script once the WASM is loaded.
#[wasm_bindgen]
pub fn hydrate() {
    app::hydrate();
}
