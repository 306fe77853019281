//! How a request is refused before anything is worked out for it: in the shape that its asker reads.

use app::client::Refusal;
use axum::Json;
use axum::http::header::{CACHE_CONTROL, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};

/// Refuses in JSON, in text to the page's own parts, in HTML to who opens a page. `retry_after_s`: when to come again.
pub(crate) fn refuse(
    path: &str,
    status: StatusCode,
    refusal: Refusal,
    retry_after_s: Option<u64>,
) -> Response {
    let is_page = path == "/"
        || ["/s/", "/live/", "/embed/", "/presets", "/validation", "/privacy"]
            .iter()
            .any(|at| path.starts_with(at));
    let mut response = if is_page {
        (status, Html(page(&refusal.error))).into_response()
    } else if path.starts_with("/parts/") {
        (status, refusal.error).into_response()
    } else {
        (status, Json(refusal)).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(seconds) = retry_after_s {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// A page that costs nothing to write. `error`: words of ours.
fn page(error: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>Lockstep</title><style>body{{font:1rem/1.5 system-ui,sans-serif;margin:15vh auto;max-width:34rem;\
         padding:0 1rem;color-scheme:light dark}}</style><h1>Lockstep</h1><p>{error}</p><p><a href=\"\">Load this page \
         again</a></p></html>"
    )
}
