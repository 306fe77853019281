//! What happened: slices, counters, histograms; the report; timeline windows at a resolution.

pub mod draw;
pub mod interval;
pub mod measure;
pub mod report;
mod state_times;
pub mod timeline;

pub use crate::machine::State;
pub use report::Report;
pub use timeline::{Timeline, Window};
