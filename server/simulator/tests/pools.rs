//! Pools of processes and interpreters, and servers: what a naive simulator gets wrong about them. The numbers in the
//! names are those of the list in `cpython.md`, section 12: how CPython and Linux really behave.

use serde_json::{Value, json};
use simulator::observe::report::ModelResult;
use simulator::observe::timeline::{Lane, LaneKind, SliceState};
use simulator::{Timeline, Window, parse, simulate_with_timelines};

/// One model's result and timeline.
struct Run {
    result: ModelResult,
    timeline: Timeline,
}

impl Run {
    fn workers(&self) -> Vec<&Lane> {
        self.timeline.lanes.iter().filter(|lane| lane.kind == LaneKind::Process).collect()
    }

    fn per_second(&self) -> f64 {
        1e3 * self.result.tasks.completed as f64 / self.result.makespan_ms
    }
}

/// Runs one model; `more` is laid over a scenario of version 1.
fn run(python: &str, cores: u32, model: Value, workload: Value, more: Value) -> Run {
    let mut scenario = json!({
        "version": 1, "machine": { "cores": cores }, "runtime": { "python": python },
        "workload": workload, "models": [model],
    });
    for (key, value) in more.as_object().into_iter().flatten() {
        scenario[key] = value.clone();
    }
    let scenario = parse(&scenario.to_string()).unwrap_or_else(|problems| panic!("{problems:?}"));
    let whole = Window { from_ms: 0.0, to_ms: None, width_px: u32::MAX, max_lanes: 1_000 };
    let (mut report, mut timelines) = simulate_with_timelines(&scenario, Some(&whole));
    Run { result: report.results.remove(0), timeline: timelines.remove(0) }
}

fn tasks(count: u32, ms: f64) -> Value {
    json!([{ "name": "task", "tasks": count, "steps": [{ "kind": "cpu", "ms": ms }] }])
}

fn processes(workers: u32, method: &str) -> Value {
    json!({ "kind": "processes", "workers": workers, "start_method": method })
}

/// One call at a time through a process pool: `spinners` threads of the parent compute beside it.
fn one_at_a_time_beside(spinners: u32) -> f64 {
    let call = json!({ "name": "call", "tasks": 100, "arrival": { "kind": "closed", "clients": 1, "think_ms": 0 },
        "steps": [{ "kind": "cpu", "ms": 0.01 }] });
    let spin = json!({ "name": "spin", "tasks": spinners,
        "steps": [{ "kind": "cpu", "ms": 20_000, "on": "thread" }] });
    let workload = if spinners == 0 { json!([call]) } else { json!([call, spin]) };
    let model = json!({ "kind": "asyncio_processes", "workers": 2, "start_method": "fork" });
    let run = run("3.13", 4, model, workload, json!({ "run": { "seed": 3, "replications": 3 } }));
    run.result.classes[0].latency_ms.mean
}

#[test]
fn s12_15_the_parents_gil_bounds_a_process_pool_whatever_its_workers() {
    let rate =
        |workers| run("3.12", 16, processes(workers, "fork"), tasks(4_000, 0.08), json!({})).per_second();
    let (four, fifteen) = (rate(4), rate(15));
    assert!(fifteen < 1.25 * four, "{four} and {fifteen} tasks a second");
    assert!((3_000.0..12_000.0).contains(&fifteen), "{fifteen} tasks a second");
}

#[test]
fn s12_16_a_computing_parent_starves_its_pool() {
    // Measured: a round trip of 0.66 ms takes 16.9 ms beside one spinning thread and 46.9 ms beside two.
    let (alone, one, two) = (one_at_a_time_beside(0), one_at_a_time_beside(1), one_at_a_time_beside(2));
    assert!(alone < 1.5, "{alone} ms alone");
    assert!((8.0..35.0).contains(&one), "{one} ms beside one");
    assert!(two > 1.5 * one, "{two} ms beside two, {one} beside one");
}

#[test]
fn s12_17_what_is_in_the_call_queue_runs_though_its_caller_gave_up() {
    // The last task arrives after half a second and keeps the run going.
    let workload = json!([
        { "name": "task", "tasks": 40, "timeout_ms": 30, "steps": [{ "kind": "cpu", "ms": 100 }] },
        { "name": "end", "tasks": 2, "arrival": { "kind": "closed", "clients": 1, "think_ms": 500 },
          "steps": [{ "kind": "io", "ms": 1 }] },
    ]);
    let run = run("3.13", 4, processes(2, "fork"), workload, json!({ "order": "blocks" }));
    assert_eq!(run.result.tasks.timed_out, 40);
    let began: f64 = run
        .workers()
        .iter()
        .flat_map(|lane| &lane.slices)
        .filter(|slice| slice.state == SliceState::Python)
        .map(|slice| slice.to_ms - slice.from_ms)
        .sum();
    // At most two ran and three stood in the call queue, which is filled up when a result comes; never one alone.
    assert!((299.0..501.0).contains(&began), "{began} ms were computed for callers that had gone");
}

#[test]
fn s12_18_the_default_start_method_follows_the_version() {
    let workers = |python| {
        let model = json!({ "kind": "processes", "workers": 6 });
        run(python, 4, model, tasks(2, 1.0), json!({})).workers().len()
    };
    assert_eq!(workers("3.13"), 6, "fork starts all at the first submit");
    assert_eq!(workers("3.14"), 2, "forkserver starts one for each submit");
}

#[test]
fn s12_19_one_after_the_other_needs_one_spawned_worker() {
    let workload = json!([{ "name": "task", "tasks": 12, "arrival": { "kind": "uniform", "every_ms": 400 },
        "steps": [{ "kind": "cpu", "ms": 5 }] }]);
    assert_eq!(run("3.14", 4, processes(4, "spawn"), workload, json!({})).workers().len(), 1);
}

#[test]
fn s12_20_a_full_result_pipe_stalls_every_worker() {
    let workload = json!([{ "name": "task", "tasks": 40, "steps": [{ "kind": "cpu", "ms": 1 }],
        "payload": { "arguments_bytes": 10, "result_bytes": 1_000_000, "kind": "objects" } }]);
    let run = run("3.14", 8, processes(4, "fork"), workload, json!({}));
    let sending = |at: f64, lane: &Lane| {
        lane.slices.iter().any(|slice| {
            slice.from_ms <= at
                && at < slice.to_ms
                && matches!(slice.state, SliceState::Serialize | SliceState::LockWait)
        })
    };
    let end = run.result.makespan_ms;
    let stalled = (0..100).filter(|i| {
        let at = end * (0.3 + 0.005 * f64::from(*i));
        run.workers().iter().all(|lane| sending(at, lane))
    });
    assert!(stalled.count() > 30, "all four wait for the parent most of the time");
}

#[test]
fn s12_21_a_message_larger_than_the_pipe_takes_turns() {
    let switches = |bytes: u64| {
        let workload = json!([{ "name": "task", "tasks": 1, "steps": [{ "kind": "cpu", "ms": 1 }],
            "payload": { "arguments_bytes": bytes, "result_bytes": 10 } }]);
        let run = run("3.14", 1, processes(1, "fork"), workload, json!({}));
        run.result.cores.context_switches
    };
    let (small, large) = (switches(1_000), switches(8_388_608));
    assert!(large - small >= 2 * 128, "{small} switches for 1 KB, {large} for 8 MiB");
}

#[test]
fn s12_23_replacing_a_worker_stops_the_pool() {
    let recycled = |after: Value| {
        let mut model = processes(8, "spawn");
        model["max_tasks_per_child"] = after;
        run("3.14", 8, model, tasks(2_000, 0.1), json!({})).per_second()
    };
    let (never, often) = (recycled(Value::Null), recycled(json!(25)));
    assert!(often < never / 3.0, "{never} tasks a second, {often} with a new worker every 25");
}

#[test]
fn s12_24_tiny_tasks_do_not_scale_over_interpreters() {
    let rate = |workers: u32| {
        let model = json!({ "kind": "interpreters", "workers": workers });
        let more = json!({ "runtime": { "python": "3.14", "costs": { "interpreter_start_ms": 0 } } });
        run("3.14", 8, model, tasks(4_000, 0.01), more).per_second()
    };
    let (one, eight) = (rate(1), rate(8));
    assert!(eight < 1.5 * one, "{one} tasks a second with one, {eight} with eight");
}

#[test]
fn interpreters_compute_in_parallel_and_import_again() {
    let model = json!({ "kind": "interpreters", "workers": 4 });
    let quick = run("3.14", 4, model.clone(), tasks(16, 100.0), json!({}));
    assert!((400.0..520.0).contains(&quick.result.makespan_ms), "{} ms", quick.result.makespan_ms);
    let imports = json!({ "runtime": { "python": "3.14", "import_ms": 200 } });
    let slow = run("3.14", 4, model, tasks(16, 100.0), imports);
    let later = slow.result.makespan_ms - quick.result.makespan_ms;
    assert!((195.0..215.0).contains(&later), "{later} ms later");
}

fn server(processes: u32, inner: Value) -> Value {
    json!({ "kind": "prefork", "processes": processes, "inner": inner })
}

/// Requests of 20 ms in a blocking call, 200 a second.
fn requests() -> Value {
    json!([{ "name": "request", "tasks": 400, "arrival": { "kind": "uniform", "every_ms": 5 },
        "steps": [{ "kind": "blocking_io", "ms": 20 }] }])
}

#[test]
fn s12_40_a_sync_worker_takes_one_request_and_the_others_wait_in_the_socket() {
    let run =
        |processes| run("3.14", 8, server(processes, json!({ "kind": "sequential" })), requests(), json!({}));
    let (two, eight) = (run(2), run(8));
    // Two workers serve 100 a second: half of what arrives.
    assert!((3_900.0..4_200.0).contains(&two.result.makespan_ms), "{} ms", two.result.makespan_ms);
    assert!(
        two.result.time_ms.pool_queue > 0.9 * two.result.time_ms.io,
        "they wait before they are accepted"
    );
    assert!(eight.result.latency_ms.p50 < 21.0, "{} ms", eight.result.latency_ms.p50);
}

#[test]
fn s12_40_threads_in_a_worker_serve_side_by_side() {
    let inner = json!({ "kind": "threads", "workers": 4 });
    let run = run("3.14", 8, server(2, inner), requests(), json!({}));
    assert!(run.result.latency_ms.p50 < 21.0, "{} ms", run.result.latency_ms.p50);
}

#[test]
fn s12_40_a_loop_accepts_all_that_waits_so_that_workers_are_uneven() {
    // All requests are there when the first loop comes up, a little before the second.
    let workload = json!([{ "name": "request", "tasks": 60, "steps": [{ "kind": "cpu", "ms": 2 }] }]);
    let run = run("3.14", 8, server(2, json!({ "kind": "asyncio" })), workload, json!({}));
    let loops: Vec<usize> = run
        .timeline
        .lanes
        .iter()
        .filter(|lane| lane.kind == LaneKind::Loop)
        .map(|lane| lane.slices.iter().filter(|slice| slice.state == SliceState::Python).count())
        .collect();
    assert_eq!(loops.iter().sum::<usize>(), 60);
    assert_eq!(loops.iter().min(), Some(&0), "the first takes all: {loops:?}");
    assert!(run.result.makespan_ms > 120.0);
}

#[test]
fn a_server_answers_in_parallel_what_computes() {
    let many = tasks(64, 10.0);
    let run = run("3.14", 4, server(4, json!({ "kind": "sequential" })), many, json!({}));
    let makespan = run.result.makespan_ms;
    assert!((160.0..180.0).contains(&makespan), "{makespan} ms");
    assert_eq!(run.result.tasks.completed, 64);
}

#[test]
fn a_client_gives_up_on_a_request_that_nobody_has_accepted() {
    let workload = json!([{ "name": "request", "tasks": 20, "timeout_ms": 50,
        "steps": [{ "kind": "blocking_io", "ms": 40 }] }]);
    let run = run("3.14", 2, server(1, json!({ "kind": "sequential" })), workload, json!({}));
    assert_eq!((run.result.tasks.completed, run.result.tasks.timed_out), (1, 19));
    assert!(run.result.makespan_ms < 50.0, "the socket's queue was skipped: {} ms", run.result.makespan_ms);
}

#[test]
fn a_large_parent_forks_slowly_and_only_forks() {
    // Measured: the call takes 0.8 ms in a small program and 10 ms in one that holds 500 MB.
    let makespan = |method: &str, bytes: u64| {
        let more = json!({ "runtime": { "python": "3.14", "resident_bytes": bytes } });
        run("3.14", 4, processes(4, method), tasks(4, 1.0), more).result.makespan_ms
    };
    let slower = makespan("fork", 500 << 20) - makespan("fork", 0);
    assert!((30.0..45.0).contains(&slower), "four forks take {slower} ms more");
    assert_eq!(makespan("spawn", 500 << 20), makespan("spawn", 0));
}

#[test]
fn a_start_may_cost_less_than_the_imports_it_saves() {
    for method in ["spawn", "forkserver"] {
        let start = format!("process_start_{method}_ms");
        let runtime = json!({ "python": "3.14", "import_ms": 50, "costs": { start: 1 } });
        let run = run("3.14", 4, processes(2, method), tasks(4, 1.0), json!({ "runtime": runtime }));
        assert_eq!(run.result.tasks.completed, 4);
        assert!(
            run.result.makespan_ms > 50.0,
            "{method}: the imports are paid, {} ms",
            run.result.makespan_ms
        );
    }
}
