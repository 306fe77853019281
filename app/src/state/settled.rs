//! The answer that what is beside and below the rows follows: the newest, once it has stood for a while. While one
//! drags, answers follow each other faster than that, and only the verdict and the rows are drawn anew.

use std::time::Duration;

use leptos::prelude::*;

use super::Session;

/// An answer that stands so long is settled: longer than from one answer to the next while a slider moves, and short
/// enough to seem at once when it rests.
const SETTLED: Duration = Duration::from_millis(150);

impl Session {
    /// From now on, follows the answers. Other windows of the timelines leave the report as it is.
    pub fn keep_settling(&self) {
        let session = *self;
        let mut settle = debounce(SETTLED, move |()| {
            let report = session.picture.try_with_untracked(|p| {
                let same = session.settled.with_untracked(|settled| **settled == p.report);
                (!same).then(|| p.report.clone().into())
            });
            if let Some(report) = report.flatten() {
                session.settled.set(report);
            }
        });
        Effect::new(move |before: Option<()>| {
            session.runs.track();
            if before.is_some() {
                settle(());
            }
        });
    }
}
