//! The pages: what each opens with is worked out, then it is rendered; and the site's files.

use std::collections::HashMap;
use std::sync::Arc;

use any_spawner::Executor;
use app::gallery::{Card, Origin};
use app::opening::{Opening, wanted};
use app::validation::Selection;
use app::{Page, document};
use axum::Router;
use axum::extract::{Query, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use axum::routing::get;
use leptos::config::LeptosOptions;
use leptos::nonce::use_nonce;
use leptos::prelude::use_context;
use leptos_axum::{ResponseOptions, render_app_async_with_context};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::OwnedSemaphorePermit;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::config::Config;
use crate::front::refuse;
use crate::ops::{Failure, Line, Runs};
use crate::share::BaseUrl;
use crate::validation::Validator;

/// The folder of scripts and styles within the site.
const PKG: &str = "pkg";

/// What the pages need.
#[derive(Clone)]
struct Site {
    runs: Runs,
    /// For pages that are being worked out.
    line: Line,
    options: LeptosOptions,
    /// Where this site is, if the server was told.
    url: Option<Arc<str>>,
    /// The port of the rebuild's news, while the project is watched.
    watching: Option<u32>,
}

/// Every page, and the files that they need.
pub fn router(config: &Config, runs: Runs) -> Router {
    // Rendering hands small jobs to the server's runtime. An error only means that it was told so before.
    let _ = Executor::init_tokio();
    let options = options(config);
    let watching = std::env::var_os("LEPTOS_WATCH").map(|_| options.reload_port);
    let line = runs.line("pages", config.limits.concurrency);
    let site = Site { runs, line, options, url: config.url.as_deref().map(Arc::from), watching };
    // A name with a hash in it never changes its content; any other is asked for again each time.
    let caching = if config.hashed { "public, max-age=31536000, immutable" } else { "no-cache" };
    let files = ServeDir::new(config.site.join(PKG)).precompressed_br().precompressed_gzip();
    let files = Router::new()
        .fallback_service(files)
        .layer(SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, HeaderValue::from_static(caching)));
    let missing = Router::new().fallback(missing).with_state(site.clone());
    Router::new()
        .route("/", get(workbench))
        .route("/s/{link}", get(workbench))
        .route("/presets", get(presets))
        .route("/validation", get(validation))
        .route("/privacy", get(privacy))
        .with_state(site)
        .nest(&format!("/{PKG}"), files)
        .fallback_service(
            ServeDir::new(&config.site).append_index_html_on_directories(false).fallback(missing),
        )
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

/// The workbench with the scenario of its address, and what comes of it.
async fn workbench(State(site): State<Site>, request: Request) -> Response {
    let wish = Query::<Wish>::try_from_uri(request.uri()).unwrap_or_default().0;
    let mut origin = Value::Null;
    let Ok(place) = site.line.enter().await else { return busy(&request) };
    let answer = match wanted(request.uri().path(), wish.preset.as_deref()) {
        Ok((scenario, window)) => {
            origin = json!(Origin::of(&scenario));
            match site.runs.both(scenario, window, None).await {
                // A page that says no more than this costs as much as one that shows something.
                Err(Failure::Busy) => return busy(&request),
                answer => answer.map_err(|failure| failure.refusal()),
            }
        }
        Err(refusal) => Err(refusal),
    };
    let status = match &answer {
        Ok(_) => StatusCode::OK,
        Err(refusal) if refusal.passing => StatusCode::INTERNAL_SERVER_ERROR,
        Err(_) => StatusCode::BAD_REQUEST,
    };
    let accuracy = json!(Validator.whole().ok().map(|validation| &validation.measured.summary));
    let opening = Arc::new(Opening { answer, accuracy, origin, noted: wish.preset.is_some() });
    let base = BaseUrl::of(site.url.as_deref(), request.headers());
    site.render(place, Page::Workbench(opening, base.as_str().to_owned()), status, request).await
}

/// Too many pages are being worked out.
fn busy(request: &Request) -> Response {
    let refusal = Failure::Busy.refusal();
    refuse(request.uri().path(), StatusCode::SERVICE_UNAVAILABLE, refusal, Some(1))
}

/// Every preset.
async fn presets(State(site): State<Site>, request: Request) -> Response {
    site.render_in_turn(Page::Presets(Card::all()), StatusCode::OK, request).await
}

/// The validation, with the cases that its query asks for.
async fn validation(
    State(site): State<Site>,
    Query(query): Query<HashMap<String, String>>,
    request: Request,
) -> Response {
    let selection = Selection::read(|key| query.get(key).cloned());
    let page = Page::Validation(Box::new(Validator.whole().cloned()), selection);
    site.render_in_turn(page, StatusCode::OK, request).await
}

/// What is kept of those who come.
async fn privacy(State(site): State<Site>, request: Request) -> Response {
    site.render_in_turn(Page::Privacy, StatusCode::OK, request).await
}

async fn missing(State(site): State<Site>, request: Request) -> Response {
    site.render_in_turn(Page::Missing, StatusCode::NOT_FOUND, request).await
}

impl Site {
    /// Renders a page when its turn has come.
    async fn render_in_turn(self, page: Page, status: StatusCode, request: Request) -> Response {
        match self.line.enter().await {
            Ok(place) => self.render(place, page, status, request).await,
            Err(_) => busy(&request),
        }
    }

    /// Renders a page. It waits for nothing: all that it shows is here already. Rendering is work like a simulation's:
    /// only so many are at it at once, and each has its place until it is done.
    async fn render(
        self,
        _place: OwnedSemaphorePermit,
        page: Page,
        status: StatusCode,
        request: Request,
    ) -> Response {
        let Site { options, watching, .. } = self;
        let context = move || {
            if let Some(response) = use_context::<ResponseOptions>() {
                response.set_status(status);
            }
            protect(watching);
        };
        let shell = move || document(options.clone(), page.clone());
        render_app_async_with_context(context, shell)(request).await
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
