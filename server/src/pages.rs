//! The pages: rendered by the app, with the simulator behind them; and the site's files.

use std::sync::Arc;

use app::client::Refusal;
use app::opening::{Opening, wanted};
use app::validation::Validation;
use app::{App, document};
use axum::Router;
use axum::extract::{Query, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use leptos::config::LeptosOptions;
use leptos::nonce::use_nonce;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{LeptosRoutes, ResponseOptions, file_and_error_handler_with_context, generate_route_list};
use serde::Deserialize;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::config::Config;
use crate::ops::Runs;
use crate::validation::Validator;

/// The folder of scripts and styles within the site.
const PKG: &str = "pkg";

/// Every page, and the files that they need.
pub fn router(config: &Config, runs: Runs) -> Router {
    let options = options(config);
    let watching = std::env::var_os("LEPTOS_WATCH").map(|_| options.reload_port);
    let context = move || {
        protect(watching);
        hand_over();
    };
    let shell = {
        let options = options.clone();
        move || document(options.clone())
    };
    // A name with a hash in it never changes its content; any other is asked for again each time.
    let caching = if config.hashed { "public, max-age=31536000, immutable" } else { "no-cache" };
    let files = ServeDir::new(config.site.join(PKG)).precompressed_br().precompressed_gzip();
    let files = Router::new()
        .fallback_service(files)
        .layer(SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, HeaderValue::from_static(caching)));
    Router::new()
        .leptos_routes_with_context(&options, generate_route_list(App), context, shell)
        .route_layer(from_fn_with_state(runs, prepare))
        .nest(&format!("/{PKG}"), files)
        .fallback(file_and_error_handler_with_context::<LeptosOptions, _>(context, document))
        .with_state(options)
}

fn options(config: &Config) -> LeptosOptions {
    LeptosOptions::builder()
        .output_name("lockstep")
        .site_root(config.site.to_string_lossy())
        .site_pkg_dir(PKG)
        .site_addr(config.address)
        .hash_files(config.hashed)
        .build()
}

/// What an address of the workbench may ask for.
#[derive(Default, Deserialize)]
struct Wish {
    preset: Option<String>,
}

/// Works out what a page opens with, so that its rendering has nothing to wait for.
async fn prepare(State(runs): State<Runs>, mut request: Request, next: Next) -> Response {
    if request.uri().path() == "/validation" {
        let found: Result<Validation, Refusal> = Validator.whole().cloned();
        request.extensions_mut().insert(Arc::new(found));
    } else {
        let wish = Query::<Wish>::try_from_uri(request.uri()).unwrap_or_default().0;
        let answer = match wanted(request.uri().path(), wish.preset.as_deref()) {
            Ok((scenario, window)) => runs.both(scenario, window).await.map_err(|failure| failure.refusal()),
            Err(refusal) => Err(refusal),
        };
        let accuracy = Validator.whole().ok().map(|validation| validation.measured.summary.clone());
        request.extensions_mut().insert(Arc::new(Opening { answer, accuracy }));
    }
    next.run(request).await
}

/// Passes what was prepared on to the page, and tells by the status when it is no answer.
fn hand_over() {
    let Some(mut request) = use_context::<Parts>() else { return };
    if let Some(validation) = request.extensions.remove::<Arc<Result<Validation, Refusal>>>() {
        provide_context(validation);
    }
    let Some(opening) = request.extensions.remove::<Arc<Opening>>() else { return };
    if let (Err(refusal), Some(response)) = (&opening.answer, use_context::<ResponseOptions>()) {
        let status = if refusal.passing { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::BAD_REQUEST };
        response.set_status(status);
    }
    provide_context(opening);
}

/// Names, in the response, the only sources that a page may load from. `watching`: the port of the rebuild's news.
fn protect(watching: Option<u32>) {
    let (Some(response), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce()) else { return };
    let news = watching.map_or(String::new(), |port| format!(" ws://127.0.0.1:{port} ws://localhost:{port}"));
    let policy = format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; \
         style-src 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; \
         connect-src 'self'{news}; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(CONTENT_SECURITY_POLICY, policy);
    }
}
