//! Handlers for what is known beforehand: presets and cost profiles.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, RawQuery};
use schemars::JsonSchema;
use serde::Serialize;
use simulator::Scenario;
use simulator::costs::{CostSource, Costs, source};
use simulator::scenario::Python;
use simulator::scenario::presets::{self, Preset};
use simulator::scenario::read::DEFAULT_PYTHON;

use super::error::ApiError;

/// The cost profile of a Python version. `costs` can be pasted into a scenario as `runtime.costs`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Profile {
    python: Python,
    costs: BTreeMap<String, f64>,
    /// What each cost is, and the measurement behind it, by the same names.
    sources: BTreeMap<&'static str, Source>,
}

/// What a cost is, and where its default comes from.
#[derive(Serialize, JsonSchema)]
struct Source {
    what: &'static str,
    /// Null: assumed, not measured.
    measured: Option<CostSource>,
}

/// `GET /presets`
pub(crate) async fn presets() -> Json<Vec<&'static Preset>> {
    Json(presets::all().collect())
}

/// `GET /presets/{id}`
pub(crate) async fn preset(Path(id): Path<String>) -> Result<Json<Scenario>, ApiError> {
    let missing = || ApiError::NoSuch(format!("There is no preset {id:?}. /api/v1/presets lists them."));
    presets::get(&id).map(|preset| Json(preset.scenario())).ok_or_else(missing)
}

/// `GET /costs?python=3.14`
pub(crate) async fn costs(RawQuery(query): RawQuery) -> Result<Json<Profile>, ApiError> {
    let mut python = DEFAULT_PYTHON;
    for pair in query.as_deref().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        if key != "python" {
            return Err(ApiError::problem(key, "is not a parameter of this address; python is"));
        }
        python = Python::from_name(value).ok_or_else(|| ApiError::problem("python", known()))?;
    }
    let sources = Costs::SPECS
        .iter()
        .map(|spec| (spec.name, Source { what: spec.what, measured: source(python, spec.name) }))
        .collect();
    Ok(Json(Profile { python, costs: Costs::of(python, &BTreeMap::new()).to_map(), sources }))
}

fn known() -> String {
    format!("must be one of {}", Python::ALL.map(Python::name).join(", "))
}
