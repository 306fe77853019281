//! Simulated time: instants and spans in integer nanoseconds. Only a span adds to an instant.

use std::ops::{Add, AddAssign, Mul, Sub};

/// An instant: nanoseconds since the start of the run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(u64);

/// A length of time in nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(u64);

impl Time {
    pub const ZERO: Time = Time(0);
    /// Later than any instant of a run: "not known yet".
    pub const NEVER: Time = Time(u64::MAX);

    pub fn from_ns(ns: u64) -> Time {
        Time(ns)
    }

    pub const fn ns(self) -> u64 {
        self.0
    }

    pub fn ms(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// The span since an earlier instant; zero if `earlier` is later.
    pub fn since(self, earlier: Time) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }

    /// The first multiple of `period` after this instant.
    pub fn next_multiple(self, period: Span) -> Time {
        Time((self.0 / period.0 + 1) * period.0)
    }
}

impl Span {
    pub const ZERO: Span = Span(0);

    pub const fn from_ns(ns: u64) -> Span {
        Span(ns)
    }

    pub const fn from_us(us: u64) -> Span {
        Span(us * 1_000)
    }

    pub const fn from_ms(ms: u64) -> Span {
        Span(ms * 1_000_000)
    }

    /// Rounds to the nearest nanosecond; negative and undefined values become zero.
    pub fn from_ms_f64(ms: f64) -> Span {
        Span(nearest(ms * 1e6))
    }

    /// Rounds to the nearest nanosecond; negative and undefined values become zero.
    pub fn from_us_f64(us: f64) -> Span {
        Span(nearest(us * 1e3))
    }

    pub const fn ns(self) -> u64 {
        self.0
    }

    pub fn ms(self) -> f64 {
        self.0 as f64 / 1e6
    }

    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// This span times a factor, to the nearest nanosecond.
    pub fn scaled(self, factor: f64) -> Span {
        Span(nearest(self.0 as f64 * factor))
    }

    /// Rounded up to whole milliseconds.
    pub fn ceil_ms(self) -> Span {
        Span(self.0.div_ceil(1_000_000) * 1_000_000)
    }
}

/// The nearest whole number, halves upwards; 0 for negative and undefined ones. (`libm::round` gives the same bits,
/// but is a function of its own.)
fn nearest(value: f64) -> u64 {
    if (0.0..9e18).contains(&value) {
        // Signed, because that is one instruction each way.
        let whole = value as i64;
        return whole as u64 + u64::from(value - whole as f64 >= 0.5);
    }
    let whole = value as u64;
    whole.saturating_add(u64::from(value - whole as f64 >= 0.5))
}

impl Add<Span> for Time {
    type Output = Time;
    fn add(self, span: Span) -> Time {
        Time(self.0.saturating_add(span.0))
    }
}

impl Add for Span {
    type Output = Span;
    fn add(self, other: Span) -> Span {
        Span(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Span {
    fn add_assign(&mut self, other: Span) {
        *self = *self + other;
    }
}

impl Sub for Span {
    type Output = Span;
    fn sub(self, other: Span) -> Span {
        debug_assert!(self.0 >= other.0, "a span cannot be negative");
        Span(self.0.saturating_sub(other.0))
    }
}

impl Mul<u64> for Span {
    type Output = Span;
    fn mul(self, times: u64) -> Span {
        Span(self.0.saturating_mul(times))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_up_to_whole_milliseconds() {
        assert_eq!(Span::from_us(100).ceil_ms(), Span::from_ms(1));
        assert_eq!(Span::from_ms(3).ceil_ms(), Span::from_ms(3));
        assert_eq!(Span::ZERO.ceil_ms(), Span::ZERO);
    }

    #[test]
    fn the_next_multiple_is_always_later() {
        let tick = Span::from_ms(4);
        assert_eq!(Time::ZERO.next_multiple(tick), Time::from_ns(4_000_000));
        assert_eq!(Time::from_ns(4_000_000).next_multiple(tick), Time::from_ns(8_000_000));
    }

    #[test]
    fn rounds_as_libm_does() {
        let halves = (0..200).map(|n| f64::from(n) * 0.25);
        let large = (0..200).map(|n| f64::from(n).mul_add(0.5, 4_503_599_627_370_400.0));
        let edges =
            [-0.5, -0.4, -7.0, 0.499_999_999_999_999_94, 1e19, 2e19, f64::MAX, f64::INFINITY, f64::NAN];
        for value in halves.chain(large).chain(edges) {
            assert_eq!(nearest(value), libm::round(value) as u64, "{value}");
        }
    }

    #[test]
    fn nonsense_floats_become_zero() {
        assert_eq!(Span::from_ms_f64(-1.0), Span::ZERO);
        assert_eq!(Span::from_ms_f64(f64::NAN), Span::ZERO);
    }
}
