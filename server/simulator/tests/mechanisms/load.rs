//! Load: retries, closed clients, and queues that hide behind each other.

use serde_json::{Value, json};
use simulator::machine::State;
use simulator::machine::tasks::Status;

use crate::run::{at_ms, quantile, run, threads};

#[test]
fn a_retry_gives_a_task_another_chance() {
    let workload = json!([{"name": "flaky", "tasks": 40, "timeout_ms": 50, "retries": 20,
        "steps": [{"kind": "io", "ms": {"exponential": {"mean": 40}}}]}]);
    for model in ["asyncio", "thread_per_task"] {
        let run = run(json!({"kind": model}), 4, workload.clone(), json!({}));
        assert_eq!(run.ended(Status::Completed), 40, "every task completes in the end: {model}");
        assert!(run.ended(Status::TimedOut) > 0, "some tries take longer than 50 ms: {model}");
    }
}

#[test]
fn a_closed_client_asks_again_after_it_has_thought() {
    let workload = json!([{"name": "user", "tasks": 10, "arrival": {"kind": "closed", "clients": 2, "think_ms": 50},
        "steps": [{"kind": "io", "ms": 10}]}]);
    for model in ["sequential", "threads", "asyncio", "processes"] {
        let run = run(json!({"kind": model}), 4, workload.clone(), json!({}));
        assert_eq!(run.ended(Status::Completed), 10, "{model}");
        assert!(
            run.makespan_ms > 250.0,
            "five calls of 10 ms, four thoughts of 50: {model} {}",
            run.makespan_ms
        );
    }
}

#[test]
fn s12_41_threads_that_wait_for_a_connection_keep_their_place_in_the_pool() {
    // 40 threads before a pool of 15 connections: 25 threads do nothing but wait, and requests time out in a storm.
    let request = |timeout: Value| {
        let class = json!({"name": "request", "tasks": 200, "timeout_ms": timeout,
            "steps": [{"kind": "blocking_io", "ms": 100, "service": "database"}]});
        let services = json!({"services": [{"name": "database", "concurrency": 15}]});
        run(threads(40), 4, json!([class]), services)
    };
    let patient = request(Value::Null);
    let at = at_ms(150.0);
    let waiting = patient.in_state(State::ServiceQueue).filter(|s| s.from <= at && at < s.to).count();
    assert_eq!(waiting, 25);
    let storm = request(json!(350));
    assert!(storm.ended(Status::TimedOut) > 100, "{}", storm.ended(Status::TimedOut));
}

#[test]
fn s12_42_closed_load_hides_an_overload_that_open_load_with_retries_shows() {
    // A service that can do 200 a second, asked by 10 patient clients, or 250 times a second come what may.
    let services = json!({"services": [{"name": "api", "concurrency": 2}]});
    let class = |arrival: Value, timeout: Value, retries: u32| {
        let steps = [json!({"kind": "io", "ms": 10, "service": "api"})];
        let class = json!({"name": "call", "tasks": 500, "steps": steps, "arrival": arrival,
            "timeout_ms": timeout, "retries": retries});
        run(json!({"kind": "asyncio"}), 4, json!([class]), services.clone())
    };
    let closed = class(json!({"kind": "closed", "clients": 10, "think_ms": 0}), Value::Null, 0);
    assert!(quantile(&closed.latencies_ms(0), 1.0) < 70.0, "ten clients wait for five rounds at most");
    let open = class(json!({"kind": "poisson", "rate_per_s": 250}), json!(100), 3);
    let (done, lost) = (open.ended(Status::Completed), open.ended(Status::TimedOut));
    assert!(lost > done / 2, "most calls serve callers that have gone: {done} done, {lost} given up");
}
