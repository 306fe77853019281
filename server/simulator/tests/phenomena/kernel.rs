//! What Linux adds: quotas and timers.

use serde_json::{Value, json};
use simulator::observe::timeline::SliceState;

use super::{near, quantile, timeline};

/// P25, the rule of `cpu.max`, and loke.dev: ten threads with a quota of 50 ms in 100 use it up in 5 ms, and stand
/// still for 95.
#[test]
fn p25_a_quota_stands_still_once_it_is_used_up() {
    let lanes = timeline(&json!({
        "version": 1, "name": "container", "machine": { "cores": 16, "cpu_quota": 0.5 }, "runtime": { "python": "3.14" },
        "workload": [{ "name": "compute", "tasks": 10, "steps": [{ "kind": "cpu", "ms": 20 }] }],
        "models": [{ "kind": "free_threads", "workers": 10 }],
    }))
    .lanes;
    let running = |from_ms: f64, to_ms: f64| {
        let slices = lanes.iter().flat_map(|lane| &lane.slices).filter(|s| s.state == SliceState::Python);
        slices
            .filter(|s| s.from_ms < to_ms && s.to_ms > from_ms)
            .map(|s| s.to_ms.min(to_ms))
            .fold(from_ms, f64::max)
    };
    // The first period has the starts of the threads in it; the second is like all that follow.
    let until = running(100.0, 199.0) - 100.0;
    near("P25 used up after, ms", until, 5.0..=5.0);
    near("P25 standing still, ms", 100.0 - until, 95.0..=95.0);
}

/// P26, measured on the machine that the costs come from: with a timer slack of 50 µs a sleep takes 70 to 100 µs more
/// than asked for, from the 10th to the 90th percentile.
#[test]
fn p26_sleeps_overshoot() {
    let naps: Vec<Value> = (0..64).map(|_| json!({ "kind": "io", "ms": 1 })).collect();
    let lanes = timeline(&json!({
        "version": 1, "name": "naps", "machine": { "cores": 2 }, "runtime": { "python": "3.14" },
        "workload": [{ "name": "nap", "tasks": 1, "steps": naps }], "models": [{ "kind": "sequential" }],
    }))
    .lanes;
    let slept = lanes.iter().flat_map(|lane| &lane.slices).filter(|s| s.state == SliceState::Io);
    let late_us: Vec<f64> = slept.map(|s| (s.to_ms - s.from_ms - 1.0) * 1e3).collect();
    assert!(late_us.len() >= 64, "{}", late_us.len());
    near("P26 a sleep's overshoot p10, µs", quantile(late_us.clone(), 0.1), 70.0..=100.0);
    near("P26 a sleep's overshoot p90, µs", quantile(late_us, 0.9), 70.0..=100.0);
}
