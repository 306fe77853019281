//! What only those who run the server see, at an address of its own: figures and health.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::health;
use super::metrics::Metrics;
use crate::ops::Ready;

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

pub(super) fn router(metrics: Metrics, ready: Ready) -> Router {
    let figures = Router::new().route("/metrics", get(figures)).with_state(metrics);
    figures.merge(health::router(ready))
}

/// `GET /metrics`
async fn figures(State(metrics): State<Metrics>) -> Response {
    match metrics.written() {
        Some(text) => ([(CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
