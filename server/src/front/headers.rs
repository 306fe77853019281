//! Headers of every answer that has none of its own: what browsers may do with it, and who may show it.

use std::time::Duration;

use axum::Router;
use axum::http::header::{
    CONTENT_SECURITY_POLICY, ETAG, REFERRER_POLICY, RETRY_AFTER, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use tower_http::cors::CorsLayer;
use tower_http::set_header::SetResponseHeaderLayer;

/// Pages, pictures and frames name their own; these are of those that do not.
const USUAL: [(HeaderName, &str); 6] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // What is no page of ours runs nothing and is shown in nobody's frame.
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (REFERRER_POLICY, "strict-origin-when-cross-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    // `same-origin` would cut off the window of a trace viewer, which a page hands its trace to.
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin-allow-popups"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Any page may read any answer: there is neither login nor cookie, so that it learns nothing that it could not ask for
/// itself. Frames need it whose origin is nobody's (`sandbox` without `allow-same-origin`), and so do notebooks and wikis
/// that ask the API.
pub(super) fn readable_by_all() -> CorsLayer {
    // The answer is the same for all: caches need to know nothing of who asked.
    let same_for_all: [HeaderName; 0] = [];
    CorsLayer::permissive().expose_headers(EXPOSED).max_age(ASKED_AGAIN_AFTER).vary(same_for_all)
}

/// What scripts of other pages may read beside the body.
const EXPOSED: [HeaderName; 3] = [ETAG, RETRY_AFTER, HeaderName::from_static("x-request-id")];
/// As long as browsers keep a permission at the most.
const ASKED_AGAIN_AFTER: Duration = Duration::from_secs(7_200);

/// A year. Only for a site that is reached by TLS: elsewhere it would lock people out.
const BY_TLS_ONLY: &str = "max-age=31536000";

/// Adds the headers to all that a router answers. `url`: where the site is reached.
pub(super) fn add(router: Router, url: Option<&str>) -> Router {
    let secure = url.is_some_and(|url| url.starts_with("https://"));
    let strict = secure.then_some((STRICT_TRANSPORT_SECURITY, BY_TLS_ONLY));
    USUAL.into_iter().chain(strict).fold(router, |router, (name, value)| {
        // What a reader has already keeps the headers that it came with: this would take their place.
        let of = move |response: &Response| {
            (response.status() != StatusCode::NOT_MODIFIED).then_some(HeaderValue::from_static(value))
        };
        router.layer(SetResponseHeaderLayer::if_not_present(name, of))
    })
}
