//! The charts' figures, which the page draws with plotly.

use app::charts::{self, Figures};
use axum::Json;
use schemars::JsonSchema;
use serde::Deserialize;
use simulator::observe::report::ModelResult;

use super::body::{Body, request};
use super::error::ApiError;

/// The results of a report.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChartsRequest {
    /// One a model.
    results: Vec<ModelResult>,
}

/// `POST /charts`
pub(crate) async fn charts(Body(body): Body) -> Result<Json<Figures>, ApiError> {
    let asked: ChartsRequest = request(body)?;
    Ok(Json(charts::figures(&asked.results)))
}
