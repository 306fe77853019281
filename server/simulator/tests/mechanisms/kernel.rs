//! Linux: slices, ticks, wake-ups, quotas.

use serde_json::json;
use simulator::machine::State;

use crate::run::{cpu, ends_ms, lengths_ms, median, quantile, repeated, run, threads};

#[test]
fn s12_31_a_thread_that_computes_little_gets_a_busy_core_when_it_wakes() {
    // Eight spinning threads on two cores and one that sleeps: 243 of 250 wake-ups measured within 0.1 ms (its sleep
    // is late by as much alone), the others after up to 9 ms.
    let naps = repeated(&[json!({"kind": "io", "ms": 1}), json!({"kind": "cpu", "ms": 0.01})]);
    let workload = json!([
        {"name": "spin", "tasks": 8, "steps": [{"kind": "cpu", "ms": 200}]},
        {"name": "sleeper", "tasks": 8, "steps": naps},
    ]);
    let run = run(json!({"kind": "free_threads", "workers": 9}), 2, workload, json!({"order": "blocks"}));
    let naps = run.of_class(1, State::Io).len();
    let waits = lengths_ms(&run.of_class(1, State::CoreWait));
    let long = waits.iter().filter(|ms| **ms > 0.1).count();
    assert!(long > 0 && long * 10 < naps, "{long} of {naps}");
    assert!(quantile(&waits, 1.0) < 20.0, "{}", quantile(&waits, 1.0));
}

#[test]
fn s12_31_a_thread_that_has_had_its_share_waits_for_a_slice_to_end() {
    // Three threads on one core that compute for 3 ms and then sleep for a moment: none is behind when it wakes.
    let steps = repeated(&[json!({"kind": "cpu", "ms": 3}), json!({"kind": "io", "ms": 0.5})]);
    let workload = json!([{"name": "work", "tasks": 3, "steps": steps}]);
    let run = run(json!({"kind": "free_threads", "workers": 3}), 1, workload, json!({}));
    let waits: Vec<_> = run.in_state(State::CoreWait).copied().collect();
    assert!(median(&lengths_ms(&waits)) > 1.5, "{}", median(&lengths_ms(&waits)));
}

#[test]
fn s12_32_slices_end_at_ticks() {
    let run = run(json!({"kind": "free_threads", "workers": 4}), 2, cpu(4, 400.0), json!({}));
    let computing: Vec<_> = run.in_state(State::Python).copied().collect();
    let slice = median(&lengths_ms(&computing));
    assert!((3.9..4.05).contains(&slice), "measured 3.97 ms; got {slice}");
    let off = ends_ms(&computing).iter().filter(|ms| (*ms / 4.0).fract() > 1e-9).count();
    assert!(off <= 8, "only the ends of tasks, and starts, are not at a multiple of 4 ms: {off}");
}

#[test]
fn s12_33_a_quota_is_a_stopwatch_not_a_slow_down() {
    let container = json!({"machine": {"cores": 8, "cpu_quota": 2}});
    let run = run(json!({"kind": "free_threads", "workers": 8}), 8, cpu(8, 60.0), container);
    // Eight threads use up 200 ms of CPU in 25 ms and stand still for the other 75.
    let ends = run.in_state(State::Python).map(|s| s.to.ms());
    let stopped = ends.filter(|ms| *ms < 99.0).fold(0.0, f64::max);
    assert!((24.5..26.5).contains(&stopped), "{stopped}");
    assert!((200.0..310.0).contains(&run.makespan_ms), "{}", run.makespan_ms);
}

#[test]
fn s12_33_the_holder_of_the_gil_may_be_the_one_that_stands_still() {
    let container = json!({"machine": {"cores": 4, "cpu_quota": 0.5}});
    let run = run(threads(2), 4, cpu(2, 200.0), container);
    let pauses = run.holds().windows(2).map(|h| h[1].from - h[0].to).fold(0.0, f64::max);
    assert!(pauses > 45.0, "nobody computes for half a period: {pauses}");
}
