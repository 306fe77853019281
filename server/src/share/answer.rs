//! `GET /x/<link>.<extension>`: what the reader has already, a file, or why there is none.

use axum::body::{Body, Bytes};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CACHE_CONTROL, ETAG};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use simulator::scenario::link;
use simulator::{Report, Scenario, models};

use super::address::{self, Kind};
use super::base_url::BaseUrl;
use super::draw::Wish;
use super::exports::trace::Run;
use super::exports::{chrome, perfetto, speedscope, table};
use super::recordings::recordings;
use super::refused::Refused;
use super::written::{Told, Written};
use super::{Share, fresh, picture, stream};
use crate::ops::Failure;

/// For so long nobody asks again; then what they have is good for a day while they ask.
pub(super) const CACHED: &str = "public, max-age=3600, stale-while-revalidate=86400";

/// `GET /x/{file}`
pub(super) async fn file(
    State(share): State<Share>,
    file: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    // What is no text once it is decoded is no link either; a picture still says so as a picture.
    let file = file.map_or_else(|_| uri.path().trim_start_matches("/x/").to_owned(), |Path(file)| file);
    let query = query.unwrap_or_default();
    let Some((link, kind)) = address::split(&file) else { return Refused::End.into_response() };
    let base = BaseUrl::of(share.url.as_deref(), &headers);
    let tag = fresh::tag(&[&file, &query, base.as_str()]);
    if fresh::has(&headers, &tag) {
        return (StatusCode::NOT_MODIFIED, [(ETAG, tag.as_str()), (CACHE_CONTROL, CACHED)]).into_response();
    }
    if kind.is_picture() {
        return picture::answer(&share, (link, kind), &query, &base, &tag).await;
    }
    read(&share, (link, kind), &base, &tag).await.unwrap_or_else(Refused::into_response)
}

/// A file that is no picture, of a link.
async fn read(
    share: &Share,
    (text, kind): (&str, Kind),
    base: &BaseUrl,
    tag: &str,
) -> Result<Response, Refused> {
    let scenario = link::parse(text, &models::catalogue()).map_err(Refused::Link)?;
    let told = Told::of_file(&scenario, kind, base);
    if kind.is_trace() {
        // It may be long, and is written while it is sent: it is not kept.
        return Ok(told.at(tag, trace(share, scenario, kind, base).await?));
    }
    let new = async || Ok(Written { told, bytes: whole(share, scenario, kind, base).await? });
    Ok(share.written(tag, new).await?.at(tag))
}

/// A scenario that was sent here, as a file of some kind.
pub(super) async fn export(
    share: &Share,
    scenario: Scenario,
    kind: Kind,
    base: &BaseUrl,
) -> Result<Response, Refused> {
    let told = Told::of_file(&scenario, kind, base);
    let body = match kind.is_trace() {
        true => trace(share, scenario, kind, base).await?,
        false => Body::from(whole(share, scenario, kind, base).await?),
    };
    Ok(told.sent(body))
}

/// A file that is no trace.
async fn whole(share: &Share, scenario: Scenario, kind: Kind, base: &BaseUrl) -> Result<Bytes, Refused> {
    if kind.is_picture() {
        return picture::draw(share, scenario, kind, Wish::read("")).await;
    }
    let page = page(&scenario, base);
    let report = share.runs.report(scenario).await?;
    Ok(match kind {
        Kind::Csv => table::csv(&report).into(),
        Kind::Markdown => table::markdown(&report, &page).into(),
        _ => json(&report)?.into(),
    })
}

/// The address where a scenario can be looked at; the site's, where it is too long for one.
fn page(scenario: &Scenario, base: &BaseUrl) -> String {
    let link = link::print(scenario);
    if link.len() <= link::MAX_LENGTH { base.at(&format!("/s/{link}")) } else { base.as_str().to_owned() }
}

fn json(report: &Report) -> Result<Vec<u8>, Failure> {
    serde_json::to_vec(report).map_err(|fault| {
        tracing::error!(%fault, "a report cannot be written as JSON");
        Failure::Broken
    })
}

/// A trace, written while it is sent. So many at once, until their readers have them: each holds its recordings.
async fn trace(share: &Share, scenario: Scenario, kind: Kind, base: &BaseUrl) -> Result<Body, Refused> {
    let admitted = share.traces.enter().await?;
    let recordings = recordings(&share.runs, scenario.clone(), share.limits.trace_slices).await?;
    let page = page(&scenario, base);
    Ok(stream::body(move |out| {
        let run = Run { scenario: &scenario, page: &page, recordings: &recordings };
        let written = match kind {
            Kind::Perfetto => perfetto::write(out, &run),
            Kind::Speedscope => speedscope::write(out, &run),
            _ => chrome::write(out, &run),
        };
        drop(admitted);
        written
    }))
}
