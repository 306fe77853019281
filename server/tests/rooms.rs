//! Who may know whom: the simulator stays pure, its rooms depend in one direction, the page never simulates.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Each room of the simulator, and the rooms whose names it may use.
const ROOMS: &[(&str, &[&str])] = &[
    ("engine", &[]),
    ("costs", &["scenario"]),
    ("scenario", &["costs"]),
    ("machine", &["engine", "costs", "scenario"]),
    ("models", &["machine", "scenario"]),
    ("observe", &["engine", "machine", "scenario"]),
    ("explain", &["observe", "costs", "scenario"]),
    ("sweep", &["explain", "models", "observe", "scenario"]),
    ("ladder", &["costs", "explain", "models", "observe", "scenario"]),
];

/// What has no place in a pure crate: an outside world, a clock, threads, an order that changes from run to run.
const IMPURE: &[&str] = &[
    "std::time",
    "std::thread",
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "HashMap",
    "HashSet",
    "println!",
];

/// Crates, by the beginnings of their names, that the simulator must not reach by any way.
const OUTSIDE: &[&str] = &[
    "tokio",
    "async-",
    "futures",
    "smol",
    "axum",
    "hyper",
    "http",
    "tower",
    "leptos",
    "wasm-bindgen",
    "js-sys",
    "web-",
    "gloo",
    "chrono",
    "time",
    "jiff",
    "instant",
    "rand",
    "getrandom",
    "rayon",
    "reqwest",
];

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// Every Rust file below a folder that is not a test.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let test = path.file_stem().is_some_and(|stem| stem == "tests" || stem == "arbitrary");
        if path.is_dir() && !test {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") && !test {
            found.push(path);
        }
    }
    found
}

/// A file's code: without comments, and without the tests at its end.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]\nmod ").next().unwrap();
    let lines = text.lines().map(|line| line.split_once("//").map_or(line, |(code, _)| code));
    lines.collect::<Vec<_>>().join("\n")
}

/// The names that follow `crate::`, those in braces too.
fn names(code: &str) -> Vec<&str> {
    let after = code.split("crate::").skip(1);
    let words = after.flat_map(|rest| match rest.strip_prefix('{') {
        Some(group) => group.split('}').next().unwrap().split(',').collect(),
        None => vec![rest],
    });
    let word = |text: &'_ str| text.trim_start().find(|c: char| !c.is_alphanumeric() && c != '_');
    words.map(str::trim_start).map(|text| &text[..word(text).unwrap_or(text.len())]).collect()
}

#[test]
fn rooms_of_the_simulator_know_only_those_below() {
    let src = project().join("server/simulator/src");
    let mut faults = Vec::new();
    for (room, allowed) in ROOMS {
        for path in sources(&src.join(room)) {
            let code = code(&path);
            let rooms = names(&code).into_iter().filter(|name| ROOMS.iter().any(|(r, _)| r == name));
            let wrong = rooms.filter(|name| name != room && !allowed.contains(name));
            faults.extend(wrong.map(|name| format!("{} uses {name}", path.display())));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn every_room_is_on_the_list() {
    let src = project().join("server/simulator/src");
    for entry in fs::read_dir(src).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            assert!(ROOMS.iter().any(|(room, _)| *room == name), "say what {name} may know");
        }
    }
}

#[test]
fn the_simulator_is_pure() {
    let mut faults = Vec::new();
    for path in sources(&project().join("server/simulator/src")) {
        let code = code(&path);
        let used = IMPURE.iter().filter(|word| code.contains(**word));
        faults.extend(used.map(|word| format!("{} uses {word}", path.display())));
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_simulator_depends_on_nothing_of_the_outside_world() {
    let mut tree = Command::new(env!("CARGO"));
    tree.args(["tree", "--package", "simulator", "--edges", "normal", "--prefix", "none", "--all-features"]);
    let output = tree.args(["--target", "all", "--offline"]).current_dir(project()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).unwrap();
    let crates: Vec<&str> = tree.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(crates.contains(&"serde"), "{crates:?}");
    let faults: Vec<_> = crates.iter().filter(|name| OUTSIDE.iter().any(|o| name.starts_with(o))).collect();
    assert!(faults.is_empty(), "{faults:?}");
}

#[test]
fn the_page_never_simulates() {
    for path in sources(&project().join("app/src")) {
        let code = code(&path);
        for call in ["simulator::simulate", "simulator::timeline(", "simulate_with_timelines"] {
            assert!(
                !code.contains(call),
                "{} calls {call}; app/src/client.rs asks the server",
                path.display()
            );
        }
    }
}

#[test]
fn what_is_measured_and_drafted_is_known_without_a_page() {
    for room in ["app/src/measured", "app/src/draft"] {
        for path in sources(&project().join(room)) {
            let code = code(&path);
            for known in ["leptos", "web_sys", "crate::browser", "crate::state"] {
                assert!(!code.contains(known), "{} uses {known}", path.display());
            }
        }
    }
}

#[test]
fn code_is_written_without_simulating_and_without_http() {
    for path in sources(&project().join("server/src/code")) {
        let code = code(&path);
        for known in ["axum", "crate::api", "crate::ops", "simulator::simulate", "simulator::machine"] {
            assert!(!code.contains(known), "{} uses {known}", path.display());
        }
    }
}

#[test]
fn files_for_others_are_written_without_simulating_and_without_http() {
    for path in sources(&project().join("server/src/share/exports")) {
        let code = code(&path);
        for known in ["axum", "crate::", "simulator::simulate", "simulator::record", "simulator::machine"] {
            assert!(!code.contains(known), "{} uses {known}", path.display());
        }
    }
}

#[test]
fn only_the_executor_knows_who_runs_the_points_of_sweeps() {
    let server = project().join("server/src");
    let executor = server.join("ops/executor");
    let knows = |word: &str, known_to: &[&str]| {
        for path in sources(&server) {
            let allowed = known_to.iter().any(|known| path.starts_with(server.join(known)));
            assert!(allowed || !code(&path).contains(word), "{} uses {word}", path.display());
        }
    };
    // The settings know the address of a queue, the log its client's name, and what begins a worker knows the worker.
    knows("async_nats", &["ops/executor/nats", "config/mod.rs", "cli/running.rs"]);
    knows("executor::nats", &["ops/executor", "ops/runs.rs", "cli/work.rs"]);
    knows("ops::executor", &["ops", "cli/work.rs"]);
    for path in sources(&executor) {
        let code = code(&path);
        for known in ["axum", "crate::api", "crate::config", "crate::ops::runs", "crate::ops::sweeps"] {
            assert!(!code.contains(known), "{} uses {known}", path.display());
        }
    }
}

#[test]
fn names_are_found_alone_and_in_braces() {
    let code = "use crate::machine::Core;\nuse crate::{engine::Time, costs};\nlet x = crate::observe::f();";
    assert_eq!(names(code), ["machine", "engine", "costs", "observe"]);
}
