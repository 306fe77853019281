//! What was written for others, kept in bounded memory by its tag: pictures, frames, tables, reports.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, LINK};
use axum::response::{AppendHeaders, IntoResponse, Response};
use moka::sync::Cache;
use simulator::Scenario;
use simulator::scenario::link;

use super::address::{self, Kind};
use super::answer::CACHED;
use super::base_url::BaseUrl;

/// What is told of an answer.
#[derive(Clone, Debug)]
pub(super) struct Told {
    content_type: &'static str,
    /// What to save it as; none: it is not saved.
    saved: Option<String>,
    /// The page that it is of, as a header of links.
    canonical: String,
}

impl Told {
    /// Of a scenario as a file.
    pub(super) fn of_file(scenario: &Scenario, kind: Kind, base: &BaseUrl) -> Told {
        let shown = if kind.is_shown() { "inline" } else { "attachment" };
        let name = address::file_name(&scenario.name, kind);
        let saved = Some(format!("{shown}; filename=\"{name}\""));
        Told { saved, ..Told::of(scenario, kind.content_type(), base) }
    }

    /// Of a scenario in another shape.
    pub(super) fn of(scenario: &Scenario, content_type: &'static str, base: &BaseUrl) -> Told {
        let page = base.at(&format!("/s/{}", link::print(scenario)));
        Told { content_type, saved: None, canonical: format!("<{page}>; rel=\"canonical\"") }
    }

    /// The answer for whoever sent the scenario.
    pub(super) fn sent(&self, body: Body) -> Response {
        let saved = self.saved.as_deref().map(|saved| (CONTENT_DISPOSITION, saved));
        ([(CONTENT_TYPE, self.content_type)], AppendHeaders(saved), body).into_response()
    }

    /// The answer for whoever has its address; `tag` names it.
    pub(super) fn at(&self, tag: &str, body: Body) -> Response {
        let headers = [(ETAG, tag), (CACHE_CONTROL, CACHED), (LINK, self.canonical.as_str())];
        (headers, self.sent(body)).into_response()
    }

    fn bytes(&self) -> usize {
        self.saved.as_ref().map_or(0, String::len) + self.canonical.len()
    }
}

/// A whole answer.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub(super) told: Told,
    pub(super) bytes: Bytes,
}

impl Written {
    pub(super) fn at(&self, tag: &str) -> Response {
        self.told.at(tag, Body::from(self.bytes.clone()))
    }
}

/// Answers by their tags; what is asked for most stays longest.
pub(super) type Kept = Cache<String, Arc<Written>>;

pub(super) fn kept(bytes: u64) -> Kept {
    let weight = |tag: &String, written: &Arc<Written>| {
        let bytes = tag.len() + written.told.bytes() + written.bytes.len();
        u32::try_from(bytes).unwrap_or(u32::MAX)
    };
    Cache::builder().max_capacity(bytes).weigher(weight).build()
}
