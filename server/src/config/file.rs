//! The file of settings: read so that flags and the environment come before it, and printed so that it can be read.

use std::fmt::Write;
use std::path::Path;

use clap::error::{ContextKind, ContextValue};
use clap::{Arg, ArgAction, ArgMatches, Args, Command};
use toml::{Table, Value};

use super::Settings;

/// The setting that names the file, which a file cannot.
const FILE: &str = "config";

/// What a file tells: names of settings, and values as a flag would have them.
#[derive(Debug, Default)]
pub(crate) struct Given(Vec<(String, String)>);

impl Given {
    /// Reads a file. Every value is one that the flag of its name would take.
    ///
    /// # Errors
    /// What is wrong with the file, in one sentence that names it and the setting.
    pub(crate) fn read(path: &Path) -> Result<Given, String> {
        let file = path.display();
        let text = std::fs::read_to_string(path).map_err(|fault| format!("Cannot read {file}: {fault}."))?;
        let table: Table = toml::from_str(&text).map_err(|fault| {
            let line = fault.span().map_or(1, |span| text[..span.start].lines().count().max(1));
            format!("{file} is not TOML: {}, near line {line}.", fault.message())
        })?;
        let settings = settings();
        let given = table.into_iter().map(|(key, value)| {
            let known = settings.get_arguments().find(|known| known.get_id() == key.as_str() && key != FILE);
            let known = known.ok_or_else(|| format!("{file}: there is no setting {key}."))?;
            let text =
                flat(&value).ok_or_else(|| format!("{file}: {key} cannot be {}.", value.type_str()))?;
            check(known, &text).map_err(|reason| format!("{file}: {key} cannot be {value}: {reason}."))?;
            Ok((key, text))
        });
        given.collect::<Result<_, String>>().map(Given)
    }
}

fn settings() -> Command {
    Settings::augment_args(Command::new("settings"))
}

/// A value as a flag would have it.
fn flat(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(_) | Value::Float(_) | Value::Boolean(_) => Some(value.to_string()),
        Value::Array(items) => Some(items.iter().map(flat).collect::<Option<Vec<String>>>()?.join(","))
            .filter(|all| !all.is_empty()),
        Value::Datetime(_) | Value::Table(_) => None,
    }
}

/// Whether a setting takes a value; else why not.
fn check(setting: &Arg, text: &str) -> Result<(), String> {
    // Neither the environment nor other settings have a say here.
    let alone = Command::new("setting").arg(setting.clone().env(None));
    let told = format!("--{}={text}", setting.get_long().unwrap_or_default());
    let Err(fault) = alone.try_get_matches_from(["setting", &told]) else { return Ok(()) };
    let reason = std::error::Error::source(&fault).map(ToString::to_string);
    let possible = fault.get(ContextKind::ValidValue).map(|value| match value {
        ContextValue::Strings(values) => format!("it must be one of {}", values.join(", ")),
        other => format!("it must be {other}"),
    });
    Err(reason.or(possible).unwrap_or_else(|| fault.kind().to_string()))
}

/// A command whose settings default to what a file gave.
pub(crate) fn with_given(command: Command, given: &Given) -> Command {
    command.mut_args(|setting| {
        let text = given.0.iter().find(|(key, _)| setting.get_id() == key.as_str()).map(|(_, text)| text);
        text.map_or(setting.clone(), |text| setting.default_value(text.clone()))
    })
}

/// The settings that hold, each below its help, as a file that sets the same.
pub(crate) fn printed(matches: &ArgMatches) -> String {
    let mut out = String::new();
    for setting in settings().get_arguments().filter(|setting| setting.get_id() != FILE) {
        let id = setting.get_id().as_str();
        let help = setting.get_help().map(ToString::to_string).unwrap_or_default();
        let values = matches.get_raw(id).into_iter().flatten();
        let values: Vec<Value> = values.map(|raw| typed(&raw.to_string_lossy())).collect();
        let line = match (setting.get_action(), values.as_slice()) {
            (_, []) => format!("# {id} ="),
            (ArgAction::Append, values) => format!("{id} = {}", Value::Array(values.to_vec())),
            (_, [value, ..]) => format!("{id} = {value}"),
        };
        let written = write!(out, "# {help}\n{line}\n\n");
        debug_assert!(written.is_ok(), "writing to a string cannot fail");
    }
    out.trim_end().to_owned()
}

fn typed(text: &str) -> Value {
    if let Ok(number) = text.parse::<i64>() {
        Value::Integer(number)
    } else if let Ok(flag) = text.parse::<bool>() {
        Value::Boolean(flag)
    } else {
        Value::String(text.to_owned())
    }
}
