//! How far the mean of a few runs may lie from the mean of very many: intervals of confidence after Student.
//!
//! The mean of n independent runs, plus and minus t · s / √n: s is their sample standard deviation, t the quantile
//! of Student's distribution with n − 1 degrees of freedom. Of two models that faced the same tasks, the runs'
//! differences are taken first (common random numbers): luck that both had alike cancels out.
//!
//! Sums are taken in the order of the runs and only correctly rounded operations are used, so that the same bits
//! come out on every machine.

use serde::{Deserialize, Serialize};

/// The share of such intervals that hold the mean of very many runs.
pub const CONFIDENCE: f64 = 0.95;

/// From where to where the mean of very many runs is to be expected.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Interval {
    pub low: f64,
    pub high: f64,
    /// The share of such intervals that hold it: 0.95.
    pub confidence: f64,
    /// How many runs it is from.
    pub n: u32,
}

impl Interval {
    /// The interval of the mean of these values; none of fewer than two.
    pub fn of(values: &[f64]) -> Option<Interval> {
        let n = u32::try_from(values.len()).ok().filter(|n| *n >= 2)?;
        let mean = mean(values);
        let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
        let error = libm::sqrt(squares / f64::from(n - 1) / f64::from(n));
        let half = student_t(n - 1) * error;
        Some(Interval { low: mean - half, high: mean + half, confidence: CONFIDENCE, n })
    }

    /// Half its width.
    pub fn half_width(&self) -> f64 {
        (self.high - self.low) / 2.0
    }

    /// What is told behind a ±: half its width, with two significant digits; nothing where all runs were alike.
    pub fn plus_minus(&self) -> Option<f64> {
        let half = self.half_width();
        let digit = libm::pow(10.0, libm::floor(libm::log10(half)) - 1.0);
        (half > 0.0).then(|| libm::round(half / digit) * digit)
    }

    /// Whether nothing may be the truth.
    pub fn includes_zero(&self) -> bool {
        self.low <= 0.0 && self.high >= 0.0
    }
}

/// The mean; 0 of nothing. Taken as the first value and what the others differ by, so that of equal values it is
/// exactly that value, and their interval has no width.
pub fn mean(values: &[f64]) -> f64 {
    let Some(first) = values.first() else { return 0.0 };
    first + values.iter().map(|value| value - first).sum::<f64>() / values.len() as f64
}

/// The quantile of Student's distribution that leaves 2.5 % above it.
///
/// Up to ten degrees of freedom from the tables; above, the expansion around the normal quantile (Abramowitz and
/// Stegun 26.7.5), which is there exact to a hundred-thousandth.
fn student_t(degrees: u32) -> f64 {
    const TABLE: [f64; 10] = [
        12.706_204_74,
        4.302_652_73,
        3.182_446_31,
        2.776_445_11,
        2.570_581_84,
        2.446_911_85,
        2.364_624_25,
        2.306_004_14,
        2.262_157_16,
        2.228_138_85,
    ];
    const NORMAL: f64 = 1.959_963_984_540_054;
    if let Some(tabled) = degrees.checked_sub(1).and_then(|at| TABLE.get(at as usize)) {
        return *tabled;
    }
    let x = NORMAL;
    let square = x * x;
    let terms = [
        x * (square + 1.0) / 4.0,
        x * ((5.0 * square + 16.0) * square + 3.0) / 96.0,
        x * (((3.0 * square + 19.0) * square + 17.0) * square - 15.0) / 384.0,
        x * ((((79.0 * square + 776.0) * square + 1482.0) * square - 1920.0) * square - 945.0) / 92_160.0,
    ];
    let per_degree = 1.0 / f64::from(degrees.max(1));
    x + terms.iter().rev().fold(0.0, |sum, term| (sum + term) * per_degree)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Student's distribution leaves above t: its density, integrated by Simpson's rule.
    fn above(t: f64, degrees: u32) -> f64 {
        const STEPS: u32 = 20_000;
        let v = f64::from(degrees);
        let scale = libm::exp(libm::lgamma((v + 1.0) / 2.0) - libm::lgamma(v / 2.0))
            / libm::sqrt(v * std::f64::consts::PI);
        let density = |x: f64| scale * libm::pow(1.0 + x * x / v, -(v + 1.0) / 2.0);
        let width = t / f64::from(STEPS);
        let weight = |i: u32| match i {
            0 | STEPS => 1.0,
            i if i % 2 == 1 => 4.0,
            _ => 2.0,
        };
        0.5 - (0..=STEPS).map(|i| weight(i) * density(width * f64::from(i))).sum::<f64>() * width / 3.0
    }

    #[test]
    fn the_quantiles_are_student_s() {
        for degrees in (1..=40).chain([99, 199, 999]) {
            let left = above(student_t(degrees), degrees);
            assert!((left - 0.025).abs() < 1e-6, "{degrees} degrees of freedom: {left}");
        }
    }

    #[test]
    fn an_interval_is_the_textbook_s() {
        // Mean 5, standard deviation √2.5, t of 4 degrees 2.776.
        let five = Interval::of(&[3.0, 4.0, 5.0, 6.0, 7.0]).expect("five values");
        assert!((five.half_width() - 1.963_243).abs() < 1e-5, "{five:?}");
        assert!((five.low + five.high - 10.0).abs() < 1e-12 && five.n == 5);
    }

    #[test]
    fn one_value_has_no_interval_and_equal_ones_have_one_of_no_width() {
        assert_eq!(Interval::of(&[]), None);
        assert_eq!(Interval::of(&[3.0]), None);
        let same = Interval::of(&[0.1; 5]).expect("five values");
        assert_eq!((same.low, same.high), (0.1, 0.1));
        assert!(!same.includes_zero());
        assert!(Interval::of(&[-1.0, 2.0]).is_some_and(|i| i.includes_zero()));
    }

    #[test]
    fn two_digits_are_told_of_its_width() {
        let told = |half| {
            Interval { low: 100.0 - half, high: 100.0 + half, confidence: CONFIDENCE, n: 5 }.plus_minus()
        };
        let near = |half: f64, rounded: f64| told(half).is_some_and(|t| (t - rounded).abs() < 1e-9);
        assert!(near(4.126, 4.1) && near(41.26, 41.0) && near(0.009_96, 0.01), "{:?}", told(0.009_96));
        assert_eq!(told(0.0), None);
    }
}
