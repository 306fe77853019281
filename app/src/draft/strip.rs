//! How wide a step is in its strip, and what its duration becomes when its edge is dragged.
//!
//! Widths grow with the square root of the duration, on top of a least width that can be grabbed: a step of 1 ms
//! beside one of 100 ms is seen, and which is longer is seen, too.

/// Width of a step that takes no time, CSS pixels: 1.75 rem, as `style/panels/strip.css` says.
const LEAST_PX: f64 = 28.0;
/// Pixels to a weight of one where a strip shows no durations to measure it by.
const PX_PER_WEIGHT: f64 = 20.0;
/// The longest step that a scenario may have, milliseconds.
const LONGEST_MS: f64 = 3_600_000.0;

/// A step's share of the strip, as a number for `flex-grow`: the sum of a strip's is never below 1.
pub fn grow(ms: f64) -> u32 {
    ((weight(ms) * 1000.0) as u32).max(1)
}

fn weight(ms: f64) -> f64 {
    if ms.is_finite() { ms.max(0.0).sqrt() } else { LONGEST_MS.sqrt() }
}

/// Pixels to a weight of one: from the widths of a strip's steps and their durations.
pub fn scale(steps: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (mut px, mut weights) = (0.0, 0.0);
    for (width_px, ms) in steps {
        px += (width_px - LEAST_PX).max(0.0);
        weights += weight(ms);
    }
    if px > 1.0 && weights > 0.0 { px / weights } else { PX_PER_WEIGHT }
}

/// The duration of a step whose edge was dragged by so many pixels, in two significant digits. Milliseconds.
pub fn dragged_ms(from_ms: f64, by_px: f64, scale: f64) -> f64 {
    let weight = (weight(from_ms) + by_px / scale).max(0.0);
    rounded((weight * weight).min(LONGEST_MS), 2)
}

/// A number to so many significant digits.
pub fn rounded(x: f64, digits: i32) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let last = digits - 1 - x.log10().floor() as i32;
    let power = 10f64.powi(last.abs());
    if last < 0 { (x / power).round() * power } else { (x * power).round() / power }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longer_is_wider_and_nothing_vanishes() {
        assert!(grow(0.0) == 1 && grow(0.001) > 1 && grow(40.0) > grow(3.0));
        assert!(grow(100.0) < 15 * grow(1.0));
        assert!(grow(f64::INFINITY) < u32::MAX);
    }

    #[test]
    fn dragging_there_and_back_gives_what_was() {
        let scale = scale([(50.0, 1.0), (165.0, 40.0)].into_iter());
        let longer = dragged_ms(40.0, 30.0, scale);
        assert!(longer > 50.0 && longer < 80.0, "{longer}");
        assert_eq!(dragged_ms(40.0, 0.0, scale), 40.0);
        assert_eq!(dragged_ms(40.0, -1000.0, scale), 0.0);
        assert_eq!(dragged_ms(40.0, 1e9, scale), LONGEST_MS);
        assert!(dragged_ms(0.0, 5.0, super::scale([(28.0, 0.0)].into_iter())) > 0.0);
    }

    #[test]
    fn two_digits_are_kept() {
        assert_eq!(rounded(43.21, 2), 43.0);
        assert_eq!(rounded(0.012_34, 2), 0.012);
        assert_eq!(rounded(12_345.0, 2), 12_000.0);
        assert_eq!(rounded(0.0, 2), 0.0);
    }
}
