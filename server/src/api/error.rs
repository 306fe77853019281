//! Every way in which the API says no: one JSON shape, the right status.

use app::client::Refusal;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header::RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use simulator::Problem;

use crate::ops::{Failure, Remedy};

/// Why a request has no answer.
#[derive(Debug)]
pub(crate) enum ApiError {
    /// The body is not JSON.
    NotJson(serde_json::Error),
    /// The body did not arrive whole.
    Unreadable,
    /// The body has more bytes than this.
    TooLarge,
    /// The body does not call itself JSON.
    MediaType,
    /// The scenario, or what is asked about it, is not valid.
    Problems(Vec<Problem>),
    /// There is no such thing.
    NoSuch(String),
    /// The address is right, the method is not.
    Method,
    Failed(Failure),
    /// What was asked for is not there, for the moment or for good.
    NotReady(Refusal),
}

impl ApiError {
    /// One problem with the value at a path.
    pub(crate) fn problem(path: impl Into<String>, message: impl Into<String>) -> ApiError {
        ApiError::Problems(vec![Problem { path: path.into(), message: message.into() }])
    }

    fn status(&self) -> StatusCode {
        match self {
            ApiError::NotJson(_) | ApiError::Unreadable => StatusCode::BAD_REQUEST,
            ApiError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            ApiError::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            ApiError::Problems(_) => StatusCode::UNPROCESSABLE_ENTITY,
            ApiError::NoSuch(_) => StatusCode::NOT_FOUND,
            ApiError::Method => StatusCode::METHOD_NOT_ALLOWED,
            ApiError::Failed(failure) => match failure.remedy() {
                Remedy::Ask => StatusCode::UNPROCESSABLE_ENTITY,
                Remedy::Wait => StatusCode::SERVICE_UNAVAILABLE,
                Remedy::Repair => StatusCode::INTERNAL_SERVER_ERROR,
            },
            ApiError::NotReady(refusal) if refusal.passing => StatusCode::SERVICE_UNAVAILABLE,
            ApiError::NotReady(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    pub(crate) fn refusal(self) -> Refusal {
        match self {
            ApiError::NotJson(fault) => Refusal::new(format!("The body is not JSON: {fault}.")),
            ApiError::Unreadable => Refusal::new("The body did not arrive whole."),
            ApiError::TooLarge => Refusal::new("The body is larger than this server takes."),
            ApiError::MediaType => Refusal::new("Send JSON, with the header content-type: application/json."),
            ApiError::Problems(problems) => {
                let error = match problems.len() {
                    1 => "There is a problem with the request.".to_owned(),
                    n => format!("There are {n} problems with the request."),
                };
                Refusal { error, problems, passing: false }
            }
            ApiError::NoSuch(error) => Refusal::new(error),
            ApiError::Method => Refusal::new("This address does not take this method; see the header allow."),
            ApiError::Failed(failure) => failure.refusal(),
            ApiError::NotReady(refusal) => refusal,
        }
    }
}

impl From<Failure> for ApiError {
    fn from(failure: Failure) -> ApiError {
        ApiError::Failed(failure)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = self.status();
        let mut response = (status, Json(self.refusal())).into_response();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}
