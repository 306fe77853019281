//! The handler that gives a scenario's run as a file of another program's format.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};

use super::body::{Body, scenario};
use super::error::ApiError;
use crate::share::Share;

/// `POST /export/{format}`
pub(super) async fn export(
    State(share): State<Share>,
    Path(format): Path<String>,
    headers: HeaderMap,
    Body(body): Body,
) -> Response {
    match scenario(&body) {
        Ok(scenario) => share.file(scenario, &format, &headers).await,
        Err(problems) => ApiError::into_response(problems),
    }
}
