//! Handlers that run many scenarios for one: sweeps, told as server-sent events while they run, and ladders.

use std::convert::Infallible;

use app::client::{Progress, Refusal};
use axum::Json;
use axum::extract::State;
use axum::response::sse::{Event, Sse};
use futures_util::StreamExt;
use futures_util::future::ready;
use futures_util::stream::{Stream, iter, once, unfold};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use simulator::Scenario;
use simulator::ladder::Ladder;
use simulator::observe::report::Measure;
use simulator::sweep::{Axis, AxisRequest, Findings, Point};

use super::body::{Body, request, scenario};
use super::error::ApiError;
use crate::ops::{Runs, Told};

/// A scenario, and one or two of its numbers to take through their values.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SweepRequest {
    #[schemars(with = "Scenario")]
    scenario: Value,
    /// One axis, or two.
    axes: Vec<AxisRequest>,
}

/// A scenario and one of its models.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LadderRequest {
    #[schemars(with = "Scenario")]
    scenario: Value,
    /// Index into the scenario's models; null: the one that is recommended.
    #[serde(default)]
    model: Option<usize>,
}

/// The event `begin`: what the points will be about.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SweepBegins {
    axes: Vec<Axis>,
    /// What each model is called, in the scenario's order.
    models: Vec<String>,
    /// What models are compared by.
    measure: Measure,
    /// Points of the grid; along a single axis more follow where the answer changes.
    points: usize,
}

/// The names of the events, and the types of their data.
pub(super) const EVENTS: [(&str, &str); 5] = [
    ("begin", "SweepBegins"),
    ("point", "Point"),
    ("progress", "Progress"),
    ("findings", "Findings"),
    ("failed", "Refusal"),
];

/// Puts the types of the events' data among the document's schemas.
pub(super) fn add_schemas(schemas: &mut schemars::SchemaGenerator) {
    schemas.subschema_for::<SweepBegins>();
    schemas.subschema_for::<Point>();
    schemas.subschema_for::<Progress>();
    schemas.subschema_for::<Findings>();
    schemas.subschema_for::<Refusal>();
}

/// `POST /sweep`
pub(super) async fn sweep(
    State(runs): State<Runs>,
    Body(body): Body,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ApiError> {
    let asked: SweepRequest = request(body)?;
    let sweep = runs.plan(asked.scenario, asked.axes).await?.map_err(ApiError::Problems)?;
    let begins = SweepBegins {
        axes: sweep.axes().to_vec(),
        models: sweep.names().to_vec(),
        measure: sweep.measure(),
        points: sweep.grid().len(),
    };
    let told = runs.sweep(sweep).await?;
    let begin = once(ready(event("begin", &begins)));
    let come = unfold(told, async |mut told| Some((told.recv().await?, told)));
    Ok(Sse::new(begin.chain(come.flat_map(|told| iter(events(&told)))).map(Ok)))
}

fn events(told: &Told) -> Vec<Event> {
    match told {
        Told::Points(points) => points.iter().map(|point| event("point", point)).collect(),
        Told::Progress { done, of } => vec![event("progress", &Progress { done: *done, of: *of })],
        Told::Findings(findings) => vec![event("findings", findings)],
        Told::Failed(failure) => vec![event("failed", &failure.refusal())],
    }
}

pub(super) fn event(name: &str, data: &impl Serialize) -> Event {
    let named = Event::default().event(name);
    named.json_data(data).unwrap_or_else(|fault| {
        tracing::error!(%fault, "an event could not be written");
        Event::default().event("failed").data("{\"error\":\"The answer cannot be written.\"}")
    })
}

/// `POST /ladder`
pub(super) async fn ladder(State(runs): State<Runs>, Body(body): Body) -> Result<Json<Ladder>, ApiError> {
    let asked: LadderRequest = request(body)?;
    let scenario = scenario(&asked.scenario)?;
    let model = match asked.model {
        Some(model) => model,
        None => runs.report(scenario.clone()).await?.verdict.recommended,
    };
    Ok(Json(runs.ladder(scenario, model).await?))
}
