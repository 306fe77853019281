//! Places that only so many have at once, and the line before them, which is left before it becomes long.
//!
//! Requests that come faster than they are done fill any line; then everybody waits as long as anybody is willing to.
//! So patience is for the few at the front, who wait because of something that takes long; those behind them are only
//! let wait for as long as nobody minds. What is answered is answered soon, the rest is told at once to come again.

use std::sync::Arc;
use std::time::Duration;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::failure::Failure;
use super::tally::Tally;
use crate::config::Limits;

/// So many for each place are let wait patiently.
const FRONT: i64 = 4;

/// A line and its places.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    places: Arc<Semaphore>,
    /// So many are let wait patiently.
    front: i64,
    patience: Duration,
    crowded_patience: Duration,
    waiting: Gauge,
    shed: Counter,
}

/// One who waits, counted for as long.
struct Waiting<'a>(&'a Gauge);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Line {
    pub(crate) fn new(name: &'static str, places: usize, limits: &Limits, tally: &Tally) -> Line {
        Line {
            places: Arc::new(Semaphore::new(places)),
            front: i64::try_from(places).unwrap_or(i64::MAX).saturating_mul(FRONT).max(FRONT),
            patience: limits.patience,
            crowded_patience: limits.crowded_patience.min(limits.patience),
            waiting: tally.waiting(name),
            shed: tally.shed(name),
        }
    }

    /// The same line for those who are never sent away because it is long.
    pub(crate) fn patient(self) -> Line {
        Line { crowded_patience: self.patience, ..self }
    }

    /// Waits for a place, in the order of arrival.
    ///
    /// # Errors
    /// [`Failure::Busy`]: none became free in time.
    pub(crate) async fn enter(&self) -> Result<OwnedSemaphorePermit, Failure> {
        if let Ok(place) = Arc::clone(&self.places).try_acquire_owned() {
            return Ok(place);
        }
        let ahead = self.waiting.inc();
        let _waiting = Waiting(&self.waiting);
        let patience = if ahead < self.front { self.patience } else { self.crowded_patience };
        match timeout(patience, Arc::clone(&self.places).acquire_owned()).await {
            Ok(Ok(place)) => Ok(place),
            Ok(Err(_)) | Err(_) => {
                self.shed.inc();
                Err(Failure::Busy)
            }
        }
    }

    /// The places themselves, for work that takes those which nobody waits for.
    pub(super) fn places(&self) -> &Arc<Semaphore> {
        &self.places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(places: usize) -> Line {
        let limits = Limits {
            patience: Duration::from_secs(3_600),
            crowded_patience: Duration::ZERO,
            ..Limits::default()
        };
        Line::new("test", places, &limits, &Tally::default())
    }

    #[tokio::test]
    async fn only_the_front_of_the_line_is_patient() {
        let line = line(1);
        let place = line.enter().await.unwrap();
        let mut front: Vec<_> = (0..FRONT)
            .map(|_| {
                let line = line.clone();
                Box::pin(async move { line.enter().await })
            })
            .collect();
        for waits in &mut front {
            assert!(timeout(Duration::ZERO, waits).await.is_err(), "it waits");
        }
        assert_eq!(line.waiting.get(), FRONT);
        assert_eq!(line.enter().await.unwrap_err(), Failure::Busy, "the line is long");
        assert_eq!(line.shed.get(), 1);
        let patient = line.clone().patient();
        assert!(
            timeout(Duration::from_millis(1), patient.enter()).await.is_err(),
            "pictures wait all the same"
        );
        drop(place);
        assert!(front.remove(0).await.is_ok());
        drop(front);
        assert_eq!(line.waiting.get(), 0, "who went away is not counted");
    }
}
