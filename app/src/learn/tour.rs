//! The tour: scenes on the real page, each with a scenario of its own, a place to look at and one thing to change.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;
use simulator::Scenario;
use simulator::models;
use simulator::scenario::read;

use super::scene::{Scene, told};
use crate::browser;
use crate::client;
use crate::draft::path;
use crate::state::{Phase, Session, as_draft};

/// The file of scenes.
const FILE: &str = "/help/tour.json";

/// Where the reader is.
#[derive(Clone)]
struct Trip {
    scenes: Arc<Vec<Scene>>,
    at: usize,
    /// The reader's own scenario, for afterwards.
    own: Arc<Scenario>,
    /// The scene's scenario, complete with its defaults.
    start: Arc<Value>,
}

/// The card of the tour, once it has begun.
#[component]
pub fn Tour(session: Session) -> impl IntoView {
    let trip = RwSignal::new(None::<Trip>);
    Effect::new(move |_| {
        if session.learning.get() {
            begin(session, trip);
        }
    });
    Effect::new(move |_| {
        if browser::address::asks_for("tour=1") {
            session.learning.set(true);
        }
        let keys = window_event_listener(leptos::ev::keydown, move |event| {
            // Whatever else there was to leave, a menu or a picked task, is left first.
            let free = !event.default_prevented() && !browser::page::has_dialog();
            if free && event.key() == "Escape" && trip.with_untracked(Option::is_some) {
                end(session, trip);
            }
        });
        on_cleanup(move || keys.remove());
    });
    let scene = Memo::new(move |_| trip.with(|t| t.as_ref().map(|t| (t.at, t.scenes.len()))));
    move || scene.get().map(|(at, count)| view! { <Card session trip at count/> })
}

/// What one scene says.
#[component]
fn Card(session: Session, trip: RwSignal<Option<Trip>>, at: usize, count: usize) -> impl IntoView {
    let with = move |of: fn(&Scene) -> String| {
        trip.with(|t| t.as_ref().map(|t| of(&t.scenes[at])).unwrap_or_default())
    };
    // The numbers on screen are the scene's once its answer is here.
    let here = Memo::new(move |_| {
        let name = trip.with(|t| t.as_ref().map(|t| t.start["name"].clone()));
        session.report(|report| name.is_some_and(|name| name == report.scenario.name))
    });
    // Of the scene as it begins: what the reader changes is told in another place.
    let text = Memo::new(move |told_before: Option<&Option<String>>| {
        let words = with(|s| s.text.clone());
        let first = || here.get().then(|| session.picture.with_untracked(|p| told(&words, &p.report)));
        told_before.cloned().flatten().or_else(first)
    });
    let ask = move || with(|s| s.ask.as_ref().map(|ask| ask.text.clone()).unwrap_or_default());
    // What is on screen counts, not what was asked for: the answer may still be on its way.
    let done = Memo::new(move |_| {
        let now = session.report(|report| here.get().then(|| as_draft(&report.scenario))).unwrap_or_default();
        trip.with(|t| {
            t.as_ref()
                .is_some_and(|t| t.scenes[at].ask.as_ref().is_some_and(|ask| ask.is_done(&t.start, &now)))
        })
    });
    let after = move || {
        let text = with(|s| s.ask.as_ref().map(|ask| ask.after.clone()).unwrap_or_default());
        done.get().then(|| session.report(|report| told(&text, report)))
    };
    let change = move |_| {
        let ask = trip.with_untracked(|t| t.as_ref().and_then(|t| t.scenes[at].ask.clone()));
        if let Some(ask) = ask {
            session.edit(Phase::Done, |draft| path::set(draft, &ask.path, ask.to.clone()));
            browser::page::focus_soon("tour-next".to_owned());
        }
    };
    let last = at + 1 == count;
    let next = move |_| if last { end(session, trip) } else { go(session, trip, at + 1) };
    Effect::new(move |_| browser::page::focus_quietly("tour-title"));
    view! {
        <div class="tour" role="dialog" aria-labelledby="tour-title">
            <p class="note">{format!("Scene {} of {count}", at + 1)}</p>
            <h2 id="tour-title" tabindex="-1">{move || with(|s| s.title.clone())}</h2>
            <p>{text}</p>
            <p class="tour-ask" hidden=move || ask().is_empty()>
                {ask} " "
                <button type="button" class="button button-small" disabled=move || done.get() on:click=change>"Do it for me"</button>
            </p>
            <p class="tour-after" role="status">{after}</p>
            <div class="tour-actions">
                <button type="button" class="button button-small" on:click=move |_| end(session, trip)>"Leave"</button>
                <button
                    type="button"
                    class="button button-small"
                    disabled={at == 0}
                    on:click=move |_| go(session, trip, at - 1)
                >
                    "Back"
                </button>
                <button type="button" id="tour-next" class="button button-small button-main" on:click=next>
                    {if last { "Finish" } else { "Next" }}
                </button>
            </div>
        </div>
    }
}

/// Fetches the scenes and shows the first.
fn begin(session: Session, trip: RwSignal<Option<Trip>>) {
    if trip.with_untracked(Option::is_some) {
        return;
    }
    spawn_local(async move {
        match client::get::<Vec<Scene>>(FILE).await {
            Ok(scenes) if !scenes.is_empty() => {
                let own = session.scenario.get_untracked();
                trip.set(Some(Trip { scenes: Arc::new(scenes), at: 0, own, start: Arc::default() }));
                go(session, trip, 0);
            }
            _ => session.learning.set(false),
        }
    });
}

/// Shows a scene.
fn go(session: Session, trip: RwSignal<Option<Trip>>, at: usize) {
    let Some(scene) = trip.with_untracked(|t| t.as_ref().and_then(|t| t.scenes.get(at).cloned())) else {
        return;
    };
    let Ok(scenario) = read::read(&scene.scenario, &models::catalogue()) else { return };
    session.show(&scenario);
    trip.update(|trip| {
        if let Some(trip) = trip {
            trip.at = at;
            trip.start = Arc::new(as_draft(&scenario));
        }
    });
    browser::page::mark(&scene.look);
}

/// Gives the reader their own scenario back.
fn end(session: Session, trip: RwSignal<Option<Trip>>) {
    if let Some(trip) = trip.try_update(Option::take).flatten() {
        session.show(&trip.own);
    }
    session.learning.set(false);
    browser::page::mark("");
    browser::page::focus_quietly("learn");
}
