//! Lockstep's server: the outside world around the simulator and the page.

// The page is one nested type, deeper than the usual limit.
#![recursion_limit = "256"]

pub mod api;
pub mod cli;
pub mod code;
pub mod config;
pub mod ops;
pub mod pages;
pub mod parts;
pub mod scripts;
pub mod share;
pub mod validation;

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::X_CONTENT_TYPE_OPTIONS;
use axum::routing::get;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;

use config::Config;
use ops::Runs;
use share::Share;

/// Everything that the server answers.
pub fn app(config: &Config) -> Router {
    let runs = Runs::new(config.limits);
    let share = Share::new(config.url.as_deref(), runs.clone(), config.limits);
    Router::new()
        .route("/healthz", get(ops::health::healthz))
        .merge(api::router(runs.clone(), &share, config.limits))
        .merge(parts::router(config.url.as_deref(), runs.clone(), config.limits))
        .merge(share::router(share))
        // A page is sent once and an answer while somebody drags: only the first is worth some milliseconds of packing.
        .merge(
            pages::router(config, runs).layer(CompressionLayer::new().quality(CompressionLevel::Precise(5))),
        )
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(SetResponseHeaderLayer::overriding(
            X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ))
        .layer(TraceLayer::new_for_http())
}
