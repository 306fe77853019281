//! Lockstep's server: the outside world around the simulator and the page.

pub mod config;
pub mod ops;
pub mod pages;

use axum::Router;
use axum::routing::get;

use config::Config;
use ops::Runs;

/// Everything that the server answers.
pub fn app(config: &Config) -> Router {
    let runs = Runs::new(config.limits);
    Router::new().route("/healthz", get(ops::health::healthz)).merge(pages::router(config, runs))
}
