//! How late callbacks come to their turn on an event loop.

use crate::engine::Span;

/// How long callbacks waited for their turn: counts by logarithmic bucket, 16 to an octave.
#[derive(Clone, Debug)]
pub struct LagHistogram {
    counts: Vec<u64>,
    total: u64,
}

impl Default for LagHistogram {
    fn default() -> LagHistogram {
        LagHistogram { counts: vec![0; 64 * 16], total: 0 }
    }
}

impl LagHistogram {
    pub(super) fn add(&mut self, lag: Span) {
        let ns = lag.ns().max(16);
        let octave = ns.ilog2();
        let within = (ns >> (octave - 4)) & 15;
        self.counts[octave as usize * 16 + within as usize] += 1;
        self.total += 1;
    }

    /// Adds what another has counted.
    pub fn merge(&mut self, other: &LagHistogram) {
        for (sum, count) in self.counts.iter_mut().zip(&other.counts) {
            *sum += count;
        }
        self.total += other.total;
    }

    /// The quantile, to within 1/16; zero when nothing was counted.
    pub fn quantile(&self, q: f64) -> Span {
        let mut left = libm::ceil(q * self.total as f64) as u64;
        for (bucket, count) in self.counts.iter().enumerate() {
            if *count >= left && left > 0 {
                let (octave, within) = (bucket / 16, bucket % 16);
                return Span::from_ns(((16 + within as u64) << octave) >> 4);
            }
            left -= count;
        }
        Span::ZERO
    }
}
