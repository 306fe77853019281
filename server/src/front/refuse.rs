//! How a request is refused before anything is worked out for it: in the shape that its asker reads.

use app::client::Refusal;
use axum::Json;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, RETRY_AFTER};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};

use crate::share;

/// A refusal is shown where the page would be: a frame that nobody may have stays blank.
const FRAMED: [(HeaderName, &str); 1] = [(
    CONTENT_SECURITY_POLICY,
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors *",
)];

/// Refuses in JSON, in text to the page's own parts, in HTML to who opens a page. `retry_after_s`: when to come again.
pub(crate) fn refuse(
    path: &str,
    status: StatusCode,
    refusal: Refusal,
    retry_after_s: Option<u64>,
) -> Response {
    let is_frame = ["/live/", "/embed/"].iter().any(|at| path.starts_with(at));
    let is_page =
        path == "/" || ["/s/", "/presets", "/validation", "/privacy"].iter().any(|at| path.starts_with(at));
    let mut response = if is_frame {
        (status, share::IN_FRAMES, FRAMED, Html(page(&refusal.error))).into_response()
    } else if is_page {
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
