//! Lockstep's page: the same code rendered on the server (`ssr`) and hydrated in the browser (`hydrate`).

// The page is one nested type, deeper than the usual limit.
#![recursion_limit = "256"]
#![allow(unreachable_pub, reason = "the component macro makes each component's properties public")]

mod browser;
pub mod charts;
pub mod client;
#[cfg(feature = "ssr")]
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

#[cfg(feature = "ssr")]
pub use document::{Page, document};

/// Takes over the workbench that the server rendered, then says so on `<html>`, which tests and styles can wait for.
#[cfg(feature = "hydrate")]
pub fn hydrate() {
    use leptos::prelude::IntoAny;
    leptos::mount::hydrate_body(|| {
        leptos_meta::provide_meta_context();
        leptos::prelude::view! { <pages::WorkbenchPage/> }.into_any()
    });
    let root = web_sys::window().and_then(|w| w.document()).and_then(|d| d.document_element());
    if let Some(root) = root
        && root.set_attribute("data-hydrated", "").is_err()
    {
        leptos::logging::warn!("the page could not be marked as hydrated");
    }
}
