//! A name for each request, a line of the log when it was answered, and its figures.
//!
//! Neither addresses of people nor scenarios are logged: a route is told by its template.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

use super::metrics::Metrics;

const ID: HeaderName = HeaderName::from_static("x-request-id");
/// Letters of an id that somebody else gave.
const LONGEST: usize = 64;
/// Requests that no route is for.
const NO_ROUTE: &str = "none";

/// Answers a request and tells of it.
pub(super) async fn told(State(metrics): State<Metrics>, mut request: Request, next: Next) -> Response {
    let id = given(request.headers()).unwrap_or_else(made);
    request.headers_mut().insert(ID, id.clone());
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let route = matched.as_ref().map_or(NO_ROUTE, MatchedPath::as_str);
    let method = request.method().clone();
    let span = tracing::info_span!("request", id = id.to_str().unwrap_or_default());
    let begun = Instant::now();
    async {
        let mut response = next.run(request).await;
        let (status, took) = (response.status(), begun.elapsed());
        metrics.answered(&method, route, status, took);
        let ms = took.as_secs_f64() * 1e3;
        let status = status.as_u16();
        if status == 500 {
            tracing::warn!(target: super::ACCESS, %method, route, status, ms, "answered");
        } else {
            tracing::info!(target: super::ACCESS, %method, route, status, ms, "answered");
        }
        response.headers_mut().insert(ID, id);
        response
    }
    .instrument(span)
    .await
}

/// The id that came with a request, if nothing is odd about it.
fn given(headers: &HeaderMap) -> Option<HeaderValue> {
    let id = headers.get(ID)?;
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    ((1..=LONGEST).contains(&id.len()) && id.as_bytes().iter().all(plain)).then(|| id.clone())
}

/// A new id: 64 bits that nobody can foresee.
fn made() -> HeaderValue {
    let id = format!("{:016x}", RandomState::new().build_hasher().finish());
    HeaderValue::from_str(&id).unwrap_or(HeaderValue::from_static("none"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_taken_if_it_is_plain() {
        let with = |id: &[u8]| given(&HeaderMap::from_iter([(ID, HeaderValue::from_bytes(id).unwrap())]));
        assert_eq!(with(b"a1-B_2.c").unwrap(), "a1-B_2.c");
        for odd in [&b"a b"[..], b"", b"\"x\"", "ü".as_bytes(), &[b'a'; 65]] {
            assert_eq!(with(odd), None);
        }
        assert_ne!(made(), made());
        assert_eq!(made().len(), 16);
    }
}
