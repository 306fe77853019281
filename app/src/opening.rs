//! What a page opens with. The server works it out before it renders the page, so that rendering never waits; the
//! browser takes it from the HTML.

use serde::{Deserialize, Serialize};
use serde_json::Value;
#[cfg(feature = "ssr")]
use simulator::scenario::{link, presets};
#[cfg(feature = "ssr")]
use simulator::{Scenario, Window, models};

use crate::client::{Refusal, Workbench};
#[cfg(feature = "ssr")]
use crate::state::first_window;

/// The workbench's: the address' scenario and what came of it. What only later parts of the page read stays JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Opening {
    pub answer: Result<Workbench, Refusal>,
    /// How far predictions are off (`validation::Summary`), once that is known; else null.
    pub accuracy: Value,
    /// The preset that the scenario is, or was before it was edited (`gallery::Origin`), or null.
    pub origin: Value,
    /// Whether the address asked for that preset, so that the page tells what it is about.
    pub noted: bool,
}

/// What has to be run for an address of the workbench: a permalink's scenario, a preset's, or the newcomers' one.
///
/// # Errors
/// What is wrong with the permalink.
#[cfg(feature = "ssr")]
pub fn wanted(path: &str, preset: Option<&str>) -> Result<(Scenario, Window), Refusal> {
    let scenario = match path.strip_prefix("/s/").or_else(|| path.strip_prefix("/live/")) {
        Some(text) => link::parse(text, &models::catalogue()).map_err(|error| Refusal {
            error: "The scenario of this address cannot be read.".to_owned(),
            problems: error.problems(),
            passing: false,
        })?,
        None => {
            let preset = preset.and_then(presets::get).or_else(|| presets::get(presets::DEFAULT_ID));
            preset.map(|preset| preset.scenario()).ok_or_else(|| Refusal::new("There are no presets."))?
        }
    };
    let window = first_window(&scenario);
    Ok((scenario, window))
}

/// Where the page's HTML has it, as JSON.
pub(crate) const PLACE: &str = "opening";

fn unprepared() -> Opening {
    let answer = Err(Refusal::passing("This page was not prepared."));
    Opening { answer, accuracy: Value::Null, origin: Value::Null, noted: false }
}

/// What the server has put into leptos' context as an `Arc<Opening>`.
#[cfg(feature = "ssr")]
pub(crate) fn opening() -> Opening {
    use leptos::prelude::use_context;
    use_context::<std::sync::Arc<Opening>>().map_or_else(unprepared, std::sync::Arc::unwrap_or_clone)
}

/// What came with the page. From bytes, as all that the page reads: reading text is code of its own in the WASM.
#[cfg(not(feature = "ssr"))]
pub(crate) fn opening() -> Opening {
    let data = crate::browser::takeover::data(PLACE);
    data.and_then(|data| serde_json::from_slice(data.as_bytes()).ok()).unwrap_or_else(unprepared)
}
