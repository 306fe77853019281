//! The presets: questions that people ask, each as a scenario. The scenarios stand in `presets/` as JSON and can
//! be run as they are.

use serde::Serialize;

use super::Scenario;

/// A preset of a group, and the JSON file of its id.
macro_rules! preset {
    ($group:expr, $id:literal, $title:literal, $question:literal, $source:literal, $watch_for:literal) => {
        Preset {
            id: $id,
            group: $group,
            title: $title,
            question: $question,
            source: $source,
            watch_for: $watch_for,
            scenario_json: include_str!(concat!($id, ".json")),
        }
    };
}

mod questions;
mod start;
mod workloads;

use questions::QUESTIONS;
use start::START;
use workloads::WORKLOADS;

/// A question and its scenario. As JSON: all but the scenario, which is fetched by its id.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Preset {
    /// Stable: links and scripts use it.
    pub id: &'static str,
    pub group: Group,
    /// The scenario's name, too.
    pub title: &'static str,
    /// What somebody wants to know.
    pub question: &'static str,
    /// Where the question and its numbers come from, and which of them are assumed.
    pub source: &'static str,
    /// What to look at in the timelines.
    pub watch_for: &'static str,
    /// The scenario as it stands in its file.
    #[serde(skip)]
    pub scenario_json: &'static str,
}

/// What a preset is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// To get to know the models, and the mistakes that are made with them.
    Start,
    /// A question that was asked in public, with the asker's numbers.
    Question,
    /// A workload that was described in public, with its numbers.
    Workload,
}

impl Group {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Group::Start => "start",
            Group::Question => "question",
            Group::Workload => "workload",
        }
    }
}

/// The preset that a newcomer sees.
pub const DEFAULT_ID: &str = "fetch-parse-score";

/// All presets, in the order in which they are shown.
pub fn all() -> impl Iterator<Item = &'static Preset> {
    START.iter().chain(QUESTIONS).chain(WORKLOADS)
}

/// The preset with this id.
pub fn get(id: &str) -> Option<&'static Preset> {
    all().find(|preset| preset.id == id)
}

impl Preset {
    /// The scenario, complete with its defaults.
    ///
    /// # Panics
    /// If its file does not hold a valid scenario; the tests read each.
    pub fn scenario(&self) -> Scenario {
        match crate::parse(self.scenario_json) {
            Ok(scenario) => scenario,
            Err(problems) => panic!("preset {} is not a valid scenario: {problems:?}", self.id),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_preset_is_valid_and_survives_a_round_trip() {
        for preset in all() {
            let scenario = preset.scenario();
            assert_eq!(scenario.name, preset.title);
            assert!((4..=7).contains(&scenario.models.len()), "{}", preset.id);
            let written = serde_json::to_string(&scenario).unwrap();
            assert_eq!(crate::parse(&written), Ok(scenario));
        }
    }

    #[test]
    fn every_preset_has_its_own_id_and_title() {
        for preset in all() {
            assert_eq!(get(preset.id).unwrap().title, preset.title);
        }
        let titles: BTreeSet<&str> = all().map(|preset| preset.title).collect();
        assert_eq!(titles.len(), all().count());
        assert_eq!(all().next().unwrap().id, DEFAULT_ID);
        assert!(get("").is_none());
    }

    #[test]
    fn the_groups_follow_each_other() {
        let sizes = [Group::Start, Group::Question, Group::Workload]
            .map(|group| all().filter(|preset| preset.group == group).count());
        assert_eq!(sizes, [9, 15, 25]);
        let groups: Vec<Group> = all().map(|preset| preset.group).collect();
        assert!(groups.is_sorted_by_key(|group| *group as u8));
    }

    #[test]
    fn every_preset_says_what_it_asks_whence_it_comes_and_what_to_look_at() {
        for preset in all() {
            assert!(preset.question.ends_with('?'), "{}", preset.id);
            assert!(preset.source.ends_with('.'), "{}", preset.id);
            assert!(preset.watch_for.ends_with('.'), "{}", preset.id);
            assert!(preset.watch_for.len() <= 240, "{}: {}", preset.id, preset.watch_for.len());
        }
    }

    #[test]
    fn the_list_holds_no_scenarios() {
        let listed = serde_json::to_value(get("count-tokens").unwrap()).unwrap();
        let keys: Vec<&String> = listed.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["group", "id", "question", "source", "title", "watch_for"]);
    }
}
