//! What leaves the site: a scenario's run as a file at an address of its own, for spreadsheets, profilers, wikis.

mod address;
mod answer;
mod base_url;
mod draw;
mod embed;
mod exports;
mod fresh;
mod oembed;
mod picture;
mod recordings;
mod refused;
pub(crate) mod snippets;
mod stream;
mod written;

pub(crate) use base_url::BaseUrl;
pub(crate) use embed::IN_FRAMES;
pub(crate) use fresh::{has, tag};

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use simulator::Scenario;
use tower_http::set_header::SetResponseHeaderLayer;

use address::Kind;
use refused::Refused;
use written::Written;

use crate::config::Limits;
use crate::ops::{Line, Runs};

/// What sharing needs.
#[derive(Clone, Debug)]
pub struct Share {
    runs: Runs,
    limits: Limits,
    /// Where this site is, if the server was told.
    url: Option<Arc<str>>,
    /// For traces that are being sent.
    traces: Line,
    /// For pictures that are being worked out.
    pictures: Line,
    /// For frames that are being written.
    frames: Line,
    /// What was written, by its tag.
    kept: written::Kept,
}

/// Headers of everything that other sites may load: pictures in wikis, traces in a profiler's page.
const FOR_ALL: [(&str, &str); 2] =
    [("cross-origin-resource-policy", "cross-origin"), ("timing-allow-origin", "*")];

impl Share {
    /// `url`: where this site is, if the server was told.
    pub fn new(url: Option<&str>, runs: Runs, limits: Limits) -> Share {
        fresh::prepare();
        draw::prepare();
        Share {
            limits,
            url: url.map(Arc::from),
            traces: runs.line("traces", limits.traces).patient(),
            // Fewer than there are turns: they wait longer than others, and must not have all others wait behind them.
            pictures: runs.line("pictures", limits.concurrency.div_ceil(2)).patient(),
            frames: runs.line("frames", limits.concurrency),
            runs,
            kept: written::kept(limits.written_bytes),
        }
    }

    /// What stands under a tag: kept, or written now and kept.
    async fn written<F>(&self, tag: &str, new: impl FnOnce() -> F) -> Result<Arc<Written>, Refused>
    where
        F: Future<Output = Result<Written, Refused>>,
    {
        let known = self.kept.get(tag);
        self.runs.tally().wanted(known.is_some());
        if let Some(known) = known {
            return Ok(known);
        }
        let written = Arc::new(new().await?);
        self.kept.insert(tag.to_owned(), Arc::clone(&written));
        Ok(written)
    }

    /// A scenario as a file, by the extension that its address would have; or why there is none.
    pub(crate) async fn file(&self, scenario: Scenario, extension: &str, headers: &HeaderMap) -> Response {
        let Some(kind) = Kind::of(extension) else { return Refused::End.into_response() };
        let base = BaseUrl::of(self.url.as_deref(), headers);
        answer::export(self, scenario, kind, &base).await.unwrap_or_else(Refused::into_response)
    }

    /// The ends of addresses of files, and what they hold.
    pub(crate) fn formats() -> impl Iterator<Item = (&'static str, &'static str)> {
        Kind::ALL.into_iter().map(|kind| (kind.extension(), kind.content_type()))
    }
}

/// Whether a path is a picture's.
pub(crate) fn is_picture(path: &str) -> bool {
    let file = path.strip_prefix("/x/").and_then(address::split);
    file.is_some_and(|(_, kind)| kind.is_picture())
}

/// The addresses of what is shared.
pub fn router(share: Share) -> Router {
    let router = Router::new()
        .route("/x/{*file}", get(answer::file))
        .route("/oembed", get(oembed::answer))
        .route("/embed/{*link}", get(embed::page))
        .route("/embed/frame.js", get(embed::frame_script))
        .route("/embed.js", get(embed::host_script))
        .with_state(share);
    FOR_ALL.iter().fold(router, |router, (name, value)| {
        let (name, value) = (HeaderName::from_static(name), HeaderValue::from_static(value));
        router.layer(SetResponseHeaderLayer::overriding(name, value))
    })
}
