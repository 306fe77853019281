//! Intervals over replications: they hold what they promise, repeat, and gain by common random numbers.

use serde_json::{Value, json};
use simulator::observe::interval::{Interval, mean};
use simulator::observe::report::{ModelResult, Outcome};
use simulator::{Report, parse, simulate};

/// Eight calls of random length under some models.
fn calls(models: &Value, seed: u64, replications: u32) -> Report {
    let scenario = json!({
        "version": 1, "name": "calls", "machine": { "cores": 2 },
        "workload": [{ "name": "call", "tasks": 8, "steps": [
            { "kind": "cpu", "ms": 0.5 }, { "kind": "io", "ms": { "exponential": { "mean": 20 } } } ] }],
        "models": models,
        "run": { "seed": seed, "replications": replications },
    });
    simulate(&parse(&scenario.to_string()).expect("a valid scenario"))
}

fn makespans_ms(result: &ModelResult) -> Vec<f64> {
    result.replications.iter().map(|run| run.makespan_ms).collect()
}

/// Of 200 intervals, each from five runs of its own, about 95 % hold the mean of very many runs.
#[test]
fn about_95_percent_of_the_intervals_hold_the_long_run_mean() {
    let sequential = json!([{ "kind": "sequential" }]);
    let long = calls(&sequential, 1_000_000, 1_000).results.remove(0);
    let longer = calls(&sequential, 2_000_000, 1_000).results.remove(0);
    let truth = mean(&[long.makespan_ms, longer.makespan_ms]);
    let holds = |seed: u64| {
        let intervals = calls(&sequential, seed, 5).results[0].intervals.expect("five runs have intervals");
        intervals.makespan_ms.low <= truth && truth <= intervals.makespan_ms.high
    };
    let share = (1..=200).filter(|seed| holds(*seed)).count() as f64 / 200.0;
    assert!((0.88..=0.995).contains(&share), "{share}");
}

#[test]
fn a_single_run_has_no_interval_and_more_have_one_around_their_mean() {
    let models = json!([{ "kind": "sequential" }, { "kind": "asyncio" }]);
    let once = calls(&models, 1, 1);
    assert!(once.results.iter().all(|r| r.intervals.is_none()));
    assert_eq!(once.verdict.margin.map(|m| (m.interval, m.outcome)), Some((None, Outcome::OneRun)));
    assert!(!serde_json::to_string(&once.results).expect("JSON").contains("intervals"));
    for result in calls(&models, 1, 7).results {
        let intervals = result.intervals.expect("seven runs have intervals");
        let (makespan, throughput) = (intervals.makespan_ms, intervals.throughput_per_s);
        assert_eq!((makespan.n, makespan.confidence, throughput.n), (7, 0.95, 7));
        assert!(makespan.low < result.makespan_ms && result.makespan_ms < makespan.high, "{result:?}");
        assert!(throughput.low < result.throughput_per_s && result.throughput_per_s < throughput.high);
    }
}

#[test]
fn intervals_repeat_to_the_bit_and_come_back_from_json() {
    let models = json!([{ "kind": "threads", "workers": 4 }, { "kind": "asyncio" }]);
    let report = calls(&models, 3, 9);
    assert_eq!(report, calls(&models, 3, 9));
    let text = serde_json::to_string(&report).expect("reports are JSON");
    assert_eq!(serde_json::from_str::<Report>(&text).expect("a report"), report);
}

/// Each replication has a seed of its own, which repeats it alone; scenarios with neighbouring seeds share none.
#[test]
fn replications_have_seeds_of_their_own() {
    let models = json!([{ "kind": "asyncio" }]);
    let runs = |seed, n| calls(&models, seed, n).results.remove(0).replications;
    let (one, two) = (runs(1, 20), runs(2, 20));
    let mut seeds: Vec<u64> = one.iter().chain(&two).map(|run| run.seed).collect();
    seeds.sort_unstable();
    seeds.dedup();
    assert_eq!(seeds.len(), 40);
    assert_eq!(one[0].seed, 1, "a single run shows the first replication");
    for run in one {
        assert_eq!(runs(run.seed, 1)[0], run);
    }
}

/// Models that face the same tasks vary together: taken pair by pair, their difference is known better than from
/// each alone.
#[test]
fn common_random_numbers_make_differences_sharper() {
    let models = json!([{ "kind": "threads", "workers": 4 }, { "kind": "asyncio", "concurrency": 4 }]);
    let results = calls(&models, 1, 20).results;
    let (a, b) = (makespans_ms(&results[0]), makespans_ms(&results[1]));
    let differences: Vec<f64> = a.iter().zip(&b).map(|(a, b)| a - b).collect();
    let half = |values: &[f64]| Interval::of(values).expect("twenty values").half_width();
    let unpaired = half(&a).hypot(half(&b));
    assert!(half(&differences) < 0.5 * unpaired, "{} against {unpaired}", half(&differences));
}

#[test]
fn the_same_model_twice_makes_no_difference() {
    let models = json!([{ "kind": "threads", "workers": 4 }, { "kind": "threads", "workers": 4 }]);
    let margin = calls(&models, 1, 5).verdict.margin.expect("two models");
    assert_eq!((margin.outcome, margin.difference_ms), (Outcome::NoDifference, 0.0));
}

#[test]
fn models_that_differ_clearly_are_told_apart() {
    let models = json!([{ "kind": "sequential" }, { "kind": "asyncio" }]);
    let report = calls(&models, 1, 5);
    let margin = report.verdict.margin.expect("two models");
    assert_eq!(report.results[report.verdict.recommended].model.kind, "asyncio");
    assert_eq!(margin.outcome, Outcome::Ahead);
    assert!(margin.interval.is_some_and(|i| i.low > 0.0 && i.low < margin.difference_ms));
    assert!(report.verdict.reason.contains("over 5 runs."), "{}", report.verdict.reason);
}
