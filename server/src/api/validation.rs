//! Handlers for what the simulator was held against.

use app::validation::{Summary, Validation};
use axum::Json;

use super::error::ApiError;
use crate::validation::Validator;

/// `GET /validation`
pub(crate) async fn whole() -> Result<Json<&'static Validation>, ApiError> {
    Validator.whole().map(Json).map_err(ApiError::NotReady)
}

/// `GET /validation/summary`
pub(crate) async fn summary() -> Result<Json<&'static Summary>, ApiError> {
    let whole = Validator.whole().map_err(ApiError::NotReady)?;
    Ok(Json(&whole.measured.summary))
}
