//! `GET /x/<link>.<extension>`: what the reader has already, a file, or why there is none.

use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, LINK};
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
    match read(&share, link, kind, &base).await {
        Ok(response) => ([(ETAG, tag.as_str()), (CACHE_CONTROL, CACHED)], response).into_response(),
        Err(refused) => refused.into_response(),
    }
}

async fn read(share: &Share, link: &str, kind: Kind, base: &BaseUrl) -> Result<Response, Refused> {
    let scenario = link::parse(link, &models::catalogue()).map_err(Refused::Link)?;
    let page = base.at(&format!("/s/{}", link::print(&scenario)));
    let canonical = format!("<{page}>; rel=\"canonical\"");
    Ok(([(LINK, canonical)], export(share, scenario, kind, &page).await?).into_response())
}

/// A scenario as a file of some kind. `page`: the address where the scenario can be looked at.
pub(super) async fn export(
    share: &Share,
    scenario: Scenario,
    kind: Kind,
    page: &str,
) -> Result<Response, Refused> {
    let name = address::file_name(&scenario.name, kind);
    let shown = if kind.is_shown() { "inline" } else { "attachment" };
    let saved = format!("{shown}; filename=\"{name}\"");
    let body = match kind {
        Kind::Report => Body::from(json(&share.runs.report(scenario).await?)?),
        Kind::Csv => Body::from(table::csv(&share.runs.report(scenario).await?)),
        Kind::Markdown => Body::from(table::markdown(&share.runs.report(scenario).await?, page)),
        Kind::Chrome | Kind::Perfetto | Kind::Speedscope => trace(share, scenario, kind, page).await?,
        Kind::Svg | Kind::Png => Body::from(picture::draw(share, scenario, kind, Wish::read("")).await?),
    };
    Ok(([(CONTENT_TYPE, kind.content_type()), (CONTENT_DISPOSITION, saved.as_str())], body).into_response())
}

fn json(report: &Report) -> Result<Vec<u8>, Failure> {
    serde_json::to_vec(report).map_err(|fault| {
        tracing::error!(%fault, "a report cannot be written as JSON");
        Failure::Broken
    })
}

/// A trace, written while it is sent. So many at once, until their readers have them: each holds its recordings.
async fn trace(share: &Share, scenario: Scenario, kind: Kind, page: &str) -> Result<Body, Refused> {
    let admitted = share.traces.enter().await?;
    let recordings = recordings(&share.runs, scenario.clone(), share.limits.trace_slices).await?;
    let page = page.to_owned();
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
