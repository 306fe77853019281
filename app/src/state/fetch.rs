//! Asking the simulator: at most one question is under way; when the scenario or the view moved meanwhile, the
//! newest is asked next. What is on screen stays until the next answer is here. A run that takes long is told of while
//! it is waited for (`waiting.rs`), and given up for another scenario.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use simulator::{Problem, Scenario, Window};

use super::Session;
use super::waiting::Waiting;
use crate::client::{self, Refusal, Workbench};
use crate::measured::costs::with_own_costs;
use crate::timeline::View;

/// A run of more tasks than this is drawn more coarsely, so that its answer stays light.
const MANY_TASKS: u64 = 3_000;
/// A model's lanes beyond so many are folded, unless it is open.
const LANES: usize = 12;

/// The widest window that is asked for, pixels.
const MOST_PX: u32 = 8_000;

/// How the asking goes.
#[derive(Clone, Copy)]
pub struct Fetch {
    /// A question is under way.
    pub busy: RwSignal<bool>,
    /// How far the answer is that is waited for.
    pub waiting: Waiting,
    /// Why the last question had no answer.
    pub failed: RwSignal<Option<Refusal>>,
    /// The window of the timelines on screen, and the models that are open in them.
    window: RwSignal<(Window, Vec<usize>)>,
    /// Something moved since the question under way was asked.
    again: StoredValue<bool>,
    /// The scenario that was asked for last, or that the page began with.
    wanted: StoredValue<Option<Arc<Scenario>>>,
}

impl Fetch {
    pub(super) fn new() -> Fetch {
        Fetch {
            busy: RwSignal::new(false),
            waiting: Waiting::new(),
            failed: RwSignal::new(None),
            window: RwSignal::new((whole(3_000, LANES), Vec::new())),
            again: StoredValue::new(false),
            wanted: StoredValue::new(None),
        }
    }

    /// What is wrong with the scenario, as the server sees it.
    pub fn problems(&self) -> Vec<Problem> {
        self.failed.with(|failed| failed.as_ref().map(|f| f.problems.clone()).unwrap_or_default())
    }
}

/// The window of a first answer: the whole run, fine enough for the first picture.
pub fn first_window(scenario: &Scenario) -> Window {
    if scenario.task_count() > MANY_TASKS { whole(700, 6) } else { whole(3_000, LANES) }
}

fn whole(width_px: u32, max_lanes: usize) -> Window {
    Window { from_ms: 0.0, to_ms: None, width_px, max_lanes }
}

/// The window to ask for when `view` is on screen `width_px` wide: a little more on both sides, so that panning
/// has something to show at once.
fn window_for(view: View, width_px: f64, many: bool) -> Window {
    let beside = view.span_ms() * if many { 0.25 } else { 0.75 };
    let from_ms = (view.from_ms - beside).max(0.0);
    let to_ms = view.to_ms + beside;
    let width = (to_ms - from_ms) / view.span_ms() * width_px * if many { 1.0 } else { 2.0 };
    Window {
        from_ms,
        to_ms: Some(to_ms),
        width_px: width.clamp(100.0, f64::from(MOST_PX)) as u32,
        max_lanes: LANES,
    }
}

/// The window to ask for when the view will follow from the answer: the whole run, as finely as the view needs it now and
/// somewhat more. A window that ends somewhere would have to be asked for again whenever a slider makes the run longer.
fn following(view: View, width_px: f64, end_ms: f64) -> Window {
    let width = 1.5 * width_px * end_ms / view.span_ms();
    if width > f64::from(MOST_PX) { window_for(view, width_px, false) } else { whole(width as u32, LANES) }
}

/// Whether a window shows a view well: all of it, at about the screen's resolution.
fn serves(window: &Window, view: View, width_px: f64, end_ms: f64) -> bool {
    let to_ms = window.to_ms.unwrap_or(end_ms);
    let covers = window.from_ms <= view.from_ms && (to_ms >= view.to_ms || to_ms >= end_ms);
    let ms_per_px = (to_ms - window.from_ms) / f64::from(window.width_px);
    covers && ms_per_px <= view.span_ms() / width_px * 1.05
}

impl Session {
    /// From now on, asks whenever the scenario changes or the view needs other slices.
    pub fn keep_asking(&self) {
        let session = *self;
        Effect::new(move |before: Option<()>| {
            session.scenario.track();
            if session.is_new() && before.is_some() {
                session.ask();
            }
        });
        Effect::new(move |_| {
            let (view, width) = (session.stage.view.get(), session.stage.width_px.get());
            let end = session.stage.end_ms.get();
            let open = session.stage.open.get();
            let serves =
                session.fetch.window.with(|(window, of)| serves(window, view, width, end) && *of == open);
            if session.stage.measured.get() && !serves {
                session.ask();
            }
        });
    }

    /// Whether the scenario is another than was asked for last. From now on, it counts as asked for.
    fn is_new(&self) -> bool {
        let scenario = self.scenario.get_untracked();
        let before = self.fetch.wanted.try_update_value(|wanted| wanted.replace(scenario.clone()));
        before.flatten() != Some(scenario)
    }

    /// Asks, or asks again after the question that is under way.
    pub fn ask(&self) {
        self.ask_if(|_| true);
    }

    /// Asks for what a change of the draft leads to, which is about to be made: before all else that follows from it, as
    /// the answer is what is waited for.
    pub(super) fn ask_first(&self) {
        self.ask_if(Session::is_new);
    }

    fn ask_if(&self, wanted: fn(&Session) -> bool) {
        let session = *self;
        spawn_local(async move {
            if wanted(&session) {
                session.ask_all().await;
            }
        });
    }

    async fn ask_all(&self) {
        if self.fetch.busy.get_untracked() {
            self.fetch.again.set_value(true);
            self.fetch.waiting.give_up_for(&self.scenario.get_untracked());
            return;
        }
        self.fetch.busy.set(true);
        loop {
            self.fetch.again.set_value(false);
            self.ask_once().await;
            if !self.fetch.again.get_value() {
                break;
            }
        }
        self.fetch.busy.try_set(false);
    }

    async fn ask_once(&self) {
        let scenario = self.scenario.get_untracked();
        let window = self.window(&scenario);
        let open = self.stage.open.get_untracked();
        let same_scenario =
            self.picture.with_untracked(|p| with_own_costs(&p.report.scenario) == with_own_costs(&scenario));
        let long = self.fetch.waiting.begin(&scenario);
        // A run that is on screen already is only looked at closer.
        if same_scenario && self.fetch.failed.with_untracked(Option::is_none) {
            let answer = client::timelines(&scenario, window, &open, &long).await;
            self.fetch.waiting.end();
            self.take(answer, (window, open), true, |picture, timelines| match Arc::get_mut(picture) {
                Some(workbench) => workbench.timelines = timelines,
                // Pinned: what it shows stays as it is.
                None => *picture = Arc::new(Workbench { report: picture.report.clone(), timelines }),
            });
        } else {
            let answer = client::workbench(&scenario, window, &long).await;
            self.fetch.waiting.end();
            self.take(answer, (window, Vec::new()), same_scenario, |picture, new| {
                *picture = Arc::new(new);
                self.runs.update(|runs| *runs += 1);
            });
        }
    }

    /// Shows an answer, or why there is none.
    fn take<T>(
        &self,
        answer: Result<T, Refusal>,
        window: (Window, Vec<usize>),
        same_scenario: bool,
        put: impl FnOnce(&mut Arc<Workbench>, T),
    ) {
        match answer {
            Ok(answer) => batch(|| {
                self.fetch.failed.set(None);
                self.fetch.window.set(window);
                let place = self.pointed_place().filter(|_| same_scenario);
                self.stage.forget_spots(same_scenario);
                self.picture.update(|picture| put(picture, answer));
                self.point_again(place);
            }),
            // Given up, or out of date: the newest question is asked next.
            Err(_) if self.fetch.again.get_value() => {}
            Err(refusal) => {
                self.fetch.failed.try_set(Some(refusal));
            }
        }
    }

    fn window(&self, scenario: &Scenario) -> Window {
        let many = scenario.task_count() > MANY_TASKS;
        let (view, width_px) = (self.stage.view.get_untracked(), self.stage.width_px.get_untracked());
        match self.stage.chosen.get_untracked() {
            None if self.stage.shows_all() => first_window(scenario),
            None if !many => following(view, width_px, self.stage.end_ms.get_untracked()),
            _ => window_for(view, width_px, many),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_serves_the_views_within_it() {
        let view = View::new(100.0, 200.0);
        let window = window_for(view, 1000.0, false);
        assert_eq!((window.from_ms, window.to_ms), (25.0, Some(275.0)));
        assert!(serves(&window, view, 1000.0, 1000.0));
        assert!(serves(&window, View::new(150.0, 250.0), 1000.0, 1000.0));
        assert!(!serves(&window, View::new(200.0, 300.0), 1000.0, 1000.0), "beyond it");
        assert!(!serves(&window, View::new(120.0, 130.0), 1000.0, 1000.0), "too coarse");
        assert!(serves(&window, View::new(180.0, 280.0), 1000.0, 270.0), "nothing lies beyond the end");
    }

    #[test]
    fn a_window_that_the_view_follows_serves_it_when_the_run_gets_longer_or_shorter() {
        let window = following(View::new(0.0, 750.0), 900.0, 2_500.0);
        for factor in [0.1, 1.0, 3.0] {
            assert!(serves(&window, View::new(0.0, 750.0 * factor), 900.0, 2_500.0 * factor), "{factor}");
        }
        assert!(
            !serves(&window, View::new(0.0, 750.0), 900.0, 4_000.0),
            "one row got much longer than the view"
        );
        let long = following(View::new(0.0, 10.0), 900.0, 2_500.0);
        assert_eq!(long, window_for(View::new(0.0, 10.0), 900.0, false), "the whole run would be too much");
    }
}
