//! What the page shows of a preset. The presets themselves stay with the server.

use serde::{Deserialize, Serialize};
use simulator::Scenario;

/// A preset as the gallery shows it, as `/api/v1/presets` lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    pub id: String,
    /// `start`, `question` or `workload`.
    pub group: String,
    pub title: String,
    pub question: String,
    pub source: String,
    pub watch_for: String,
}

/// The preset that a scenario came from, and the scenario as it was then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Origin {
    pub card: Card,
    pub scenario: Scenario,
}

#[cfg(feature = "ssr")]
mod known {
    use simulator::scenario::presets::{self, Preset};

    use super::{Card, Origin, Scenario};

    impl Card {
        /// All presets, in the order in which they are shown.
        pub fn all() -> Vec<Card> {
            presets::all().map(Card::of).collect()
        }

        fn of(preset: &Preset) -> Card {
            Card {
                id: preset.id.to_owned(),
                group: preset.group.name().to_owned(),
                title: preset.title.to_owned(),
                question: preset.question.to_owned(),
                source: preset.source.to_owned(),
                watch_for: preset.watch_for.to_owned(),
            }
        }
    }

    impl Origin {
        /// The preset whose name a scenario still has.
        pub fn of(scenario: &Scenario) -> Option<Origin> {
            let preset = presets::all().find(|preset| preset.title == scenario.name)?;
            Some(Origin { card: Card::of(preset), scenario: preset.scenario() })
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn an_edited_preset_is_known_by_its_name() {
            let preset = presets::get(presets::DEFAULT_ID).unwrap();
            let mut scenario = preset.scenario();
            scenario.machine.cores = 7;
            let origin = Origin::of(&scenario).unwrap();
            assert_eq!((origin.card.id.as_str(), origin.scenario), (preset.id, preset.scenario()));
            scenario.name = "My own".to_owned();
            assert_eq!(Origin::of(&scenario), None);
        }

        #[test]
        fn cards_are_what_the_api_lists() {
            let listed = serde_json::to_value(presets::all().collect::<Vec<_>>()).unwrap();
            assert_eq!(serde_json::from_value::<Vec<Card>>(listed).unwrap(), Card::all());
        }
    }
}
