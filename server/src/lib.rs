//! Lockstep's server: the outside world around the simulator and the page.

// The page is one nested type, deeper than the usual limit.
#![recursion_limit = "256"]

pub mod api;
pub mod cli;
pub mod code;
pub mod config;
mod distinct;
mod files;
pub mod front;
pub mod ops;
pub mod pages;
pub mod parts;
mod program;
pub mod scripts;
pub mod share;
pub mod validation;

use axum::Router;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;

use config::Config;
use front::Faces;
use ops::Runs;
use share::Share;

/// Everything that the server answers to everybody.
pub fn app(config: &Config) -> Router {
    faces(config).site
}

/// Everything that the server answers, to everybody and to those who run it.
pub fn faces(config: &Config) -> Faces {
    let runs = Runs::new(config.limits).with_workers(&config.nats);
    let share = Share::new(config.url.as_deref(), runs.clone(), config.limits);
    let tally = runs.tally().clone();
    let site = Router::new()
        .merge(api::router(runs.clone(), &share, config.limits))
        .merge(parts::router(config.url.as_deref(), runs.clone(), share.clone(), config.limits))
        .merge(share::router(share))
        // A page is sent once and an answer while somebody drags: only the first is worth some milliseconds of packing.
        .merge(
            pages::router(config, runs).layer(CompressionLayer::new().quality(CompressionLevel::Precise(6))),
        )
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest));
    front::faces(site, config, &tally)
}
