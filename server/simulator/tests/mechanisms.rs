//! The mechanisms of CPython and Linux that a naive simulator gets wrong, each held against what was measured.

use serde_json::{Value, json};
use simulator::machine::record::{LaneKind, Slice};
use simulator::machine::tasks::Status;
use simulator::machine::workload::Workload;
use simulator::machine::{Ended, Machine, State};
use simulator::models;

/// What a test looks at after a run.
struct Run {
    slices: Vec<Slice>,
    lanes: Vec<(String, LaneKind)>,
    makespan_ms: f64,
    forced_switches: u64,
    completed: usize,
    timed_out: usize,
}

impl Run {
    fn lane(&self, name: &str) -> Vec<Slice> {
        let at = self.lanes.iter().position(|(n, _)| n == name).unwrap_or_else(|| panic!("no lane {name}"));
        self.slices.iter().copied().filter(|s| s.lane.0 as usize == at).collect()
    }

    fn of_kind(&self, kind: LaneKind) -> usize {
        self.lanes.iter().filter(|(_, k)| *k == kind).count()
    }

    fn in_state(&self, state: State) -> impl Iterator<Item = &Slice> {
        self.slices.iter().filter(move |s| s.state == state)
    }
}

fn length_ms(slice: &Slice) -> f64 {
    slice.to.since(slice.from).ms()
}

fn finish(mut machine: Machine) -> Run {
    assert_ne!(machine.run(None, 50_000_000), Ended::Stuck);
    let all = &machine.tasks.all;
    let done = all.iter().filter(|t| t.status == Status::Completed);
    Run {
        makespan_ms: done.clone().map(|t| t.done.ms()).fold(0.0, f64::max),
        completed: done.count(),
        timed_out: all.iter().filter(|t| t.status == Status::TimedOut).count(),
        forced_switches: machine.gils.first().map_or(0, |g| g.forced_switches),
        lanes: machine.record.lanes.iter().map(|l| (l.name.clone(), l.kind)).collect(),
        slices: machine.record.slices.take().unwrap_or_default(),
    }
}

/// Runs one model on a scenario given by what differs from a small default.
fn run(model: Value, cores: u32, workload: Value, more: Value) -> Run {
    let mut scenario = json!({
        "version": 1, "machine": {"cores": cores}, "runtime": {"python": "3.14"},
        "workload": workload, "models": [model],
    });
    for (key, value) in more.as_object().into_iter().flatten() {
        scenario[key] = value.clone();
    }
    let scenario = simulator::parse(&scenario.to_string()).expect("a valid scenario");
    let load = Workload::new(&scenario, scenario.run.seed);
    finish(models::machine(&scenario, &scenario.models[0], &load, true).expect("a known model"))
}

fn cpu(tasks: u32, ms: f64) -> Value {
    json!([{"name": "spin", "tasks": tasks, "steps": [{"kind": "cpu", "ms": ms}]}])
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn python_slices(run: &Run, lane: &str) -> Vec<f64> {
    run.lane(lane).iter().filter(|s| s.state == State::Python).map(length_ms).collect()
}

#[test]
fn a_lone_thread_is_never_asked_to_drop_the_gil() {
    let run = run(json!({"kind": "threads", "workers": 1}), 2, cpu(1, 500.0), json!({}));
    assert_eq!(python_slices(&run, "worker 1").len(), 1, "one stripe of 500 ms");
}

#[test]
fn two_spinning_threads_hold_the_gil_for_an_interval_and_a_wake_up_each() {
    let run = run(json!({"kind": "threads", "workers": 2}), 2, cpu(2, 500.0), json!({}));
    let hold = median(python_slices(&run, "worker 1"));
    assert!((5.05..5.25).contains(&hold), "measured 5.09 to 5.11 ms; got {hold}");
    assert!((180..=200).contains(&run.forced_switches), "{}", run.forced_switches);
    assert!((1000.0..1030.0).contains(&run.makespan_ms), "no gain: {}", run.makespan_ms);
}

#[test]
fn on_one_core_the_interval_is_rounded_up_to_ticks() {
    let run = run(json!({"kind": "threads", "workers": 2}), 1, cpu(2, 500.0), json!({}));
    let hold = run.makespan_ms / run.forced_switches as f64;
    assert!((7.9..12.6).contains(&hold), "measured 7.97 and 11.96 ms, two or three ticks of 4; got {hold}");
}

#[test]
fn starvation_is_a_lottery_with_more_than_two_threads() {
    let run = run(json!({"kind": "threads", "workers": 8}), 2, cpu(8, 500.0), json!({}));
    let longest = run.in_state(State::GilWait).map(length_ms).fold(0.0, f64::max);
    // First come first served would make every wait about 7 × 5.1 ms.
    assert!((60.0..700.0).contains(&longest), "measured 113 to 351 ms; got {longest}");
}

#[test]
fn a_thread_that_wakes_from_io_waits_a_whole_interval_beside_one_spinner() {
    let nap = [json!({"kind": "io", "ms": 1}), json!({"kind": "cpu", "ms": 0.001})];
    let naps: Vec<Value> = nap.iter().cycle().take(64).cloned().collect();
    let workload = json!([
        {"name": "spin", "tasks": 1, "steps": [{"kind": "cpu", "ms": 1000}]},
        {"name": "sleeper", "tasks": 1, "steps": naps},
    ]);
    let run = run(json!({"kind": "threads", "workers": 2}), 2, workload, json!({"order": "blocks"}));
    let waits = run.in_state(State::GilWait).filter(|s| s.task.is_some_and(|t| t.0 == 1));
    let delay = median(waits.map(length_ms).filter(|ms| *ms > 1.0).collect());
    assert!((5.0..5.4).contains(&delay), "measured 5.25 ms; got {delay}");
}

#[test]
fn short_releases_keep_the_gil_in_bursts_and_lose_whole_intervals() {
    // Calls of a microsecond with the GIL released, beside one spinner.
    let calls = json!({"name": "socket", "tasks": 1,
        "steps": [{"kind": "cpu", "ms": 20, "gil": "released", "call_ms": 0.001}]});
    let spin = json!({"name": "spin", "tasks": 1, "steps": [{"kind": "cpu", "ms": 3000}]});
    let alone = run(json!({"kind": "sequential"}), 2, json!([calls]), json!({}));
    let beside =
        run(json!({"kind": "threads", "workers": 2}), 2, json!([spin, calls]), json!({"order": "blocks"}));
    let socket = beside.slices.iter().filter(|s| s.task.is_some_and(|t| t.0 == 1));
    let slower = socket.map(length_ms).sum::<f64>() / alone.makespan_ms;
    assert!((20.0..470.0).contains(&slower), "measured a fall of 200 to 470 times; got {slower}");
}

#[test]
fn a_c_call_is_not_interrupted() {
    // 40 MB of dicts are pickled by the feeder in one call, while other threads of the parent want the GIL.
    let workload = json!([{"name": "big", "tasks": 2, "steps": [{"kind": "cpu", "ms": 1}],
        "payload": {"arguments_bytes": 40_000_000, "kind": "dicts"}}]);
    let model = json!({"kind": "processes", "workers": 2, "start_method": "fork"});
    let run = run(model, 4, workload, json!({}));
    let stripes = run.lane("queue feeder");
    let pickling = stripes.iter().filter(|s| s.state == State::Serialize).map(length_ms).fold(0.0, f64::max);
    assert!(pickling > 200.0, "one stripe of some 265 ms; got {pickling}");
}

#[test]
fn fork_starts_all_workers_at_the_first_submit_and_the_others_one_for_each() {
    let processes = |method: &str| {
        let model = json!({"kind": "processes", "workers": 8, "start_method": method});
        run(model, 4, cpu(2, 1.0), json!({})).of_kind(LaneKind::Process)
    };
    assert_eq!(processes("fork"), 8);
    assert_eq!(processes("forkserver"), 2);
    assert_eq!(processes("spawn"), 2);
}

#[test]
fn spawned_workers_fight_for_the_cores_while_they_boot() {
    let makespan = |workers: u32| {
        let model = json!({"kind": "processes", "workers": workers, "start_method": "spawn"});
        run(model, 2, cpu(workers, 100.0), json!({})).makespan_ms
    };
    let (one, eight) = (makespan(1), makespan(8));
    assert!(eight > 700.0, "eight boots of 83 ms and eight tasks of 100 ms share two cores: {eight}");
    assert!(one < 200.0, "{one}");
}

#[test]
fn a_loops_sleep_is_rounded_up_to_whole_milliseconds() {
    let steps: Vec<Value> = (0..50).map(|_| json!({"kind": "io", "ms": 0.4})).collect();
    let workload = json!([{"name": "naps", "tasks": 10, "steps": steps}]);
    let run = run(json!({"kind": "asyncio"}), 2, workload, json!({}));
    assert!((52.0..62.0).contains(&run.makespan_ms), "measured 57.3 ms; got {}", run.makespan_ms);
}

#[test]
fn a_blocking_call_stops_every_task_of_the_loop() {
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
fn a_quota_is_a_stopwatch_not_a_slow_down() {
    let container = json!({"machine": {"cores": 8, "cpu_quota": 2}});
    let run = run(json!({"kind": "free_threads", "workers": 8}), 8, cpu(8, 60.0), container);
    // Eight threads use up 200 ms of CPU in 25 ms and stand still for the other 75.
    let ends = run.in_state(State::Python).map(|s| s.to.ms());
    let stopped = ends.filter(|ms| *ms < 99.0).fold(0.0, f64::max);
    assert!((24.5..26.5).contains(&stopped), "{stopped}");
    assert!((200.0..310.0).contains(&run.makespan_ms), "{}", run.makespan_ms);
}

#[test]
fn giving_up_does_not_stop_a_thread() {
    let workload = json!([
        {"name": "slow", "tasks": 1, "steps": [{"kind": "io", "ms": 100}], "timeout_ms": 30},
        {"name": "next", "tasks": 1, "steps": [{"kind": "io", "ms": 10}]},
    ]);
    let run = run(json!({"kind": "threads", "workers": 1}), 2, workload, json!({"order": "blocks"}));
    assert_eq!((run.completed, run.timed_out), (1, 1));
    assert!(run.makespan_ms > 110.0, "the next task waits for the zombie's worker: {}", run.makespan_ms);
}

#[test]
fn a_retry_gives_a_task_another_chance() {
    let workload = json!([{"name": "flaky", "tasks": 40, "timeout_ms": 50, "retries": 20,
        "steps": [{"kind": "io", "ms": {"exponential": {"mean": 40}}}]}]);
    for model in ["asyncio", "thread_per_task"] {
        let run = run(json!({"kind": model}), 4, workload.clone(), json!({}));
        assert_eq!(run.completed, 40, "every task completes in the end: {model}");
        assert!(run.timed_out > 0, "some tries take longer than 50 ms: {model}");
    }
}

#[test]
fn a_closed_client_asks_again_after_it_has_thought() {
    let workload = json!([{"name": "user", "tasks": 10, "arrival": {"kind": "closed", "clients": 2, "think_ms": 50},
        "steps": [{"kind": "io", "ms": 10}]}]);
    for model in ["sequential", "threads", "asyncio", "processes"] {
        let run = run(json!({"kind": model}), 4, workload.clone(), json!({}));
        assert_eq!(run.completed, 10, "{model}");
        assert!(
            run.makespan_ms > 250.0,
            "five calls of 10 ms, four thoughts of 50: {model} {}",
            run.makespan_ms
        );
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
