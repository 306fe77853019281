//! The pages: rendered by the app, with the simulator behind them; and the site's files.

use std::sync::Arc;

use app::client::{Simulations, Validations};
use app::{App, document};
use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use leptos::config::LeptosOptions;
use leptos::nonce::use_nonce;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{LeptosRoutes, ResponseOptions, file_and_error_handler_with_context, generate_route_list};
use simulator::models;
use simulator::scenario::link;
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
    let runs: Arc<dyn Simulations> = Arc::new(runs);
    let watching = std::env::var_os("LEPTOS_WATCH").map(|_| options.reload_port);
    let context = move || {
        provide_context(Arc::clone(&runs));
        provide_context::<Arc<dyn Validations>>(Arc::new(Validator));
        protect(watching);
        mark_broken_link();
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
        .leptos_routes_with_context(&options, generate_route_list(App), context.clone(), shell)
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

/// Gives a permalink that holds no valid scenario its status; the page tells what is wrong with it.
fn mark_broken_link() {
    let (Some(response), Some(request)) = (use_context::<ResponseOptions>(), use_context::<Parts>()) else {
        return;
    };
    let link = request.uri.path().strip_prefix("/s/");
    if link.is_some_and(|link| link::parse(link, &models::catalogue()).is_err()) {
        response.set_status(StatusCode::BAD_REQUEST);
    }
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
