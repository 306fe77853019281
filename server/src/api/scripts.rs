//! Handlers that give Python scripts: as an answer to a scenario, and at addresses that curl can save.

use axum::extract::{Path, RawQuery};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use simulator::scenario::link;
use simulator::{Scenario, models};

use super::body::{Body, scenario};
use super::error::ApiError;
use crate::scripts;

/// What the scripts call themselves.
pub(super) const PYTHON: &str = "text/x-python; charset=utf-8";

/// `GET /measure.py`
pub(super) async fn measure() -> Response {
    python("measure.py", scripts::measure().to_owned())
}

/// `POST /script?models=0,2`
pub(super) async fn script(RawQuery(query): RawQuery, Body(body): Body) -> Result<Response, ApiError> {
    run_real(&scenario(&body)?, query.as_deref())
}

/// `GET /run/{link}.py?models=0,2`
pub(super) async fn linked(
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let missing =
        || ApiError::NoSuch("A script's address is /run/, a scenario's link, and .py at its end.".to_owned());
    let link = file.strip_suffix(".py").ok_or_else(missing)?;
    let scenario =
        link::parse(link, &models::catalogue()).map_err(|fault| ApiError::Problems(fault.problems()))?;
    run_real(&scenario, query.as_deref())
}

fn run_real(scenario: &Scenario, query: Option<&str>) -> Result<Response, ApiError> {
    let chosen = chosen(query.unwrap_or_default(), scenario.models.len())?;
    Ok(python("run_real.py", scripts::run_real(scenario, &chosen)))
}

/// The places of the models that a query names; all, if it names none.
fn chosen(query: &str, count: usize) -> Result<Vec<usize>, ApiError> {
    let mut chosen: Vec<usize> = (0..count).collect();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        if key != "models" {
            return Err(ApiError::problem(key, "is not a parameter of this address; models is"));
        }
        let places = value.replace("%2C", ",");
        let places: Option<Vec<usize>> =
            places.split(',').map(|place| place.parse().ok().filter(|p| *p < count)).collect();
        let rule = || format!("must be places of models from 0 to {}, with commas between: 0,2", count - 1);
        chosen = places.ok_or_else(|| ApiError::problem("models", rule()))?;
    }
    Ok(chosen)
}

/// A script that a browser saves under this name.
pub(super) fn python(name: &str, text: String) -> Response {
    let saved = format!("attachment; filename=\"{name}\"");
    let headers =
        [(CONTENT_TYPE, PYTHON), (CONTENT_DISPOSITION, saved.as_str()), (CACHE_CONTROL, "no-cache")];
    (headers, text).into_response()
}
