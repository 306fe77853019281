//! The three charts: their numbers, drawn once by the server as plain SVG and, when seen, by plotly. The figures for
//! plotly are built on the server, so that the page carries no chart code.

#[cfg(feature = "ssr")]
mod figures;
pub mod preview;
pub mod scatter;
pub mod series;

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};
use simulator::observe::report::ModelResult;

/// A figure of plotly's for each chart, as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    pub throughput: String,
    pub latency: String,
    pub time: String,
}

/// The figures of some results.
#[server(name = Charts, prefix = "/api/v1", endpoint = "charts", input = Json, output = Json)]
pub async fn figures(
    /// One a model, as the report has them.
    results: Vec<ModelResult>,
) -> Result<Figures, ServerFnError> {
    Ok(figures::of(&results))
}
