//! Where the axes of a sweep's figure have their ticks: few, at round values, each with its unit.

use plotly::common::TickMode;
use plotly::layout::{Axis, AxisType};

use crate::format;

/// Ticks on an axis at most.
const MOST: usize = 6;

/// An axis from one value to another, in a unit.
pub(super) fn ticked(axis: Axis, (low, high): (f64, f64), log: bool, unit: &str) -> Axis {
    let values = if log { decades(low, high) } else { steps(low, high) };
    let text = values.iter().map(|value| told(*value, unit)).collect();
    let axis = if log { axis.type_(AxisType::Log) } else { axis };
    axis.tick_mode(TickMode::Array).tick_values(values).tick_text(text)
}

/// A value with its unit, as it is read elsewhere on the page.
pub(super) fn told(value: f64, unit: &str) -> String {
    match unit {
        "ms" => format::duration(value),
        "µs" => format::duration(value / 1e3),
        "bytes" => format::bytes(value),
        _ => format::significant(value),
    }
}

/// Multiples of 1, 2 or 5 times a power of ten.
fn steps(low: f64, high: f64) -> Vec<f64> {
    let span = high - low;
    if !span.is_finite() || span <= 0.0 {
        return vec![low];
    }
    let least = span / MOST as f64;
    let power = 10f64.powf(least.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|digit| digit * power).find(|step| *step >= least);
    let step = step.unwrap_or(10.0 * power);
    let (first, last) = ((low / step).ceil() as i64, (high / step).floor() as i64);
    (first..=last).map(|n| n as f64 * step).collect()
}

/// Powers of ten with as many digits between them as there is room for; where the range is too short, plain steps.
fn decades(low: f64, high: f64) -> Vec<f64> {
    if low <= 0.0 || !high.is_finite() {
        return Vec::new();
    }
    let (first, last) = (low.log10().floor() as i32, high.log10().ceil() as i32);
    let every = |digits: &'static [f64], apart: usize| -> Vec<f64> {
        let powers = (first..=last).filter(move |power| power.rem_euclid(apart as i32) == 0);
        let all = powers.flat_map(|power| digits.iter().map(move |digit| digit * 10f64.powi(power)));
        // What is at an end is within, whatever its last bit is.
        all.filter(|value| *value >= low * 0.999 && *value <= high * 1.001).collect()
    };
    let dense = every(&[1.0, 2.0, 5.0], 1);
    if dense.len() < 3 {
        return steps(low, high);
    }
    let thinner = [every(&[1.0, 3.0], 1), every(&[1.0], 1), every(&[1.0], 2), every(&[1.0], 3)];
    [dense].into_iter().chain(thinner).find(|values| values.len() <= MOST).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round() {
        assert_eq!(steps(1.0, 16.0), [5.0, 10.0, 15.0]);
        assert_eq!(steps(0.0, 1.0), [0.0, 0.2, 0.4, 0.6000000000000001, 0.8, 1.0]);
        assert_eq!(steps(3.0, 3.0), [3.0]);
    }

    #[test]
    fn decades_have_as_many_digits_as_there_is_room_for() {
        assert_eq!(decades(1.0, 50.0), [1.0, 2.0, 5.0, 10.0, 20.0, 50.0]);
        assert_eq!(decades(0.9, 100.0), [1.0, 3.0, 10.0, 30.0, 100.0]);
        assert_eq!(decades(1.0, 1e5), [1.0, 10.0, 100.0, 1e3, 1e4, 1e5]);
        assert_eq!(decades(1.0, 1e6), [1.0, 100.0, 1e4, 1e6]);
        assert!(decades(1e-3, 1e9).len() <= MOST);
        assert_eq!(decades(6.0, 9.0), steps(6.0, 9.0));
        assert!(decades(0.0, 1.0).is_empty());
    }

    #[test]
    fn values_have_their_units() {
        assert_eq!(told(2_500.0, "ms"), "2.5 s");
        assert_eq!(told(2_500.0, "µs"), "2.5 ms");
        assert_eq!(told(16.0, "workers"), "16");
    }
}
