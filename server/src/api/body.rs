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
        ApiError::problem(path, plain(&fault.into_inner().to_string()))
    })
}

/// A reader's message without the names that only programs have for things.
fn plain(message: &str) -> String {
    let invalid = message.strip_prefix("invalid type: ").or_else(|| message.strip_prefix("invalid value: "));
    let Some((got, expected)) = invalid.and_then(|rest| rest.rsplit_once(", expected ")) else {
        return message.to_owned();
    };
    let integer = got.starts_with("integer") && message.starts_with("invalid value");
    let expected = match expected {
        "u8" | "u16" | "u32" if integer && !got.contains('-') => "a smaller number",
        "u8" | "u16" | "u32" | "u64" | "usize" if got.ends_with(".0`") => "written without a point",
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number from 0 on",
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number",
        "f32" | "f64" => "a number",
        "a string" => "a text",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "a map" => "an object",
        words if words.starts_with("struct ") => "an object",
        words => words,
    };
    let got = match got.split_once(' ') {
        Some(("string" | "integer" | "boolean", value)) => value,
        Some(("floating", rest)) => rest.trim_start_matches("point "),
        _ => match got {
            "null" => "nothing",
            "map" => "an object",
            "sequence" => "a list",
            other => other,
        },
    };
    format!("must be {expected}; got {}", got.trim_matches('`'))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Asked {
        #[serde(rename = "model")]
        _model: usize,
        #[serde(rename = "points", default)]
        _points: u32,
        #[serde(rename = "open", default)]
        _open: Vec<f64>,
    }

    #[track_caller]
    fn told(value: Value, path: &str, message: &str) {
        let Err(ApiError::Problems(problems)) = request::<Asked>(value) else { panic!("it is taken") };
        assert_eq!((problems[0].path.as_str(), problems[0].message.as_str()), (path, message));
    }

    #[test]
    fn what_is_expected_is_said_in_plain_words() {
        let whole = "must be a whole number from 0 on; got";
        told(json!({ "model": "a" }), "model", &format!("{whole} \"a\""));
        told(json!({ "model": -1 }), "model", &format!("{whole} -1"));
        told(json!({ "model": 1.5 }), "model", &format!("{whole} 1.5"));
        told(json!({ "model": 1.0 }), "model", "must be written without a point; got 1.0");
        let large = json!({ "model": 1, "points": 5_000_000_000_u64 });
        told(large, "points", "must be a smaller number; got 5000000000");
        told(json!({ "model": null }), "model", &format!("{whole} nothing"));
        told(json!({ "model": [1] }), "model", &format!("{whole} a list"));
        told(json!({ "model": 1, "open": [1, "b"] }), "open[1]", "must be a number; got \"b\"");
        told(json!({ "model": 1, "open": 3 }), "open", "must be a list; got 3");
        told(json!("a"), "", "must be an object; got \"a\"");
        told(json!({}), "", "missing field `model`");
    }
}
