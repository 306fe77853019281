//! A report for the terminal: a line a model, its columns aligned, then the verdict.

use simulator::Report;
use simulator::observe::interval::Interval;
use simulator::observe::report::{ModelResult, TimeMs};

/// A column: its head, and its cell for a model.
type Column = (&'static str, fn(&ModelResult) -> String);

const COLUMNS: &[Column] = &[
    ("makespan ms", |r| within(r.makespan_ms, r.intervals.map(|i| i.makespan_ms))),
    ("tasks/s", |r| within(r.throughput_per_s, r.intervals.map(|i| i.throughput_per_s))),
    ("speed-up", |r| format!("{:.2}", r.speedup)),
    ("p50 ms", |r| fixed(r.latency_ms.p50)),
    ("p95 ms", |r| fixed(r.latency_ms.p95)),
    ("python %", |r| share(&r.time_ms, r.time_ms.python)),
    ("native %", |r| share(&r.time_ms, r.time_ms.native)),
    ("I/O %", |r| share(&r.time_ms, r.time_ms.io)),
    ("GIL wait %", |r| share(&r.time_ms, r.time_ms.gil_wait)),
    ("cores %", |r| format!("{:.0}", 100.0 * r.cores.utilization)),
];

/// The table and the verdict.
pub(super) fn report(report: &Report) -> String {
    let head = std::iter::once("model").chain(COLUMNS.iter().map(|(head, _)| *head));
    let mut rows: Vec<Vec<String>> = vec![head.map(str::to_owned).collect()];
    rows.extend(report.results.iter().map(row));
    let mut lines = aligned(&rows);
    let verdict = &report.verdict;
    lines.push(String::new());
    lines.push("The shares are of the tasks' time once a pool has taken them up.".to_owned());
    lines.extend(runs(report));
    lines.push(String::new());
    lines.extend([&verdict.headline, &verdict.reason].into_iter().filter(|text| !text.is_empty()).cloned());
    lines.extend(verdict.warnings.iter().map(|w| format!("- {} {}", w.message, w.remedy)));
    lines.join("\n").trim_end().to_owned()
}

/// What ± means, where it stands.
fn runs(report: &Report) -> Option<String> {
    let n = report.scenario.run.replications;
    (n > 1).then(|| format!("Means over {n} runs; ± is the 95 % interval of the mean."))
}

fn row(result: &ModelResult) -> Vec<String> {
    std::iter::once(result.label.clone()).chain(COLUMNS.iter().map(|(_, cell)| cell(result))).collect()
}

/// The first column from the left, the numbers from the right.
pub(super) fn aligned(rows: &[Vec<String>]) -> Vec<String> {
    let width =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|c| c.chars().count()).max();
    let columns = rows.first().map_or(0, Vec::len);
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, &width))| match column {
            0 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        });
        cells.collect::<Vec<_>>().join("  ")
    };
    rows.iter().map(line).collect()
}

fn fixed(x: f64) -> String {
    format!("{x:.1}")
}

/// A mean with what its interval adds: `353.2 ± 4.1`.
fn within(mean: f64, interval: Option<Interval>) -> String {
    interval
        .map_or_else(|| fixed(mean), |interval| format!("{} ± {}", fixed(mean), fixed(interval.half_width())))
}

/// A part of where the tasks' time went, percent; the wait in a pool's queue aside, which would hide the rest.
fn share(times: &TimeMs, part: f64) -> String {
    let whole: f64 = times.values().iter().sum::<f64>() - times.pool_queue;
    if whole > 0.0 { format!("{:.0}", 100.0 * part / whole) } else { "-".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_under_each_other() {
        let rows = [["model", "ms"], ["Threads · 8", "7.0"], ["asyncio", "1234.5"]];
        let rows: Vec<Vec<String>> =
            rows.iter().map(|r| r.iter().map(|c| (*c).to_owned()).collect()).collect();
        assert_eq!(aligned(&rows), ["model            ms", "Threads · 8     7.0", "asyncio      1234.5"]);
    }

    #[test]
    fn an_interval_is_told_behind_its_mean() {
        assert_eq!(within(353.21, None), "353.2");
        assert_eq!(within(353.21, Interval::of(&[351.21, 353.21, 355.21])), "353.2 ± 5.0");
    }

    #[test]
    fn a_share_of_nothing_is_none() {
        assert_eq!(share(&TimeMs::default(), 0.0), "-");
        assert_eq!(share(&TimeMs { python: 1.0, io: 3.0, pool_queue: 9.0, ..TimeMs::default() }, 1.0), "25");
    }
}
