//! Why a simulation did not run, or did not end, in words for whoever asked.

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
    /// A fault of ours, which the log tells more about.
    Broken,
}

impl Failure {
    /// What a caller is told.
    pub(crate) fn refusal(&self) -> Refusal {
        match self {
            Failure::Busy | Failure::Broken => Refusal::passing(self.to_string()),
            Failure::TooMuch { .. } | Failure::TooManyPoints { .. } | Failure::NoSuchModel { .. } => {
                Refusal::new(self.to_string())
            }
        }
    }
}

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
