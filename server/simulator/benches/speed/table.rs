//! The table at the end: events a second, and how they compare with the bare limit of the same run.
//!
//! Criterion writes its samples as JSON; both the median and the fastest sample are told, because on a machine that
//! others use too the fastest is what repeats.

use std::fmt::{self, Display};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// Where Criterion writes.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("criterion")
}

/// What is measured: events (or slices, or links) per run of it.
pub(crate) struct Row {
    pub(crate) group: &'static str,
    pub(crate) name: String,
    events: u64,
    /// The row whose samples are this one's too, counted otherwise.
    measured: Option<String>,
    /// The row of the same group that it is compared with.
    beside: Option<String>,
}

impl Row {
    pub(crate) fn new(group: &'static str, name: String, events: u64) -> Row {
        Row { group, name, events, measured: None, beside: None }
    }

    pub(crate) fn beside(self, other: String) -> Row {
        Row { beside: Some(other), ..self }
    }

    pub(crate) fn measured_by(self, other: &str) -> Row {
        Row { measured: Some(other.to_owned()), ..self }
    }

    fn samples(&self) -> PathBuf {
        let name = self.measured.as_ref().unwrap_or(&self.name);
        folder().join(self.group).join(name).join("new/sample.json")
    }

    /// What an earlier run has left is not this run's.
    pub(crate) fn forget(&self) {
        // Nothing there is as good.
        let _ = fs::remove_file(self.samples());
    }

    /// Nanoseconds of one run: the median of the samples, and the least; none: it was not measured.
    fn ns(&self) -> Option<[f64; 2]> {
        let sample: Value = serde_json::from_str(&fs::read_to_string(self.samples()).ok()?).ok()?;
        let numbers = |key: &str| -> Option<Vec<f64>> {
            Some(sample[key].as_array()?.iter().filter_map(Value::as_f64).collect())
        };
        let mut each: Vec<f64> =
            numbers("times")?.iter().zip(numbers("iters")?).map(|(ns, runs)| ns / runs).collect();
        each.sort_by(f64::total_cmp);
        Some([*each.get(each.len() / 2)?, *each.first()?])
    }

    /// Events a second.
    fn rates(&self) -> Option<[f64; 2]> {
        Some(self.ns()?.map(|ns| self.events as f64 / ns * 1e9))
    }
}

#[derive(Default)]
pub(crate) struct Table {
    pub(crate) rows: Vec<Row>,
}

impl Display for Table {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let head = ["group", "what", "run, ms", "million/s", "best", "of bare", "best"];
        writeln!(
            out,
            "\n{:<14} {:<42} {:>9} {:>10} {:>9} {:>8} {:>6}",
            head[0], head[1], head[2], head[3], head[4], head[5], head[6]
        )?;
        for row in &self.rows {
            let (Some([ns, _]), Some(rates)) = (row.ns(), row.rates()) else { continue };
            let [rate, best] = rates.map(|rate| rate / 1e6);
            write!(out, "{:<14} {:<42} {:>9.3} {rate:>10.3} {best:>9.3}", row.group, row.name, ns / 1e6)?;
            let beside = |other: &&Row| other.group == row.group && Some(&other.name) == row.beside.as_ref();
            if let Some(bare) = self.rows.iter().find(beside).and_then(Row::rates) {
                write!(out, " {:>8.3} {:>6.3}", rates[0] / bare[0], rates[1] / bare[1])?;
            }
            writeln!(out)?;
        }
        Ok(())
    }
}
