//! Golden timelines: scenarios small enough to follow by hand, drawn as text for every model of the catalogue.
//!
//! A row is a lane, a character a millisecond (what the lane did for most of it): P Python, N native code,
//! i waiting for I/O, Q waiting at a service, q in a pool's queue, G waiting for the GIL, C for a core, L for a
//! lock, l for the loop, S pickling, s starting, o overhead, B loop blocked, a dot idle. Costs are zero, so what
//! is drawn is structure: who runs when, and what waits for what.
//!
//! `UPDATE_GOLDEN=1 cargo test -p simulator --test golden` writes what is drawn now; read the difference before
//! keeping it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use simulator::observe::State;
use simulator::observe::report::ModelResult;
use simulator::observe::timeline::{Lane, Slice, SliceState};
use simulator::scenario::{KeySpec, ModelSpec};
use simulator::{Timeline, Window, parse, simulate_with_timelines};

const WHOLE: Window = Window { from_ms: 0.0, to_ms: None, width_px: u32::MAX, max_lanes: 1_000 };

#[test]
fn every_model_draws_its_golden_timelines() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let scenarios = scenarios(&folder);
    assert!(!scenarios.is_empty(), "no scenarios in {}", folder.display());
    let mut wrong = Vec::new();
    for path in scenarios {
        let scenario: Value = serde_json::from_str(&read(&path)).expect("golden scenarios are JSON");
        for spec in simulator::models::catalogue() {
            let golden = path.with_extension(format!("{}.txt", spec.kind));
            wrong.extend(compare(&golden, &drawn(&scenario, spec)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn scenarios(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder of golden timelines");
    let mut paths: Vec<PathBuf> = entries.map(|e| e.expect("a file").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "json"));
    paths.sort();
    paths
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

/// What is wrong with a golden file, if anything.
fn compare(golden: &Path, drawn: &str) -> Option<String> {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(golden, drawn).expect("golden files can be written");
    }
    let kept = read(golden);
    (kept != drawn).then(|| format!("{} was\n{kept}\nand is now\n{drawn}", golden.display()))
}

/// A model's timeline as text.
fn drawn(scenario: &Value, spec: &ModelSpec) -> String {
    let mut question = scenario.clone();
    question["version"] = json!(1);
    question["models"] = json!([model(spec)]);
    question["runtime"] = json!({ "python": "3.14", "costs": no_costs() });
    let read = parse(&question.to_string()).unwrap_or_else(|p| panic!("{p:?}"));
    let (report, timelines) = simulate_with_timelines(&read, Some(&WHOLE));
    text(&report.results[0], &timelines[0])
}

fn no_costs() -> Value {
    let zero = |name: &str| if name == "free_threaded_slowdown" { 1.0 } else { 0.0 };
    let all = simulator::costs::Costs::SPECS.iter();
    Value::Object(all.map(|s| (s.name.to_owned(), json!(zero(s.name)))).collect())
}

/// Two of whatever the model has.
fn model(spec: &ModelSpec) -> Value {
    let mut model = json!({ "kind": spec.kind });
    for key in spec.keys {
        let value = match key {
            KeySpec::Threads | KeySpec::ProcessWorkers | KeySpec::Processes => json!(2),
            KeySpec::StartMethod => json!("fork"),
            KeySpec::Inner(kinds) => {
                let all = simulator::models::catalogue();
                let inner = all.into_iter().find(|s| Some(&s.kind) == kinds.last());
                inner.map_or(Value::Null, self::model)
            }
            KeySpec::Chunksize | KeySpec::MaxTasksPerChild | KeySpec::Concurrency => continue,
        };
        model[key.name()] = value;
    }
    model
}

fn text(result: &ModelResult, timeline: &Timeline) -> String {
    let mut out = format!("{}: {} ms\n", result.label, rounded(result.makespan_ms));
    let cells = result.makespan_ms.ceil() as usize;
    let width = timeline.lanes.iter().map(|l| l.name.chars().count()).max().unwrap_or(0);
    for lane in &timeline.lanes {
        let row: String = (0..cells).map(|at| letter(lane, at as f64)).collect();
        writeln!(out, "{:width$} |{row}|", lane.name).expect("text can be written");
    }
    let times = State::ALL.iter().zip(result.time_ms.values()).filter(|(_, ms)| *ms > 0.0);
    let times: Vec<String> = times.map(|(state, ms)| format!("{} {}", state.name(), rounded(ms))).collect();
    writeln!(out, "tasks' time: {}", times.join(", ")).expect("text can be written");
    let done: Vec<f64> = timeline.completions_ms.iter().map(|ms| rounded(*ms)).collect();
    writeln!(out, "completed at: {done:?}").expect("text can be written");
    out
}

fn rounded(ms: f64) -> f64 {
    (ms * 1000.0).round() / 1000.0
}

/// What a lane did for most of the millisecond from `at`.
fn letter(lane: &Lane, at: f64) -> char {
    let within = |s: &Slice| (s.to_ms.min(at + 1.0) - s.from_ms.max(at)).max(0.0);
    let mut times: Vec<(f64, char)> = vec![(1.0, '.')];
    for slice in &lane.slices {
        let time = within(slice);
        times[0].0 -= time;
        match times.iter_mut().find(|(_, letter)| *letter == of_state(slice.state)) {
            Some((sum, _)) => *sum += time,
            None => times.push((time, of_state(slice.state))),
        }
    }
    times.into_iter().rev().max_by(|a, b| a.0.total_cmp(&b.0)).map_or('.', |(_, letter)| letter)
}

fn of_state(state: SliceState) -> char {
    match state {
        SliceState::Python => 'P',
        SliceState::Native => 'N',
        SliceState::Io => 'i',
        SliceState::ServiceQueue => 'Q',
        SliceState::PoolQueue => 'q',
        SliceState::GilWait => 'G',
        SliceState::CoreWait => 'C',
        SliceState::LockWait => 'L',
        SliceState::LoopWait => 'l',
        SliceState::Serialize => 'S',
        SliceState::Start => 's',
        SliceState::Overhead => 'o',
        SliceState::LoopBlocked => 'B',
    }
}
