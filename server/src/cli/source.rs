//! Where a command's scenario comes from, and how its problems are told.

use std::io::Read;

use simulator::scenario::presets;
use simulator::{Problem, Scenario};

use crate::distinct;

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
        let (whence, text) = self.text()?;
        if let Some(problem) = distinct::problem(text.as_bytes()) {
            return Err(told(&whence, &[problem]));
        }
        simulator::parse(&text).map_err(|problems| told(&whence, &problems))
    }

    /// Where it comes from, and its text.
    pub(super) fn text(&self) -> Result<(String, String), String> {
        match self {
            Source::Preset(id) => preset(id).map(|text| (format!("the preset {id}"), text.to_owned())),
            Source::File(path) => {
                let text = std::fs::read_to_string(path);
                text.map(|text| (path.clone(), text)).map_err(|fault| format!("Cannot read {path}: {fault}."))
            }
            Source::Input => {
                let mut text = String::new();
                let read = std::io::stdin().read_to_string(&mut text);
                read.map_err(|fault| format!("Cannot read standard input: {fault}."))?;
                Ok(("standard input".to_owned(), text))
            }
        }
    }
}

fn preset(id: &str) -> Result<&'static str, String> {
    let ids = || presets::all().map(|preset| preset.id).collect::<Vec<_>>().join(", ");
    let missing = || format!("There is no preset {id}. The presets are {}.", ids());
    presets::get(id).map(|preset| preset.scenario_json).ok_or_else(missing)
}

/// One line a problem, its path first.
pub(super) fn told(whence: &str, problems: &[Problem]) -> String {
    let lines = problems.iter().map(|Problem { path, message }| match path.as_str() {
        "" => format!("  {message}"),
        path => format!("  {path} {message}"),
    });
    let lines: Vec<String> = lines.collect();
    format!("{whence} is not a valid scenario:\n{}", lines.join("\n"))
}
