//! Quantiles of errors, and how often the order of two cases is right.

use app::validation::{Errors, Ranking};

/// Two makespans are told apart from this ratio on.
const DIFFERS: f64 = 1.1;

/// The value below which this share of the sorted values lies; of an even number the upper one. `None`: of nothing.
fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let index = (share * sorted.len() as f64) as usize;
    sorted.get(index.min(sorted.len().checked_sub(1)?)).copied()
}

/// The quantiles of errors without their signs; `None` when there are none.
pub(super) fn errors(errors: impl Iterator<Item = f64>) -> Option<Errors> {
    let mut sizes: Vec<f64> = errors.map(f64::abs).collect();
    sizes.sort_by(f64::total_cmp);
    let at = |share| quantile(&sizes, share);
    Some(Errors { median: at(0.5)?, p90: at(0.9)?, max: at(1.0)? })
}

/// How many of the pairs that differ, within groups, are in the right order. A makespan is measured and simulated.
pub(super) fn order(groups: &[Vec<(f64, f64)>]) -> Ranking {
    let mut order = Ranking { right: 0, pairs: 0 };
    for group in groups {
        for (index, x) in group.iter().enumerate() {
            for y in &group[index + 1..] {
                if x.0.max(y.0) / x.0.min(y.0) > DIFFERS {
                    order.pairs += 1;
                    order.right += usize::from((x.0 < y.0) == (x.1 < y.1));
                }
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_values_that_occur() {
        let ten: Vec<f64> = (1..=10).map(f64::from).collect();
        assert_eq!(quantile(&ten, 0.5), Some(6.0));
        assert_eq!(quantile(&ten, 0.9), Some(10.0));
        assert_eq!(quantile(&ten[..9], 0.5), Some(5.0));
        assert_eq!(quantile(&[7.0], 0.9), Some(7.0));
        assert_eq!(quantile(&[], 0.5), None);
    }

    #[test]
    fn errors_lose_their_signs() {
        let found = errors([-0.3, 0.1, 0.0, -0.2].into_iter()).unwrap();
        assert_eq!(found, Errors { median: 0.2, p90: 0.3, max: 0.3 });
        assert_eq!(errors(std::iter::empty()), None);
    }

    #[test]
    fn only_pairs_of_a_group_that_differ_count() {
        let groups = [
            vec![(100.0, 90.0), (105.0, 80.0), (200.0, 210.0)],
            vec![(100.0, 300.0), (300.0, 100.0)],
            vec![(1.0, 1.0)],
        ];
        assert_eq!(order(&groups), Ranking { right: 2, pairs: 3 });
        assert_eq!(order(&[vec![(100.0, 50.0), (110.0, 40.0)]]), Ranking { right: 0, pairs: 0 });
        assert_eq!(order(&[vec![(100.0, 50.0), (200.0, 50.0)]]), Ranking { right: 0, pairs: 1 });
    }
}
