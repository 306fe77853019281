//! Handlers that give a scenario as Python code: as an answer, and as a file at an address.

use app::client::Code;
use axum::Json;
use axum::extract::{Path, RawQuery};
use axum::response::Response;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use simulator::scenario::link;
use simulator::{Scenario, models};

use super::body::{Body, request, scenario};
use super::error::ApiError;
use super::scripts::python;
use crate::code::write;

/// A scenario, and which of its models to write as a program.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CodeRequest {
    #[schemars(with = "Scenario")]
    scenario: Value,
    /// Index into the scenario's models.
    #[serde(default)]
    model: usize,
}

/// `POST /code`
pub(super) async fn code(Body(body): Body) -> Result<Json<Code>, ApiError> {
    let asked: CodeRequest = request(body)?;
    written(&scenario(&asked.scenario)?, asked.model).map(Json)
}

/// `GET /code/{link}.py?model=1`
pub(super) async fn linked(
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let missing = || {
        ApiError::NoSuch("A program's address is /code/, a scenario's link, and .py at its end.".to_owned())
    };
    let link = file.strip_suffix(".py").ok_or_else(missing)?;
    let scenario =
        link::parse(link, &models::catalogue()).map_err(|fault| ApiError::Problems(fault.problems()))?;
    let code = written(&scenario, place(query.as_deref().unwrap_or_default())?)?;
    Ok(python(&code.file_name, code.code))
}

fn written(scenario: &Scenario, model: usize) -> Result<Code, ApiError> {
    let rule = || format!("must be the place of a model, from 0 to {}", scenario.models.len() - 1);
    write(scenario, model).ok_or_else(|| ApiError::problem("model", rule()))
}

/// The place of the model that a query names; the first, if it names none.
fn place(query: &str) -> Result<usize, ApiError> {
    let mut place = 0;
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        if key != "model" {
            return Err(ApiError::problem(key, "is not a parameter of this address; model is"));
        }
        let wrong = |_| ApiError::problem("model", "must be the place of a model: a whole number from 0");
        place = value.parse().map_err(wrong)?;
    }
    Ok(place)
}
