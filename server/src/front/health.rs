//! Whether the server is alive, and whether it should be sent requests.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::ops::Ready;

pub(super) fn router(ready: Ready) -> Router {
    Router::new().route("/healthz", get(healthz)).route("/readyz", get(readyz)).with_state(ready)
}

/// `GET /healthz`: it answers at all.
async fn healthz() -> Response {
    ([(CACHE_CONTROL, "no-store")], "ok\n").into_response()
}

/// `GET /readyz`: it simulates rightly, and is not about to stop.
async fn readyz(State(ready): State<Ready>) -> Response {
    match ready.check().await {
        Ok(()) => ([(CACHE_CONTROL, "no-store")], "ready\n").into_response(),
        Err(reason) => {
            let told = format!("{reason}\n");
            (StatusCode::SERVICE_UNAVAILABLE, [(CACHE_CONTROL, "no-store")], told).into_response()
        }
    }
}
