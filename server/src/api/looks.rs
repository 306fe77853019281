//! Handlers that look closer at a run: other windows of its timelines, sums over a span, events, the way of a task.

use app::client::Timelines;
use axum::Json;
use axum::extract::State;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use simulator::observe::look::{Journey, LaneEvent, SpanSums};
use simulator::{Scenario, Window};

use super::body::{Body, request, scenario};
use super::error::ApiError;
use super::progress;
use super::simulations::WindowRequest;
use crate::ops::Runs;

/// Lanes of a model that is opened.
const OPEN_LANES: usize = 40;
/// Events that are told at most, before and after an instant each.
const EVENTS: usize = 200;

/// A scenario and the part of its timelines to show.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TimelinesRequest {
    #[schemars(with = "Scenario")]
    scenario: Value,
    #[serde(default)]
    window: WindowRequest,
    /// Indices of models whose lanes are folded only beyond 40, whatever `window.max_lanes` says.
    #[serde(default)]
    open: Vec<usize>,
    /// A name of the caller's own, by which `/progress/{name}` tells how far the run is.
    #[serde(default)]
    #[schemars(length(min = 1, max = 64))]
    watch: Option<String>,
}

/// `POST /timelines`
pub(crate) async fn timelines(
    State(runs): State<Runs>,
    Body(body): Body,
) -> Result<Json<Timelines>, ApiError> {
    let asked: TimelinesRequest = request(body)?;
    let (window, open, name) = (asked.window.window("window.")?, asked.open, progress::name(asked.watch)?);
    let look = move |recording: &simulator::Recording| {
        let is_open = open.contains(&recording.model);
        let max_lanes = if is_open { window.max_lanes.max(OPEN_LANES) } else { window.max_lanes };
        recording.window(&Window { max_lanes, ..window })
    };
    Ok(Json(Timelines(runs.look(scenario(&asked.scenario)?, name, look).await?)))
}

/// A scenario and a span of its simulated time.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SpanRequest {
    #[schemars(with = "Scenario")]
    scenario: Value,
    /// Where the span begins, milliseconds.
    from_ms: f64,
    /// Where it ends, milliseconds.
    to_ms: f64,
}

/// `POST /span`
pub(crate) async fn span(
    State(runs): State<Runs>,
    Body(body): Body,
) -> Result<Json<Vec<SpanSums>>, ApiError> {
    let SpanRequest { scenario: asked, from_ms, to_ms } = request(body)?;
    WindowRequest { from_ms, to_ms: Some(to_ms), ..WindowRequest::default() }.window("")?;
    Ok(Json(runs.look(scenario(&asked)?, None, move |recording| recording.sums(from_ms, to_ms)).await?))
}

/// A scenario and an instant of its simulated time.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EventsRequest {
    #[schemars(with = "Scenario")]
    scenario: Value,
    /// Index of the model; null: all of them.
    #[serde(default)]
    model: Option<usize>,
    /// The instant, milliseconds.
    at_ms: f64,
    /// How many events up to and at the instant.
    #[serde(default = "some_events")]
    #[schemars(range(max = 200))]
    before: usize,
    /// How many events after it.
    #[serde(default = "some_events")]
    #[schemars(range(max = 200))]
    after: usize,
}

fn some_events() -> usize {
    20
}

/// `POST /events`
pub(crate) async fn events(
    State(runs): State<Runs>,
    Body(body): Body,
) -> Result<Json<Vec<LaneEvent>>, ApiError> {
    let EventsRequest { scenario: asked, model, at_ms, before, after } = request(body)?;
    if !(at_ms >= 0.0 && at_ms.is_finite()) {
        return Err(ApiError::problem("at_ms", "must be 0 or more"));
    }
    for (key, number) in [("before", before), ("after", after)] {
        if number > EVENTS {
            return Err(ApiError::problem(key, format!("must be 0 to {EVENTS} events")));
        }
    }
    let scenario = scenario(&asked)?;
    let models = scenario.models.len();
    if model.is_some_and(|model| model >= models) {
        return Err(ApiError::Failed(crate::ops::Failure::NoSuchModel { models }));
    }
    let look = move |recording: &simulator::Recording| match model {
        Some(model) if model != recording.model => Vec::new(),
        _ => recording.events(at_ms, before, after),
    };
    let all: Vec<LaneEvent> = runs.look(scenario, None, look).await?.into_iter().flatten().collect();
    Ok(Json(nearest(all, at_ms, before, after)))
}

/// Of the events of several models those nearest to an instant, in order of time.
fn nearest(mut all: Vec<LaneEvent>, at_ms: f64, before: usize, after: usize) -> Vec<LaneEvent> {
    all.sort_by(|a, b| a.at_ms.total_cmp(&b.at_ms).then(a.model.cmp(&b.model)).then(a.lane.cmp(&b.lane)));
    let next = all.partition_point(|event| event.at_ms <= at_ms);
    all.truncate(next + after);
    all.split_off(next.saturating_sub(before))
}

/// A scenario and one of its tasks.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TaskRequest {
    #[schemars(with = "Scenario")]
    scenario: Value,
    /// The task's number in the order of submission, from 0.
    task: u64,
}

/// `POST /task`
pub(crate) async fn task(State(runs): State<Runs>, Body(body): Body) -> Result<Json<Vec<Journey>>, ApiError> {
    let TaskRequest { scenario: asked, task } = request(body)?;
    let scenario = scenario(&asked)?;
    let tasks = scenario.task_count();
    let ways = runs.look(scenario, None, move |recording| recording.journey(task)).await?;
    let ways: Vec<Journey> = ways.into_iter().flatten().collect();
    if ways.is_empty() {
        return Err(ApiError::problem("task", format!("must be 0 to {}", tasks.saturating_sub(1))));
    }
    Ok(Json(ways))
}

/// A scenario and what one remembers of a task.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FindRequest {
    #[schemars(with = "Scenario")]
    scenario: Value,
    /// A task's number, or a part of its class' name.
    text: String,
    /// Look for the next one from this task on; null: for the first (or the last).
    #[serde(default)]
    beside: Option<u64>,
    /// Look backwards.
    #[serde(default)]
    back: bool,
}

/// A task that was found.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Found {
    /// Its number in the order of submission; null: there is none.
    task: Option<u64>,
}

/// `POST /find`
pub(crate) async fn find(State(runs): State<Runs>, Body(body): Body) -> Result<Json<Found>, ApiError> {
    let FindRequest { scenario: asked, text, beside, back } = request(body)?;
    let scenario = scenario(&asked)?;
    let text = text.trim().to_lowercase();
    if let Ok(number) = text.parse::<u64>() {
        return Ok(Json(Found { task: (number < scenario.task_count()).then_some(number) }));
    }
    let names = scenario.workload.iter().enumerate().filter(|(_, c)| c.name.to_lowercase().contains(&text));
    let classes: Vec<u32> = names.map(|(at, _)| at as u32).collect();
    // All models meet the same tasks in the same order: the first one tells.
    let look = move |recording: &simulator::Recording| match recording.model {
        0 => recording.find(&classes, beside, back),
        _ => None,
    };
    let found = runs.look(scenario, None, look).await?;
    Ok(Json(Found { task: found.into_iter().flatten().next() }))
}
