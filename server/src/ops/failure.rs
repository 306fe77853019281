//! Why a simulation did not run, or did not end, in words for whoever asked.

use std::time::Duration;

use app::client::Refusal;

/// What a simulation takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// Events of the calendar.
    pub events: f64,
    /// Memory, bytes.
    pub bytes: f64,
}

/// Why a simulation did not run, or did not end.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// It would cost more than one request may.
    /// Most of it for a payload, if that is named by its path.
    TooMuch { needed: Cost, allowed: Cost, payload: Option<String> },
    /// All points of a sweep together would cost more events than a sweep may.
    TooManyPoints { needed: f64, allowed: f64 },
    /// Too many run already.
    Busy,
    /// The scenario has so many models, and this is none of them.
    NoSuchModel { models: usize },
    /// A sweep is to be run by workers, and none gave a sign for so long.
    NoWorkers { waited: Duration },
    /// The queue of the workers cannot be used: why.
    NoQueue(&'static str),
    /// The scenario is longer than the queue of the workers takes.
    TooLongForWorkers,
    /// A fault of ours, which the log tells more about.
    Broken,
}

/// What has to change before there is an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Remedy {
    /// What was asked for.
    Ask,
    /// The moment: the same may be answered later.
    Wait,
    /// This server.
    Repair,
}

impl Failure {
    /// What has to change before there is an answer.
    pub(crate) fn remedy(&self) -> Remedy {
        match self {
            Failure::TooMuch { .. }
            | Failure::TooManyPoints { .. }
            | Failure::NoSuchModel { .. }
            | Failure::TooLongForWorkers => Remedy::Ask,
            Failure::Busy | Failure::NoWorkers { .. } | Failure::NoQueue(_) => Remedy::Wait,
            Failure::Broken => Remedy::Repair,
        }
    }

    /// What a caller is told.
    pub(crate) fn refusal(&self) -> Refusal {
        match self.remedy() {
            Remedy::Ask => Refusal::new(self.to_string()),
            Remedy::Wait | Remedy::Repair => Refusal::passing(self.to_string()),
        }
    }
}

impl std::error::Error for Failure {}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Failure::TooMuch { needed, allowed, payload } => write!(
                f,
                "This scenario needs about {} and {}; this server allows {} and {} a request. \
                 {}",
                events(needed.events),
                memory(needed.bytes),
                events(allowed.events),
                memory(allowed.bytes),
                fewer(payload.as_deref()),
            ),
            Failure::TooManyPoints { needed, allowed } => write!(
                f,
                "This sweep needs about {}; this server allows {} a sweep. Use fewer points, tasks, models or \
                 replications.",
                events(*needed),
                events(*allowed),
            ),
            Failure::Busy => f.write_str("The server is busy with other simulations. Try again in a moment."),
            Failure::NoSuchModel { models } => {
                write!(
                    f,
                    "`model` is an index into the scenario's models: 0 to {}.",
                    models.saturating_sub(1)
                )
            }
            Failure::NoWorkers { waited } => write!(
                f,
                "No worker of this very build has given a sign for {} seconds: start one with server work, or try again \
                 later.",
                waited.as_secs(),
            ),
            Failure::NoQueue(reason) => write!(f, "The queue of the workers cannot be used: {reason}."),
            Failure::TooLongForWorkers => {
                f.write_str("This scenario is longer than the queue of the workers takes. Make it shorter.")
            }
            Failure::Broken => f.write_str("The simulation failed. This is a fault of the server."),
        }
    }
}

/// What to make smaller.
fn fewer(payload: Option<&str>) -> String {
    match payload {
        Some(path) => format!(
            "Most of that is for carrying {path} to another process and back, piece by piece: lower it, or use fewer \
             tasks."
        ),
        None => "Use fewer tasks, models or replications.".to_owned(),
    }
}

fn events(n: f64) -> String {
    match n {
        n if n >= 1e9 => format!("{:.1} billion events", n / 1e9),
        n if n >= 1e6 => format!("{:.1} million events", n / 1e6),
        n => format!("{n:.0} events"),
    }
}

fn memory(bytes: f64) -> String {
    const MIB: f64 = 1024.0 * 1024.0;
    match bytes {
        b if b >= 1024.0 * MIB => format!("{:.1} GiB", b / 1024.0 / MIB),
        b => format!("{:.0} MiB", (b / MIB).ceil()),
    }
}
