//! What lanes show can be: one thing at a time each, no more at once than there are cores and GILs.

use serde_json::json;
use simulator::Timeline;
use simulator::observe::report::ModelResult;
use simulator::observe::timeline::{Lane, LaneKind, Slice, SliceState};

use super::run::{NANOSECOND_MS, Run, holds, notices};
use super::swarm::{Features, without};

/// Slices of a lane follow each other, within the run, none of them merged.
fn slices_do_not_overlap(run: &Run) -> Result<(), String> {
    for (result, timeline) in run.models() {
        for lane in &timeline.lanes {
            let mut end = 0.0;
            for slice in &lane.slices {
                if slice.from_ms < end || slice.to_ms <= slice.from_ms || slice.count != 1 {
                    return Err(format!("{}, {}: {slice:?} after {end} ms", result.label, lane.name));
                }
                end = slice.to_ms;
            }
        }
    }
    Ok(())
}

/// The most lanes that were in some state at once, and when.
fn most_at_once<'a>(
    lanes: impl Iterator<Item = &'a Lane>,
    counts: impl Fn(&Lane, &Slice) -> bool,
) -> (usize, f64) {
    let mut edges: Vec<(f64, bool)> = Vec::new();
    for lane in lanes.filter(|lane| lane.kind != LaneKind::InFlight) {
        for slice in lane.slices.iter().filter(|slice| counts(lane, slice)) {
            edges.extend([(slice.from_ms, true), (slice.to_ms, false)]);
        }
    }
    // Ends come before starts of the same instant.
    edges.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let (mut now, mut most, mut when) = (0, 0, 0.0);
    for (at, starts) in edges {
        now = if starts { now + 1 } else { now - 1 };
        if now > most {
            (most, when) = (now, at);
        }
    }
    (most, when)
}

fn computes(_: &Lane, slice: &Slice) -> bool {
    matches!(slice.state, SliceState::Python | SliceState::Native)
}

/// Never more lanes compute than there are cores.
fn cores_suffice(run: &Run) -> Result<(), String> {
    let cores = run.scenario.machine.cores as usize;
    for (result, timeline) in run.models() {
        let (most, when) = most_at_once(timeline.lanes.iter(), computes);
        if most > cores {
            return Err(format!("{}: {most} lanes compute on {cores} cores at {when} ms", result.label));
        }
    }
    Ok(())
}

/// In a process with a GIL, never more than one lane runs Python; but for the interpreters' workers, who have one each.
fn one_python_a_gil(run: &Run) -> Result<(), String> {
    let shares_one = |result: &ModelResult| result.gil.is_some() && result.model.kind != "interpreters";
    for (result, timeline) in run.models().filter(|(result, _)| shares_one(result)) {
        for process in processes(timeline) {
            let lanes = timeline.lanes.iter().filter(|lane| lane.process == process);
            let (most, when) = most_at_once(lanes, |_, slice| slice.state == SliceState::Python);
            if most > 1 {
                let label = &result.label;
                return Err(format!("{label}: {most} lanes of process {process} run Python at {when} ms"));
            }
        }
    }
    Ok(())
}

fn processes(timeline: &Timeline) -> Vec<u32> {
    let mut all: Vec<u32> = timeline.lanes.iter().map(|lane| lane.process).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// asyncio never runs two steps at once: its loop is its only thread.
fn one_step_on_a_loop(run: &Run) -> Result<(), String> {
    for (result, timeline) in run.models().filter(|(result, _)| result.model.kind == "asyncio") {
        let busy = |lane: &Lane, slice: &Slice| {
            computes(lane, slice) || matches!(slice.state, SliceState::LoopBlocked | SliceState::Io)
        };
        let (most, when) = most_at_once(timeline.lanes.iter(), busy);
        if most > 1 {
            return Err(format!("{}: {most} steps at once at {when} ms", result.label));
        }
    }
    Ok(())
}

/// Lanes and report tell the same: computing that lanes show for tasks is what the report adds up.
fn lanes_agree_with_the_report(run: &Run) -> Result<(), String> {
    for (result, timeline) in run.complete_models() {
        for (state, reported) in
            [(SliceState::Python, result.time_ms.python), (SliceState::Native, result.time_ms.native)]
        {
            let slices = timeline.lanes.iter().flat_map(|lane| &lane.slices);
            let of_tasks = slices.filter(|s| s.state == state && s.task.is_some());
            let shown: f64 = of_tasks.map(|s| s.to_ms - s.from_ms).sum();
            if (shown - reported).abs() > NANOSECOND_MS * 10.0 + 1e-9 * shown {
                return Err(format!(
                    "{}: lanes show {shown} ms of {state:?}, report {reported}",
                    result.label
                ));
            }
        }
    }
    Ok(())
}

#[test]
fn slices_of_a_lane_never_overlap() {
    holds(slices_do_not_overlap, 300, without(0));
}

/// A step with native threads of its own shows its caller as native while it waits for them.
#[test]
fn never_more_computing_than_cores() {
    holds(cores_suffice, 400, without(Features::NATIVE_THREADS));
}

#[test]
fn never_two_pythons_under_one_gil() {
    holds(one_python_a_gil, 400, without(0));
}

#[test]
fn asyncio_runs_one_step_at_a_time() {
    holds(one_step_on_a_loop, 400, without(Features::NATIVE_THREADS));
}

/// Tasks that are given up, or cut off by the end, are in lanes but not in the report's sums.
#[test]
fn lanes_show_what_the_report_adds_up() {
    let apart = Features::TIMEOUTS | Features::NATIVE_THREADS | Features::REPLICATIONS;
    holds(lanes_agree_with_the_report, 300, without(apart));
}

#[test]
fn the_laws_of_lanes_can_fail() {
    let run = Run::of(&json!({
        "version": 1, "name": "busy", "machine": { "cores": 1 },
        "workload": [{ "name": "task", "tasks": 6, "steps": [{ "kind": "cpu", "ms": 9 }] }],
        "models": [{ "kind": "threads", "workers": 3 }, { "kind": "asyncio" }],
    }));
    let twice = |run: &mut Run, model: usize| {
        let lanes = &mut run.timelines[model].lanes;
        let busy = lanes.iter().find(|l| l.slices.iter().any(|s| computes(l, s))).expect("a lane").clone();
        lanes.push(busy);
    };
    notices(slices_do_not_overlap, &run, |r| {
        let lane =
            r.timelines[0].lanes.iter_mut().find(|l| l.slices.len() > 1).expect("a lane of two slices");
        lane.slices[1].from_ms = lane.slices[0].to_ms - NANOSECOND_MS;
    });
    notices(slices_do_not_overlap, &run, |r| {
        let lane = r.timelines[0].lanes.iter_mut().find(|l| !l.slices.is_empty()).expect("a busy lane");
        lane.slices[0].count = 2;
    });
    notices(cores_suffice, &run, |r| twice(r, 0));
    notices(one_python_a_gil, &run, |r| twice(r, 0));
    notices(one_step_on_a_loop, &run, |r| twice(r, 1));
    notices(lanes_agree_with_the_report, &run, |r| twice(r, 0));
}
