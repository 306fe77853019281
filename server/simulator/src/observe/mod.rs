//! What happened: slices, counters, histograms; the report; timeline windows at a resolution.

pub mod report;
pub mod state;
pub mod timeline;

pub use report::Report;
pub use state::State;
pub use timeline::{Timeline, Window};
