//! What a playhead has passed: how many tasks are done, how fast they finish now, where the next event is.

use simulator::Timeline;

/// `Throughput now` looks back over this share of the visible span.
const LOOK_BACK: f64 = 0.05;

/// Tasks done by an instant. `completed` is the run's total; the instants may be a thinned sample of them.
pub fn done(completions_ms: &[f64], completed: u64, at_ms: f64) -> u64 {
    let passed = completions_ms.partition_point(|t| *t <= at_ms);
    if passed == completions_ms.len() {
        return completed;
    }
    (passed as f64 / completions_ms.len() as f64 * completed as f64).round() as u64
}

/// Tasks finished a second over the stretch just before an instant.
pub fn throughput_now(completions_ms: &[f64], completed: u64, at_ms: f64, span_ms: f64) -> f64 {
    let back_ms = (span_ms * LOOK_BACK).min(at_ms).max(1e-6);
    let before = done(completions_ms, completed, at_ms - back_ms);
    let now = done(completions_ms, completed, at_ms);
    (now - before) as f64 / back_ms * 1e3
}

/// Tasks submitted and not done by an instant, begun or not.
pub fn pending(timeline: &Timeline, completed: u64, at_ms: f64) -> u64 {
    let submitted = done(&timeline.submissions_ms, timeline.submitted, at_ms);
    submitted.saturating_sub(done(&timeline.completions_ms, completed, at_ms))
}

/// The how manieth row was done, by an instant: 1 is the first. None: it is not done yet.
pub fn finish(makespans_ms: &[f64], row: usize, at_ms: f64) -> Option<usize> {
    let own = *makespans_ms.get(row)?;
    (own <= at_ms).then(|| 1 + makespans_ms.iter().filter(|other| **other < own).count())
}

/// Speeds to choose from, simulated over real time.
pub const SPEEDS: [f64; 13] = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0];

/// The speed at which a span takes nearest to six seconds.
pub fn fitting_speed(span_ms: f64) -> f64 {
    let ideal = span_ms / 6000.0;
    let off = |speed: f64| (speed / ideal).ln().abs();
    SPEEDS.into_iter().min_by(|a, b| off(*a).total_cmp(&off(*b))).unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_are_counted_as_the_playhead_passes() {
        let instants = [10.0, 20.0, 30.0, 40.0];
        assert_eq!(done(&instants, 4, 0.0), 0);
        assert_eq!(done(&instants, 4, 20.0), 2);
        assert_eq!(done(&instants, 4, 99.0), 4);
        assert_eq!(done(&instants, 4000, 20.0), 2000, "a thinned sample stands for all");
        assert_eq!(done(&[], 0, 5.0), 0);
    }

    #[test]
    fn the_speed_now_looks_back_a_little() {
        let instants: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!(throughput_now(&instants, 100, 50.0, 200.0), 1000.0);
        assert_eq!(throughput_now(&instants, 100, 0.0, 200.0), 0.0);
    }

    #[test]
    fn rows_finish_in_order() {
        let ends = [30.0, 10.0, 20.0, 10.0];
        assert_eq!(finish(&ends, 1, 9.0), None);
        assert_eq!(finish(&ends, 1, 10.0), Some(1));
        assert_eq!(finish(&ends, 3, 10.0), Some(1), "both at once");
        assert_eq!(finish(&ends, 2, 25.0), Some(3));
        assert_eq!(finish(&ends, 0, 25.0), None);
        assert_eq!(finish(&ends, 9, 25.0), None);
    }

    #[test]
    fn what_was_submitted_and_is_not_done_is_pending() {
        let mut line = crate::timeline::testing::timeline(Vec::new());
        (line.submitted, line.submissions_ms) = (3, vec![0.0, 5.0, 10.0]);
        line.completions_ms = vec![7.0, 20.0, 30.0];
        let counts: Vec<u64> = [0.0, 6.0, 8.0, 15.0, 30.0].map(|at| pending(&line, 3, at)).into();
        assert_eq!(counts, [1, 2, 1, 2, 0]);
    }

    #[test]
    fn a_span_takes_about_six_seconds() {
        assert_eq!(fitting_speed(600.0), 0.1);
        assert_eq!(fitting_speed(6000.0), 1.0);
        assert_eq!(fitting_speed(1.0), 0.001);
    }
}
