//! `GET /oembed?url=…`: how a link to a scenario is embedded, for those who ask before they show it.
//!
//! After <https://oembed.com>, version 1.0: `rich`, in JSON and XML.

use std::fmt::Write;

use app::picture::{self, clean};
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use simulator::scenario::{link, presets};
use simulator::{Scenario, models};

use super::Share;
use super::answer::CACHED;
use super::base_url::BaseUrl;
use super::snippets::html;

/// Width of an embed and its height where its scenario cannot be run now; size of its picture where there is room; pixels.
const FRAME: (u32, u32) = (960, 540);
const PICTURE: (u32, u32) = (1_200, 630);
/// A picture smaller than this is none.
const LEAST: u32 = 320;
/// Seconds after which to ask again.
const CACHE_AGE: u32 = 3_600;

/// What an asker wants.
#[derive(Deserialize)]
pub(super) struct Asked {
    url: String,
    format: Option<String>,
    maxwidth: Option<u32>,
    maxheight: Option<u32>,
}

/// `GET /oembed`
pub(super) async fn answer(
    State(share): State<Share>,
    asked: Result<Query<Asked>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let Ok(Query(asked)) = asked else {
        return refused(
            StatusCode::BAD_REQUEST,
            "Name the address: /oembed?url=…, and sizes as whole numbers.",
        );
    };
    let xml = match asked.format.as_deref() {
        None | Some("json") => false,
        Some("xml") => true,
        Some(_) => return refused(StatusCode::NOT_IMPLEMENTED, "There are the formats json and xml."),
    };
    let base = BaseUrl::of(share.url.as_deref(), &headers);
    let Some(scenario) = scenario(&base, &asked.url) else {
        return refused(StatusCode::NOT_FOUND, "This is no address of a scenario here.");
    };
    let height = frame_px(&share, &scenario).await;
    let told = told(&base, &scenario, height, (asked.maxwidth, asked.maxheight));
    if xml {
        ([(CONTENT_TYPE, "text/xml; charset=utf-8"), (CACHE_CONTROL, CACHED)], written(&told)).into_response()
    } else {
        ([(CACHE_CONTROL, CACHED)], Json(told)).into_response()
    }
}

fn refused(status: StatusCode, error: &str) -> Response {
    (status, Json(json!({ "error": error }))).into_response()
}

/// The scenario that an address of this site shows.
fn scenario(base: &BaseUrl, url: &str) -> Option<Scenario> {
    let path = base.path_of(url)?;
    let path = path.split(['?', '#']).next()?;
    match path.strip_prefix("/s/").or_else(|| path.strip_prefix("/embed/")) {
        Some(text) => {
            let text = text.replace("%3D", "=").replace("%2C", ",").replace("%3d", "=").replace("%2c", ",");
            link::parse(&text, &models::catalogue()).ok()
        }
        None if path.is_empty() || path == "/" => Some(presets::get(presets::DEFAULT_ID)?.scenario()),
        None => None,
    }
}

/// How high a frame has to be for this scenario. Whoever asks for the frame next has its run already.
async fn frame_px(share: &Share, scenario: &Scenario) -> u32 {
    let run = share.runs.both(scenario.clone(), picture::window(scenario), None).await;
    run.map_or(FRAME.1, |workbench| picture::frame_px(&workbench))
}

fn told(
    base: &BaseUrl,
    scenario: &Scenario,
    height: u32,
    most: (Option<u32>, Option<u32>),
) -> Map<String, Value> {
    let (link, name) = (link::print(scenario), clean(&scenario.name));
    let title = if name.is_empty() { "Lockstep" } else { &name };
    let (most_width, most_height) = (most.0.unwrap_or(u32::MAX), most.1.unwrap_or(u32::MAX));
    let (width, height) = (FRAME.0.min(most_width), height.min(most_height));
    let embed = base.at(&format!("/embed/{link}"));
    // One frame as wide as its place and of a fixed height: what Iframely takes for that has just these two sizes.
    let frame = format!(
        "<iframe src=\"{embed}\" title=\"{}\" width=\"100%\" height=\"{height}\" frameborder=\"0\" loading=\"lazy\" \
         referrerpolicy=\"no-referrer\"></iframe>",
        html(title)
    );
    let told = json!({
        "version": "1.0", "type": "rich", "title": title, "html": frame, "width": width, "height": height,
        "provider_name": "Lockstep", "provider_url": base.as_str(), "cache_age": CACHE_AGE,
    });
    let Value::Object(mut told) = told else { unreachable!("it is written as an object") };
    let shrink = (f64::from(most_width) / f64::from(PICTURE.0))
        .min(f64::from(most_height) / f64::from(PICTURE.1))
        .min(1.0);
    let (width, height) = ((f64::from(PICTURE.0) * shrink) as u32, (f64::from(PICTURE.1) * shrink) as u32);
    if width >= LEAST {
        let size = if shrink < 1.0 { format!("&w={width}&h={height}") } else { String::new() };
        let picture = base.at(&format!("/x/{link}.png?view=card{size}"));
        told.extend([
            ("thumbnail_url".to_owned(), json!(picture)),
            ("thumbnail_width".to_owned(), json!(width)),
            ("thumbnail_height".to_owned(), json!(height)),
        ]);
    }
    told
}

/// The same as XML.
fn written(told: &Map<String, Value>) -> String {
    let mut out = "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n<oembed>".to_owned();
    for (key, value) in told {
        let text = value.as_str().map_or_else(|| value.to_string(), escaped);
        let written = write!(out, "<{key}>{text}</{key}>");
        debug_assert!(written.is_ok(), "writing to a string cannot fail");
    }
    out + "</oembed>\n"
}

/// Text in HTML or XML: without what XML forbids, and without markup.
fn escaped(text: &str) -> String {
    html(&clean(text))
}
