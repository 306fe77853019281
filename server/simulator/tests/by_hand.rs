//! The simulator beside a program that was written by hand for one scenario: the same run to the nanosecond.

#[path = "../benches/speed/by_hand.rs"]
mod by_hand;

use by_hand::{ByHand, Outcome};
use serde_json::{Value, json};
use simulator::costs::Costs;
use simulator::machine::workload::Workload;
use simulator::models;

/// Threads under a GIL, where nothing costs anything but the steps, and there are cores for all of them.
fn simulated(workers: u32, tasks: u64, seed: u64) -> Outcome {
    let step = |kind: &str, mean: u64| json!({ "kind": kind, "ms": { "exponential": { "mean": mean } } });
    let cost = |name: &str| if name == "free_threaded_slowdown" { 1.0 } else { 0.0 };
    let costs: Value =
        Costs::SPECS.iter().map(|spec| (spec.name.to_owned(), json!(cost(spec.name)))).collect();
    let scenario = json!({
        "version": 1,
        "machine": { "cores": 64 },
        "runtime": { "costs": costs },
        "workload": [{
            "name": "task",
            "tasks": tasks,
            "steps": [step("io", 20), step("cpu", 2), step("io", 5)],
        }],
        "models": [{ "kind": "threads", "workers": workers }],
        "run": { "seed": seed },
    });
    let scenario = simulator::parse(&scenario.to_string()).expect("a valid scenario");
    let load = Workload::new(&scenario, scenario.run.seed);
    let mut machine = models::machine(&scenario, &scenario.models[0], &load, false).expect("a model");
    machine.run(None, u64::MAX);
    let gil = &machine.gils[0];
    Outcome {
        makespan_ns: machine.now.ns(),
        switches: gil.switches,
        forced_switches: gil.forced_switches,
        gil_busy_ns: gil.busy_until(machine.now).ns(),
        cores_busy_ns: machine.cores.busy.ns(),
        latencies_ns: machine.tasks.all.iter().map(|task| task.done().ns()).sum(),
    }
}

#[test]
fn a_program_written_for_one_scenario_comes_to_the_same_run() {
    for (workers, tasks) in [(1, 50), (2, 300), (8, 2_000), (31, 32), (32, 5_000), (60, 3_000)] {
        for seed in 1..=5 {
            let by_hand = ByHand::new(workers, tasks, seed).run();
            let simulated = simulated(workers, tasks, seed);
            assert_eq!(simulated, by_hand, "{workers} workers, {tasks} tasks, seed {seed}");
        }
    }
}
