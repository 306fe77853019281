//! Lockstep's page: the same code rendered on the server (`ssr`) and hydrated in the browser (`hydrate`).

// The page is one nested type, deeper than the usual limit.
#![recursion_limit = "256"]
#![allow(unreachable_pub, reason = "the component macro makes each component's properties public")]

mod browser;
mod charts;
pub mod client;
mod document;
mod draft;
mod format;
pub mod measured;
pub mod opening;
mod pages;
mod panels;
mod state;
mod timeline;
pub mod validation;
mod widgets;
mod words;

pub use document::document;
pub use pages::App;

/// Takes over the page that the server rendered, then says so on `<html>`, which tests and styles can wait for.
#[cfg(feature = "hydrate")]
pub fn hydrate() {
    leptos::mount::hydrate_body(App);
    let root = web_sys::window().and_then(|w| w.document()).and_then(|d| d.document_element());
    if let Some(root) = root
        && root.set_attribute("data-hydrated", "").is_err()
    {
        leptos::logging::warn!("the page could not be marked as hydrated");
    }
}
