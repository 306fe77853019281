//! Every limit of a scenario in one place, with its unit and its reason.
//!
//! Limits keep a stranger's scenario within what the engine can count (simulated time is nanoseconds in 64
//! bits) and what a person can read; whether a valid scenario is cheap enough to run is told by
//! [`crate::estimate`].

use std::fmt::{self, Display};

/// What a whole number may be, both ends included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Counts<T> {
    pub min: T,
    pub max: T,
    /// What is counted.
    pub unit: &'static str,
}

/// What a number may be, both ends included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Numbers {
    pub min: f64,
    pub max: f64,
    pub unit: &'static str,
}

const fn counts<T>(min: T, max: T, unit: &'static str) -> Counts<T> {
    Counts { min, max, unit }
}

const fn numbers(min: f64, max: f64, unit: &'static str) -> Numbers {
    Numbers { min, max, unit }
}

/// The contract's bound: more logical CPUs than any machine that runs one Python program today.
pub const CORES: Counts<u32> = counts(1, 1024, "logical CPUs");
/// The kernel's least quota is 1 ms of a 100 ms period; the most is all cores.
pub const CPU_QUOTA: Numbers = numbers(0.01, 1024.0, "cores' worth of CPU");
/// `sys.setswitchinterval` keeps microseconds; above 10 s a thread would never be asked to stop.
pub const SWITCH_INTERVAL_MS: Numbers = numbers(0.001, 10_000.0, "milliseconds");
/// Ten minutes of imports: beyond any program seen.
pub const IMPORT_MS: Numbers = numbers(0.0, 600_000.0, "milliseconds");
/// A terabyte in one process.
pub const RESIDENT_BYTES: Counts<u64> = counts(0, 1 << 40, "bytes");

/// The picture has room for no more kinds of task, and a link neither.
pub const CLASSES: usize = 64;
/// As for classes.
pub const STEPS: usize = 64;
/// As for classes.
pub const SERVICES: usize = 64;
/// Each model is a whole simulation and a row of the picture.
pub const MODELS: usize = 32;
/// Tasks of one class, and of all classes together: what runs in memory within the server's bounds.
pub const TASKS: Counts<u64> = counts(1, 2_000_000, "tasks");
/// Mean time of all steps of all tasks, one after the other: simulated time ends after 584 years, and a
/// sequential run with waiting for locks and services must end before.
pub const TOTAL_WORK_MS: f64 = 1e12;

/// An hour for one step: longer work is better split into tasks.
pub const STEP_MS: Numbers = numbers(0.0, 3_600_000.0, "milliseconds");
/// Ten standard deviations to the mean is heavier than any latency seen.
pub const CV: Numbers = numbers(0.0, 10.0, "standard deviations per mean");
/// At or below one the mean is infinite; above 100 it is a constant.
pub const PARETO_ALPHA: Numbers = numbers(1.01, 100.0, "the tail's exponent");
/// Values of an empirical distribution: as many percentiles as a picture can show.
pub const EMPIRICAL: usize = 1000;
/// One C call; a microsecond is the price of a call.
pub const CALL_MS: Numbers = numbers(0.001, 3_600_000.0, "milliseconds");
/// A library's own threads: as many as cores can be.
pub const NATIVE_THREADS: Counts<u32> = counts(1, 1024, "threads");

/// Between one arrival in 1,000 s and one a microsecond.
pub const RATE_PER_S: Numbers = numbers(0.001, 1_000_000.0, "per second");
/// Between arrivals of one class.
pub const EVERY_MS: Numbers = numbers(0.001, 3_600_000.0, "milliseconds");
/// Clients of a closed class: at most one a task.
pub const CLIENTS: Counts<u32> = counts(1, 2_000_000, "clients");
/// A client's pause.
pub const THINK_MS: Numbers = numbers(0.0, 3_600_000.0, "milliseconds");
/// A task's patience.
pub const TIMEOUT_MS: Numbers = numbers(0.001, 3_600_000.0, "milliseconds");
/// More retries than any client library's default.
pub const RETRIES: Counts<u32> = counts(0, 100, "retries");
/// 1 GiB each way: more does not go through a pipe in one piece.
pub const PAYLOAD_BYTES: Counts<u64> = counts(0, 1 << 30, "bytes");

/// Servers behind one service.
pub const SERVICE_CONCURRENCY: Counts<u32> = counts(1, 1_000_000, "calls at once");

/// Threads, processes or interpreters of one pool: Linux allows more, nobody gains by it.
pub const WORKERS: Counts<u32> = counts(1, 4096, "workers");
/// Server processes of a pre-forking server.
pub const PROCESSES: Counts<u32> = counts(1, 1024, "processes");
/// Tasks that travel together: at most all.
pub const CHUNKSIZE: Counts<u32> = counts(1, 2_000_000, "tasks");
/// Tasks of one worker's life: at most all.
pub const TASKS_PER_CHILD: Counts<u32> = counts(1, 2_000_000, "tasks");
/// Tasks in flight on one loop: at most all.
pub const CONCURRENCY: Counts<u32> = counts(1, 2_000_000, "tasks in flight");

/// Seeds up to 2⁵³ − 1: a browser's numbers are exact so far.
pub const SEED: Counts<u64> = counts(0, (1 << 53) - 1, "any seed");
/// Enough for a confidence interval.
pub const REPLICATIONS: Counts<u32> = counts(1, 1000, "replications");
/// An hour of simulated time.
pub const UNTIL_MS: Numbers = numbers(0.001, 3_600_000.0, "milliseconds");

/// Characters of a name: a title, not a text.
pub const NAME_CHARACTERS: usize = 200;
/// Problems that are told at once; the rest are counted.
pub const PROBLEMS: usize = 50;

/// What a cost of the profile may be: its unit is the last part of its name.
pub fn cost(name: &str) -> Numbers {
    if name.contains("_ns_per_byte") {
        numbers(0.0, 100_000.0, "nanoseconds a byte")
    } else if name.ends_with("_us") {
        numbers(0.0, 1_000_000.0, "microseconds")
    } else if name.ends_with("_ms") {
        numbers(0.0, 600_000.0, "milliseconds")
    } else if name.ends_with("_bytes") {
        numbers(0.0, 1e12, "bytes")
    } else {
        numbers(0.01, 100.0, "ratio")
    }
}

impl<T: Display> Display for Counts<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (min, max) = (grouped(&self.min), grouped(&self.max));
        write!(f, "a whole number from {min} to {max} ({})", self.unit)
    }
}

impl Display for Numbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a number from {} to {} ({})", grouped(&self.min), grouped(&self.max), self.unit)
    }
}

/// A number as people write it: `3,600,000`, `0.001`.
pub(crate) fn grouped(number: &impl Display) -> String {
    let text = number.to_string();
    let (whole, fraction) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut grouped = String::with_capacity(text.len() + text.len() / 3);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) && !grouped.ends_with('-') {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_groups_of_three() {
        assert_eq!(grouped(&3_600_000.0), "3,600,000");
        assert_eq!(grouped(&0.001), "0.001");
        assert_eq!(grouped(&-123_456), "-123,456");
        assert_eq!(grouped(&999), "999");
        assert_eq!(CORES.to_string(), "a whole number from 1 to 1,024 (logical CPUs)");
        assert_eq!(STEP_MS.to_string(), "a number from 0 to 3,600,000 (milliseconds)");
    }

    #[test]
    fn every_cost_has_a_range_of_its_unit() {
        for spec in crate::costs::Costs::SPECS {
            let expected = match spec.name {
                "free_threaded_slowdown" => "ratio",
                name if name.contains("_ns_per_byte") => "nanoseconds a byte",
                name if name.ends_with("_us") => "microseconds",
                name if name.ends_with("_ms") => "milliseconds",
                _ => "bytes",
            };
            assert_eq!(cost(spec.name).unit, expected, "{}", spec.name);
        }
    }
}
