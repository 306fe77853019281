//! Ladders whose rungs are known: constructed cases, and the presets.

use super::*;
use crate::scenario::presets;

const PLENTY: f64 = 1e9;

fn of(json: &str) -> Ladder {
    let scenario = crate::parse(json).expect("a valid scenario");
    ladder(&scenario, 0, PLENTY).expect("it has a model")
}

fn limits(ladder: &Ladder) -> Vec<Vec<Limit>> {
    ladder.rungs.iter().map(|rung| rung.limits.clone()).collect()
}

fn scenario(machine: &str, tasks: u32, steps: &str, services: &str, model: &str) -> String {
    format!(
        r#"{{ "version": 1, "machine": {machine}, "services": [{services}], "models": [{model}],
             "workload": [{{ "name": "task", "tasks": {tasks}, "steps": [{steps}] }}] }}"#
    )
}

#[test]
fn a_small_pool_in_front_of_a_service_binds_first_then_the_service() {
    let call = r#"{ "kind": "io", "ms": 40, "service": "api" }"#;
    let api = r#"{ "name": "api", "concurrency": 10 }"#;
    let found = of(&scenario(r#"{ "cores": 4 }"#, 200, call, api, r#"{ "kind": "threads", "workers": 2 }"#));
    assert_eq!(limits(&found)[..2], [[Limit::Workers], [Limit::Places]], "{found:#?}");
    assert_eq!((found.rungs[0].from.as_str(), found.rungs[0].to.as_str()), ("2 workers", "16 workers"));
    assert!(
        found.rungs[0]
            .sentence
            .starts_with("The pool is the limit: with 16 workers instead of 2 workers it takes")
    );
    // 200 calls of 40 ms by two, then by the service's ten.
    let [pool, service] = [found.rungs[0].before, found.rungs[1].before].map(|figures| figures.makespan_ms);
    assert!((4_000.0..4_100.0).contains(&pool) && (800.0..830.0).contains(&service), "{pool} {service}");
}

#[test]
fn threads_that_compute_are_bound_by_the_gil_then_by_the_cores() {
    let compute = r#"{ "kind": "cpu", "ms": 50 }"#;
    let found =
        of(&scenario(r#"{ "cores": 4 }"#, 64, compute, "", r#"{ "kind": "threads", "workers": 16 }"#));
    assert_eq!(limits(&found)[..2], [[Limit::Gil], [Limit::Cores]], "{found:#?}");
    assert!(
        found.rungs[0].factor > 3.0
            && found.rungs[0].sentence.starts_with("The GIL is the limit: with free-threaded")
    );
    assert_eq!(found.rungs[0].shows.as_deref(), Some("the GIL was held 99 % of the time"));
}

#[test]
fn as_many_workers_as_cores_bind_together() {
    let compute = r#"{ "kind": "cpu", "ms": 50 }"#;
    let found =
        of(&scenario(r#"{ "cores": 4 }"#, 64, compute, "", r#"{ "kind": "free_threads", "workers": 4 }"#));
    assert_eq!(limits(&found)[0], [Limit::Workers, Limit::Cores], "{found:#?}");
    assert!(
        found.rungs[0].what == "The pool and the cores" && found.rungs[0].from == "4 workers and 4 cores"
    );
}

#[test]
fn a_quota_a_rate_a_lock_and_a_loop_are_found() {
    let compute = r#"{ "kind": "cpu", "ms": 50 }"#;
    let container = r#"{ "cores": 8, "cpu_quota": 2 }"#;
    let found = of(&scenario(container, 64, compute, "", r#"{ "kind": "free_threads", "workers": 8 }"#));
    assert_eq!(limits(&found)[0], [Limit::Quota], "{found:#?}");
    let call = r#"{ "kind": "io", "ms": 5, "service": "api" }"#;
    let api = r#"{ "name": "api", "concurrency": 100, "rate_per_s": 50 }"#;
    let found = of(&scenario(r#"{ "cores": 4 }"#, 100, call, api, r#"{ "kind": "asyncio" }"#));
    assert_eq!(limits(&found)[0], [Limit::Rate], "{found:#?}");
    let lock = r#"{ "kind": "lock", "name": "cache", "ms": 20 }"#;
    let found =
        of(&scenario(r#"{ "cores": 8 }"#, 64, lock, "", r#"{ "kind": "free_threads", "workers": 8 }"#));
    assert_eq!(limits(&found)[0], [Limit::Lock], "{found:#?}");
    let found = of(&scenario(r#"{ "cores": 4 }"#, 16, compute, "", r#"{ "kind": "asyncio" }"#));
    assert_eq!(limits(&found)[0], [Limit::Loop], "{found:#?}");
}

#[test]
fn where_nothing_helps_nothing_binds() {
    let wait = r#"{ "kind": "io", "ms": 100 }"#;
    let found = of(&scenario(r#"{ "cores": 4 }"#, 20, wait, "", r#"{ "kind": "asyncio" }"#));
    assert_eq!(found.rungs, []);
    assert!(found.end.starts_with("No limit gives 5 %"), "{}", found.end);
}

#[test]
fn every_rung_of_every_preset_is_a_gain_and_joins_the_one_before() {
    for preset in presets::all() {
        // One model each, and no more runs than a test may cost.
        let scenario = preset.scenario();
        let found = ladder(&scenario, scenario.models.len() - 1, 300_000.0).expect("the model is there");
        assert!(found.rungs.len() <= RUNGS && !found.end.is_empty());
        for rung in &found.rungs {
            let gains = rung.factor >= HELPS || rung.after.completed > rung.before.completed;
            assert!(gains, "{}: {rung:#?}", preset.id);
        }
        for pair in found.rungs.windows(2) {
            assert_eq!(pair[0].after, pair[1].before, "{}", preset.id);
        }
    }
}

#[test]
fn a_ladder_stops_where_its_budget_ends() {
    let scenario = presets::get(presets::DEFAULT_ID).expect("a preset").scenario();
    let short = ladder(&scenario, 1, 1.0).expect("the model is there");
    assert_eq!((short.runs, short.rungs.len()), (1, 0));
    assert_eq!(ladder(&scenario, 1, PLENTY), ladder(&scenario, 1, PLENTY), "it repeats");
    assert!(short.end.contains("would cost too much"));
    assert_eq!(ladder(&scenario, 99, PLENTY), None);
}
