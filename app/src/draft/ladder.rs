//! The values that a slider steps through. Where a setting spans decades the steps are 1-2-5, so that each move
//! changes it by about the same factor; the number field beside it takes anything between the bounds.

/// Ascending marks of a slider.
#[derive(Clone, Debug, PartialEq)]
pub struct Ladder {
    marks: Vec<f64>,
}

impl Ladder {
    /// 1-2-5 steps from `min` to `max`, both included; `zero` puts 0 before them.
    pub fn decades(min: f64, max: f64, zero: bool) -> Ladder {
        let mut marks = if zero { vec![0.0] } else { Vec::new() };
        let first = min.log10().floor() as i32;
        let last = max.log10().ceil() as i32;
        for exponent in first..=last {
            for digit in [1.0, 2.0, 5.0] {
                // Dividing keeps 0.001 exact where multiplying by 10^-3 would not.
                let mark =
                    if exponent < 0 { digit / 10f64.powi(-exponent) } else { digit * 10f64.powi(exponent) };
                if mark >= min && mark <= max {
                    marks.push(mark);
                }
            }
        }
        Ladder { marks }
    }

    /// How many cores or workers: every number at first, then 1½ and 2 times.
    pub fn counts(max: u32) -> Ladder {
        let mut marks = vec![1.0, 2.0, 3.0];
        let mut power = 4.0;
        while power <= f64::from(max) {
            marks.push(power);
            if power * 1.5 <= f64::from(max) {
                marks.push(power * 1.5);
            }
            power *= 2.0;
        }
        Ladder { marks }
    }

    /// The slider's last index; the first is 0.
    pub fn last(&self) -> usize {
        self.marks.len().saturating_sub(1)
    }

    /// The value at an index.
    pub fn at(&self, index: usize) -> f64 {
        self.marks.get(index.min(self.last())).copied().unwrap_or(0.0)
    }

    /// The index whose value is nearest by factor.
    pub fn nearest(&self, value: f64) -> usize {
        let far = |mark: f64| {
            if mark <= 0.0 || value <= 0.0 { (mark - value).abs() } else { (mark / value).ln().abs() }
        };
        let mut best = 0;
        for (index, mark) in self.marks.iter().enumerate() {
            if far(*mark) < far(self.marks[best]) {
                best = index;
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decades_are_exact() {
        assert_eq!(Ladder::decades(0.05, 2.0, true).marks, [0.0, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0]);
        assert_eq!(Ladder::decades(1.0, 1000.0, false).last(), 9);
    }

    #[test]
    fn counts_go_up_by_half_octaves() {
        assert_eq!(Ladder::counts(16).marks, [1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0]);
    }

    #[test]
    fn the_nearest_mark_is_nearest_by_factor() {
        let ladder = Ladder::decades(1.0, 100.0, true);
        assert_eq!(ladder.at(ladder.nearest(7.5)), 10.0);
        assert_eq!(ladder.at(ladder.nearest(6.0)), 5.0);
        assert_eq!(ladder.at(ladder.nearest(0.0)), 0.0);
        assert_eq!(ladder.at(ladder.nearest(1e9)), 100.0);
        assert_eq!(ladder.at(99), 100.0);
    }
}
