//! Every model's recording of a run, as long as they are small enough to be written down.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use simulator::{Recording, Scenario};

use super::refused::Refused;
use crate::ops::Runs;

/// The recordings of a scenario's models.
///
/// # Errors
/// All together have more slices than `most`, or the scenario costs too much to run.
pub(super) async fn recordings(
    runs: &Runs,
    scenario: Scenario,
    most: usize,
) -> Result<Vec<Recording>, Refused> {
    let slices = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&slices);
    // Beyond the limit recordings are only counted, not kept.
    let look = move |recording: &Recording| {
        let here = recording.slice_count();
        (counted.fetch_add(here, Ordering::Relaxed) + here <= most).then(|| recording.clone())
    };
    let seen: Option<Vec<Recording>> = runs.look(scenario, None, look).await?.into_iter().collect();
    seen.ok_or(Refused::TooLong { slices: slices.load(Ordering::Relaxed), most })
}
