//! Which preset the scenario came from, and whether it was changed since.

use std::sync::Arc;

use leptos::prelude::*;
use simulator::Scenario;

use super::Session;
use crate::gallery::{Card, Origin};

/// The presets that were opened, and the note about the last one.
#[derive(Clone, Copy)]
pub struct Origins {
    /// In the order in which they were opened.
    opened: RwSignal<Vec<Arc<Origin>>>,
    /// Whether the note about it is shown.
    pub noted: RwSignal<bool>,
}

impl Origins {
    pub(super) fn new() -> Origins {
        Origins { opened: RwSignal::new(Vec::new()), noted: RwSignal::new(false) }
    }

    /// Starts with the address' preset, if it is one.
    pub fn start(&self, origin: Option<Origin>, noted: bool) {
        self.opened.set(origin.into_iter().map(Arc::new).collect());
        self.noted.set(noted);
    }
}

impl Session {
    /// Takes over a preset, as one step of undo.
    pub fn open_preset(&self, card: Card, scenario: &Scenario) {
        let origin = Arc::new(Origin { card, scenario: scenario.clone() });
        self.stage.chosen.set(None);
        self.stop();
        self.replace(scenario);
        self.origins.opened.update(|opened| opened.push(origin));
        self.origins.noted.set(true);
    }

    /// Where the scenario came from: the preset whose name it has, as undo may lead back to an earlier one, or else
    /// the last that was opened.
    pub fn opened_preset(&self) -> Option<Arc<Origin>> {
        let scenario = self.scenario.get();
        self.origins.opened.with(|opened| {
            let named = opened.iter().rfind(|origin| origin.card.title == scenario.name);
            named.or(opened.last()).cloned()
        })
    }
}
