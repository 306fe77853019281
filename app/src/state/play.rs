//! The playhead: where it is, whether it moves, how fast.

use leptos::prelude::*;

use super::Session;
use crate::browser;
use crate::timeline::play;

/// With reduced motion the playhead jumps so often, milliseconds of real time.
const CALM_STEP_MS: f64 = 500.0;
/// When it leaves the view, the view moves on by this share.
const PAGE_TURN: f64 = 0.9;

/// One playhead for all rows.
#[derive(Clone, Copy)]
pub struct Playback {
    pub playing: RwSignal<bool>,
    /// Simulated time; none: not playing and not stepping, every row is shown to its end.
    pub at_ms: RwSignal<Option<f64>>,
    /// Simulated over real time, if it was chosen.
    pub chosen_speed: RwSignal<Option<f64>>,
}

impl Playback {
    pub(super) fn new() -> Playback {
        Playback {
            playing: RwSignal::new(false),
            at_ms: RwSignal::new(None),
            chosen_speed: RwSignal::new(None),
        }
    }
}

impl Session {
    /// The speed in force: the chosen one, or one at which the first view takes some seconds.
    pub fn speed(&self) -> f64 {
        let fitting = || play::fitting_speed(self.stage.view.with(|v| v.span_ms()));
        self.play.chosen_speed.get().unwrap_or_else(fitting)
    }

    /// Starts or stops.
    pub fn toggle_play(&self) {
        let starts = !self.play.playing.get_untracked();
        self.play.playing.set(starts);
        if !starts {
            return;
        }
        let end = self.stage.end_ms.get_untracked();
        if self.play.at_ms.get_untracked().is_none_or(|at| at >= end) {
            self.play.at_ms.set(Some(self.stage.view.get_untracked().from_ms));
        }
        let session = *self;
        let speed = self.speed();
        self.play.chosen_speed.set(Some(speed));
        let every_ms = if browser::page::prefers_reduced_motion() { CALM_STEP_MS } else { 0.0 };
        browser::frames::run(every_ms, move |elapsed_ms| session.advance(elapsed_ms));
    }

    /// Moves on by so much real time; false: it stands still now.
    fn advance(&self, elapsed_ms: f64) -> bool {
        let playing = self.play.playing.try_get_untracked().unwrap_or(false);
        let Some(at) = self.play.at_ms.try_get_untracked().flatten() else { return false };
        if !playing {
            return false;
        }
        let speed = untrack(|| self.speed());
        let end = self.stage.end_ms.get_untracked();
        let next = (at + elapsed_ms * speed).min(end);
        self.play.at_ms.set(Some(next));
        if next > self.stage.view.get_untracked().to_ms {
            self.stage.pan(PAGE_TURN);
        }
        if next >= end {
            self.play.playing.set(false);
        }
        next < end
    }

    /// Puts the playhead somewhere, in view.
    pub fn seek(&self, at_ms: f64) {
        let at = at_ms.clamp(0.0, self.stage.end_ms.get_untracked());
        self.play.at_ms.set(Some(at));
        let view = self.stage.view.get_untracked();
        if at < view.from_ms || at > view.to_ms {
            self.stage.select(at - 0.5 * view.span_ms(), at + 0.5 * view.span_ms());
        }
    }

    /// Takes the playhead away: every row is whole again.
    pub fn stop(&self) {
        self.give_up_steps();
        self.play.playing.set(false);
        self.play.at_ms.set(None);
    }
}
