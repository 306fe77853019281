//! Laws of sweeps: a point is what the simulator says of its scenario, changes lie between runs that differ, and the
//! order in which points are run changes nothing.

use serde_json::{Value, json};
use simulator::scenario::presets;
use simulator::sweep::{AxisRequest, Findings, FlipKind, Point, Recipe, Room, Scale, Sweep, WholePoint};

fn range(path: &str, from: f64, to: f64, points: u32, scale: Scale) -> AxisRequest {
    let (from, to, points) = (Some(from), Some(to), Some(points));
    AxisRequest { path: path.to_owned(), values: Vec::new(), from, to, points, scale }
}

fn preset(id: &str) -> Value {
    serde_json::from_str(presets::get(id).expect("a preset").scenario_json).expect("a preset is JSON")
}

/// Runs a sweep to its end; `reversed`: the points of each round from the last to the first.
fn run(sweep: &Sweep, reversed: bool) -> (Vec<Point>, Findings) {
    let mut known: Vec<Point> = Vec::new();
    loop {
        let mut todo = sweep.todo(&known);
        if todo.is_empty() {
            break;
        }
        if reversed {
            todo.reverse();
        }
        known.extend(todo.iter().map(|at| sweep.run(at).expect("every point is valid")));
    }
    let findings = sweep.findings(&known);
    (known, findings)
}

/// Eight waits of 20 ms in a loop that also computes: asyncio while computing is short, processes when it is long.
fn tipping() -> Value {
    json!({
        "version": 1,
        "machine": { "cores": 4 },
        "workload": [{ "name": "task", "tasks": 40, "steps": [
            { "kind": "io", "ms": 20 },
            { "kind": "cpu", "ms": 1, "name": "parse" },
        ] }],
        "models": [{ "kind": "asyncio" }, { "kind": "processes", "workers": 8, "start_method": "fork" }],
    })
}

#[test]
fn a_point_is_what_the_simulator_says_of_its_scenario() {
    let sweep =
        Sweep::new(&tipping(), &[range("workload[0].steps[1].ms", 1.0, 30.0, 4, Scale::Linear)]).unwrap();
    for at in sweep.todo(&[]) {
        let mut changed = tipping();
        changed["workload"][0]["steps"][1]["ms"] = json!(at[0]);
        let report = simulator::simulate(&simulator::parse(&changed.to_string()).unwrap());
        let point = sweep.run(&at).unwrap();
        assert_eq!(point.recommended, Some(report.verdict.recommended));
        for (model, result) in point.models.iter().zip(&report.results) {
            assert_eq!(
                (model.makespan_ms, model.throughput_per_s, model.latency_p95_ms, model.completed),
                (result.makespan_ms, result.throughput_per_s, result.latency_ms.p95, result.tasks.completed)
            );
        }
    }
}

#[test]
fn a_change_lies_between_two_runs_that_differ_and_are_close() {
    let sweep =
        Sweep::new(&tipping(), &[range("workload[0].steps[1].ms", 0.1, 100.0, 8, Scale::Log)]).unwrap();
    let (points, findings) = run(&sweep, false);
    let flip = &findings.flips[0];
    assert_eq!(
        (flip.kind, flip.before, flip.after),
        (FlipKind::Recommended, Some(0), Some(1)),
        "{findings:#?}"
    );
    assert!(flip.high / flip.low < 1.011, "{flip:?}");
    let recommended = |x: f64| points.iter().find(|p| p.at == [x]).expect("it was run").recommended;
    assert_eq!((recommended(flip.low), recommended(flip.high)), (Some(0), Some(1)));
    assert!(
        flip.sentence.starts_with("Use asyncio up to ")
            && flip.sentence.ends_with(" of CPU in “parse”, processes above.")
    );
    let order =
        findings.flips.iter().find(|flip| flip.kind == FlipKind::Order).expect("they change places, too");
    let makespans = |x: f64| {
        let models = &points.iter().find(|p| p.at == [x]).expect("it was run").models;
        models[0].makespan_ms - models[1].makespan_ms
    };
    assert!(makespans(order.low) < 0.0 && makespans(order.high) >= 0.0);
    assert!((order.high / flip.high - 1.0).abs() < 0.1, "within 10 % the simpler is taken: {findings:#?}");
}

#[test]
fn a_count_changes_from_one_to_the_next() {
    // Ten tasks that wait 100 ms: five threads take two rounds, ten take one.
    let scenario = json!({
        "version": 1,
        "machine": { "cores": 4 },
        "workload": [{ "name": "task", "tasks": 10, "steps": [{ "kind": "io", "ms": 100 }] }],
        "models": [{ "kind": "threads", "workers": 7 }, { "kind": "asyncio", "concurrency": 5 }],
    });
    let sweep =
        Sweep::new(&scenario, &[range("models[1].concurrency", 1.0, 10.0, 4, Scale::Linear)]).unwrap();
    let (_, findings) = run(&sweep, false);
    let flip = findings
        .flips
        .iter()
        .find(|flip| flip.kind == FlipKind::Recommended)
        .expect("10 in flight are one round");
    assert_eq!((flip.low, flip.high), (9.0, 10.0), "{findings:#?}");
    assert_eq!(flip.sentence, "Use threads up to 9 tasks in flight in asyncio, asyncio from 10 on.");
}

#[test]
fn where_one_model_is_best_throughout_nothing_changes() {
    let sweep =
        Sweep::new(&tipping(), &[range("workload[0].steps[0].ms", 50.0, 500.0, 6, Scale::Log)]).unwrap();
    let (points, findings) = run(&sweep, false);
    assert!(findings.flips.is_empty(), "{findings:#?}");
    assert_eq!(findings.sentences, ["Use asyncio throughout, from 50 ms to 500 ms of waiting in “task”."]);
    let rising = |model: usize| {
        points.windows(2).all(|w| w[0].models[model].makespan_ms < w[1].models[model].makespan_ms)
    };
    assert!(rising(0) && rising(1), "more waiting takes longer");
}

#[test]
fn the_order_of_running_changes_nothing() {
    let axis = [range("workload[0].steps[0].ms", 5.0, 500.0, 8, Scale::Log)];
    let sweep = Sweep::new(&preset("count-tokens"), &axis).unwrap();
    let ((mut forwards, one), (mut backwards, other)) = (run(&sweep, false), run(&sweep, true));
    let sort = |points: &mut Vec<Point>| points.sort_by(|a, b| a.at[0].total_cmp(&b.at[0]));
    sort(&mut forwards);
    sort(&mut backwards);
    assert_eq!((forwards, one), (backwards, other));
}

#[test]
fn a_distribution_is_scaled_to_the_mean() {
    let sweep =
        Sweep::new(&preset("count-tokens"), &[range("workload[0].steps[0].ms", 5.0, 500.0, 3, Scale::Log)])
            .unwrap();
    let written = serde_json::to_value(sweep.scenario_at(&[7.0]).unwrap()).unwrap();
    assert_eq!(written["workload"][0]["steps"][0]["ms"], json!({ "lognormal": { "mean": 7.0, "cv": 0.4 } }));
    let mut other = preset("count-tokens");
    other["workload"][0]["steps"][0]["ms"] = json!({ "uniform": { "min": 10, "max": 30 } });
    let sweep =
        Sweep::new(&other, &[range("workload[0].steps[0].ms", 10.0, 40.0, 2, Scale::Linear)]).unwrap();
    let written = serde_json::to_value(sweep.scenario_at(&[40.0]).unwrap()).unwrap();
    assert_eq!(written["workload"][0]["steps"][0]["ms"], json!({ "uniform": { "min": 20.0, "max": 60.0 } }));
}

#[test]
fn what_the_scenario_leaves_out_follows_from_what_is_swept() {
    let mut scenario = tipping();
    scenario["models"][1].as_object_mut().unwrap().remove("workers");
    let sweep = Sweep::new(&scenario, &[range("machine.cores", 1.0, 8.0, 8, Scale::Linear)]).unwrap();
    assert_eq!(sweep.scenario_at(&[6.0]).unwrap().models[1].workers, Some(6));
}

#[test]
fn two_axes_make_a_map() {
    let axes = [
        range("workload[0].steps[1].ms", 0.1, 100.0, 4, Scale::Log),
        range("workload[0].steps[0].ms", 1.0, 100.0, 3, Scale::Log),
    ];
    let sweep = Sweep::new(&tipping(), &axes).unwrap();
    let (points, findings) = run(&sweep, false);
    assert_eq!(points.len(), 12);
    assert_eq!((points[1].at[1], points[4].at[0]), (1.0, 0.1), "the first axis goes first");
    assert!(findings.flips.is_empty());
    assert!(findings.sentences[0].starts_with("Recommended: "), "{findings:#?}");
}

#[test]
fn what_cannot_be_swept_is_refused_with_its_place() {
    let ms = "workload[0].steps[0].ms";
    let faults = |axes: &[AxisRequest]| -> Vec<(String, String)> {
        let problems = Sweep::new(&tipping(), axes).map(|_| ()).expect_err("a fault");
        problems.into_iter().map(|p| (p.path, p.message)).collect()
    };
    let [(path, message)] = &faults(&[range("machine.cores", 1.0, 2_000.0, 5, Scale::Linear)])[..] else {
        panic!()
    };
    assert_eq!(path, "axes[0]");
    assert!(message.contains("machine.cores must be a whole number from 1 to 1,024"), "{message}");
    let two = [range(ms, 1.0, 2.0, 3, Scale::Linear), range(ms, 1.0, 2.0, 3, Scale::Linear)];
    assert_eq!(faults(&two)[0].1, "are the same number twice");
    assert_eq!(faults(&[])[0].1, "must hold one or two axes");
    let many = [
        range(ms, 1.0, 2.0, 100, Scale::Linear),
        range("workload[0].steps[1].ms", 1.0, 2.0, 100, Scale::Linear),
    ];
    assert!(faults(&many)[0].1.contains("10000 points"));
    let problems = Sweep::new(&json!({ "version": 2 }), &[]).map(|_| ()).expect_err("a fault");
    assert!(problems.iter().any(|p| p.path == "scenario.version"));
    assert_eq!(
        faults(&[range("models[0].workers", 1.0, 4.0, 4, Scale::Linear)])[0].0,
        "axes[0]",
        "asyncio has none"
    );
}

#[test]
fn the_estimate_covers_every_point() {
    let axes = [range("workload[0].tasks", 10.0, 1_000.0, 5, Scale::Log)];
    let sweep = Sweep::new(&tipping(), &axes).unwrap();
    let whole = sweep.estimate();
    let alone: f64 =
        sweep.grid().iter().map(|at| simulator::estimate(&sweep.scenario_at(at).unwrap()).events).sum();
    assert!(whole.events >= alone && whole.point.events * 5.0 >= alone);
}

#[test]
fn points_are_the_same_when_they_were_run_elsewhere() {
    let axis = range("workload[0].steps[1].ms", 0.1, 100.0, 4, Scale::Log);
    let mut scenario = tipping();
    scenario["run"]["replications"] = json!(3);
    let sweep = Sweep::new(&scenario, &[axis]).unwrap();
    let carried = serde_json::to_string(&**sweep.recipe()).unwrap();
    let elsewhere: Recipe = serde_json::from_str(&carried).unwrap();
    assert_eq!(elsewhere, **sweep.recipe());
    for at in sweep.grid() {
        let here = sweep.run(&at).unwrap();
        let there = WholePoint::from(elsewhere.run(&at).unwrap());
        let back: WholePoint = serde_json::from_str(&serde_json::to_string(&there).unwrap()).unwrap();
        assert_eq!(Point::from(back), here, "whole, with what readers are not told");
    }
}

#[test]
fn there_may_be_more_points_where_that_is_allowed() {
    let two = |points: u32| {
        [
            range("workload[0].steps[0].ms", 1.0, 2.0, points, Scale::Linear),
            range("workload[0].steps[1].ms", 1.0, 2.0, points, Scale::Linear),
        ]
    };
    assert!(Sweep::new(&tipping(), &two(33)).is_err());
    assert_eq!(Sweep::within(Room { points: 1_089 }, &tipping(), &two(33)).unwrap().grid().len(), 1_089);
    assert!(Sweep::within(Room { points: 8 }, &tipping(), &two(3)).is_err(), "or fewer");
    let one = [range("workload[0].steps[0].ms", 1.0, 2.0, 250, Scale::Linear)];
    assert!(Sweep::new(&tipping(), &one).is_err());
    assert!(Sweep::within(Room { points: 250 * 250 }, &tipping(), &one).is_ok());
}
