//! `GET /embed/<link>`: a scenario's run for a frame in any page, and the scripts for both sides of that frame.

use app::client::Workbench;
use app::picture;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, REFERRER_POLICY, RETRY_AFTER,
};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Response};
use simulator::scenario::link;
use simulator::{Scenario, models};

use super::answer::CACHED;
use super::base_url::BaseUrl;
use super::draw::Wish;
use super::refused::Refused;
use super::written::{Told, Written};
use super::{Share, fresh};

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
/// Of scripts: asked for again after an hour.
const SCRIPT_CACHED: &str = "public, max-age=3600";

/// Whoever wants may frame it; it loads nothing but its script, and sends nothing.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors *";

/// What makes a frame harmless, and possible in pages that isolate themselves.
pub(crate) const IN_FRAMES: [(HeaderName, &str); 5] = [
    (REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-embedder-policy"), "credentialless"),
    (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
    (HeaderName::from_static("x-robots-tag"), "noindex"),
];

const WITH_POLICY: [(HeaderName, &str); 1] = [(CONTENT_SECURITY_POLICY, POLICY)];

/// `GET /embed/{*link}?theme=dark`
pub(super) async fn page(
    State(share): State<Share>,
    Path(text): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let query = query.unwrap_or_default();
    let base = BaseUrl::of(share.url.as_deref(), &headers);
    let tag = fresh::tag(&["embed", &text, &query, base.as_str()]);
    if fresh::has(&headers, &tag) {
        return (StatusCode::NOT_MODIFIED, [(ETAG, tag.as_str()), (CACHE_CONTROL, CACHED)]).into_response();
    }
    let look = picture::Look { height_px: None, ..Wish::read(&query).look };
    let script = base.at("/embed/frame.js");
    let new = async || {
        // Until it is written: that is work too.
        let _place = share.frames.enter().await?;
        let (scenario, workbench) = run(&share, &text).await?;
        let link = link::print(&scenario);
        let ways = picture::Ways {
            page: base.at(&format!("/s/{link}")),
            live: base.at(&format!("/live/{link}{}", look.theme.as_query())),
        };
        let html = picture::embed(&workbench, &look, &ways, &script);
        Ok(Written { told: Told::of(&scenario, HTML, &base), bytes: html.into() })
    };
    match share.written(&tag, new).await {
        Ok(frame) => (IN_FRAMES, WITH_POLICY, frame.at(&tag)).into_response(),
        Err(refused) => instead(refused, &look, &script),
    }
}

async fn run(share: &Share, text: &str) -> Result<(Scenario, Workbench), Refused> {
    let scenario = link::parse(text, &models::catalogue()).map_err(Refused::Link)?;
    let window = picture::window(&scenario);
    let workbench = share.runs.both(scenario.clone(), window, None).await?;
    Ok((scenario, workbench))
}

fn instead(refused: Refused, look: &picture::Look, script: &str) -> Response {
    let status = refused.status();
    let html = picture::refused(&refused.refusal(), look, script);
    let again = (status == StatusCode::SERVICE_UNAVAILABLE).then_some((RETRY_AFTER, "1"));
    let headers = [Some((CONTENT_TYPE, HTML)), Some((CACHE_CONTROL, "no-store")), again];
    let headers = AppendHeaders(headers.into_iter().flatten());
    (status, IN_FRAMES, WITH_POLICY, headers, html).into_response()
}

/// `GET /embed/frame.js`: for the page in the frame.
pub(super) async fn frame_script() -> Response {
    script(include_str!("frame.js"))
}

/// `GET /embed.js`: for the page around it.
pub(super) async fn host_script() -> Response {
    script(include_str!("embed.js"))
}

fn script(text: &'static str) -> Response {
    ([(CONTENT_TYPE, SCRIPT), (CACHE_CONTROL, SCRIPT_CACHED)], text).into_response()
}
