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
#[cfg(feature = "ssr")]
mod pages;
mod panels;
#[cfg(feature = "ssr")]
pub mod picture;
#[cfg(feature = "ssr")]
mod preview;
mod start;
mod state;
mod timeline;
pub mod validation;
#[cfg(feature = "ssr")]
pub mod whatif;
mod widgets;
pub mod words;

#[cfg(feature = "ssr")]
pub use document::{Framed, Page, PageFiles, document};
#[cfg(not(feature = "ssr"))]
pub use start::hydrate;
