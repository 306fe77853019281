//! The mechanisms of CPython and Linux that a naive simulator gets wrong, each held against what was measured.
//!
//! Tests named `s12_…` are the points of the specification's list of such mechanisms, by number.

mod gil;
mod kernel;
mod load;
mod loops;
mod pools;
mod processes;
mod run;
mod timeouts;
