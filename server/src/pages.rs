//! The pages: what each opens with is worked out, then it is rendered; and the site's files.

use std::collections::HashMap;
use std::sync::Arc;

use any_spawner::Executor;
use app::gallery::{Card, Origin};
use app::opening::{Opening, wanted};
use app::validation::Selection;
use app::{Framed, Page, PageFiles, document};
use axum::Router;
use axum::extract::{Query, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, ETAG};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use leptos::config::LeptosOptions;
use leptos::nonce::use_nonce;
use leptos::prelude::use_context;
use leptos_axum::{ResponseOptions, render_app_async_with_context};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::OwnedSemaphorePermit;

use crate::config::Config;
use crate::files;
use crate::front::refuse;
use crate::ops::{Failure, Line, Runs};
use crate::share::{self, BaseUrl};
use crate::validation::Validator;

/// A page has a nonce of its own, which is for its reader alone; they ask again each time whether it is still the same.
const CACHED: &str = "private, no-cache";

/// What the pages need.
#[derive(Clone)]
struct Site {
    runs: Runs,
    /// For pages that are being worked out.
    line: Line,
    options: LeptosOptions,
    files: Arc<PageFiles>,
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
    let site = Site {
        runs,
        line,
        options,
        files: Arc::new(files::names(config)),
        url: config.url.as_deref().map(Arc::from),
        watching,
    };
    let missing = Router::new().fallback(missing).with_state(site.clone());
    Router::new()
        .route("/", get(workbench))
        .route("/s/{link}", get(workbench))
        .route("/live/{link}", get(workbench))
        .route("/presets", get(presets))
        .route("/validation", get(validation))
        .route("/privacy", get(privacy))
        .with_state(site)
        .merge(files::router(config, missing))
}

fn options(config: &Config) -> LeptosOptions {
    LeptosOptions::builder()
        .output_name("lockstep")
        .site_pkg_dir(files::PKG)
        .site_addr(config.address)
        .build()
}

/// What an address of the workbench may ask for.
#[derive(Default, Deserialize)]
struct Wish {
    preset: Option<String>,
    /// In a frame: `light` or `dark`.
    theme: Option<String>,
}

impl Wish {
    /// How the workbench stands in a frame, where its address is for one.
    fn framed(&self, path: &str) -> Option<Framed> {
        let theme = match self.theme.as_deref() {
            Some("light") => Some("light"),
            Some("dark") => Some("dark"),
            _ => None,
        };
        path.starts_with("/live/").then_some(Framed { theme })
    }
}

/// The workbench with the scenario of its address, and what comes of it.
async fn workbench(State(site): State<Site>, request: Request) -> Response {
    let wish = Query::<Wish>::try_from_uri(request.uri()).unwrap_or_default().0;
    let mut origin = Value::Null;
    if let Some(known) = site.known(&request) {
        return known;
    }
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
        Err(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let accuracy = json!(Validator.whole().ok().map(|validation| &validation.measured.summary));
    let opening = Arc::new(Opening { answer, accuracy, origin, noted: wish.preset.is_some() });
    let base = BaseUrl::of(site.url.as_deref(), request.headers());
    let framed = wish.framed(request.uri().path());
    let response =
        site.render(place, Page::Workbench(opening, base.as_str().to_owned(), framed), status, request).await;
    if framed.is_some() { (share::IN_FRAMES, response).into_response() } else { response }
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
        if let Some(known) = self.known(&request).filter(|_| status == StatusCode::OK) {
            return known;
        }
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
        let tag = self.tag(&request);
        let Site { options, files, watching, .. } = self;
        let ancestors = if matches!(page, Page::Workbench(_, _, Some(_))) { "*" } else { "'self'" };
        let context = move || {
            if let Some(response) = use_context::<ResponseOptions>() {
                response.set_status(status);
            }
            protect(watching, ancestors);
        };
        let shell = move || document(options.clone(), &files, page.clone());
        let response = render_app_async_with_context(context, shell)(request).await;
        if status == StatusCode::OK { (told(&tag), response).into_response() } else { response }
    }

    /// The answer to a reader who has the page already.
    fn known(&self, request: &Request) -> Option<Response> {
        let tag = self.tag(request);
        share::has(request.headers(), &tag).then(|| (StatusCode::NOT_MODIFIED, told(&tag)).into_response())
    }

    /// The tag of a page: all that it depends on beside this program.
    fn tag(&self, request: &Request) -> String {
        let base = BaseUrl::of(self.url.as_deref(), request.headers());
        let address = request.uri().path_and_query().map_or("/", |address| address.as_str());
        let validated = if Validator.whole().is_ok() { "validated" } else { "" };
        let PageFiles { css, js, wasm } = self.files.as_ref();
        share::tag(&["page", address, base.as_str(), validated, css, js, wasm])
    }
}

/// What is told of a page that can be kept. Its nonce is new each time, the rest is not: the tag is a weak one.
fn told(tag: &str) -> [(HeaderName, String); 2] {
    [(ETAG, format!("W/{tag}")), (CACHE_CONTROL, CACHED.to_owned())]
}

/// Names, in the response, the only sources that a page may load from, and who may have it in a frame. `watching`: the
/// port of the rebuild's news.
fn protect(watching: Option<u32>, ancestors: &str) {
    let (Some(response), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce()) else { return };
    let news = watching.map_or(String::new(), |port| format!(" ws://127.0.0.1:{port} ws://localhost:{port}"));
    let policy = format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; \
         style-src 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; \
         connect-src 'self'{news}; object-src 'none'; base-uri 'none'; form-action 'self'; \
         frame-ancestors {ancestors}"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(CONTENT_SECURITY_POLICY, policy);
    }
}
