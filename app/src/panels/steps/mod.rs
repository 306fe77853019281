//! The steps of a task class: as a strip, as text, and one by one. All change the draft through [`Steps`].

mod duration;
mod settings;
mod strip;
mod text;

use leptos::prelude::*;
use serde_json::Value;

use crate::browser;
use crate::draft::{Ladder, path, shapes, typed};
use crate::state::{Phase, Session};

pub use settings::StepEditor;
pub use strip::{AddStep, StepStrip};
pub use text::StepsText;

/// The steps of one class: what can be done with them, and which one's settings are open.
#[derive(Clone, Copy)]
pub struct Steps {
    session: Session,
    class: usize,
    /// The step whose settings are open.
    open: RwSignal<Option<usize>>,
    /// What was done, for those who do not see it.
    say: RwSignal<String>,
}

impl Steps {
    pub fn new(session: Session, class: usize, say: RwSignal<String>) -> Steps {
        Steps { session, class, open: RwSignal::new(None), say }
    }

    fn list(&self) -> String {
        format!("workload[{}].steps", self.class)
    }

    /// How many there are, followed.
    pub fn len(&self) -> Memo<usize> {
        self.session.len(self.list())
    }

    fn count(&self) -> usize {
        self.session.draft.with_untracked(|draft| path::len(draft, &self.list()))
    }

    /// The id of a step's button in the strip.
    fn button_id(&self, index: usize) -> String {
        format!("strip-{}-{index}", self.class)
    }

    /// The mean durations, milliseconds.
    fn means_ms(&self) -> Vec<f64> {
        self.session.draft.with_untracked(|draft| {
            let steps = path::get(draft, &self.list()).and_then(Value::as_array);
            steps.into_iter().flatten().map(|step| shapes::mean_ms(&step["ms"])).collect()
        })
    }

    /// Adds a step of one of [`shapes::STEP_KINDS`] after the open one, or at the end, and opens it.
    fn add(&self, kind: &str) {
        let at = self.open.get_untracked().map_or(usize::MAX, |open| open + 1).min(self.count());
        self.session.edit(Phase::Done, |draft| path::insert(draft, &self.list(), at, shapes::new_step(kind)));
        self.open.set(Some(at));
        self.tell("added", at);
        browser::page::focus_soon(self.button_id(at));
    }

    fn duplicate(&self, index: usize) {
        self.session.edit(Phase::Done, |draft| path::duplicate(draft, &self.list(), index));
        self.open.update(|open| *open = open.map(|open| if open > index { open + 1 } else { open }));
        self.tell("duplicated", index + 1);
        browser::page::focus_soon(self.button_id(index + 1));
    }

    fn remove(&self, index: usize) {
        self.session.edit(Phase::Done, |draft| path::remove(draft, &self.list(), index));
        self.open.update(|open| {
            *open = match *open {
                Some(open) if open == index => None,
                Some(open) if open > index => Some(open - 1),
                other => other,
            }
        });
        let left = self.count();
        self.say.set(format!("Step {} removed, {left} left.", index + 1));
        browser::page::focus_soon(self.button_id(index.min(left.saturating_sub(1))));
    }

    /// Swaps a step with the one before or after it; answers where it is now.
    fn shift(&self, phase: Phase, index: usize, later: bool) -> usize {
        let first = if later { index } else { index.wrapping_sub(1) };
        if first.saturating_add(1) >= self.count() {
            return index;
        }
        self.session.edit(phase, |draft| path::swap_with_next(draft, &self.list(), first));
        self.open.update(|open| {
            *open = match *open {
                Some(open) if open == first => Some(first + 1),
                Some(open) if open == first + 1 => Some(first),
                other => other,
            }
        });
        let now = if later { index + 1 } else { first };
        self.tell("moved", now);
        now
    }

    /// Gives a step another mean duration; its distribution stays.
    fn resize(&self, phase: Phase, index: usize, mean_ms: f64) {
        let at = format!("{}[{index}].ms", self.list());
        self.session.edit(phase, |draft| {
            let mut ms = path::get(draft, &at).cloned().unwrap_or_else(|| typed::json(0.0));
            shapes::set_mean(&mut ms, mean_ms);
            path::set(draft, &at, ms);
        });
    }

    /// The next longer or shorter duration of the ladder.
    fn climb(&self, index: usize, longer: bool) {
        let ladder = Ladder::decades(0.001, 10_000.0, true);
        let mean_ms = self.means_ms().get(index).copied().unwrap_or(0.0);
        let here = ladder.nearest(mean_ms);
        self.resize(Phase::Done, index, ladder.at(if longer { here + 1 } else { here.saturating_sub(1) }));
        self.tell("now", index);
    }

    /// Says what a step is after something was done with it.
    fn tell(&self, done: &str, index: usize) {
        let at = format!("{}[{index}]", self.list());
        let step = self.session.draft.with_untracked(|draft| path::get(draft, &at).map(settings::tell));
        if let Some(told) = step {
            let (place, of) = (index + 1, self.count());
            self.say.set(format!("{}, {}, {done}: step {place} of {of}.", told.name, told.time));
        }
    }
}
