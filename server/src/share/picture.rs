//! Pictures by their address. They are never refused: a page that shows pictures shows nothing of an error, and proxies
//! of pictures make "not found" of any. So a picture says itself what is wrong.

use std::sync::Arc;

use app::picture::{self, Theme};
use axum::body::Bytes;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, LINK,
};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{AppendHeaders, IntoResponse, Response};
use moka::sync::Cache;
use simulator::scenario::link;
use simulator::{Scenario, models};

use super::Share;
use super::address::{self, Kind};
use super::answer::CACHED;
use super::base_url::BaseUrl;
use super::draw::{Wish, png};
use super::refused::Refused;
use crate::ops::Failure;

/// What is wrong with a link stays wrong, but not for ever: a newer server may know more.
const CACHED_REFUSAL: &str = "public, max-age=60";
/// What is only busy is asked again.
const NOT_CACHED: &str = "no-store";
/// An SVG that is opened by itself runs nothing and loads nothing.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
/// In words, for whoever looks at the headers.
const REASON: HeaderName = HeaderName::from_static("x-scenario-error");

/// A picture, and what is told of it.
#[derive(Clone, Debug)]
pub(super) struct Picture {
    bytes: Bytes,
    /// Header values: what to save it as, and the page that it is of.
    saved: String,
    canonical: String,
}

/// Pictures that were drawn, by their tags, in bounded memory.
pub(super) type Drawn = Cache<String, Arc<Picture>>;

pub(super) fn drawn(bytes: u64) -> Drawn {
    let weight = |tag: &String, picture: &Arc<Picture>| {
        let told = tag.len() + picture.saved.len() + picture.canonical.len();
        u32::try_from(picture.bytes.len() + told).unwrap_or(u32::MAX)
    };
    Cache::builder().max_capacity(bytes).weigher(weight).build()
}

/// The picture of a link.
pub(super) async fn answer(
    share: &Share,
    (link, kind): (&str, Kind),
    query: &str,
    base: &BaseUrl,
    tag: &str,
) -> Response {
    let wish = Wish::read(query);
    let known = share.drawn.get(tag);
    share.runs.tally().picture(known.is_some());
    let found = match known {
        Some(picture) => Ok(picture),
        None => new(share, (link, kind), wish, base).await.map(|picture| {
            let picture = Arc::new(picture);
            share.drawn.insert(tag.to_owned(), Arc::clone(&picture));
            picture
        }),
    };
    match found {
        Ok(picture) => {
            let headers = [
                (ETAG, tag),
                (CACHE_CONTROL, CACHED),
                (CONTENT_DISPOSITION, picture.saved.as_str()),
                (LINK, picture.canonical.as_str()),
            ];
            (headers, sent(kind, picture.bytes.clone())).into_response()
        }
        Err(refused) => instead(refused, kind, &wish),
    }
}

async fn new(
    share: &Share,
    (text, kind): (&str, Kind),
    wish: Wish,
    base: &BaseUrl,
) -> Result<Picture, Refused> {
    let scenario = link::parse(text, &models::catalogue()).map_err(Refused::Link)?;
    let saved = format!("inline; filename=\"{}\"", address::file_name(&scenario.name, kind));
    let canonical = format!("<{}>; rel=\"canonical\"", base.at(&format!("/s/{}", link::print(&scenario))));
    Ok(Picture { bytes: draw(share, scenario, kind, wish).await?, saved, canonical })
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
        let drawn = written(&picture::timelines(&workbench, &look(&wish, kind)), kind, &wish);
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

fn written(svg: &str, kind: Kind, wish: &Wish) -> Option<Bytes> {
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
    let bytes = written(&svg, kind, wish).unwrap_or_default();
    let reason: String = refusal.error.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').collect();
    let reason = HeaderValue::from_str(&reason).unwrap_or(HeaderValue::from_static(""));
    ([(REASON, reason)], [(CACHE_CONTROL, cached)], sent(kind, bytes)).into_response()
}

fn sent(kind: Kind, bytes: Bytes) -> Response {
    let policy = (kind == Kind::Svg).then_some((CONTENT_SECURITY_POLICY, POLICY));
    ([(CONTENT_TYPE, kind.content_type())], AppendHeaders(policy), bytes).into_response()
}
