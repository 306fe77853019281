//! Where the ruler has its ticks, and what they say.

use super::View;
use crate::format;

/// A mark on the ruler.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    pub at_ms: f64,
    pub label: String,
}

/// Ticks at multiples of 1, 2 or 5 times a power of ten, at least `apart_px` from each other.
pub fn ticks(view: View, width_px: f64, apart_px: f64) -> Vec<Tick> {
    let least_ms = view.span_ms() / (width_px / apart_px).max(1.0);
    let step_ms = step(least_ms);
    let first = (view.from_ms / step_ms).ceil() as i64;
    let last = (view.to_ms / step_ms).floor() as i64;
    (first..=last)
        .map(|n| {
            let at_ms = n as f64 * step_ms;
            Tick { at_ms, label: label(at_ms, step_ms) }
        })
        .collect()
}

/// The smallest of 1, 2, 5 times a power of ten that is not below `least`.
pub fn step(least: f64) -> f64 {
    let power = 10f64.powf(least.log10().floor());
    [1.0, 2.0, 5.0]
        .into_iter()
        .map(|digit| digit * power)
        .find(|s| *s >= least * 0.9999)
        .unwrap_or(10.0 * power)
}

/// An instant, with as many digits as tell neighbouring ticks apart.
fn label(at_ms: f64, step_ms: f64) -> String {
    if at_ms == 0.0 {
        return "0".to_owned();
    }
    let (unit_ms, unit) = if step_ms >= 500.0 {
        (1000.0, "s")
    } else if step_ms >= 0.5 {
        (1.0, "ms")
    } else {
        (0.001, "µs")
    };
    let step = step_ms / unit_ms;
    let decimals = if step >= 1.0 { 0 } else { (-step.log10()).ceil() as usize };
    let parts = 10_i64.pow(decimals as u32);
    let value = (at_ms / unit_ms * parts as f64).round() as i64;
    let whole = format::thousands(value / parts);
    if decimals == 0 {
        format!("{whole} {unit}")
    } else {
        format!("{whole}.{:0decimals$} {unit}", value % parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(from: f64, to: f64, width: f64) -> Vec<String> {
        ticks(View::new(from, to), width, 100.0).into_iter().map(|t| t.label).collect()
    }

    #[test]
    fn the_unit_follows_the_step() {
        assert_eq!(
            labels(0.0, 600.0, 700.0),
            ["0", "100 ms", "200 ms", "300 ms", "400 ms", "500 ms", "600 ms"]
        );
        assert_eq!(labels(0.0, 3000.0, 620.0), ["0", "0.5 s", "1.0 s", "1.5 s", "2.0 s", "2.5 s", "3.0 s"]);
        assert_eq!(labels(10.0, 10.5, 320.0), ["10,000 µs", "10,200 µs", "10,400 µs"]);
        assert_eq!(labels(458.799, 458.8001, 220.0), ["458,799.0 µs", "458,799.5 µs", "458,800.0 µs"]);
    }

    #[test]
    fn they_are_never_nearer_than_asked() {
        for width in [100.0, 390.0, 1023.0] {
            let marks = ticks(View::new(3.3, 777.0), width, 80.0);
            let px = width / (777.0 - 3.3);
            assert!(marks.windows(2).all(|pair| (pair[1].at_ms - pair[0].at_ms) * px >= 79.9));
        }
    }
}
