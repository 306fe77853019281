//! What happened: slices, counters, histograms; the report; timeline windows at a resolution.

mod digits;
mod draw;
pub mod exact;
pub mod interval;
pub mod look;
pub mod measure;
pub mod packed;
pub mod recording;
pub mod report;
mod state_times;
pub mod timeline;

pub use crate::machine::State;
pub use recording::Recording;
pub use report::Report;
pub use timeline::{Timeline, Window};
