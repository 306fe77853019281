//! The command line, as a process.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use simulator::scenario::presets;

use crate::support::{changed, scenario};

/// Runs the server's binary with an input.
pub(crate) fn server(arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_server"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A command that does not read its input closes it.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

pub(crate) fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn a_table_has_a_line_for_each_model_with_its_columns_aligned() {
    let output = server(&["simulate", "-"], &scenario().to_string());
    assert!(output.status.success());
    let lines: Vec<&str> = text(&output.stdout).lines().collect();
    let models = scenario()["models"].as_array().unwrap().len();
    let widths: Vec<usize> = lines[..=models].iter().map(|line| line.chars().count()).collect();
    assert!(widths.iter().all(|width| *width == widths[0]), "{lines:#?}");
    assert!(lines[1].starts_with("Sequential "));
    assert!(lines.len() > models + 2, "no verdict: {lines:#?}");
}

#[test]
fn more_than_one_run_has_intervals_in_the_table() {
    let table = |replications: u32| {
        let scenario = changed("/run", json!({ "replications": replications }));
        let output = server(&["simulate", "-"], &scenario.to_string());
        text(&output.stdout).to_owned()
    };
    let models = scenario()["models"].as_array().unwrap().len();
    let five = table(5);
    let widths: Vec<usize> = five.lines().take(models + 1).map(|line| line.chars().count()).collect();
    assert!(widths.iter().all(|width| *width == widths[0]), "{five}");
    assert_eq!(five.lines().nth(1).unwrap().matches(" ± ").count(), 2, "makespan and throughput: {five}");
    assert!(five.contains("Means over 5 runs; ± is the 95 % interval of the mean."));
    assert!(!table(1).contains('±'));
}

#[test]
fn json_is_exactly_the_report() {
    let first = server(&["simulate", "--json", "-"], &scenario().to_string());
    let second = server(&["simulate", "-", "--json"], &scenario().to_string());
    assert_eq!(first.stdout, second.stdout);
    let report = simulator::simulate(&simulator::parse(&scenario().to_string()).unwrap());
    assert_eq!(text(&first.stdout), format!("{}\n", serde_json::to_string(&report).unwrap()));
}

#[test]
fn a_preset_is_simulated_by_its_id() {
    let by_id = server(&["simulate", "--preset", presets::DEFAULT_ID, "--json"], "");
    assert_eq!(by_id.stdout, server(&["simulate", "--json", "-"], &scenario().to_string()).stdout);
    let unknown = server(&["simulate", "--preset", "none"], "");
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains(presets::DEFAULT_ID));
}

#[test]
fn a_valid_scenario_is_printed_complete_and_stays_as_it_is() {
    let once = server(&["validate", "-"], &scenario().to_string());
    assert_eq!(once.status.code(), Some(0));
    let complete: Value = serde_json::from_slice(&once.stdout).unwrap();
    assert_eq!(complete["order"], "interleave");
    let twice = server(&["validate", "-"], text(&once.stdout));
    assert_eq!(text(&once.stdout), text(&twice.stdout));
}

#[test]
fn a_bad_scenario_has_status_2_and_its_problems_on_standard_error() {
    for command in ["validate", "simulate"] {
        let output = server(&[command, "-"], &changed("/machine/cores", json!(0)).to_string());
        assert_eq!(output.status.code(), Some(2), "{command}");
        assert!(output.stdout.is_empty(), "{command}");
        assert!(text(&output.stderr).contains("machine.cores"), "{command}");
    }
    let broken = server(&["validate", "-"], "{");
    assert_eq!(broken.status.code(), Some(2));
    assert!(text(&broken.stderr).contains("line 1 column"), "{}", text(&broken.stderr));
}

#[test]
fn a_key_that_stands_twice_is_a_problem() {
    let twice = scenario().to_string().replacen("\"cores\":", "\"cores\":7,\"cores\":", 1);
    let output = server(&["validate", "-"], &twice);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("\n  machine.cores is given twice"), "{}", text(&output.stderr));
}

#[test]
fn a_file_that_cannot_be_read_has_status_2() {
    let output = server(&["simulate", "/no/such/file.json"], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).starts_with("Cannot read /no/such/file.json"));
}

#[test]
fn arguments_that_do_not_exist_have_status_2() {
    for arguments in [&["simulate"][..], &["dance"], &["serve", "--port", "many"], &["validate", "a", "b"]] {
        assert_eq!(server(arguments, "").status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn a_server_s_health_is_asked_by_its_settings() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let output = server(&["health", "--port", &nobody], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("does not answer"), "{}", text(&output.stderr));
    let site = crate::socket::Site::open(|_| {});
    let ask = || server(&["health", "--address=0.0.0.0", "--port", &site.address.port().to_string()], "");
    assert_eq!((ask().status.code(), text(&ask().stdout)), (Some(0), "ready\n"));
    site.ready.stop();
    assert_eq!(ask().status.code(), Some(1));
    assert!(text(&ask().stderr).ends_with("is not ready: about to stop.\n"), "{}", text(&ask().stderr));
}

#[test]
fn a_port_that_is_taken_is_one_clear_sentence() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let site = concat!(env!("CARGO_MANIFEST_DIR"), "/../public");
    let output = server(&["serve", "--port", &port, "--site", site], "");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stderr).lines().count(), 1, "{}", text(&output.stderr));
    assert!(text(&output.stderr).starts_with(&format!("Port {port} is taken")));
}

#[test]
fn a_site_whose_files_have_other_names_than_the_page_s_is_not_served() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("hashed");
    // What a run before this one left there.
    let _ = std::fs::remove_dir_all(&folder);
    let site = folder.join("site");
    std::fs::create_dir_all(site.join("pkg")).unwrap();
    let program = folder.join("server");
    std::fs::hard_link(env!("CARGO_BIN_EXE_server"), &program).unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let refused = |status: i32| {
        let served =
            Command::new(&program).args(["serve", "--hashed", "--port", &port, "--site"]).arg(&site).output();
        let (code, told) =
            served.map(|output| (output.status.code(), text(&output.stderr).to_owned())).unwrap();
        assert_eq!((code, told.lines().count()), (Some(status), 1), "{told}");
        told
    };
    assert!(refused(2).contains("hash.txt"), "nothing says what the files are called");
    std::fs::write(folder.join("hash.txt"), "css: c1\njs: j1\nwasm: w1\n").unwrap();
    for file in ["lockstep.c1.css", "lockstep.j1.js", "lockstep.w1.wasm"] {
        assert!(refused(2).contains(&format!("has no /pkg/{file}")), "{file}");
        std::fs::write(site.join("pkg").join(file), "").unwrap();
    }
    assert!(refused(1).starts_with(&format!("Port {port} is taken")), "else it would be served");
}
