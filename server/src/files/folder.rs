//! Files from a folder, as cargo-leptos builds it.

use std::path::Path;

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use super::{ASKED_AGAIN, FOR_EVER, PKG};

pub(super) fn router(site: &Path, hashed: bool, missing: Router) -> Router {
    let caching = HeaderValue::from_static(if hashed { FOR_EVER } else { ASKED_AGAIN });
    let code = ServeDir::new(site.join(PKG)).precompressed_br().precompressed_gzip();
    let code = Router::new()
        .fallback_service(code)
        .layer(SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, caching));
    let others = ServeDir::new(site).append_index_html_on_directories(false).fallback(missing);
    Router::new().nest(&format!("/{PKG}"), code).fallback_service(others)
}
