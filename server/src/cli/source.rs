//! Where a command's scenario comes from, and how its problems are told.

use std::io::Read;

use simulator::scenario::presets;
use simulator::{Problem, Scenario};

/// A file, standard input, or a preset.
pub(super) enum Source {
    File(String),
    Input,
    Preset(String),
}

impl Source {
    /// From what the command line gives: a preset, a file, or `-` for standard input (also when neither is given).
    pub(super) fn new(file: Option<String>, preset: Option<String>) -> Source {
        match (preset, file) {
            (Some(id), _) => Source::Preset(id),
            (None, Some(path)) if path != "-" => Source::File(path),
            (None, _) => Source::Input,
        }
    }

    /// The scenario, or a message that says what is wrong with it.
    pub(super) fn scenario(&self) -> Result<Scenario, String> {
        match self {
            Source::Preset(id) => preset(id),
            Source::File(path) => {
                let text = std::fs::read_to_string(path);
                let text = text.map_err(|fault| format!("Cannot read {path}: {fault}."))?;
                simulator::parse(&text).map_err(|problems| told(path, &problems))
            }
            Source::Input => {
                let mut text = String::new();
                let read = std::io::stdin().read_to_string(&mut text);
                read.map_err(|fault| format!("Cannot read standard input: {fault}."))?;
                simulator::parse(&text).map_err(|problems| told("standard input", &problems))
            }
        }
    }
}

fn preset(id: &str) -> Result<Scenario, String> {
    let ids = || presets::all().map(|preset| preset.id).collect::<Vec<_>>().join(", ");
    let missing = || format!("There is no preset {id}. The presets are {}.", ids());
    presets::get(id).map(presets::Preset::scenario).ok_or_else(missing)
}

/// One line a problem, its path first.
fn told(whence: &str, problems: &[Problem]) -> String {
    let lines = problems.iter().map(|Problem { path, message }| match path.as_str() {
        "" => format!("  {message}"),
        path => format!("  {path} {message}"),
    });
    let lines: Vec<String> = lines.collect();
    format!("{whence} is not a valid scenario:\n{}", lines.join("\n"))
}
