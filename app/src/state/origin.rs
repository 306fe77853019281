//! Which preset the scenario came from, and whether it was changed since.

use std::sync::Arc;

use leptos::prelude::*;
use serde_json::Value;
use simulator::Scenario;

use super::Session;
use crate::gallery::{Card, Origin};

/// The presets that were opened, and the note about the last one.
#[derive(Clone, Copy)]
pub struct Origins {
    /// The address' preset, to be read.
    first: StoredValue<Value>,
    /// In the order in which they were opened.
    opened: RwSignal<Vec<Arc<Origin>>>,
    /// Whether the note about it is shown.
    pub noted: RwSignal<bool>,
}

impl Origins {
    pub(super) fn new() -> Origins {
        Origins {
            first: StoredValue::new(Value::Null),
            opened: RwSignal::new(Vec::new()),
            noted: RwSignal::new(false),
        }
    }

    /// Starts with the address' preset, if it is one.
    pub fn start(&self, origin: Value, noted: bool) {
        self.first.set_value(origin);
        self.noted.set(noted);
    }

    /// Reads the preset that the page started with.
    pub fn read(&self) {
        let first = self.first.with_value(|first| serde_json::from_value::<Origin>(first.clone()).ok());
        self.opened.update(|opened| opened.splice(0..0, first.map(Arc::new)).for_each(drop));
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
