//! What a window shows, at any resolution, is all that happened in it; and what else can be asked of a recording
//! agrees with its slices.

use std::collections::BTreeMap;

use serde_json::json;
use simulator::observe::look::LaneEvent;
use simulator::observe::packed::{pack, unpack};
use simulator::observe::timeline::{Lane, LaneKind, Slice, SliceState};
use simulator::{Recording, Timeline, Window, record};

use super::run::{Run, holds, notices};
use super::swarm::without;

/// Nanoseconds by state.
type Sums = BTreeMap<SliceState, u64>;

fn ns(ms: f64) -> u64 {
    (ms * 1e6).round() as u64
}

fn add(sums: &mut Sums, state: SliceState, ns: u64) {
    *sums.entry(state).or_default() += ns;
}

/// Windows of a run at several resolutions, with and without folded lanes.
fn windows(makespan_ms: f64) -> Vec<Window> {
    let spans = [(0.0, None), (0.25, Some(0.5)), (0.4, Some(0.41)), (0.9, Some(1.0))];
    let fine = [(7, 100_000), (300, 100_000), (900, 3), (5_000, 1)];
    let window = |(from, to): (f64, Option<f64>), (width_px, max_lanes)| Window {
        from_ms: makespan_ms * from,
        to_ms: to.map(|to| makespan_ms * to),
        width_px,
        max_lanes,
    };
    spans.iter().flat_map(|span| fine.iter().map(|fine| window(*span, *fine))).collect()
}

/// What is drawn: whole slices, and the times of merged and folded ones.
fn drawn(lanes: &[Lane]) -> Sums {
    let mut sums = Sums::new();
    for slice in lanes.iter().flat_map(|lane| &lane.slices) {
        if slice.mix.is_empty() {
            add(&mut sums, slice.state, ns(slice.to_ms) - ns(slice.from_ms));
        }
        slice.mix.iter().for_each(|(state, ms)| add(&mut sums, *state, ns(*ms)));
    }
    sums
}

/// What happened: all of the slices that touch the window in lanes of their own, and their part within it in lanes
/// that are folded.
fn happened(whole: &Timeline, shown: &Timeline) -> Sums {
    let folded = shown.lanes.last().is_some_and(|lane| lane.kind == LaneKind::Folded);
    let own = shown.lanes.len() - usize::from(folded);
    let (from, to) = (ns(shown.from_ms), ns(shown.to_ms));
    let mut sums = Sums::new();
    for (index, lane) in whole.lanes.iter().enumerate() {
        let touches = |s: &&Slice| ns(s.to_ms) > from && ns(s.from_ms) < to;
        for slice in lane.slices.iter().filter(touches) {
            let (mut start, mut end) = (ns(slice.from_ms), ns(slice.to_ms));
            if index >= own {
                (start, end) = (start.max(from), end.min(to));
            }
            add(&mut sums, slice.state, end - start);
        }
    }
    sums
}

/// Whatever the window and its resolution, no time is lost and none is invented; and packing changes nothing.
fn windows_lose_nothing(run: &Run) -> Result<(), String> {
    for (index, (result, whole)) in run.models().enumerate() {
        let recording = record(&run.scenario, index).expect("the scenario has the model");
        for window in windows(whole.makespan_ms) {
            let shown = recording.window(&window);
            let (got, wanted) = (drawn(&shown.lanes), happened(whole, &shown));
            if got != wanted {
                return Err(format!("{}, {window:?}: {got:?} instead of {wanted:?}", result.label));
            }
            if unpack(pack(&shown)).as_ref() != Some(&shown) {
                return Err(format!("{}, {window:?}: packing changes it", result.label));
            }
        }
    }
    Ok(())
}

/// The sums of a span are those of the parts of slices within it.
fn spans_add_up(run: &Run) -> Result<(), String> {
    for (index, (result, whole)) in run.models().enumerate() {
        let recording = record(&run.scenario, index).expect("the scenario has the model");
        let (from, to) = (ns(whole.makespan_ms * 0.3), ns(whole.makespan_ms * 0.6));
        let mut wanted = Sums::new();
        for slice in whole.lanes.iter().flat_map(|lane| &lane.slices) {
            let within = ns(slice.to_ms).min(to).saturating_sub(ns(slice.from_ms).max(from));
            if ns(slice.to_ms) > from && ns(slice.from_ms) < to {
                add(&mut wanted, slice.state, within);
            }
        }
        let told = recording.sums(from as f64 / 1e6, to as f64 / 1e6);
        let got: Sums = told.states.iter().map(|sum| (sum.state, ns(sum.ms))).collect();
        if got != wanted {
            return Err(format!("{}: {got:?} instead of {wanted:?}", result.label));
        }
    }
    Ok(())
}

/// Every begin of a slice, walked through a few at a time, forwards or back.
fn walked(recording: &Recording, forward: bool) -> Vec<(u64, usize)> {
    let begins = |events: Vec<LaneEvent>, seen: &mut Vec<(u64, usize)>| {
        seen.extend(events.iter().filter(|e| e.state.is_some()).map(|e| (ns(e.at_ms), e.lane)));
    };
    let mut seen = Vec::new();
    let mut at_ms = if forward { 0.0 } else { 1e12 };
    if forward {
        begins(recording.events(at_ms, usize::MAX, 0), &mut seen);
    }
    loop {
        let (before, after) = if forward { (0, 3) } else { (3, 0) };
        let some = recording.events(at_ms, before, after);
        let Some(last) = (if forward { some.last() } else { some.first() }) else { break };
        // Of its last instant only some may have been told: that instant is asked for in full.
        let last_ms = last.at_ms;
        let (now, rest): (Vec<_>, Vec<_>) = some.into_iter().partition(|event| event.at_ms == last_ms);
        assert!(!now.is_empty());
        begins(rest, &mut seen);
        let mut now = recording.events(last_ms, usize::MAX, 0);
        now.retain(|event| event.at_ms == last_ms);
        begins(now, &mut seen);
        at_ms = if forward { last_ms } else { last_ms - 1e-6 };
        if at_ms < 0.0 {
            break;
        }
    }
    seen.sort_unstable();
    seen
}

/// Stepping from event to event meets every slice once, up to the last task's end.
fn steps_meet_every_slice(run: &Run) -> Result<(), String> {
    for (index, (result, whole)) in run.models().enumerate() {
        let recording = record(&run.scenario, index).expect("the scenario has the model");
        let lanes = whole.lanes.iter().enumerate();
        let mut wanted: Vec<(u64, usize)> =
            lanes.flat_map(|(at, lane)| lane.slices.iter().map(move |s| (ns(s.from_ms), at))).collect();
        wanted.sort_unstable();
        for forward in [true, false] {
            let mut got = walked(&recording, forward);
            got.retain(|(at, _)| *at < ns(whole.to_ms));
            if got != wanted {
                return Err(format!("{}, forward {forward}: {got:?} instead of {wanted:?}", result.label));
            }
        }
    }
    Ok(())
}

/// A task's way is made of its slices, its times add up to its latency, and places are those of completion.
fn journeys_are_whole(run: &Run) -> Result<(), String> {
    for (index, (result, whole)) in run.models().enumerate() {
        let recording = record(&run.scenario, index).expect("the scenario has the model");
        for task in 0..run.scenario.task_count() {
            let way = recording.journey(task).ok_or(format!("{}: no task {task}", result.label))?;
            let slices = whole.lanes.iter().flat_map(|lane| &lane.slices);
            let own: Vec<&Slice> = slices.filter(|s| s.task == Some(task)).collect();
            let seen = way.stops.iter().filter(|stop| stop.from_ms < whole.to_ms).count();
            if seen != own.len() {
                return Err(format!("{}: task {task} has {} slices", result.label, own.len()));
            }
            let spent: u64 = way.times_ms.iter().map(|(_, ms)| ns(*ms)).sum();
            if let (Some(from), Some(to)) = (way.submitted_ms, way.done_ms) {
                if ns(to) - ns(from) != spent {
                    return Err(format!("{}: task {task} took {spent} ns", result.label));
                }
                let before = whole.completions_ms.iter().filter(|done| **done < to).count() as u64;
                if way.place != Some(before + 1) {
                    return Err(format!("{}: task {task} is {:?}", result.label, way.place));
                }
            }
        }
        if recording.journey(u64::MAX).is_some() {
            return Err("there is no such task".to_owned());
        }
    }
    Ok(())
}

#[test]
fn no_window_loses_time() {
    holds(windows_lose_nothing, 200, without(0));
}

#[test]
fn sums_of_a_span_are_those_of_its_slices() {
    holds(spans_add_up, 200, without(0));
}

#[test]
fn stepping_meets_every_slice() {
    holds(steps_meet_every_slice, 60, without(0));
}

#[test]
fn the_way_of_a_task_is_whole() {
    holds(journeys_are_whole, 100, without(0));
}

#[test]
fn the_laws_of_windows_can_fail() {
    let run = Run::of(&json!({
        "version": 1, "name": "busy", "machine": { "cores": 1 },
        "workload": [{ "name": "task", "tasks": 6, "steps": [{ "kind": "cpu", "ms": 9 }] }],
        "models": [{ "kind": "threads", "workers": 3 }],
    }));
    let shorten = |run: &mut Run| {
        let lanes = &mut run.timelines[0].lanes;
        let busy = lanes.iter_mut().find(|l| l.slices.len() > 2).expect("a busy lane");
        let long =
            busy.slices.iter_mut().max_by(|a, b| (a.to_ms - a.from_ms).total_cmp(&(b.to_ms - b.from_ms)));
        long.expect("a slice").to_ms -= 1e-6;
    };
    let lose = |run: &mut Run| {
        let lanes = &mut run.timelines[0].lanes;
        let of_task = |lane: &Lane| lane.slices.iter().position(|slice| slice.task.is_some());
        let lane = lanes.iter_mut().find(|lane| of_task(lane).is_some()).expect("a busy lane");
        let place = of_task(lane).expect("a task's slice");
        lane.slices.remove(place);
    };
    notices(windows_lose_nothing, &run, shorten);
    notices(windows_lose_nothing, &run, lose);
    notices(spans_add_up, &run, |run| run.timelines[0].lanes.clear());
    notices(steps_meet_every_slice, &run, lose);
    notices(journeys_are_whole, &run, lose);
}

/// The next task of a class, and the one before, go round the end.
#[test]
fn tasks_of_a_class_are_found_one_after_the_other() {
    let scenario = simulator::parse(
        &json!({
            "version": 1, "name": "two", "machine": { "cores": 2 }, "order": "blocks",
            "workload": [
                { "name": "fetch", "tasks": 3, "steps": [{ "kind": "cpu", "ms": 1 }] },
                { "name": "score", "tasks": 2, "steps": [{ "kind": "cpu", "ms": 1 }] },
            ],
            "models": [{ "kind": "sequential" }],
        })
        .to_string(),
    )
    .expect("a valid scenario");
    let recording = record(&scenario, 0).expect("a model");
    assert_eq!(recording.find(&[1], None, false), Some(3));
    assert_eq!(recording.find(&[1], Some(3), false), Some(4));
    assert_eq!(recording.find(&[1], Some(4), false), Some(3), "around the end");
    assert_eq!(recording.find(&[1], Some(3), true), Some(4));
    assert_eq!(recording.find(&[0], None, true), Some(2));
    assert_eq!(recording.find(&[0, 1], Some(2), false), Some(3));
    assert_eq!(recording.find(&[], Some(2), false), None);
    assert_eq!(recording.find(&[0], Some(u64::MAX), true), Some(2));
}
