//! Changing the draft: gestures, undo, and the address that always holds the last valid scenario.

use std::time::Duration;

use leptos::prelude::*;
use serde_json::Value;
use simulator::scenario::link;
use simulator::{Scenario, models};

use super::{Session, as_draft};
use crate::browser;
use crate::client;
use crate::draft::History;
use crate::draft::changes::{changes, in_short};

/// Browsers object to an address that is rewritten all the time; while a slider moves, this often is enough.
const ADDRESS_EVERY_MS: f64 = 250.0;

/// Whether a change is still going on (a slider is dragged, a number is typed) or done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Live,
    Done,
}

impl Session {
    /// Changes the draft. Everything from the first live change to the next one that is done is one step of undo.
    pub fn edit(&self, phase: Phase, change: impl FnOnce(&mut Value)) {
        let before = self.draft.get_untracked();
        self.draft.update(change);
        let changed = self.draft.with_untracked(|now| *now != before);
        let opens = self.gesture.with_value(Option::is_none);
        if opens && changed {
            self.gesture.set_value(Some(before));
        }
        if changed || phase == Phase::Done {
            self.address_soon(opens && changed, phase);
        }
        if phase == Phase::Done {
            self.close_gesture();
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
            self.close_gesture();
            self.draft.set(as_draft(&scenario));
            self.unlinked.set(false);
        }
    }

    pub fn undo(&self) {
        self.close_gesture();
        self.travel(History::undo);
    }

    pub fn redo(&self) {
        self.close_gesture();
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

    fn travel(&self, step: impl FnOnce(&mut History<Value>, Value) -> Option<Value>) {
        let present = self.draft.get_untracked();
        if let Some(there) = self.history.try_update(|history| step(history, present)).flatten() {
            browser::page::leave_field();
            self.draft.set(there);
            self.address_soon(false, Phase::Done);
        }
    }

    fn close_gesture(&self) {
        if let Some(before) = self.gesture.try_update_value(Option::take).flatten() {
            self.history.update(|history| history.record(before));
        }
    }

    /// Writes the address once the question to the simulator is on its way: browsers take some milliseconds for it.
    fn address_soon(&self, new_entry: bool, phase: Phase) {
        let session = *self;
        set_timeout(move || session.address(new_entry, phase), Duration::ZERO);
    }

    /// Writes the address. The first change of a gesture makes a new entry in the browser's history, the others
    /// rewrite it.
    fn address(&self, new_entry: bool, phase: Phase) {
        let now = browser::page::now_ms();
        let soon = now - self.addressed_ms.get_value() < ADDRESS_EVERY_MS;
        if !self.problems.with_untracked(Vec::is_empty) || (phase == Phase::Live && !new_entry && soon) {
            return;
        }
        self.addressed_ms.set_value(now);
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
