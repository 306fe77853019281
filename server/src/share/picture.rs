//! Pictures by their address. They are never refused: a page that shows pictures shows nothing of an error, and proxies
//! of pictures make "not found" of any. So a picture says itself what is wrong.

use app::picture::{self, Theme};
use axum::body::Bytes;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{AppendHeaders, IntoResponse, Response};
use simulator::scenario::link;
use simulator::{Scenario, models};

use super::Share;
use super::address::Kind;
use super::base_url::BaseUrl;
use super::draw::{Wish, png};
use super::refused::Refused;
use super::written::{Told, Written};
use crate::ops::Failure;

/// What is wrong with a link stays wrong, but not for ever: a newer server may know more.
const CACHED_REFUSAL: &str = "public, max-age=60";
/// What is only busy is asked again.
const NOT_CACHED: &str = "no-store";
/// An SVG that is opened by itself runs nothing and loads nothing.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
/// In words, for whoever looks at the headers.
const REASON: HeaderName = HeaderName::from_static("x-scenario-error");

/// The picture of a link.
pub(super) async fn answer(
    share: &Share,
    (link, kind): (&str, Kind),
    query: &str,
    base: &BaseUrl,
    tag: &str,
) -> Response {
    let wish = Wish::read(query);
    let found = share.written(tag, || new(share, (link, kind), wish, base)).await;
    match found {
        Ok(picture) => protected(kind, picture.at(tag)),
        Err(refused) => instead(refused, kind, &wish),
    }
}

async fn new(
    share: &Share,
    (text, kind): (&str, Kind),
    wish: Wish,
    base: &BaseUrl,
) -> Result<Written, Refused> {
    let scenario = link::parse(text, &models::catalogue()).map_err(Refused::Link)?;
    let bytes = draw(share, scenario.clone(), kind, wish).await?;
    Ok(Written { told: Told::of_file(&scenario, kind, base), bytes })
}

/// Draws a scenario's run.
pub(super) async fn draw(
    share: &Share,
    scenario: Scenario,
    kind: Kind,
    wish: Wish,
) -> Result<Bytes, Refused> {
    let window = picture::window(&scenario);
    let admitted = share.pictures.enter().await?;
    let workbench = share.runs.patient().both(scenario, window, None).await?;
    let drawing = tokio::task::spawn_blocking(move || {
        let drawn = encoded(&picture::timelines(&workbench, &look(&wish, kind)), kind, &wish);
        drop(admitted);
        drawn
    });
    drawing.await.ok().flatten().ok_or(Refused::Run(Failure::Broken))
}

/// How it is drawn: a PNG cannot follow the reader's theme.
fn look(wish: &Wish, kind: Kind) -> picture::Look {
    let theme = match (kind, wish.look.theme) {
        (Kind::Png, Theme::Auto) => Theme::Light,
        (_, theme) => theme,
    };
    picture::Look { theme, ..wish.look }
}

fn encoded(svg: &str, kind: Kind, wish: &Wish) -> Option<Bytes> {
    match kind {
        Kind::Png => png(svg, wish.scale),
        _ => Some(Bytes::copy_from_slice(svg.as_bytes())),
    }
}

/// A picture that says why there is no other.
fn instead(refused: Refused, kind: Kind, wish: &Wish) -> Response {
    let refusal = refused.refusal();
    let cached = if refusal.passing { NOT_CACHED } else { CACHED_REFUSAL };
    let svg = picture::refusal(&refusal, &look(wish, kind));
    let bytes = encoded(&svg, kind, wish).unwrap_or_default();
    let reason: String = refusal.error.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').collect();
    let reason = HeaderValue::from_str(&reason).unwrap_or(HeaderValue::from_static(""));
    let headers = [(CONTENT_TYPE, kind.content_type()), (CACHE_CONTROL, cached)];
    protected(kind, ([(REASON, reason)], headers, bytes).into_response())
}

fn protected(kind: Kind, response: Response) -> Response {
    let policy = (kind == Kind::Svg).then_some((CONTENT_SECURITY_POLICY, POLICY));
    (AppendHeaders(policy), response).into_response()
}
