//! Sums of time by state, exact in nanoseconds.

use super::State;
use super::report::TimeMs;

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct StateTimes([u128; State::COUNT]);

impl StateTimes {
    pub(super) fn add(&mut self, ns: &[u64; State::COUNT]) {
        for (sum, ns) in self.0.iter_mut().zip(ns) {
            *sum += u128::from(*ns);
        }
    }

    pub(super) fn ms(&self) -> TimeMs {
        TimeMs::from_values(self.0.map(|ns| ns as f64 / 1e6))
    }
}
