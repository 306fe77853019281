//! Waiting for a long answer: how far the run is, and when it is given up for another.

use std::sync::Arc;
use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use simulator::Scenario;

use crate::browser::events::{self, Events};
use crate::browser::page::now_ms;
use crate::browser::stop::Stop;
use crate::client::{Long, Progress};

/// A shorter wait is not worth a word.
const NOTICED_AFTER: Duration = Duration::from_millis(200);
/// A run that was under way for so long is given up for another scenario. Shorter ones may end, so that the picture
/// follows while a slider is dragged.
const GIVEN_UP_AFTER_MS: f64 = 1_000.0;

/// The answer that is waited for.
#[derive(Clone, Copy)]
pub struct Waiting {
    /// Models of its run that are done; none: nothing is waited for, or not for long.
    pub progress: RwSignal<Option<Progress>>,
    /// None on the server, which may drop it on another thread than it was made on.
    wait: StoredValue<Option<SendWrapper<Wait>>>,
}

struct Wait {
    scenario: Arc<Scenario>,
    since_ms: f64,
    stop: Stop,
    notice: Option<TimeoutHandle>,
    events: Option<Events>,
}

impl Waiting {
    pub(super) fn new() -> Waiting {
        Waiting { progress: RwSignal::new(None), wait: StoredValue::new(None) }
    }

    /// A question about a scenario is about to be asked.
    pub(super) fn begin(self, scenario: &Arc<Scenario>) -> Long {
        let (watch, stop) = (format!("{:x}", js_sys::Math::random().to_bits()), Stop::new());
        let (name, of) = (watch.clone(), scenario.models.len());
        let notice = set_timeout_with_handle(move || self.notice(&name, of), NOTICED_AFTER).ok();
        let (scenario, since_ms) = (scenario.clone(), now_ms());
        let wait = Wait { scenario, since_ms, stop: stop.clone(), notice, events: None };
        self.wait.set_value(Some(SendWrapper::new(wait)));
        Long { watch, stop }
    }

    /// It takes long: from now on the page tells how far it is.
    fn notice(self, name: &str, of: usize) {
        self.progress.set(Some(Progress { done: 0, of }));
        let told = move |event: &str, data: String| match serde_json::from_slice(data.as_bytes()) {
            Ok(progress) if event == "progress" => self.progress.set(Some(progress)),
            // Over, or broken off: the answer itself will tell.
            _ => self.wait.with_value(|wait| wait.iter().flat_map(|w| &w.events).for_each(Events::close)),
        };
        let events =
            events::listen(&format!("/api/v1/progress/{name}"), &["progress", "over", "error"], told);
        self.wait.update_value(|wait| {
            if let Some(wait) = wait {
                wait.events = events;
            }
        });
    }

    /// The answer is here, or there will be none.
    pub(super) fn end(self) {
        if let Some(Some(wait)) = self.wait.try_update_value(Option::take)
            && let Some(notice) = wait.take().notice
        {
            notice.clear();
        }
        self.progress.try_set(None);
    }

    /// Another scenario is wanted: a run that has taken long already need not end.
    pub(super) fn give_up_for(self, wanted: &Arc<Scenario>) {
        self.wait.with_value(|wait| {
            let long = |wait: &&SendWrapper<Wait>| now_ms() - wait.since_ms > GIVEN_UP_AFTER_MS;
            if let Some(wait) = wait.as_ref().filter(long)
                && wait.scenario != *wanted
            {
                wait.stop.give_up();
            }
        });
    }
}
