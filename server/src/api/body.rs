//! Reads a request's body: JSON of a bounded size, then what each route expects of it.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;
use serde_json::Value;
use simulator::{Scenario, models, scenario};

use super::error::ApiError;
use crate::distinct;

/// A body that is JSON; nothing more is known of it.
pub(crate) struct Body(pub(crate) Value);

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Body, ApiError> {
        if !is_json(&request) {
            return Err(ApiError::MediaType);
        }
        let bytes = Bytes::from_request(request, state).await.map_err(unread)?;
        let value = serde_json::from_slice(&bytes).map_err(ApiError::NotJson)?;
        match distinct::problem(&bytes) {
            None => Ok(Body(value)),
            Some(problem) => Err(ApiError::Problems(vec![problem])),
        }
    }
}

fn is_json(request: &Request) -> bool {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = kind.and_then(|kind| kind.split(';').next()).map(str::trim);
    essence.is_some_and(|e| e.eq_ignore_ascii_case("application/json"))
}

fn unread(rejection: BytesRejection) -> ApiError {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::TooLarge,
        _ => ApiError::Unreadable,
    }
}

/// A valid scenario, or all that is wrong with it.
pub(crate) fn scenario(value: &Value) -> Result<Scenario, ApiError> {
    scenario::read::read(value, &models::catalogue()).map_err(ApiError::Problems)
}

/// A request that is more than a scenario.
pub(crate) fn request<T: DeserializeOwned>(value: Value) -> Result<T, ApiError> {
    serde_path_to_error::deserialize(value).map_err(|fault| {
        let path = match fault.path().to_string() {
            root if root == "." => String::new(),
            path => path,
        };
        ApiError::problem(path, fault.into_inner().to_string())
    })
}
