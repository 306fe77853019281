//! The three charts: their numbers, drawn once by the server as plain SVG and, when seen, by plotly. The figures for
//! plotly are built on the server, so that the page carries no chart code.

#[cfg(feature = "ssr")]
pub(crate) mod figures;
pub mod preview;
pub mod scatter;
pub mod series;

use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
pub use figures::of as figures;

/// Classes of the mark that tells a line in a key, by the place of its model.
pub fn key_line(index: usize) -> String {
    ["key-line ", &line(index)].concat()
}

/// Classes that give a line its colour and its dashes, by the place of its model.
fn line(index: usize) -> String {
    format!("line-{} dash-{}", index % 8, index / 3 % 3)
}

/// A figure of plotly's for each chart, as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(schemars::JsonSchema))]
pub struct Figures {
    pub throughput: String,
    pub latency: String,
    pub time: String,
}
