//! Pools of threads: how they start, and who is told what.

use serde_json::{Value, json};
use simulator::machine::State;
use simulator::machine::record::LaneKind;
use simulator::machine::tasks::Status;

use crate::run::{Run, beside_spinners, cpu, longest, run, threads};

/// When the last task was submitted.
fn submitted_ms(run: &Run) -> f64 {
    run.tasks.iter().map(|t| t.submitted.ms()).fold(0.0, f64::max)
}

#[test]
fn s12_11_starting_threads_under_load_costs_an_interval_each() {
    // 32 tasks of 10 ms; measured until the last submit: 6, 27 to 62, 150 and 255 ms.
    let until = |workers: u32| submitted_ms(&run(threads(workers), 2, cpu(32, 10.0), json!({})));
    let (one, four, eight, all) = (until(1), until(4), until(8), until(32));
    assert!((5.0..12.0).contains(&one), "{one}");
    assert!((15.0..90.0).contains(&four), "{four}");
    assert!((40.0..220.0).contains(&eight), "{eight}");
    assert!((150.0..320.0).contains(&all), "{all}");
}

#[test]
fn s12_11_a_submit_that_starts_a_thread_beside_spinners_waits_for_the_child() {
    let run = beside_spinners(3, 200.0, 1, &[json!({"kind": "cpu", "ms": 1})]);
    let starts: Vec<f64> = run.tasks.iter().map(|t| t.submitted.ms()).collect();
    for pair in starts[1..].windows(2) {
        assert!(pair[1] - pair[0] > 5.0, "each takes at least an interval: {starts:?}");
    }
}

#[test]
fn s12_12_a_burst_of_tiny_tasks_starts_every_thread_of_the_pool() {
    let run = run(threads(32), 2, cpu(1000, 0.05), json!({}));
    assert_eq!(run.of_kind(LaneKind::Thread), 32, "as measured");
}

#[test]
fn s12_13_the_submitting_loop_keeps_the_gil_and_results_come_in_bursts() {
    let run = run(threads(1), 2, cpu(2000, 0.001), json!({}));
    let mut done: Vec<f64> = run.tasks.iter().map(|t| t.done().ms()).collect();
    done.sort_by(f64::total_cmp);
    let pause = done.windows(2).map(|d| d[1] - d[0]).fold(0.0, f64::max);
    assert!((4.5..6.5).contains(&pause), "nothing for a whole interval: {pause}");
}

#[test]
fn s12_28_giving_up_does_not_stop_a_thread() {
    let workload = json!([
        {"name": "slow", "tasks": 1, "steps": [{"kind": "io", "ms": 100}], "timeout_ms": 30},
        {"name": "next", "tasks": 1, "steps": [{"kind": "io", "ms": 10}]},
    ]);
    let run = run(threads(1), 2, workload, json!({"order": "blocks"}));
    assert_eq!((run.ended(Status::Completed), run.ended(Status::TimedOut)), (1, 1));
    assert!(run.makespan_ms > 110.0, "the next task waits for the zombie's worker: {}", run.makespan_ms);
}

#[test]
fn s12_28_cancelling_a_coroutine_does_not_stop_its_thread() {
    let workload = json!([
        {"name": "slow", "tasks": 2, "steps": [{"kind": "blocking_io", "ms": 100}], "timeout_ms": 30},
        {"name": "next", "tasks": 1, "steps": [{"kind": "blocking_io", "ms": 10}]},
    ]);
    let run = run(json!({"kind": "asyncio_threads", "workers": 2}), 2, workload, json!({"order": "blocks"}));
    assert_eq!((run.ended(Status::Completed), run.ended(Status::TimedOut)), (1, 2));
    assert!(run.makespan_ms > 110.0, "both slots leak until the calls end: {}", run.makespan_ms);
}

#[test]
fn s12_34_default_pools_ignore_a_container_s_quota() {
    let default_workers = |kind: &str, python: &str| {
        let scenario = json!({"version": 1, "machine": {"cores": 64, "cpu_quota": 2},
            "runtime": {"python": python}, "workload": cpu(1, 1.0), "models": [{"kind": kind}]});
        let read = simulator::parse(&scenario.to_string()).expect("a valid scenario");
        read.models[0].workers
    };
    assert_eq!(default_workers("asyncio_threads", "3.14"), Some(32), "min(32, 64 + 4)");
}

#[test]
fn s12_37_free_threads_contend_for_the_objects_that_they_share() {
    let speed_up = |step: Value| {
        let work = json!([{"name": "work", "tasks": 8, "steps": [step]}]);
        let alone = run(json!({"kind": "free_threads", "workers": 1}), 4, work.clone(), json!({}));
        alone.makespan_ms / run(json!({"kind": "free_threads", "workers": 4}), 4, work, json!({})).makespan_ms
    };
    let own = speed_up(json!({"kind": "cpu", "ms": 20}));
    let shared = speed_up(json!({"kind": "lock", "name": "cache", "ms": 20}));
    assert!((3.7..4.0).contains(&own), "{own}");
    assert!((0.9..1.05).contains(&shared), "{shared}");
}

#[test]
fn s12_38_a_preempted_lock_holder_stops_everybody_without_a_gil() {
    // One core, four threads: while the holder of the lock waits for its next slice, those who want it wait too.
    let steps: Vec<Value> = (0..20)
        .flat_map(|_| [json!({"kind": "cpu", "ms": 1}), json!({"kind": "lock", "name": "cache", "ms": 0.5})])
        .collect();
    let workload = json!([{"name": "work", "tasks": 4, "steps": steps}]);
    let run = run(json!({"kind": "free_threads", "workers": 4}), 1, workload, json!({}));
    let waits: Vec<_> = run.in_state(State::LockWait).copied().collect();
    assert!(longest(&waits) > 2.0, "for half a millisecond of work: {}", longest(&waits));
}

#[test]
fn s12_38_a_wait_for_a_lock_spins_away_its_share_of_a_busy_core() {
    // The thread that submits waits for each thread that it starts: forty yields, though the new one may have come
    // up after the first. From 3.15 on it looks at the lock between them.
    let until = |python: &str| {
        let model = json!({"kind": "free_threads", "workers": 4});
        submitted_ms(&run(model, 1, cpu(32, 10.0), json!({"runtime": {"python": python}})))
    };
    let (blind, looking) = (until("3.14"), until("3.15"));
    assert!((60.0..140.0).contains(&blind), "measured 92.5 to 93.0 ms; got {blind}");
    assert!(looking < 0.5 * blind, "{looking} after {blind}");
}

#[test]
fn s12_44_who_is_woken_from_a_lock_still_needs_the_gil() {
    let locked = [json!({"kind": "lock", "name": "queue", "ms": 12}), json!({"kind": "cpu", "ms": 3})];
    let workload = json!([
        {"name": "spin", "tasks": 1, "steps": [{"kind": "cpu", "ms": 300}]},
        {"name": "users", "tasks": 2, "steps": crate::run::repeated(&locked)},
    ]);
    let run = run(threads(3), 4, workload, json!({"order": "blocks"}));
    for name in ["worker 2", "worker 3"] {
        let lane = run.lane(name);
        let woken = lane.windows(2).filter(|s| s[0].state == State::LockWait);
        let again = woken.clone().filter(|s| s[1].state == State::GilWait).count();
        assert!(again * 2 > woken.count(), "most wake-ups go on to wait for the GIL: {name}");
    }
}

#[test]
fn native_code_with_threads_of_its_own_uses_more_cores() {
    let blas = |threads: u32| {
        let step = json!({"kind": "cpu", "ms": 80, "gil": "released", "native_threads": threads});
        let workload = json!([{"name": "blas", "tasks": 1, "steps": [step]}]);
        run(json!({"kind": "sequential"}), 4, workload, json!({})).makespan_ms
    };
    let gain = blas(1) / blas(4);
    assert!((3.8..=4.0).contains(&gain), "{gain}");
}
