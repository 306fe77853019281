//! The permalink: a scenario as text that is a legal path segment everywhere, and back.
//!
//! ```text
//! 1.cores=4,service=api,limit=10,task=fetch,n=48,cpu=1ms,io=lognormal_40ms_0.3,at=api,m=threads,w=8
//! ```
//!
//! **This format is permanent: links live in other people's pages.** Keys may be added; no key and no default
//! may change its meaning. What must change becomes version 2, and version 1 stays readable.
//!
//! - `link = "1." body | "1z." packed "z"`. The digit is the version of the format. A body longer than 600
//!   bytes is packed: deflated, as base64 of the URL alphabet, with a last `z` so that a link never ends in
//!   punctuation, which programs that find links in text cut off.
//! - `body = entry *("," entry)`, `entry = key "=" value`. Only `A-Z a-z 0-9 . - _ = ,` occur.
//! - Entries read like a form, from top to bottom. First what holds for the whole (`name`, `cores`, `py` …),
//!   then each `service=NAME`, each `task=NAME` with its steps, each model `m=KIND`. An entry belongs to the
//!   last thing of its sort that was begun: `w=8` to the last model, `gil=released` to the last step. Every
//!   key belongs to one sort of thing only; the tables in [`grammar`] list them.
//! - A step is its kind and duration: `cpu=5ms`. Durations are milliseconds; `us` and `s` are also read.
//! - Values with parts are joined by `_`, in the contract's order: `lognormal_40ms_0.3`, `closed_20_100ms`.
//! - Free text: a space is `_`; what is not a letter, digit or `-` is `.` and two hexadecimal digits for each
//!   byte of its UTF-8: `naïve` is `na.C3.AFve`.
//! - What has its default is left out. The defaults of version 1 stand in the tables.
//! - Numbers are decimal, without exponent, the shortest that reads back as the same.
//!
//! Printing is canonical: a scenario has one link. Not every scenario fits: one longer than [`MAX_LENGTH`]
//! still prints, but is refused when read; share it as a file.

mod grammar;
mod packed;
mod value;

#[cfg(test)]
mod tests;

use std::fmt::{self, Display};

use serde_json::Value;

use super::{Catalogue, Problem, Scenario, read};

/// A version of the format.
struct Version {
    /// What its links begin with, before the point or the `z` of a packed one.
    mark: &'static str,
    /// Reads a body as JSON of today's contract, with the defaults that this version has for ever.
    read: fn(&str) -> Result<Value, LinkError>,
}

/// Every version that links were given out in, the one that is printed last. When the format or the contract changes, a
/// version is added here; those before it keep their grammar and defaults, and bring their JSON to what is new.
/// `golden.jsonl` holds what links of each have meant.
const VERSIONS: [Version; 1] = [Version { mark: "1", read: grammar::parse }];

/// Bytes of the longest link that is read: what servers and proxies pass on.
pub const MAX_LENGTH: usize = 4096;
/// Bytes of the longest body that is written readable.
const READABLE: usize = 600;

/// Why a link does not hold a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// It has so many bytes, more than [`MAX_LENGTH`].
    TooLong(usize),
    /// It does not begin with a version that is known.
    Version,
    /// Its packed part is damaged, or unpacks to too much.
    Damaged,
    /// An entry cannot be read: which, and why.
    Entry { entry: String, message: String },
    /// It can be read, but does not describe a valid scenario.
    Scenario(Vec<Problem>),
}

impl LinkError {
    /// The same as a list of problems; the path is the entry, or the place in the scenario.
    pub fn problems(self) -> Vec<Problem> {
        match self {
            LinkError::Scenario(problems) => problems,
            LinkError::Entry { entry, message } => vec![Problem { path: entry, message }],
            other => vec![Problem { path: String::new(), message: other.to_string() }],
        }
    }
}

impl Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LinkError::TooLong(length) => {
                write!(f, "the link has {length} bytes; at most {MAX_LENGTH} are read")
            }
            LinkError::Version => f.write_str("the link must begin with \"1.\" or \"1z.\""),
            LinkError::Damaged => f.write_str("the packed part of the link is damaged"),
            LinkError::Entry { entry, message } => write!(f, "\"{entry}\" in the link {message}"),
            LinkError::Scenario(problems) => {
                let told: Vec<String> =
                    problems.iter().map(|p| format!("{} {}", p.path, p.message)).collect();
                write!(f, "the link's scenario is not valid: {}", told.join("; "))
            }
        }
    }
}

impl std::error::Error for LinkError {}

/// The link of a scenario.
pub fn print(scenario: &Scenario) -> String {
    let body = grammar::print(scenario);
    if body.len() > READABLE { format!("1z.{}z", packed::pack(&body)) } else { format!("1.{body}") }
}

/// The scenario of a link. Models are those of the catalogue.
///
/// # Errors
/// Tells what is wrong with the link, or all that is wrong with its scenario. Never panics, and unpacks at
/// most 64 KiB, whoever wrote the link.
pub fn parse(link: &str, catalogue: &Catalogue) -> Result<Scenario, LinkError> {
    if link.len() > MAX_LENGTH {
        return Err(LinkError::TooLong(link.len()));
    }
    let (mark, rest) = link.split_once('.').ok_or(LinkError::Version)?;
    let (mark, packed) = mark.strip_suffix('z').map_or((mark, false), |mark| (mark, true));
    let version = VERSIONS.iter().find(|version| version.mark == mark).ok_or(LinkError::Version)?;
    let scenario = if packed {
        let body = rest.strip_suffix('z').and_then(packed::unpack).ok_or(LinkError::Damaged)?;
        (version.read)(&body)?
    } else {
        (version.read)(rest)?
    };
    read::read(&scenario, catalogue).map_err(LinkError::Scenario)
}
