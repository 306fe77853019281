//! What is asked of the run on screen beside its picture: the way of the picked task, the sums of the selected span,
//! the events around the playhead, a task by its name. All of it is asked when it is wanted, and not before.

use std::future::Future;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use simulator::observe::look::{Journey, LaneEvent, SpanSums};

use super::Session;
use crate::client::{self, Refusal};
use crate::timeline::hit;

/// Events that the list holds on each side of its instant.
const AROUND: usize = 60;

/// What was asked, and what came of it.
#[derive(Clone, Copy)]
pub struct Looks {
    /// The picked task's way, a model each.
    pub journeys: RwSignal<Arc<Vec<Journey>>>,
    /// How long lanes were in which state within the selected span, a model each.
    pub sums: RwSignal<Arc<Vec<SpanSums>>>,
    /// Events around the playhead, in order of time.
    pub events: RwSignal<Arc<Vec<LaneEvent>>>,
    /// Whether the list of events is open.
    pub listing: RwSignal<bool>,
    /// The model whose events are listed; none: all.
    pub listed_model: RwSignal<Option<usize>>,
    /// What is looked for, and why nothing was found.
    pub sought: RwSignal<String>,
    pub not_found: RwSignal<Option<String>>,
    /// Steps from event to event that are wanted and not taken yet: on, or back where it is below 0; and whether one is
    /// being asked for.
    wanted_steps: RwSignal<i32>,
    stepping: StoredValue<bool>,
}

impl Looks {
    pub(super) fn new() -> Looks {
        Looks {
            journeys: RwSignal::default(),
            sums: RwSignal::default(),
            events: RwSignal::default(),
            listing: RwSignal::new(false),
            listed_model: RwSignal::new(None),
            sought: RwSignal::default(),
            not_found: RwSignal::new(None),
            wanted_steps: RwSignal::new(0),
            stepping: StoredValue::new(false),
        }
    }
}

/// Asks, and puts the answer where it belongs if it is still wanted.
fn fill<T: Default + Send + Sync + 'static>(
    place: RwSignal<Arc<T>>,
    wanted: impl Fn() -> bool + 'static,
    answer: impl Future<Output = Result<T, Refusal>> + 'static,
) {
    spawn_local(async move {
        let answer = answer.await.unwrap_or_default();
        if wanted() {
            place.try_set(Arc::new(answer));
        }
    });
}

impl Session {
    /// From now on asks for what the picked task, the selected span and the open list need.
    pub fn keep_looking(&self) {
        let session = *self;
        let (looks, stage) = (self.looks, self.stage);
        // The scenario that is on screen; a closer look at it changes nothing.
        let shown = Memo::new(move |_| session.report(|report| report.scenario.clone()));
        Effect::new(move |_| {
            let (scenario, picked) = (shown.get(), stage.picked.get());
            let Some(task) = picked else { return looks.journeys.set(Arc::default()) };
            let wanted = move || stage.picked.try_get_untracked() == Some(picked);
            fill(looks.journeys, wanted, async move { client::task(&scenario, task).await });
        });
        Effect::new(move |_| {
            let (scenario, area) = (shown.get(), stage.area.get());
            let Some((from, to)) = area else { return looks.sums.set(Arc::default()) };
            let wanted = move || stage.area.try_get_untracked() == Some(area);
            fill(looks.sums, wanted, async move { client::span(&scenario, from, to).await });
        });
        Effect::new(move |_| {
            if looks.wanted_steps.get() != 0 {
                session.take_steps();
            }
        });
        Effect::new(move |last: Option<_>| {
            let (scenario, model) = (shown.get(), looks.listed_model.get());
            let (open, at) = (looks.listing.get(), session.now_ms());
            let same = last.is_some_and(|last| last == (scenario.clone(), model, open));
            if open && !(same && looks.events.with_untracked(|all| holds(all, at))) {
                let asked = scenario.clone();
                let answer = async move { client::events(&asked, at, (AROUND, AROUND), model).await };
                fill(looks.events, || true, answer);
            }
            (scenario, model, open)
        });
    }

    /// The instant that the list of events is about: the playhead's, or the view's begin.
    pub fn now_ms(&self) -> f64 {
        self.play.at_ms.get().unwrap_or_else(|| self.stage.view.with(|view| view.from_ms))
    }

    /// Goes to the next (or previous) instant at which anything happens in any row.
    pub fn step(&self, forward: bool) {
        self.play.playing.set(false);
        self.looks.wanted_steps.update(|steps| *steps += if forward { 1 } else { -1 });
    }

    /// No further step is wanted.
    pub fn give_up_steps(&self) {
        self.looks.wanted_steps.set(0);
    }

    /// Takes the steps that are wanted, one after the other: each begins where the one before it led.
    fn take_steps(&self) {
        if self.looks.stepping.get_value() {
            return;
        }
        self.looks.stepping.set_value(true);
        let session = *self;
        spawn_local(async move {
            while session.looks.wanted_steps.try_get_untracked().is_some_and(|steps| steps != 0) {
                session.take_step().await;
            }
            session.looks.stepping.try_set_value(false);
        });
    }

    async fn take_step(&self) {
        let (wanted, scenario) = (self.looks.wanted_steps, self.scenario.get_untracked());
        let at = self.play.at_ms.get_untracked().unwrap_or_else(|| self.stage.view.get_untracked().from_ms);
        let forward = wanted.get_untracked() > 0;
        let (at, sides) = if forward { (at, (0, 1)) } else { ((at - 1e-6).max(0.0), (1, 0)) };
        let events = client::events(&scenario, at, sides, None).await.unwrap_or_default();
        // Given up meanwhile.
        if wanted.get_untracked() == 0 {
            return;
        }
        match events.first() {
            Some(event) => {
                wanted.update(|steps| *steps -= steps.signum());
                self.seek(event.at_ms);
            }
            None => self.give_up_steps(),
        }
    }

    /// Puts the playhead at an event, and points at what begins there.
    pub fn go_to_event(&self, event: &LaneEvent) {
        self.play.playing.set(false);
        self.seek(event.at_ms);
        let spot = self
            .picture
            .with_untracked(|p| hit::in_lane(p.timelines.get(event.model)?, event.lane, event.at_ms + 1e-7));
        self.stage.pointer.set(None);
        self.stage.pointed.set(spot);
        if event.task.is_some() {
            self.stage.picked.set(event.task);
        }
    }

    /// Picks the task of a number, or the next (or previous) one whose class has this in its name.
    pub fn find(&self, back: bool) {
        let (session, scenario) = (*self, self.scenario.get_untracked());
        let text = self.looks.sought.get_untracked().trim().to_owned();
        if text.is_empty() {
            return self.looks.not_found.set(None);
        }
        let beside = self.stage.picked.get_untracked();
        spawn_local(async move {
            let problem = match client::find(&scenario, &text, beside, back).await {
                Ok(Some(task)) => {
                    session.stage.picked.try_set(Some(task));
                    None
                }
                Ok(None) => Some(format!("There is no task “{text}”.")),
                Err(refusal) => Some(refusal.error),
            };
            session.looks.not_found.try_set(problem);
        });
    }
}

/// Whether events reach around an instant, with some to spare unless there are no more.
fn holds(events: &[LaneEvent], at_ms: f64) -> bool {
    let passed = events.partition_point(|event| event.at_ms <= at_ms);
    let ahead = events.len() - passed;
    passed.min(ahead) > AROUND / 6 && events.len() >= AROUND
}
