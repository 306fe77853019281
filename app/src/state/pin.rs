//! A version that is kept to compare with: its scenario and what came of it. It outlives edits and undo; the link
//! does not hold it.

use leptos::prelude::*;
use serde_json::Value;
use simulator::Report;

use super::{Phase, Session, as_draft};
use crate::draft::changes::{Change, changes};
use crate::measured::costs::with_own_costs;

impl Session {
    /// Keeps what is on screen.
    pub fn pin(&self) {
        self.pinned.set(Some(self.picture.get_untracked()));
    }

    pub fn unpin(&self) {
        self.pinned.set(None);
    }

    /// Shows the pinned version, and pins what is on screen. The change of the scenario is one step of undo.
    pub fn swap_pinned(&self) {
        let Some(pinned) = self.pinned.get_untracked() else { return };
        self.pin();
        let draft = draft_of(&pinned.report);
        self.edit(Phase::Done, |now| *now = draft);
    }

    /// What differs from the pinned version; none: nothing is pinned.
    pub fn changed_since_pin(&self) -> Option<Vec<Change>> {
        let pinned = self.pinned.get()?;
        let now = self.report(draft_of);
        Some(changes(&draft_of(&pinned.report), &now))
    }
}

fn draft_of(report: &Report) -> Value {
    as_draft(&with_own_costs(&report.scenario))
}
