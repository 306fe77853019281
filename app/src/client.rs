//! What the page asks of the simulator. Inside the server a service answers, in the browser the API does; the
//! page itself never runs a simulation and cannot tell the difference.

use std::future::Future;

use serde::{Deserialize, Serialize};
use simulator::{Problem, Report, Scenario, Timeline, Window};

use crate::validation::{Summary, Validation};

/// All that the workbench shows of a scenario, from one run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(schemars::JsonSchema))]
pub struct Workbench {
    pub report: Report,
    /// One a model, in the scenario's order, within the window that was asked for.
    pub timelines: Vec<Timeline>,
}

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

/// The request of [`workbench`], as it travels.
#[derive(Serialize)]
#[cfg(feature = "hydrate")]
struct WorkbenchRequest<'a> {
    scenario: &'a Scenario,
    window: Window,
}

/// The request of [`timeline`], as it travels.
#[derive(Serialize)]
#[cfg(feature = "hydrate")]
struct TimelineRequest<'a> {
    scenario: &'a Scenario,
    model: usize,
    #[serde(flatten)]
    window: Window,
}

/// Runs a scenario: its report, and every model's timeline within a window.
#[cfg(feature = "hydrate")]
pub fn workbench(
    scenario: Scenario,
    window: Window,
) -> impl Future<Output = Result<Workbench, Refusal>> + Send {
    send_wrapper::SendWrapper::new(async move {
        browser::post("/api/v1/workbench", &WorkbenchRequest { scenario: &scenario, window }).await
    })
}

/// One model's timeline within a window.
#[cfg(feature = "hydrate")]
pub fn timeline(
    scenario: Scenario,
    model: usize,
    window: Window,
) -> impl Future<Output = Result<Timeline, Refusal>> + Send {
    send_wrapper::SendWrapper::new(async move {
        browser::post("/api/v1/timeline", &TimelineRequest { scenario: &scenario, model, window }).await
    })
}

/// What the simulator was held against, and how far it was off.
#[cfg(feature = "hydrate")]
pub fn validation() -> impl Future<Output = Result<Validation, Refusal>> + Send {
    send_wrapper::SendWrapper::new(browser::get("/api/v1/validation"))
}

/// How far the simulator was off, model by model.
#[cfg(feature = "hydrate")]
pub fn accuracy() -> impl Future<Output = Result<Summary, Refusal>> + Send {
    send_wrapper::SendWrapper::new(browser::get("/api/v1/validation/summary"))
}

/// What the simulator was held against, and how far it was off.
#[cfg(not(feature = "hydrate"))]
pub fn validation() -> impl Future<Output = Result<Validation, Refusal>> + Send {
    let service = inside::validations();
    async move { service?.validation().await }
}

/// How far the simulator was off, model by model.
#[cfg(not(feature = "hydrate"))]
pub fn accuracy() -> impl Future<Output = Result<Summary, Refusal>> + Send {
    let service = inside::validations();
    async move { service?.summary().await }
}

/// Runs a scenario: its report, and every model's timeline within a window.
#[cfg(not(feature = "hydrate"))]
pub fn workbench(
    scenario: Scenario,
    window: Window,
) -> impl Future<Output = Result<Workbench, Refusal>> + Send {
    let service = inside::service();
    async move { service?.workbench(scenario, window).await }
}

/// One model's timeline within a window.
#[cfg(not(feature = "hydrate"))]
pub fn timeline(
    scenario: Scenario,
    model: usize,
    window: Window,
) -> impl Future<Output = Result<Timeline, Refusal>> + Send {
    let service = inside::service();
    async move { service?.timeline(scenario, model, window).await }
}

#[cfg(not(feature = "hydrate"))]
pub use inside::{Answer, Simulations, Validations};

/// The server's side of the boundary.
#[cfg(not(feature = "hydrate"))]
mod inside {
    use std::pin::Pin;
    use std::sync::Arc;

    use super::{Future, Refusal, Scenario, Summary, Timeline, Validation, Window, Workbench};

    /// An answer that is being worked on.
    pub type Answer<T> = Pin<Box<dyn Future<Output = Result<T, Refusal>> + Send>>;

    /// Runs simulations for the pages that the server renders. The server puts one into leptos' context as an
    /// `Arc<dyn Simulations>`.
    pub trait Simulations: Send + Sync {
        /// Runs a scenario: its report, and every model's timeline within a window.
        fn workbench(&self, scenario: Scenario, window: Window) -> Answer<Workbench>;
        /// One model's timeline within a window.
        fn timeline(&self, scenario: Scenario, model: usize, window: Window) -> Answer<Timeline>;
    }

    /// Knows how far the simulator is off. The server puts one into leptos' context as an `Arc<dyn Validations>`.
    pub trait Validations: Send + Sync {
        /// Every case; refused for the moment until they have all been replayed.
        fn validation(&self) -> Answer<Validation>;
        /// The errors alone.
        fn summary(&self) -> Answer<Summary>;
    }

    pub(super) fn validations() -> Result<Arc<dyn Validations>, Refusal> {
        leptos::prelude::use_context().ok_or_else(|| Refusal::new("The validation is not available."))
    }

    pub(super) fn service() -> Result<Arc<dyn Simulations>, Refusal> {
        leptos::prelude::use_context().ok_or_else(|| Refusal::new("The simulator is not available."))
    }
}

/// The browser's side of the boundary.
#[cfg(feature = "hydrate")]
mod browser {
    use gloo_net::http::{Request, Response};
    use serde::{Serialize, de::DeserializeOwned};

    use super::Refusal;

    pub(super) async fn post<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Result<T, Refusal> {
        let request = Request::post(path).json(body).map_err(|e| Refusal::new(e.to_string()))?;
        read(request.send().await).await
    }

    pub(super) async fn get<T: DeserializeOwned>(path: &str) -> Result<T, Refusal> {
        read(Request::get(path).send().await).await
    }

    async fn read<T: DeserializeOwned>(sent: Result<Response, gloo_net::Error>) -> Result<T, Refusal> {
        let response = sent.map_err(|_| Refusal::passing("The server cannot be reached."))?;
        let status = response.status();
        if !response.ok() {
            let unreadable = |_| Refusal::passing(format!("The server answered with status {status}."));
            return Err(response.json().await.unwrap_or_else(unreadable));
        }
        response.json().await.map_err(|e| Refusal::new(format!("The server's answer cannot be read: {e}")))
    }
}
