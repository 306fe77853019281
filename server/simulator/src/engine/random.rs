//! Counter-based random streams: draw number i of a stream is a pure function of (seed, stream, i), so it does
//! not matter who draws when, and every model meets exactly the same tasks (common random numbers).
//!
//! The generator is SplitMix64 (Steele, Lea and Flood 2014) entered at its i-th state. Logarithms and exponentials
//! come from the `libm` crate, so that the same bits come out natively and in WASM.

use super::ziggurat;

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// A stream of draws that belong together.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stream {
    key: u64,
    counter: u64,
}

/// SplitMix64's output function: a bijection that spreads every input bit over the whole word.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The streams of a seed whose names begin alike.
#[derive(Clone, Copy, Debug)]
pub struct Streams(u64);

impl Streams {
    pub fn new(seed: u64, first: u64) -> Streams {
        Streams(mix(seed ^ GOLDEN)).named(first)
    }

    /// Those of them whose names go on so.
    pub fn named(self, part: u64) -> Streams {
        Streams(mix(self.0.wrapping_add(GOLDEN) ^ mix(part)))
    }

    /// The stream whose name ends so.
    pub fn stream(self, last: u64) -> Stream {
        Stream { key: self.named(last).0, counter: 0 }
    }
}

impl Stream {
    /// The stream of a seed with this name: any numbers that tell it from the others.
    pub fn new(seed: u64, [first, second, third]: [u64; 3]) -> Stream {
        Streams::new(seed, first).named(second).stream(third)
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.counter += 1;
        mix(self.key.wrapping_add(self.counter.wrapping_mul(GOLDEN)))
    }

    /// Uniform in [0, 1): 53 random bits.
    #[inline]
    pub fn unit(&mut self) -> f64 {
        Stream::unit_of(self.bits())
    }

    /// What 64 random bits are in [0, 1); the lowest 11 are not used.
    #[inline]
    pub(super) fn unit_of(bits: u64) -> f64 {
        // Signed, because that is one instruction.
        (bits >> 11) as i64 as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// A stream of its own, which costs this one a single draw however much is taken from it.
    pub fn branch(&mut self) -> Stream {
        Stream { key: self.bits(), counter: 0 }
    }

    /// Passes over a draw.
    pub fn skip(&mut self) {
        self.counter += 1;
    }

    /// Uniform in 0..n; n must not be 0. (Multiply-shift, Lemire 2019, without rejection: bias below n/2^64.)
    pub fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(n)) >> 64) as u64
    }

    /// Exponential with this mean (inversion).
    pub fn exponential(&mut self, mean: f64) -> f64 {
        -mean * libm::log(1.0 - self.unit())
    }

    /// Standard normal (Box and Muller 1958, one of the pair).
    pub fn normal(&mut self) -> f64 {
        let radius = libm::sqrt(-2.0 * libm::log(1.0 - self.unit()));
        radius * libm::cos(2.0 * std::f64::consts::PI * self.unit())
    }

    /// Exponential with mean 1, by the ziggurat: quicker, and not what a script in another language could draw again in a line
    /// or two.
    #[inline]
    pub fn quick_exponential(&mut self) -> f64 {
        ziggurat::exponential(self)
    }

    /// Standard normal, likewise.
    #[inline]
    pub fn quick_normal(&mut self) -> f64 {
        ziggurat::normal(self)
    }

    /// Lognormal with this mean and this coefficient of variation (standard deviation over mean).
    pub fn lognormal(&mut self, mean: f64, cv: f64) -> f64 {
        let variance = libm::log1p(cv * cv);
        mean * libm::exp(libm::sqrt(variance) * self.normal() - 0.5 * variance)
    }

    /// Pareto from `min` with exponent `alpha` (inversion).
    pub fn pareto(&mut self, min: f64, alpha: f64) -> f64 {
        min * libm::pow(1.0 - self.unit(), -1.0 / alpha)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(n: u32, mut draw: impl FnMut(&mut Stream) -> f64) -> f64 {
        let mut stream = Stream::new(1, [2, 3, 4]);
        (0..n).map(|_| draw(&mut stream)).sum::<f64>() / f64::from(n)
    }

    #[test]
    fn means_are_what_was_asked_for() {
        assert!((mean(200_000, |s| s.unit()) - 0.5).abs() < 0.003);
        assert!((mean(200_000, |s| s.exponential(20.0)) - 20.0).abs() < 0.2);
        assert!((mean(200_000, |s| s.lognormal(40.0, 0.3)) - 40.0).abs() < 0.15);
        assert!((mean(200_000, |s| s.pareto(5.0, 3.0)) - 7.5).abs() < 0.1);
        assert!((mean(200_000, |s| s.below(10) as f64) - 4.5).abs() < 0.03);
    }

    #[test]
    fn streams_differ_by_every_part_of_their_name_and_by_seed() {
        let first = |seed, name| Stream::new(seed, name).bits();
        let all = [
            first(1, [0, 0, 0]),
            first(2, [0, 0, 0]),
            first(1, [1, 0, 0]),
            first(1, [0, 1, 0]),
            first(1, [0, 0, 1]),
        ];
        for (i, a) in all.iter().enumerate() {
            assert!(all[i + 1..].iter().all(|b| a != b));
        }
        assert_eq!(first(7, [1, 2, 3]), first(7, [1, 2, 3]));
    }
}
