//! Handlers that take a scenario: simulate it, show it, validate it.

use app::client::Workbench;
use axum::Json;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use simulator::{Problem, Report, Scenario, Timeline, Window};

use super::body::{Body, request, scenario};
use super::error::ApiError;
use super::progress;
use crate::ops::Runs;

/// A scenario and the part of its timelines to show. Problems of the scenario have paths within it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WorkbenchRequest {
    #[schemars(with = "Scenario")]
    scenario: Value,
    #[serde(default)]
    window: WindowRequest,
    /// A name of the caller's own, by which `/progress/{name}` tells how far the run is.
    #[serde(default)]
    #[schemars(length(min = 1, max = 64))]
    watch: Option<String>,
}

/// A scenario, one of its models, and the part of that model's timeline to show.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TimelineRequest {
    #[schemars(with = "Scenario")]
    scenario: Value,
    /// Index into the scenario's models.
    model: usize,
    #[serde(default)]
    from_ms: f64,
    #[serde(default)]
    to_ms: Option<f64>,
    #[serde(default = "width_px")]
    #[schemars(range(min = 1, max = 10_000))]
    width_px: u32,
    #[serde(default = "max_lanes")]
    #[schemars(range(min = 1, max = 1_000))]
    max_lanes: usize,
}

/// Which part of a timeline, and how finely.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct WindowRequest {
    /// Where the window begins.
    pub(crate) from_ms: f64,
    /// Where it ends; null: at the makespan.
    pub(crate) to_ms: Option<f64>,
    /// Pixels over the window: slices narrower than one are merged.
    #[schemars(range(min = 1, max = 10_000))]
    pub(crate) width_px: u32,
    /// Lanes beyond so many are folded into one.
    #[schemars(range(min = 1, max = 1_000))]
    pub(crate) max_lanes: usize,
}

impl Default for WindowRequest {
    fn default() -> WindowRequest {
        WindowRequest { from_ms: 0.0, to_ms: None, width_px: width_px(), max_lanes: max_lanes() }
    }
}

fn width_px() -> u32 {
    1_000
}

fn max_lanes() -> usize {
    64
}

impl WindowRequest {
    /// The window; `at` is where its keys stand in the request.
    pub(crate) fn window(self, at: &str) -> Result<Window, ApiError> {
        let WindowRequest { from_ms, to_ms, width_px, max_lanes } = self;
        let rules = [
            ("from_ms", from_ms >= 0.0, "must be 0 or more"),
            ("to_ms", to_ms.is_none_or(|to| to > from_ms), "must be greater than from_ms"),
            ("width_px", (1..=10_000).contains(&width_px), "must be 1 to 10,000 pixels"),
            ("max_lanes", (1..=1_000).contains(&max_lanes), "must be 1 to 1,000 lanes"),
        ];
        let broken = rules.into_iter().filter(|(_, kept, _)| !kept);
        let problems: Vec<Problem> = broken
            .map(|(key, _, rule)| Problem { path: format!("{at}{key}"), message: rule.to_owned() })
            .collect();
        if problems.is_empty() {
            Ok(Window { from_ms, to_ms, width_px, max_lanes })
        } else {
            Err(ApiError::Problems(problems))
        }
    }
}

/// `POST /simulate`
pub(crate) async fn simulate(State(runs): State<Runs>, Body(body): Body) -> Result<Json<Report>, ApiError> {
    Ok(Json(runs.report(scenario(&body)?).await?))
}

/// `POST /workbench`
pub(crate) async fn workbench(
    State(runs): State<Runs>,
    Body(body): Body,
) -> Result<Json<Workbench>, ApiError> {
    let asked: WorkbenchRequest = request(body)?;
    let window = asked.window.window("window.")?;
    let name = progress::name(asked.watch)?;
    Ok(Json(runs.both(scenario(&asked.scenario)?, window, name).await?))
}

/// `POST /timeline`
pub(crate) async fn timeline(State(runs): State<Runs>, Body(body): Body) -> Result<Json<Timeline>, ApiError> {
    let asked: TimelineRequest = request(body)?;
    let TimelineRequest { from_ms, to_ms, width_px, max_lanes, model, .. } = asked;
    let window = WindowRequest { from_ms, to_ms, width_px, max_lanes }.window("")?;
    Ok(Json(runs.one(scenario(&asked.scenario)?, model, window).await?))
}

/// `POST /validate`
pub(crate) async fn validate(Body(body): Body) -> Result<Json<Scenario>, ApiError> {
    Ok(Json(scenario(&body)?))
}
