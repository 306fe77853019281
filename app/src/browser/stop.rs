//! Giving up a request that is under way.

use gloo_net::http::RequestBuilder;
use leptos::web_sys::AbortController;

/// A way to give a request up; the server notices. A browser without one lets it end.
#[derive(Clone)]
pub struct Stop(Option<AbortController>);

impl Stop {
    pub fn new() -> Stop {
        Stop(AbortController::new().ok())
    }

    /// The request ends when it is given up.
    pub fn heeded_by(&self, request: RequestBuilder) -> RequestBuilder {
        request.abort_signal(self.0.as_ref().map(AbortController::signal).as_ref())
    }

    pub fn give_up(&self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}
