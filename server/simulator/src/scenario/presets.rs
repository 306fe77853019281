//! The presets: questions that people ask, each as a scenario. The scenarios stand beside this file as JSON
//! and can be run as they are.

use serde::Serialize;

use super::Scenario;

/// A question and its scenario. As JSON: all but the scenario, which is fetched by its id.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Preset {
    /// Stable: links and scripts use it.
    pub id: &'static str,
    pub title: &'static str,
    /// What somebody wants to know.
    pub question: &'static str,
    /// Where the question and its numbers come from.
    pub source: &'static str,
    /// The scenario as it stands in its file.
    #[serde(skip)]
    pub scenario_json: &'static str,
}

/// The preset that a newcomer sees.
pub const DEFAULT_ID: &str = "fetch-parse-score";

macro_rules! preset {
    ($id:literal, $title:literal, $question:literal, $source:literal) => {
        Preset {
            id: $id,
            title: $title,
            question: $question,
            source: $source,
            scenario_json: include_str!(concat!("presets/", $id, ".json")),
        }
    };
}

static PRESETS: &[Preset] = &[
    preset!(
        "fetch-parse-score",
        "Fetch, parse, score",
        "Most of my service waits for an API, but some requests compute an embedding. Which model carries both?",
        "A retrieval service in small; durations are assumed."
    ),
    preset!(
        "api-calls-requests",
        "Five API calls with requests",
        "I call five slow APIs with a blocking library. Do I need asyncio to make them overlap?",
        "The ThreadPoolExecutor example of Python's concurrent.futures documentation: five URLs, five workers; \
         durations are assumed."
    ),
    preset!(
        "count-tokens",
        "Count tokens in documents",
        "Counting tokens in pure Python takes 50 ms a document. How do I use all four cores?",
        "CPU-bound work over independent documents, as in the ProcessPoolExecutor example of Python's \
         concurrent.futures documentation; durations are assumed."
    ),
    preset!(
        "async-httpx",
        "Three URLs with async httpx",
        "My HTTP client is async already. What does asyncio.gather give me for three URLs?",
        "The async client example of the HTTPX documentation; durations are assumed."
    ),
    preset!(
        "threads-for-cpu",
        "Mistake: threads for CPU-bound Python",
        "Sixteen computations of 250 ms, and a thread pool does not make them faster. Why?",
        "A common mistake: Python's threading documentation, on the global interpreter lock; durations are \
         assumed."
    ),
    preset!(
        "processes-for-tiny-tasks",
        "Mistake: processes for tiny tasks",
        "Why is my process pool slower than the loop that it replaced?",
        "A common mistake: loky issue 12 has 50,000 tasks that do nothing; here 2,000 of 50 µs."
    ),
    preset!(
        "blocking-call-in-asyncio",
        "Mistake: a blocking call inside asyncio",
        "One handler calls requests.get inside async def. Why do all other requests stall?",
        "A common mistake: Python's asyncio documentation, \"Running Blocking Code\"; durations are assumed."
    ),
    preset!(
        "hybrid-pipeline",
        "Hybrid: fetch, process, store",
        "I fetch with an async client, process in pure Python and store with a blocking library. One model for all?",
        "The asyncio documentation's \"Executing code in thread or process pools\"; durations are assumed."
    ),
    preset!(
        "keep-it-simple",
        "Nothing is slow: keep it simple",
        "Six small files, half a millisecond each. Is any of this worth it?",
        "A script as most scripts are; durations are assumed."
    ),
];

/// All presets, in the order in which they are shown.
pub fn all() -> &'static [Preset] {
    PRESETS
}

/// The preset with this id.
pub fn get(id: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.id == id)
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
    use super::*;

    #[test]
    fn every_preset_is_valid_and_survives_a_round_trip() {
        for preset in all() {
            let scenario = preset.scenario();
            assert_eq!(scenario.name, preset.title);
            assert!((5..=7).contains(&scenario.models.len()), "{}", preset.id);
            let written = serde_json::to_string(&scenario).unwrap();
            assert_eq!(crate::parse(&written), Ok(scenario));
        }
    }

    #[test]
    fn every_preset_has_its_own_id() {
        for preset in all() {
            assert_eq!(get(preset.id).unwrap().title, preset.title);
        }
        assert_eq!(all()[0].id, DEFAULT_ID);
        assert!(get("").is_none());
    }

    #[test]
    fn the_list_holds_no_scenarios() {
        let listed = serde_json::to_value(get("count-tokens").unwrap()).unwrap();
        let keys: Vec<&String> = listed.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["id", "question", "source", "title"]);
    }
}
