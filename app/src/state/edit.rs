//! Changing the draft: gestures, undo, and the address that always holds the last valid scenario.

use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use serde_json::Value;
use simulator::scenario::link;
use simulator::{Scenario, models};

use super::{Session, as_draft};
use crate::browser;
use crate::client;
use crate::draft::History;
use crate::draft::changes::{changes, in_short};

/// While a change goes on, the address waits until it has rested for so long: to write it takes browsers some
/// milliseconds, which the picture needs, and they object when it is rewritten all the time.
const ADDRESS_AFTER: Duration = Duration::from_millis(150);

/// Whether a change is still going on (a slider is dragged, a number is typed) or done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Live,
    Done,
}

/// What the address does not tell yet.
#[derive(Default)]
pub(super) struct Unwritten {
    /// When it will be written.
    timer: Option<TimeoutHandle>,
    /// It begins a gesture.
    new_entry: bool,
}

impl Unwritten {
    fn give_up(self) {
        if let Some(timer) = self.timer {
            timer.clear();
        }
    }
}

impl Session {
    /// Changes the draft. Everything from the first live change to the next one that is done is one step of undo.
    pub fn edit(&self, phase: Phase, change: impl FnOnce(&mut Value)) {
        let before = self.draft.get_untracked();
        let mut now = before.clone();
        change(&mut now);
        // A control says once more that it is done when the last live change has done all: nothing follows from that.
        let changed = now != before;
        let opens = changed && !self.gesture.get_value();
        if changed {
            self.ask_first();
            self.draft.set(now);
        }
        if opens {
            // At once: what has been done so far can be undone, and what was taken back before is gone.
            self.gesture.set_value(true);
            self.history.update(|history| history.record(before));
        }
        if changed || phase == Phase::Done {
            self.address_soon(opens, phase);
        }
        if phase == Phase::Done {
            self.gesture.set_value(false);
        }
    }

    /// Takes over a whole scenario, as one step of undo. From now on, fields tell how they differ from it.
    pub fn replace(&self, scenario: &Scenario) {
        let draft = as_draft(scenario);
        self.origin.set(draft.clone());
        self.edit(Phase::Done, |now| *now = draft);
    }

    /// Takes over a whole scenario, and looks at it afresh.
    pub fn show(&self, scenario: &Scenario) {
        self.replace(scenario);
        self.stage.chosen.set(None);
        self.stop();
    }

    /// Shows the scenario that the address holds, after the browser went back or forward.
    pub fn follow_address(&self) {
        if let Some(scenario) =
            browser::address::link().and_then(|text| link::parse(&text, &models::catalogue()).ok())
        {
            self.gesture.set_value(false);
            self.unwritten.update_value(|unwritten| std::mem::take(unwritten).give_up());
            self.draft.set(as_draft(&scenario));
            self.unlinked.set(false);
        }
    }

    pub fn undo(&self) {
        self.travel(History::undo);
    }

    pub fn redo(&self) {
        self.travel(History::redo);
    }

    /// What undoing would take back, in words; empty: nothing.
    pub fn undo_words(&self) -> String {
        let now = self.draft.get();
        self.history
            .with(|h| h.before().map_or_else(String::new, |before| in_short(&changes(before, &now), 2)))
    }

    /// What redoing would do again.
    pub fn redo_words(&self) -> String {
        let now = self.draft.get();
        self.history.with(|h| h.after().map_or_else(String::new, |after| in_short(&changes(&now, after), 2)))
    }

    /// Leaves the field that is being typed into, and goes once that has told what was typed: it shows what changes from
    /// then on.
    fn travel(&self, step: fn(&mut History<Value>, Value) -> Option<Value>) {
        let session = *self;
        browser::page::leave_field();
        set_timeout(move || session.go(step), Duration::ZERO);
    }

    fn go(&self, step: fn(&mut History<Value>, Value) -> Option<Value>) {
        self.gesture.set_value(false);
        let present = self.draft.get_untracked();
        if let Some(there) = self.history.try_update(|history| step(history, present)).flatten() {
            self.draft.set(there);
            self.address_soon(false, Phase::Done);
        }
    }

    /// Writes the address: at once after the question to the simulator when a change is done, else when it rests.
    fn address_soon(&self, new_entry: bool, phase: Phase) {
        let session = *self;
        let after = if phase == Phase::Done { Duration::ZERO } else { ADDRESS_AFTER };
        let timer = set_timeout_with_handle(move || session.address(), after).ok();
        self.unwritten.update_value(|unwritten| {
            let new_entry = new_entry || unwritten.new_entry;
            std::mem::replace(unwritten, Unwritten { timer, new_entry }).give_up();
        });
    }

    /// Writes the address. A gesture makes a new entry in the browser's history when it is first written, and
    /// rewrites that from then on.
    fn address(&self) {
        if !self.problems.with_untracked(Vec::is_empty) {
            return;
        }
        let new_entry = self.unwritten.try_update_value(std::mem::take).is_some_and(|u| u.new_entry);
        let link = self.link();
        self.unlinked.set(link.is_none());
        let Some(link) = link else { return };
        let path = ["/s/", &link].concat();
        if new_entry { browser::address::push(&path) } else { browser::address::replace(&path) }
    }

    /// The scenario's link; none if it is too long for one.
    pub fn link(&self) -> Option<String> {
        let link = self.scenario.with_untracked(|scenario| link::print(scenario));
        (link.len() <= link::MAX_LENGTH).then_some(link)
    }

    /// What stands for the scenario in the addresses of the server's parts: its link, or the name under which the server
    /// holds it for a while.
    ///
    /// # Errors
    /// Why the server does not.
    pub async fn part_name(&self) -> Result<String, String> {
        match self.link() {
            Some(link) => Ok(link),
            None => client::hold(&self.scenario.get_untracked()).await,
        }
    }

    /// What the server writes for the scenario at one of the parts' addresses; or a notice why it does not.
    pub async fn part(&self, place: &str, query: &str) -> String {
        let answer = match self.part_name().await {
            Ok(name) => client::part(&[place, &name].concat(), query).await,
            Err(reason) => Err(reason),
        };
        answer.unwrap_or_else(client::notice)
    }
}
