//! A measured case as its file has it, one JSON object a line, and the reading of such files.

use std::fmt;

use serde::Deserialize;

use super::mapping;

/// A case: what was run, and what came of it.
#[derive(Clone, Debug, Deserialize)]
pub struct Measured {
    pub(super) case: Case,
    pub(super) measured: Figures,
    /// What is to be known about the measurement: `noisy: …`, `2 discarded`.
    #[serde(default)]
    pub(super) flags: Vec<String>,
    /// Figures that differ much between repetitions.
    #[serde(default)]
    pub(super) chaotic_metrics: Vec<String>,
    #[serde(default)]
    pub(super) textbook_bound_ms: Option<f64>,
}

impl Measured {
    /// The contract's name of its model; `None`: it has none.
    pub fn kind(&self) -> Option<&'static str> {
        mapping::kind(&self.case)
    }
}

/// What was run.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Case {
    pub(super) id: String,
    /// `3.14`; `3.14t` is the free-threaded build.
    pub(super) interpreter: String,
    /// The runner's name of the concurrency model.
    pub(super) model: String,
    pub(super) workers: Option<u32>,
    pub(super) start_method: Option<String>,
    pub(super) cores: u32,
    pub(super) tasks: Vec<Task>,
    /// `blocks`, `interleave`, `shuffle:SEED`.
    pub(super) order: Option<String>,
    pub(super) arrival_ms: Option<f64>,
    /// Size of the semaphore that `sem` segments pass.
    pub(super) limit: Option<u32>,
    pub(super) chunksize: Option<u32>,
    pub(super) max_tasks_per_child: Option<u32>,
    pub(super) payload_type: Option<String>,
    pub(super) switch_interval_ms: Option<f64>,
    /// What the main module imports, besides what the runner needs.
    #[serde(default)]
    pub(super) imports: Vec<String>,
    /// `work`: fixed iterations instead of a fixed time on the CPU.
    pub(super) cpu_mode: Option<String>,
}

/// A group of like tasks.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(super) struct Task {
    pub(super) name: Option<String>,
    pub(super) count: u64,
    pub(super) segments: Vec<Segment>,
    pub(super) payload_in: Option<u64>,
    pub(super) payload_out: Option<u64>,
}

/// A part of a task.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(super) struct Segment {
    pub(super) kind: String,
    pub(super) ms: f64,
    /// Which native code ran.
    #[serde(rename = "impl")]
    pub(super) implementation: Option<String>,
    pub(super) call_ms: Option<f64>,
    #[serde(default)]
    pub(super) sem: bool,
    #[serde(default)]
    pub(super) inline: bool,
}

/// What was measured, over the repetitions of a case.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Figures {
    pub(super) makespan_ms: Makespan,
    pub(super) latency_p50_ms: Option<Median>,
    pub(super) latency_p95_ms: Option<Median>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct Makespan {
    pub(super) median: f64,
    pub(super) p10: f64,
    pub(super) p90: f64,
    /// Repetitions.
    pub(super) n: u32,
}

#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct Median {
    pub(super) median: f64,
}

/// Why a file of cases cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1; none: the file as a whole.
    line: Option<usize>,
    message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for Fault {}

/// The cases of a file. Empty lines are passed over.
///
/// # Errors
/// Names the first line that is no case, and what is wrong with it.
pub fn read(text: &str) -> Result<Vec<Measured>, Fault> {
    let mut cases = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let fault = |message: String| Fault { line: Some(index + 1), message };
        let case: Measured = serde_json::from_str(line).map_err(|error| fault(told(&error)))?;
        if case.measured.makespan_ms.median <= 0.0 {
            return Err(fault("measured.makespan_ms.median must be above 0".to_owned()));
        }
        if case.case.tasks.is_empty() {
            return Err(fault("case.tasks must not be empty".to_owned()));
        }
        cases.push(case);
    }
    if cases.is_empty() {
        return Err(Fault { line: None, message: "the file holds no cases".to_owned() });
    }
    Ok(cases)
}

/// The parser's own message; its line is always the first, since it sees one line only.
fn told(error: &serde_json::Error) -> String {
    error.to_string().replace(" at line 1 column ", " at column ")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    const GOOD: &str = r#"{"case":{"id":"a","interpreter":"3.14","model":"sync","cores":2,"tasks":[{"count":2,"segments":[{"kind":"cpu","ms":3}]}]},"measured":{"makespan_ms":{"median":6,"p10":6,"p90":6,"n":5},"other":1}}"#;

    /// A case whose description has these entries changed.
    pub(in crate::validation) fn case(changes: &serde_json::Value) -> Measured {
        let mut value: serde_json::Value = serde_json::from_str(GOOD).unwrap();
        let entries = changes.as_object().unwrap().clone();
        value["case"].as_object_mut().unwrap().extend(entries);
        serde_json::from_value(value).unwrap()
    }

    fn fault(text: &str) -> String {
        read(text).unwrap_err().to_string()
    }

    #[test]
    fn a_line_is_a_case_and_what_is_not_used_may_be_there() {
        let cases = read(&format!("{GOOD}\n\n{GOOD}\n")).unwrap();
        assert_eq!(cases.len(), 2);
        assert_eq!(cases[0].measured.makespan_ms.n, 5);
    }

    #[test]
    fn a_broken_line_is_told_by_its_number() {
        let missing = GOOD.replace("\"cores\":2,", "");
        assert!(fault(&format!("{GOOD}\n{missing}")).starts_with("line 2: missing field `cores` at column"));
        assert!(fault(&format!("{GOOD}\n\n{{")).starts_with("line 3: EOF while parsing"));
        let nothing = GOOD.replace("\"median\":6", "\"median\":0");
        assert_eq!(fault(&nothing), "line 1: measured.makespan_ms.median must be above 0");
        let idle = GOOD.replace(r#"[{"count":2,"segments":[{"kind":"cpu","ms":3}]}]"#, "[]");
        assert_eq!(fault(&idle), "line 1: case.tasks must not be empty");
        assert_eq!(fault("\n"), "the file holds no cases");
    }
}
