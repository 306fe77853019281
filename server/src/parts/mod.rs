//! Pieces of the workbench that are asked for when they are needed: the form of a sweep, its progress and picture while
//! it runs, the scenario of a point of it, the ladder of what binds, the texts to share a run by, files of what has no link.
//! HTML but for those, for the page's own use.

mod held;
mod share;

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};

use app::whatif::{self, Asked};
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, Sse};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::stream::{Stream, unfold};
use serde::Deserialize;
use serde_json::Value;
use simulator::scenario::read;
use simulator::sweep::{Findings, Point, Sweep};
use simulator::{Problem, models};
use tokio::sync::mpsc::Receiver;

use crate::config::Limits;
use crate::ops::{Runs, Told};
use crate::share::Share;
use held::Held;

/// A picture of what is known so far is not sent more often than this.
const PICTURE_EVERY: Duration = Duration::from_millis(400);

/// What the parts need.
#[derive(Clone)]
struct Parts {
    runs: Runs,
    share: Share,
    held: Held,
    /// Where this site is, if the server was told.
    url: Option<Arc<str>>,
}

/// The addresses of the parts, each of a scenario's link, or of the name under which one is held that has none.
/// `url`: where this site is, if the server was told.
pub fn router(url: Option<&str>, runs: Runs, share: Share, limits: Limits) -> Router {
    Router::new()
        .route("/parts/scenario", post(hold))
        .route("/parts/what-if/{link}", get(form))
        .route("/parts/sweep/{link}", get(sweep))
        .route("/parts/point/{link}", get(point))
        .route("/parts/ladder/{link}", get(ladder))
        .route("/parts/share/{link}", get(share::dialog))
        .route("/parts/file/{file}", get(file))
        .layer(DefaultBodyLimit::max(limits.body_bytes))
        .with_state(Parts { runs, share, held: Held::new(), url: url.map(Arc::from) })
}

/// Problems in one sentence each.
fn told(problems: &[Problem]) -> String {
    let lines = problems.iter().map(|Problem { path, message }| format!("{path} {message}"));
    lines.map(|line| line.trim().to_owned()).collect::<Vec<_>>().join(". ")
}

fn refused(reason: String) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, reason).into_response()
}

fn html(text: String) -> Response {
    ([(CACHE_CONTROL, "no-cache")], Html(text)).into_response()
}

/// `POST /parts/scenario`: the name for a scenario that is too long for a link.
async fn hold(State(parts): State<Parts>, Json(given): Json<Value>) -> Response {
    match read::read(&given, &models::catalogue()) {
        Ok(scenario) => parts.held.hold(scenario).into_response(),
        Err(problems) => refused(told(&problems)),
    }
}

/// `GET /parts/file/{name}.{extension}`: a scenario that is held, as a file; one that has a link has `/x/`.
async fn file(State(parts): State<Parts>, Path(file): Path<String>, headers: HeaderMap) -> Response {
    let (name, extension) = held::split(&file);
    match parts.held.scenario(name) {
        Ok(scenario) => parts.share.file(scenario, extension, &headers).await,
        Err(reason) => refused(reason),
    }
}

/// `GET /parts/what-if/{link}`: the form, with what was chosen so far.
async fn form(State(parts): State<Parts>, Path(link): Path<String>, Query(asked): Query<Asked>) -> Response {
    match parts.held.scenario(&link) {
        Ok(scenario) => html(whatif::form(&scenario, &asked)),
        Err(reason) => refused(reason),
    }
}

/// `GET /parts/point/{link}`: the scenario at a point of the sweep, as JSON.
async fn point(State(parts): State<Parts>, Path(link): Path<String>, Query(asked): Query<Asked>) -> Response {
    let at: Result<Vec<f64>, _> = asked.at.split(',').map(str::parse::<f64>).collect();
    let found = parts.sweep(&link, &asked).await.and_then(|sweep| {
        let at = at.map_err(|_| "A point is its values, with commas between.".to_owned())?;
        sweep.scenario_at(&at).map_err(|problems| told(&problems))
    });
    match found {
        Ok(scenario) => Json(scenario).into_response(),
        Err(reason) => refused(reason),
    }
}

#[derive(Deserialize)]
struct Whose {
    model: Option<usize>,
}

/// `GET /parts/ladder/{link}?model=1`: the ladder of a model, or of the recommended one.
async fn ladder(
    State(parts): State<Parts>,
    Path(link): Path<String>,
    Query(whose): Query<Whose>,
) -> Response {
    let scenario = match parts.held.scenario(&link) {
        Ok(scenario) => scenario,
        Err(reason) => return refused(reason),
    };
    let runs = parts.runs;
    let model = match whose.model.filter(|model| *model < scenario.models.len()) {
        Some(model) => Ok(model),
        None => runs.report(scenario.clone()).await.map(|report| report.verdict.recommended),
    };
    let found = match model {
        Ok(model) => runs.ladder(scenario.clone(), model).await,
        Err(failure) => Err(failure),
    };
    match found {
        Ok(ladder) => html(whatif::ladder(&scenario, &ladder)),
        Err(failure) => refused(failure.to_string()),
    }
}

impl Parts {
    /// The sweep of a scenario that a form asks for; or why there is none.
    async fn sweep(&self, link: &str, asked: &Asked) -> Result<Sweep, String> {
        let scenario = self.held.scenario(link)?;
        let axes = asked.axes(&scenario)?;
        let given = serde_json::to_value(&scenario).map_err(|fault| fault.to_string())?;
        let read = self.runs.plan(given, axes).await.map_err(|failure| failure.to_string())?;
        read.map_err(|problems| told(&problems))
    }
}

/// `GET /parts/sweep/{link}`: a sweep while it runs. Events: `progress` (done and planned), `picture` (HTML), `figure`
/// (a plotly figure, along one axis), and at the end `done` or `problem` (why not).
async fn sweep(
    State(parts): State<Parts>,
    Path(link): Path<String>,
    Query(asked): Query<Asked>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let running = match parts.sweep(&link, &asked).await {
        Ok(sweep) => {
            parts.runs.sweep(sweep.clone()).await.map(|told| (sweep, told)).map_err(|f| f.to_string())
        }
        Err(reason) => Err(reason),
    };
    let show = match running {
        Ok((sweep, told)) => Show {
            events: VecDeque::new(),
            running: Some((sweep, told)),
            known: Vec::new(),
            pictured: Instant::now(),
        },
        Err(reason) => Show {
            events: VecDeque::from([Event::default().event("problem").data(reason)]),
            running: None,
            known: Vec::new(),
            pictured: Instant::now(),
        },
    };
    Sse::new(unfold(show, Show::next))
}

/// A sweep that is being shown.
struct Show {
    /// What is to be sent next.
    events: VecDeque<Event>,
    running: Option<(Sweep, Receiver<Told>)>,
    known: Vec<Point>,
    /// When the last picture was sent.
    pictured: Instant,
}

impl Show {
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Show)> {
        while self.events.is_empty() {
            let (_, told) = self.running.as_mut()?;
            match told.recv().await? {
                Told::Points(points) => self.known.extend(points),
                Told::Progress { done, of } => {
                    self.events.push_back(Event::default().event("progress").data(format!("{done} {of}")));
                    if self.pictured.elapsed() >= PICTURE_EVERY {
                        self.picture(None);
                    }
                }
                Told::Findings(findings) => {
                    self.picture(Some(&findings));
                    self.events.push_back(Event::default().event("done").data("done"));
                    self.running = None;
                }
                Told::Failed(failure) => {
                    self.events.push_back(Event::default().event("problem").data(failure.to_string()));
                    self.running = None;
                }
            }
        }
        let event = self.events.pop_front()?;
        Some((Ok(event), self))
    }

    fn picture(&mut self, findings: Option<&Findings>) {
        let Some((sweep, _)) = &self.running else { return };
        let picture = whatif::picture(sweep, &self.known, findings);
        self.events.push_back(Event::default().event("picture").data(picture));
        if sweep.axes().len() == 1 {
            let figure = whatif::figure(sweep, &self.known, findings);
            self.events.push_back(Event::default().event("figure").data(figure));
        }
        self.pictured = Instant::now();
    }
}
