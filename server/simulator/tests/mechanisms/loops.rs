//! The event loop: turns, timers, and what stops it.

use serde_json::{Value, json};
use simulator::machine::State;
use simulator::machine::tasks::Status;

use crate::run::{cpu, lengths_ms, median, quantile, repeated, run};

#[test]
fn s12_25_what_becomes_ready_during_a_turn_waits_for_the_next() {
    // Two timers fire in one turn and their tasks go on in the next, 20 ms each. A timer that comes due meanwhile
    // waits until both are through, not until the first is.
    let workload = json!([
        {"name": "long", "tasks": 2, "steps": [{"kind": "io", "ms": 10}, {"kind": "cpu", "ms": 20}]},
        {"name": "short", "tasks": 1, "steps": [{"kind": "io", "ms": 15}, {"kind": "cpu", "ms": 1}]},
    ]);
    let run = run(json!({"kind": "asyncio"}), 2, workload, json!({"order": "blocks"}));
    let resumed = run.of_class(1, State::Python)[0].from.ms();
    assert!((50.0..51.0).contains(&resumed), "{resumed}");
}

#[test]
fn s12_26_a_loops_sleep_is_rounded_up_to_whole_milliseconds() {
    let steps = vec![json!({"kind": "io", "ms": 0.4}); 50];
    let workload = json!([{"name": "naps", "tasks": 10, "steps": steps}]);
    let run = run(json!({"kind": "asyncio"}), 2, workload, json!({}));
    assert!((52.0..62.0).contains(&run.makespan_ms), "measured 57.3 ms; got {}", run.makespan_ms);
}

#[test]
fn s12_26_a_busy_loop_does_not_round_its_timers() {
    // Another task keeps the loop from waiting: a timer of 0.4 ms fires at the end of the turn in which it is due.
    let workload = json!([
        {"name": "busy", "tasks": 400, "steps": [{"kind": "cpu", "ms": 0.2}],
            "arrival": {"kind": "uniform", "every_ms": 0.1}},
        {"name": "nap", "tasks": 1, "steps": [{"kind": "io", "ms": 0.4}]},
    ]);
    let run = run(json!({"kind": "asyncio"}), 2, workload, json!({"order": "blocks"}));
    let nap = run.latencies_ms(1)[0];
    assert!(nap < 0.95, "alone it takes 1.1 ms: {nap}");
}

#[test]
fn s12_27_timers_that_come_due_during_a_blocking_call_fire_together_after_it() {
    let workload = json!([
        {"name": "waits", "tasks": 10, "steps": [{"kind": "io", "ms": 10}, {"kind": "cpu", "ms": 0.1}]},
        {"name": "blocks", "tasks": 1, "steps": [{"kind": "blocking_io", "ms": 200}]},
    ]);
    let run = run(json!({"kind": "asyncio"}), 2, workload, json!({"order": "blocks"}));
    let resumed = run.in_state(State::Python).map(|s| s.from.ms()).fold(f64::MAX, f64::min);
    assert!(resumed > 200.0, "the timers of 10 ms fire after the block: {resumed}");
    assert!((201.0..206.0).contains(&run.makespan_ms), "{}", run.makespan_ms);
}

#[test]
fn s12_27_a_blocking_call_makes_timeouts_of_replies_that_were_in_time() {
    // The replies come after 100 ms, within their timeout of 150; but the loop looks again only after 200, finds
    // both due, and the timeout cancels the task before it has seen its reply.
    let workload = json!([
        {"name": "calls", "tasks": 10, "steps": [{"kind": "io", "ms": 100}], "timeout_ms": 150},
        {"name": "blocks", "tasks": 1, "steps": [{"kind": "blocking_io", "ms": 200}]},
    ]);
    let run = run(json!({"kind": "asyncio"}), 2, workload, json!({"order": "blocks"}));
    assert_eq!((run.ended(Status::Completed), run.ended(Status::TimedOut)), (1, 10));
    let gave_up = run.tasks.iter().filter(|t| t.status == Status::TimedOut).map(|t| t.done().ms());
    assert!(gave_up.clone().all(|ms| (200.0..202.0).contains(&ms)), "when the loop comes round: {gave_up:?}");
}

#[test]
fn s12_29_a_loop_pays_an_interval_for_every_wake_up_beside_a_spinning_thread() {
    // 2 ms of sleep, time after time; lateness beside 0 and 1 spinning threads as measured on 3.11 and 3.14.
    let late_ms = |spinners: u32| {
        let workload = json!([
            {"name": "spin", "tasks": spinners.max(1), "steps": [{"kind": "cpu", "ms": if spinners > 0 { 800.0 } else { 0.0 }}]},
            {"name": "naps", "tasks": 1, "steps": repeated(&[json!({"kind": "io", "ms": 2})])},
        ]);
        let model = json!({"kind": "asyncio_threads", "workers": 4});
        let run = run(model, 2, workload, json!({"order": "blocks"}));
        run.latencies_ms(1)[0] / 64.0 - 2.0
    };
    let (alone, beside) = (late_ms(0), late_ms(1));
    assert!((0.08..0.25).contains(&alone), "measured 0.17 to 0.21 ms; got {alone}");
    assert!((5.2..5.7).contains(&beside), "measured 5.43 to 5.49 ms; got {beside}");
}

#[test]
fn s12_29_a_busy_loop_loses_the_gil_in_its_looks_at_the_selector() {
    // Tasks of 5 µs that arrive faster than they are done: every turn looks at the selector and releases the GIL.
    let tiny = |spinners: u32| {
        let steps: Vec<Value> = vec![json!({"kind": "cpu", "ms": 0.005, "on": "loop"})];
        let mut classes = vec![json!({"name": "tiny", "tasks": 2000, "steps": steps,
            "arrival": {"kind": "uniform", "every_ms": 0.02}})];
        if spinners > 0 {
            classes.push(cpu(spinners, 1000.0)[0].clone());
        }
        let model = json!({"kind": "asyncio_threads", "workers": 4});
        let run = run(model, 2, Value::Array(classes), json!({}));
        quantile(&run.latencies_ms(0), 0.5)
    };
    let (alone, beside) = (tiny(0), tiny(1));
    assert!(alone < 0.2, "{alone}");
    assert!(
        beside > 20.0 * alone,
        "its turns come in bursts between whole intervals: {beside} after {alone}"
    );
}

#[test]
fn a_loops_tasks_wait_for_each_other() {
    let workload = json!([{"name": "work", "tasks": 20, "steps": [{"kind": "cpu", "ms": 5}]}]);
    let run = run(json!({"kind": "asyncio"}), 8, workload, json!({}));
    let waits = lengths_ms(&run.of_class(0, State::Python));
    assert!((4.9..5.1).contains(&median(&waits)));
    assert!((100.0..101.0).contains(&run.makespan_ms), "one after the other: {}", run.makespan_ms);
}

#[test]
fn what_a_loop_waits_for_in_select_does_not_block_it() {
    let longest_ms = |kind: &str| {
        let scenario = json!({
            "version": 1,
            "machine": {"cores": 2},
            "workload": [{"name": "call", "tasks": 1, "steps": [{"kind": kind, "ms": 500}, {"kind": "cpu", "ms": 1}]}],
            "models": [{"kind": "asyncio"}],
        });
        let scenario = simulator::parse(&scenario.to_string()).expect("a valid scenario");
        let report = simulator::simulate(&scenario);
        report.results[0].event_loop.as_ref().expect("it has a loop").longest_block_ms
    };
    assert!((1.0..1.5).contains(&longest_ms("io")), "{}", longest_ms("io"));
    assert!((500.0..502.0).contains(&longest_ms("blocking_io")), "{}", longest_ms("blocking_io"));
}
