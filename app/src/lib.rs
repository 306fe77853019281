//! Lockstep's page: the same code renders it on the server (`ssr`) and takes it over in the browser (`hydrate`).

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
pub mod gallery;
mod learn;
pub mod measured;
mod names;
pub mod opening;
mod pages;
mod panels;
#[cfg(feature = "ssr")]
pub mod picture;
#[cfg(feature = "ssr")]
mod preview;
mod state;
mod timeline;
pub mod validation;
#[cfg(feature = "ssr")]
pub mod whatif;
mod widgets;
pub mod words;

#[cfg(feature = "ssr")]
pub use document::{Framed, Page, PageFiles, document};

/// Takes over the workbench that the server rendered, then says so on `<html>`, which tests and styles can wait for.
///
/// The page is built anew from the data that came with it and put in the server's place at once. Adopting the
/// server's elements one by one instead would need a second way to make each of them: a tenth more WASM.
#[cfg(not(feature = "ssr"))]
pub fn hydrate() {
    use leptos::prelude::{IntoAny, view};

    browser::takeover::replace(|| {
        leptos::mount::mount_to_body(|| view! { <pages::WorkbenchPage/> }.into_any());
    });
}
