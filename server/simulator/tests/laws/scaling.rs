//! Who computes in parallel: not threads under the GIL; processes and free threads as far as there are cores.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::run::{Run, config};

fn cpu_bound(cores: u32, tasks: u64, ms: f64, model: Value) -> Run {
    Run::of(&json!({
        "version": 1, "name": "cpu", "machine": { "cores": cores },
        "runtime": { "python": "3.14", "costs": { "free_threaded_slowdown": 1 } },
        "workload": [{ "name": "task", "tasks": tasks, "steps": [{ "kind": "cpu", "ms": ms }] }],
        "models": [model],
    }))
}

/// Makespan of all the work over the model's.
fn speedup(run: &Run, work_ms: f64) -> f64 {
    work_ms / run.report.results[0].makespan_ms
}

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn python_on_threads_never_beats_one_thread(
        workers in 1..=16u32, cores in 1..=8u32, tasks in 1..40u64, quarters in 1..120u32,
    ) {
        let ms = f64::from(quarters) * 0.25;
        let run = cpu_bound(cores, tasks, ms, json!({ "kind": "threads", "workers": workers }));
        prop_assert!(speedup(&run, ms * tasks as f64) <= 1.0 + 1e-9);
    }

    #[test]
    fn a_thread_for_each_task_never_beats_one_thread(cores in 1..=8u32, tasks in 1..40u64) {
        let run = cpu_bound(cores, tasks, 7.0, json!({ "kind": "thread_per_task" }));
        prop_assert!(speedup(&run, 7.0 * tasks as f64) <= 1.0 + 1e-9);
    }

    #[test]
    fn python_on_one_loop_never_beats_one_thread(cores in 1..=8u32, tasks in 1..40u64) {
        let run = cpu_bound(cores, tasks, 7.0, json!({ "kind": "asyncio" }));
        prop_assert!(speedup(&run, 7.0 * tasks as f64) <= 1.0 + 1e-9);
    }

    #[test]
    fn nothing_beats_its_cores(workers in 1..=8u32, cores in 1..=4u32, tasks in 1..40u64) {
        for kind in ["processes", "free_threads"] {
            let run = cpu_bound(cores, tasks, 20.0, json!({ "kind": kind, "workers": workers }));
            let parallel = f64::from(workers.min(cores));
            prop_assert!(speedup(&run, 20.0 * tasks as f64) <= parallel + 1e-9, "{kind}");
        }
    }
}

/// Large tasks, as many workers as cores, and rounds enough for the start to be small beside them.
#[test]
fn large_python_tasks_scale_over_processes_and_free_threads() {
    for kind in ["processes", "free_threads"] {
        for n in [2u32, 4, 8] {
            let tasks = u64::from(n) * 6;
            let run = cpu_bound(n, tasks, 500.0, json!({ "kind": kind, "workers": n }));
            let gain = speedup(&run, 500.0 * tasks as f64);
            assert!(gain > 0.9 * f64::from(n), "{kind} on {n} cores: {gain}");
        }
    }
}

#[test]
fn native_code_scales_over_threads_under_the_gil() {
    let run = Run::of(&json!({
        "version": 1, "name": "native", "machine": { "cores": 4 },
        "workload": [{ "name": "hash", "tasks": 24, "steps": [{ "kind": "cpu", "ms": 100, "gil": "released" }] }],
        "models": [{ "kind": "threads", "workers": 4 }],
    }));
    let gain = speedup(&run, 2_400.0);
    assert!(gain > 3.6, "{gain}");
}

/// Waits cost nothing but themselves on a loop: a thousand at once take about as long as one.
#[test]
fn waits_overlap_on_a_loop_and_add_up_in_a_plain_one() {
    let run = Run::of(&json!({
        "version": 1, "name": "waits", "machine": { "cores": 1 },
        "workload": [{ "name": "fetch", "tasks": 1000, "steps": [{ "kind": "io", "ms": 500 }] }],
        "models": [{ "kind": "sequential" }, { "kind": "asyncio" }, { "kind": "threads", "workers": 10 }],
    }));
    assert!(run.result("sequential").makespan_ms >= 500_000.0);
    assert!(run.result("asyncio").makespan_ms < 550.0, "{}", run.result("asyncio").makespan_ms);
    let threads = run.result("threads").makespan_ms;
    assert!((50_000.0..51_000.0).contains(&threads), "{threads}");
}
