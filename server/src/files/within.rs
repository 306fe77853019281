//! Files that are part of the program, packed beforehand as far as they were when it was built.

use std::borrow::Cow;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, VARY};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};
use tower::ServiceExt;

use super::{ASKED_AGAIN, FOR_EVER, PKG};
use crate::share;

/// The site as `make dist` has built it, at the time of compilation.
#[derive(RustEmbed)]
#[folder = "$LOCKSTEP_SITE"]
struct Site;

/// Ways of packing, the better first: how clients call them, and how such files end.
const PACKED: [(&str, &str); 2] = [("br", "br"), ("gzip", "gz")];

pub(super) fn router(missing: Router) -> Router {
    Router::new().fallback(file).with_state(missing)
}

async fn file(State(missing): State<Router>, request: Request) -> Response {
    let asks = matches!(*request.method(), Method::GET | Method::HEAD);
    let path = request.uri().path().trim_start_matches('/');
    match asks.then(|| found(path, request.headers())).flatten() {
        Some(response) => response,
        None => missing.oneshot(request).await.into_response(),
    }
}

/// A file in the way of packing that its reader takes.
fn found(path: &str, headers: &HeaderMap) -> Option<Response> {
    let plain = Site::get(path)?;
    let packed = PACKED.into_iter().filter(|(coding, _)| takes(headers, coding));
    let packed =
        packed.filter_map(|(coding, end)| Some((coding, Site::get(&format!("{path}.{end}"))?))).next();
    let coding = packed.as_ref().map(|(coding, _)| (CONTENT_ENCODING, *coding));
    let kind = plain.metadata.mimetype().to_owned();
    let file = packed.map_or(plain, |(_, file)| file);
    let tag = tag(&file);
    let caching = if path.starts_with(PKG) { FOR_EVER } else { ASKED_AGAIN };
    let told = [(ETAG, tag.as_str()), (CACHE_CONTROL, caching), (VARY, "accept-encoding")];
    if share::has(headers, &tag) {
        return Some((StatusCode::NOT_MODIFIED, told).into_response());
    }
    let bytes = match file.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    };
    Some((told, [(CONTENT_TYPE, kind)], AppendHeaders(coding), bytes).into_response())
}

/// Whether a reader takes a way of packing.
fn takes(headers: &HeaderMap, coding: &str) -> bool {
    let named = headers.get_all(ACCEPT_ENCODING).into_iter().filter_map(|value| value.to_str().ok());
    named.flat_map(|list| list.split(',')).any(|one| {
        let (name, weight) = one.split_once(';').unwrap_or((one, ""));
        name.trim().eq_ignore_ascii_case(coding) && !["q=0", "q=0.0"].contains(&weight.trim())
    })
}

/// Two ways of packing have different bytes, and so different tags.
fn tag(file: &EmbeddedFile) -> String {
    let hash: String = file.metadata.sha256_hash()[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hash}\"")
}

/// The hashes in the names of the page's files, as cargo-leptos notes them.
pub(super) fn hashes() -> String {
    let names: Vec<Cow<'static, str>> = Site::iter().collect();
    let hash = |kind: &str| {
        let of = |name: &str| {
            let hash = name.strip_prefix("pkg/lockstep.")?.strip_suffix(kind)?.strip_suffix('.')?;
            // `lockstep.d.….ts` and the like are of other kinds.
            (!hash.contains('.')).then(|| format!("{kind}:{hash}\n"))
        };
        names.iter().filter_map(|name| of(name)).collect::<String>()
    };
    ["css", "js", "wasm"].into_iter().map(hash).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_s_files_are_within_and_packed() {
        let told = hashes();
        assert_eq!(told.lines().count(), 3, "one each: {told}");
        for line in told.lines() {
            let (kind, hash) = line.split_once(':').unwrap();
            let path = format!("pkg/lockstep.{hash}.{kind}");
            let headers = |coding: &str| HeaderMap::from_iter([(ACCEPT_ENCODING, coding.parse().unwrap())]);
            for (asked, got) in [("gzip, deflate, br", Some("br")), ("gzip", Some("gzip")), ("br;q=0", None)]
            {
                let response = found(&path, &headers(asked)).unwrap();
                let coding = response.headers().get(CONTENT_ENCODING).map(|value| value.to_str().unwrap());
                assert_eq!(coding, got, "{path} {asked}");
                assert_eq!(response.headers()[CACHE_CONTROL], FOR_EVER);
            }
        }
        assert!(found("pkg/../Cargo.toml", &HeaderMap::new()).is_none());
    }
}
