//! The HTTP API: thin handlers that read JSON, ask the simulator, and answer in JSON, errors too.

mod body;
mod catalogue;
mod charts;
mod code;
mod error;
mod exports;
mod looks;
mod openapi;
mod progress;
mod scripts;
mod simulations;
mod sweeps;
mod validation;

pub use openapi::document;

use axum::extract::DefaultBodyLimit;
use axum::routing::{MethodRouter, any, get, post};
use axum::{Json, Router};

use crate::config::Limits;
use crate::ops::Runs;
use crate::share::Share;
use error::ApiError;

/// Where the API stands.
const BASE: &str = "/api/v1";

/// Every route of the API, below [`BASE`]. The document at `/openapi.json` has the same list; a test compares.
fn routes(share: &Share) -> Vec<(&'static str, MethodRouter<Runs>)> {
    vec![
        ("/simulate", post(simulations::simulate)),
        ("/workbench", post(simulations::workbench)),
        ("/progress/{name}", get(progress::progress)),
        ("/timeline", post(simulations::timeline)),
        ("/timelines", post(looks::timelines)),
        ("/span", post(looks::span)),
        ("/events", post(looks::events)),
        ("/task", post(looks::task)),
        ("/find", post(looks::find)),
        ("/validate", post(simulations::validate)),
        ("/charts", post(charts::charts)),
        ("/sweep", post(sweeps::sweep)),
        ("/ladder", post(sweeps::ladder)),
        ("/script", post(scripts::script)),
        ("/code", post(code::code)),
        ("/export/{format}", post(exports::export).with_state(share.clone())),
        ("/presets", get(catalogue::presets)),
        ("/presets/{id}", get(catalogue::preset)),
        ("/costs", get(catalogue::costs)),
        ("/validation", get(validation::whole)),
        ("/validation/summary", get(validation::summary)),
        ("/openapi.json", get(|| async { Json(document()) })),
    ]
}

/// The API, complete with its answers to addresses and methods that it does not have.
pub fn router(runs: Runs, share: &Share, limits: Limits) -> Router {
    let known =
        routes(share).into_iter().fold(Router::new(), |router, (path, handler)| router.route(path, handler));
    let known = known.method_not_allowed_fallback(wrong_method).with_state(runs);
    Router::new()
        .nest(BASE, known)
        .route("/measure.py", get(scripts::measure).fallback(wrong_method))
        .route("/run/{file}", get(scripts::linked).fallback(wrong_method))
        .route("/code/{file}", get(code::linked).fallback(wrong_method))
        .route("/api", any(unknown))
        .route("/api/", any(unknown))
        .route("/api/{*path}", any(unknown))
        .layer(DefaultBodyLimit::max(limits.body_bytes))
}

async fn wrong_method() -> ApiError {
    ApiError::Method
}

async fn unknown() -> ApiError {
    ApiError::NoSuch("There is nothing at this address. /api/v1/openapi.json lists what there is.".to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_document_lists_exactly_the_routes() {
        let document = document();
        let listed: BTreeSet<String> = document["paths"].as_object().unwrap().keys().cloned().collect();
        let share = Share::new(None, Runs::new(Limits::default()), Limits::default());
        let routed: BTreeSet<String> =
            routes(&share).iter().map(|(path, _)| format!("{BASE}{path}")).collect();
        let own: BTreeSet<String> = listed.iter().filter(|p| p.starts_with(BASE)).cloned().collect();
        assert_eq!(own, routed);
    }
}
