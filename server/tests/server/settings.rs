//! The server's settings: by flags, by the environment, in a file; what is wrong with them is told in one sentence.

use std::path::PathBuf;
use std::process::{Command, Output};

use crate::cli::text;

/// Prints the settings that hold under some flags and an environment.
fn config(flags: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_server"));
    let known = std::env::vars().map(|(name, _)| name);
    known.filter(|name| name.starts_with("LOCKSTEP_") || name.starts_with("LEPTOS_")).for_each(|name| {
        command.env_remove(name);
    });
    command.arg("config").args(flags).envs(environment.iter().copied()).output().unwrap()
}

/// A file of settings, and its path as a flag takes it.
fn file(name: &str, text: &str) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

fn value(output: &Output, key: &str) -> toml::Value {
    assert!(output.status.success(), "{}", text(&output.stderr));
    let table: toml::Table = toml::from_str(text(&output.stdout)).unwrap();
    table[key].clone()
}

#[test]
fn a_flag_comes_before_the_environment_and_that_before_the_file() {
    let file = file("order.toml", "port = 1001\npatience = '2s'\nsweeps = 3\n");
    let environment = [("LOCKSTEP_PORT", "1002"), ("LOCKSTEP_PATIENCE", "3s")];
    let all = config(&["--config", &file, "--port", "1003"], &environment);
    assert_eq!(value(&all, "port").as_integer(), Some(1003));
    assert_eq!(value(&all, "patience").as_str(), Some("3s"));
    assert_eq!(value(&all, "sweeps").as_integer(), Some(3));
    assert_eq!(value(&all, "address").as_str(), Some("127.0.0.1"));
    let named = config(&[], &[("LOCKSTEP_CONFIG", &file)]);
    assert_eq!(value(&named, "port").as_integer(), Some(1001));
}

#[test]
fn what_is_printed_sets_the_same() {
    let flags = ["--port=4001", "--url=https://lockstep.example", "--hashed", "--patience=1s 500ms"];
    let first = config(&flags, &[]);
    let again = config(&["--config", &file("printed.toml", text(&first.stdout))], &[]);
    assert_eq!(text(&again.stdout), text(&first.stdout), "{}", text(&again.stderr));
    assert_eq!(value(&again, "hashed").as_bool(), Some(true));
}

#[test]
fn a_file_with_a_fault_is_refused_in_one_sentence_that_names_it() {
    let cases = [
        ("unknown", "patients = '2s'", "patients"),
        ("itself", "config = 'other.toml'", "config"),
        ("no number", "port = 'many'", "port"),
        ("too large", "port = 70000", "port"),
        ("none at all", "concurrency = 0", "concurrency"),
        ("no time", "patience = 5", "patience"),
        ("no size", "body = '1 elephant'", "body"),
        ("no address", "url = 'lockstep.example'", "url"),
        ("a table", "[port]\nnumber = 1", "port"),
        ("no TOML", "\nport =", "line 2"),
    ];
    for (what, wrong, named) in cases {
        let path = file("wrong.toml", wrong);
        let output = config(&["--config", &path], &[]);
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{what}");
        assert!(told.lines().count() == 1 && told.ends_with(".\n"), "{what}: {told}");
        assert!(told.contains(&path) && told.contains(named), "{what}: {told}");
    }
    let none = config(&["--config", "/no/such.toml"], &[]);
    assert!(text(&none.stderr).starts_with("Cannot read /no/such.toml: "));
}

#[test]
fn help_lists_every_setting_with_its_default() {
    let output = Command::new(env!("CARGO_BIN_EXE_server")).args(["serve", "--help"]).output().unwrap();
    let help = text(&output.stdout);
    for known in ["--port <PORT>", "LOCKSTEP_PATIENCE", "[default: 5s]", "[default: 256MiB]"] {
        assert!(help.contains(known), "{known}: {help}");
    }
}
