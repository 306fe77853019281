//! What the page asks of the server's API, from the browser. The page itself never runs a simulation.

use gloo_net::http::{Request, RequestBuilder, Response};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use simulator::observe::look::{Journey, LaneEvent, SpanSums};
use simulator::observe::packed;
#[cfg(feature = "ssr")]
use simulator::observe::packed::PackedTimeline;
use simulator::observe::report::ModelResult;
use simulator::{Problem, Report, Scenario, Timeline, Window};

use crate::browser::stop::Stop;
use crate::charts::Figures;
use crate::gallery::Card;

/// All that the workbench shows of a scenario, from one run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(schemars::JsonSchema))]
pub struct Workbench {
    pub report: Report,
    /// One a model, in the scenario's order, within the window that was asked for.
    #[serde(with = "packed")]
    #[cfg_attr(feature = "ssr", schemars(with = "Vec<PackedTimeline>"))]
    pub timelines: Vec<Timeline>,
}

/// Timelines of a scenario's models, in their order, within a window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(schemars::JsonSchema))]
pub struct Timelines(
    #[serde(with = "packed")]
    #[cfg_attr(feature = "ssr", schemars(with = "Vec<PackedTimeline>"))]
    pub Vec<Timeline>,
);

/// Why there is no answer. The API's one shape of an error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(schemars::JsonSchema))]
pub struct Refusal {
    /// One sentence.
    pub error: String,
    /// What is wrong with the scenario, when that is the reason.
    #[serde(default)]
    pub problems: Vec<Problem>,
    /// Whether the same request may be answered later.
    #[serde(default)]
    pub passing: bool,
}

impl Refusal {
    /// A refusal that is not about the scenario's own keys.
    pub fn new(error: impl Into<String>) -> Refusal {
        Refusal { error: error.into(), problems: Vec::new(), passing: false }
    }

    /// A refusal that has to do with the moment: the same request may be answered later.
    pub fn passing(error: impl Into<String>) -> Refusal {
        Refusal { passing: true, ..Refusal::new(error) }
    }
}

/// A program that does what a scenario describes, under one of its models.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(schemars::JsonSchema))]
pub struct Code {
    /// `python`.
    pub language: String,
    /// What to save it as.
    pub file_name: String,
    pub code: String,
    /// The code as HTML: escaped, with a span and a class for each token that is not plain.
    pub html: String,
    /// The line that runs it, or that deploys it.
    pub run: String,
    /// What has to be known beside it.
    pub note: Option<String>,
}

/// So many are done, models of a run or points of a sweep, of so many that are planned by now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(schemars::JsonSchema))]
pub struct Progress {
    pub done: usize,
    pub of: usize,
}

/// A question that may take long: the name by which its progress is told, and the way to give it up.
pub(crate) struct Long {
    pub(crate) watch: String,
    pub(crate) stop: Stop,
}

/// The request of [`workbench`], as it travels.
#[derive(Serialize)]
struct WorkbenchRequest<'a> {
    scenario: &'a Scenario,
    window: Window,
    watch: &'a str,
}

/// Runs a scenario: its report, and every model's timeline within a window.
pub(crate) async fn workbench(
    scenario: &Scenario,
    window: Window,
    long: &Long,
) -> Result<Workbench, Refusal> {
    let body = WorkbenchRequest { scenario, window, watch: &long.watch };
    send(long.stop.heeded_by(Request::post("/api/v1/workbench")), &body).await
}

/// The request of [`charts`], as it travels.
#[derive(Serialize)]
struct ChartsRequest<'a> {
    results: &'a [ModelResult],
}

/// The charts' figures of some results.
pub(crate) async fn charts(results: &[ModelResult]) -> Result<Figures, Refusal> {
    post("/api/v1/charts", &ChartsRequest { results }).await
}

/// A piece of the page that the server writes; or why it does not.
pub(crate) async fn part(path: &str, query: &str) -> Result<String, String> {
    text(Request::get(&[path, query].concat()).send().await).await
}

/// An answer in words, or in words why there is none.
async fn text(sent: Result<Response, gloo_net::Error>) -> Result<String, String> {
    let unreachable = |_| "The server cannot be reached.".to_owned();
    let response = sent.map_err(unreachable)?;
    let text = response.text().await.map_err(unreachable)?;
    if response.ok() { Ok(text) } else { Err(text) }
}

/// Has the server hold a scenario that is too long for a link; the name that takes the link's place, or why there is none.
pub(crate) async fn hold(scenario: &Scenario) -> Result<String, String> {
    text(Request::post("/parts/scenario").json(scenario).map_err(|e| e.to_string())?.send().await).await
}

/// A reason in the place of such a piece.
pub(crate) fn notice(reason: String) -> String {
    let text = reason.replace('&', "&amp;").replace('<', "&lt;");
    ["<p class=\"notice notice-bad\">", &text, "</p>"].concat()
}

/// The request of [`code`], as it travels.
#[derive(Serialize)]
struct CodeRequest<'a> {
    scenario: &'a Scenario,
    model: usize,
}

/// The program of one of a scenario's models, by its place.
pub(crate) async fn code(scenario: &Scenario, model: usize) -> Result<Code, Refusal> {
    post("/api/v1/code", &CodeRequest { scenario, model }).await
}

/// What stands at an address of this site.
pub(crate) async fn get<T: DeserializeOwned>(path: &str) -> Result<T, Refusal> {
    read(Request::get(path).send().await).await
}

/// The request of [`timelines`], as it travels.
#[derive(Serialize)]
struct TimelinesRequest<'a> {
    scenario: &'a Scenario,
    window: Window,
    open: &'a [usize],
    watch: &'a str,
}

/// Every model's timeline within another window of a run; `open`: models with more lanes of their own.
pub(crate) async fn timelines(
    scenario: &Scenario,
    window: Window,
    open: &[usize],
    long: &Long,
) -> Result<Vec<Timeline>, Refusal> {
    let body = TimelinesRequest { scenario, window, open, watch: &long.watch };
    let request = long.stop.heeded_by(Request::post("/api/v1/timelines"));
    let answer: Result<Timelines, _> = send(request, &body).await;
    answer.map(|timelines| timelines.0)
}

/// A question about the run of a scenario, as it travels.
#[derive(Serialize)]
struct LookRequest<'a, Q> {
    scenario: &'a Scenario,
    #[serde(flatten)]
    question: Q,
}

/// How long lanes were in which state within a span, model by model.
pub(crate) async fn span(scenario: &Scenario, from_ms: f64, to_ms: f64) -> Result<Vec<SpanSums>, Refusal> {
    #[derive(Serialize)]
    struct Span {
        from_ms: f64,
        to_ms: f64,
    }
    post("/api/v1/span", &LookRequest { scenario, question: Span { from_ms, to_ms } }).await
}

/// What lanes began to do around an instant: so many events up to it and after it.
pub(crate) async fn events(
    scenario: &Scenario,
    at_ms: f64,
    (before, after): (usize, usize),
    model: Option<usize>,
) -> Result<Vec<LaneEvent>, Refusal> {
    #[derive(Serialize)]
    struct Around {
        at_ms: f64,
        before: usize,
        after: usize,
        model: Option<usize>,
    }
    let question = Around { at_ms, before, after, model };
    post("/api/v1/events", &LookRequest { scenario, question }).await
}

/// A task's way, model by model.
pub(crate) async fn task(scenario: &Scenario, task: u64) -> Result<Vec<Journey>, Refusal> {
    #[derive(Serialize)]
    struct Which {
        task: u64,
    }
    post("/api/v1/task", &LookRequest { scenario, question: Which { task } }).await
}

/// The task of a number, or the next (or previous) task of a class.
pub(crate) async fn find(
    scenario: &Scenario,
    text: &str,
    beside: Option<u64>,
    back: bool,
) -> Result<Option<u64>, Refusal> {
    #[derive(Serialize)]
    struct Wanted<'a> {
        text: &'a str,
        beside: Option<u64>,
        back: bool,
    }
    #[derive(Deserialize)]
    struct Found {
        task: Option<u64>,
    }
    let found: Result<Found, _> =
        post("/api/v1/find", &LookRequest { scenario, question: Wanted { text, beside, back } }).await;
    found.map(|found| found.task)
}

/// The gallery's cards.
pub(crate) async fn presets() -> Result<Vec<Card>, Refusal> {
    get("/api/v1/presets").await
}

/// A preset's scenario.
pub(crate) async fn preset(id: &str) -> Result<Scenario, Refusal> {
    get(&["/api/v1/presets/", id].concat()).await
}

async fn post<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Result<T, Refusal> {
    send(Request::post(path), body).await
}

async fn send<T: DeserializeOwned>(request: RequestBuilder, body: &impl Serialize) -> Result<T, Refusal> {
    let request = request.json(body).map_err(|e| Refusal::new(e.to_string()))?;
    read(request.send().await).await
}

async fn read<T: DeserializeOwned>(sent: Result<Response, gloo_net::Error>) -> Result<T, Refusal> {
    let response = sent.map_err(|_| Refusal::passing("The server cannot be reached."))?;
    let (ok, status) = (response.ok(), response.status());
    let unreadable =
        |reason: String| Refusal::new(["The server's answer cannot be read: ", &reason].concat());
    // As bytes: the browser would turn them into its own kind of text first, and back.
    let bytes = response.binary().await.map_err(|e| unreadable(e.to_string()))?;
    if ok {
        return serde_json::from_slice(&bytes).map_err(|e| unreadable(e.to_string()));
    }
    let untold = |_| Refusal::passing(format!("The server answered with status {status}."));
    Err(serde_json::from_slice(&bytes).unwrap_or_else(untold))
}
