//! Timeouts: whoever waits for a task sees that its time is over when it comes to look, and nothing that runs is
//! stopped by it. The times are those of the script that runs a scenario for real.

use serde_json::{Value, json};
use simulator::machine::State;
use simulator::machine::tasks::Status;

use crate::run::{Run, Task, length_ms, run, threads};

/// One class of tasks that are given up after so long, and one task without patience that comes after them.
fn hurried(tasks: u32, steps: &[Value], timeout_ms: f64) -> Value {
    json!([
        {"name": "hurried", "tasks": tasks, "steps": steps, "timeout_ms": timeout_ms},
        {"name": "patient", "tasks": 1, "steps": [{"kind": "cpu", "ms": 1}]},
    ])
}

fn hurry(model: Value, cores: u32, workload: Value) -> Run {
    run(model, cores, workload, json!({"order": "blocks"}))
}

/// The tasks of a class, and when the last of them ended.
fn of_class(run: &Run, class: u32) -> impl Iterator<Item = &Task> {
    run.tasks.iter().filter(move |task| u32::from(task.class) == class)
}

fn last_end_ms(run: &Run, class: u32) -> f64 {
    of_class(run, class).map(|task| task.done().ms()).fold(0.0, f64::max)
}

fn all_are(run: &Run, class: u32, status: Status) -> bool {
    of_class(run, class).all(|task| task.status == status)
}

#[test]
fn a_for_loop_ends_what_it_runs_and_does_not_begin_what_is_too_late() {
    let run = hurry(json!({"kind": "sequential"}), 1, hurried(3, &[json!({"kind": "cpu", "ms": 20})], 10.0));
    assert!(all_are(&run, 0, Status::TimedOut));
    let computed: f64 = run.of_class(0, State::Python).iter().map(length_ms).sum();
    assert!((computed - 20.0).abs() < 0.1, "one of three was begun: {computed} ms");
    assert!((20.0..20.5).contains(&last_end_ms(&run, 0)), "{}", last_end_ms(&run, 0));
    assert!((21.0..21.5).contains(&run.makespan_ms), "{}", run.makespan_ms);
}

#[test]
fn a_worker_ends_what_it_runs_though_nobody_waits_for_it() {
    let native = json!({"kind": "cpu", "ms": 100, "gil": "released"});
    let models = [
        threads(2),
        json!({"kind": "processes", "workers": 2, "start_method": "fork"}),
        json!({"kind": "interpreters", "workers": 2}),
        json!({"kind": "asyncio_threads", "workers": 2}),
        json!({"kind": "asyncio_processes", "workers": 2, "start_method": "fork"}),
    ];
    for model in models {
        let run = hurry(model.clone(), 4, hurried(2, std::slice::from_ref(&native), 80.0));
        assert!(all_are(&run, 0, Status::TimedOut), "{model}");
        assert!(run.makespan_ms > 100.0, "the patient one gets a worker then: {model} {}", run.makespan_ms);
    }
}

#[test]
fn what_no_worker_has_begun_is_cancelled() {
    let native = json!({"kind": "cpu", "ms": 100, "gil": "released"});
    let run = hurry(threads(2), 4, hurried(6, &[native], 30.0));
    assert!((100.0..103.0).contains(&run.makespan_ms), "two were begun, four skipped: {}", run.makespan_ms);
}

#[test]
fn a_main_thread_gives_up_when_it_has_the_gil() {
    // One C call holds the GIL for 200 ms: the main thread's timer is over after 50, and it cannot look.
    let workload = json!([
        {"name": "waits", "tasks": 1, "steps": [{"kind": "io", "ms": 500}], "timeout_ms": 50},
        {"name": "holds", "tasks": 1, "steps": [{"kind": "cpu", "ms": 200, "call_ms": 200}]},
    ]);
    let run = hurry(threads(2), 2, workload);
    assert!(all_are(&run, 0, Status::TimedOut));
    assert!((200.0..206.0).contains(&last_end_ms(&run, 0)), "{}", last_end_ms(&run, 0));
}

#[test]
fn a_result_that_comes_after_its_time_is_none_though_nobody_has_given_up_yet() {
    // The reply is there after 100 ms, when the GIL is held for another 100: its 50 ms were over.
    let workload = json!([
        {"name": "late", "tasks": 1, "steps": [{"kind": "cpu", "ms": 100, "gil": "released"}], "timeout_ms": 50},
        {"name": "holds", "tasks": 1, "steps": [{"kind": "cpu", "ms": 200, "call_ms": 200}]},
    ]);
    let run = hurry(threads(2), 2, workload);
    assert!(all_are(&run, 0, Status::TimedOut));
}

#[test]
fn s6_4_a_coroutines_time_begins_with_its_first_step() {
    // The second begins when the first has computed: its reply after 45 ms comes 25 ms into its 30. The first has its
    // own after 25 ms, but the loop looks again only after 40, when its 30 are over.
    let steps = [json!({"kind": "cpu", "ms": 20}), json!({"kind": "io", "ms": 5})];
    let workload = json!([{"name": "call", "tasks": 2, "steps": steps, "timeout_ms": 30}]);
    let run = run(json!({"kind": "asyncio"}), 1, workload, json!({}));
    let ends: Vec<Status> = run.tasks.iter().map(|task| task.status).collect();
    assert_eq!(ends, [Status::TimedOut, Status::Completed]);
}

#[test]
fn s6_4_a_step_on_the_loop_is_never_interrupted() {
    let call = |steps: &[Value]| {
        let workload = json!([{"name": "call", "tasks": 1, "steps": steps, "timeout_ms": 50}]);
        run(json!({"kind": "asyncio"}), 1, workload, json!({}))
    };
    let (io, cpu) = (json!({"kind": "io", "ms": 1}), json!({"kind": "cpu", "ms": 100}));
    let lost = call(&[io.clone(), cpu.clone(), io.clone()]);
    assert_eq!(lost.ended(Status::TimedOut), 1, "cancelled at the await after it");
    assert!((101.0..103.0).contains(&last_end_ms(&lost, 0)), "{}", last_end_ms(&lost, 0));
    let saved = call(&[io, cpu]);
    assert_eq!(saved.ended(Status::Completed), 1, "it awaits nothing any more, and returns its result");
}

#[test]
fn s6_4_a_cancelled_coroutine_ends_when_it_gets_the_loop_again() {
    // Beside eight threads that compute, each turn of the loop waits for the GIL: the timer's turn, and the next, in
    // which the coroutine is told.
    let workload = json!([
        {"name": "waits", "tasks": 1, "steps": [{"kind": "io", "ms": 1000}], "timeout_ms": 50},
        {"name": "spins", "tasks": 8, "steps": [{"kind": "cpu", "ms": 100}]},
    ]);
    let run = hurry(json!({"kind": "asyncio_threads", "workers": 8}), 2, workload);
    assert!(all_are(&run, 0, Status::TimedOut));
    assert!(last_end_ms(&run, 0) > 59.0, "two waits of 5 ms at least: {}", last_end_ms(&run, 0));
}

#[test]
fn a_servers_client_gives_up_in_time_and_the_server_serves_its_request_all_the_same() {
    let computes = json!({"kind": "cpu", "ms": 50});
    for inner in
        [json!({"kind": "sequential"}), json!({"kind": "threads", "workers": 1}), json!({"kind": "asyncio"})]
    {
        let model = json!({"kind": "prefork", "processes": 1, "inner": inner});
        let run = hurry(model, 2, hurried(4, std::slice::from_ref(&computes), 20.0));
        let waited: Vec<f64> = of_class(&run, 0).map(|task| task.done().since(task.submitted).ms()).collect();
        assert!(waited.iter().all(|ms| (ms - 20.0).abs() < 0.001), "{inner}: {waited:?}");
        assert!(run.makespan_ms > 201.0, "the patient one comes after all four: {inner} {}", run.makespan_ms);
    }
}

#[test]
fn a_try_that_was_given_up_is_tried_again_from_then_on() {
    let workload = json!([{"name": "slow", "tasks": 1, "retries": 2, "timeout_ms": 50,
        "steps": [{"kind": "cpu", "ms": 120}]}]);
    let run = run(json!({"kind": "sequential"}), 1, workload, json!({}));
    assert_eq!(run.ended(Status::TimedOut), 3);
    assert!((360.0..361.0).contains(&last_end_ms(&run, 0)), "{}", last_end_ms(&run, 0));
}
