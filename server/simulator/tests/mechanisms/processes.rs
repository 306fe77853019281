//! Worker processes: how they start.

use serde_json::json;
use simulator::machine::record::LaneKind;

use crate::run::{cpu, run};

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
