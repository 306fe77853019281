//! Scenarios that are too long for a link: held for a while, under a name that takes a link's place in the addresses of
//! the parts.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

use moka::sync::Cache;
use simulator::scenario::link;
use simulator::{Scenario, models};

/// What such a name begins with; a link begins with its version.
const MARK: &str = "held.";
/// A scenario that nobody asks about for so long is let go.
const IDLE: Duration = Duration::from_secs(3_600);
/// Room for all of them together, bytes of their JSON.
const BYTES: u64 = 16 * 1024 * 1024;

/// The name that a file of a held scenario begins with, and the extension that follows it.
pub(super) fn split(file: &str) -> (&str, &str) {
    let rest = file.strip_prefix(MARK).unwrap_or(file);
    let name = file.len() - rest.len() + rest.find('.').unwrap_or(rest.len());
    (&file[..name], file[name..].trim_start_matches('.'))
}

/// The scenarios that are held.
#[derive(Clone, Debug)]
pub(super) struct Held(Cache<String, Arc<(Scenario, u32)>>);

impl Held {
    pub(super) fn new() -> Held {
        let weight = |_: &String, held: &Arc<(Scenario, u32)>| held.1;
        Held(Cache::builder().max_capacity(BYTES).weigher(weight).time_to_idle(IDLE).build())
    }

    /// Holds a scenario; its name, which is the same each time.
    pub(super) fn hold(&self, scenario: Scenario) -> String {
        let json = serde_json::to_string(&scenario).unwrap_or_default();
        let mut hasher = DefaultHasher::new();
        json.hash(&mut hasher);
        let name = format!("{MARK}{:016x}", hasher.finish());
        let bytes = u32::try_from(json.len()).unwrap_or(u32::MAX);
        self.0.insert(name.clone(), Arc::new((scenario, bytes)));
        name
    }

    /// The scenario of a link, or of the name of one that is held.
    ///
    /// # Errors
    /// Why there is none, in words.
    pub(super) fn scenario(&self, name: &str) -> Result<Scenario, String> {
        if !name.starts_with(MARK) {
            return link::parse(name, &models::catalogue()).map_err(|fault| super::told(&fault.problems()));
        }
        let gone = || "The server no longer has this scenario: run it again.".to_owned();
        self.0.get(name).map(|held| held.0.clone()).ok_or_else(gone)
    }
}
