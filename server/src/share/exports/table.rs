//! A report as a table: CSV for spreadsheets, Markdown for issues and wikis. One line a model, the same columns.

use app::picture::clean;
use simulator::Report;
use simulator::observe::report::ModelResult;

/// A column: its head in CSV with its unit, in Markdown, and its value.
struct Column {
    csv: &'static str,
    markdown: Option<&'static str>,
    value: fn(&ModelResult) -> Value,
}

/// What stands in a cell.
enum Value {
    Text(String),
    Count(u64),
    /// Milliseconds to the nanosecond, or a ratio.
    Number(f64),
    Nothing,
}

const COLUMNS: &[Column] = &[
    Column { csv: "model", markdown: Some("Model"), value: |r| Value::Text(r.label.clone()) },
    Column { csv: "makespan_ms", markdown: Some("Makespan, ms"), value: |r| Value::Number(r.makespan_ms) },
    Column { csv: "makespan_low_ms", markdown: None, value: |r| interval(r, |i| i.makespan_ms.low) },
    Column { csv: "makespan_high_ms", markdown: None, value: |r| interval(r, |i| i.makespan_ms.high) },
    Column {
        csv: "throughput_per_s",
        markdown: Some("Tasks/s"),
        value: |r| Value::Number(r.throughput_per_s),
    },
    Column { csv: "speedup", markdown: Some("Speed-up"), value: |r| Value::Number(r.speedup) },
    Column { csv: "completed", markdown: None, value: |r| Value::Count(r.tasks.completed) },
    Column { csv: "timed_out", markdown: None, value: |r| Value::Count(r.tasks.timed_out) },
    Column { csv: "failed", markdown: None, value: |r| Value::Count(r.tasks.failed) },
    Column { csv: "unfinished", markdown: None, value: |r| Value::Count(r.tasks.unfinished) },
    Column { csv: "latency_mean_ms", markdown: None, value: |r| Value::Number(r.latency_ms.mean) },
    Column { csv: "latency_p50_ms", markdown: Some("p50, ms"), value: |r| Value::Number(r.latency_ms.p50) },
    Column { csv: "latency_p95_ms", markdown: Some("p95, ms"), value: |r| Value::Number(r.latency_ms.p95) },
    Column { csv: "latency_p99_ms", markdown: None, value: |r| Value::Number(r.latency_ms.p99) },
    Column { csv: "latency_max_ms", markdown: None, value: |r| Value::Number(r.latency_ms.max) },
    Column { csv: "python_ms", markdown: None, value: |r| Value::Number(r.time_ms.python) },
    Column { csv: "native_ms", markdown: None, value: |r| Value::Number(r.time_ms.native) },
    Column { csv: "io_ms", markdown: None, value: |r| Value::Number(r.time_ms.io) },
    Column { csv: "service_queue_ms", markdown: None, value: |r| Value::Number(r.time_ms.service_queue) },
    Column { csv: "pool_queue_ms", markdown: None, value: |r| Value::Number(r.time_ms.pool_queue) },
    Column { csv: "gil_wait_ms", markdown: None, value: |r| Value::Number(r.time_ms.gil_wait) },
    Column { csv: "core_wait_ms", markdown: None, value: |r| Value::Number(r.time_ms.core_wait) },
    Column { csv: "lock_wait_ms", markdown: None, value: |r| Value::Number(r.time_ms.lock_wait) },
    Column { csv: "loop_wait_ms", markdown: None, value: |r| Value::Number(r.time_ms.loop_wait) },
    Column { csv: "serialize_ms", markdown: None, value: |r| Value::Number(r.time_ms.serialize) },
    Column { csv: "start_ms", markdown: None, value: |r| Value::Number(r.time_ms.start) },
    Column { csv: "overhead_ms", markdown: None, value: |r| Value::Number(r.time_ms.overhead) },
    Column { csv: "core_utilization", markdown: None, value: |r| Value::Number(r.cores.utilization) },
    Column { csv: "context_switches", markdown: None, value: |r| Value::Count(r.cores.context_switches) },
    Column {
        csv: "gil_utilization",
        markdown: None,
        value: |r| r.gil.map_or(Value::Nothing, |gil| Value::Number(gil.utilization)),
    },
    Column {
        csv: "gil_switches",
        markdown: None,
        value: |r| r.gil.map_or(Value::Nothing, |gil| Value::Count(gil.switches)),
    },
    Column { csv: "peak_bytes", markdown: None, value: |r| Value::Count(r.memory.peak_bytes) },
];

/// The interval of a mean; nothing of a single run.
fn interval(result: &ModelResult, end: fn(&simulator::observe::report::Intervals) -> f64) -> Value {
    result.intervals.map_or(Value::Nothing, |intervals| Value::Number(end(&intervals)))
}

/// RFC 4180: a head with units, then a line a model.
pub(crate) fn csv(report: &Report) -> String {
    let head = COLUMNS.iter().map(|column| column.csv.to_owned()).collect();
    let row = |result| COLUMNS.iter().map(|column| cell((column.value)(result))).collect();
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(report.results.iter().map(row)).collect();
    rows.iter().map(|row| row.join(",") + "\r\n").collect()
}

fn cell(value: Value) -> String {
    match value {
        Value::Text(text) => quoted(&text),
        Value::Count(count) => count.to_string(),
        Value::Number(number) => {
            let text = format!("{number:.6}");
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        Value::Nothing => String::new(),
    }
}

/// A text that a spreadsheet takes for text, and never for a formula.
fn quoted(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    format!("\"{}{}\"", if formula { "'" } else { "" }, text.replace('"', "\"\""))
}

/// The verdict, a table with the recommended model in bold, and where it is from. `address`: the scenario's page.
pub(crate) fn markdown(report: &Report, address: &str) -> String {
    let columns: Vec<(&str, &Column)> =
        COLUMNS.iter().filter_map(|column| Some((column.markdown?, column))).collect();
    let verdict = &report.verdict;
    let mut lines = Vec::new();
    if !report.scenario.name.is_empty() {
        lines.extend([format!("### {}", plain(&report.scenario.name)), String::new()]);
    }
    let told = [&verdict.headline, &verdict.reason].map(|text| plain(text));
    lines.extend([told.join(" ").trim().to_owned(), String::new()]);
    lines.push(row(columns.iter().map(|(head, _)| (*head).to_owned())));
    lines.push(row(columns.iter().map(|(head, _)| if *head == "Model" { "---" } else { "---:" }.to_owned())));
    for (index, result) in report.results.iter().enumerate() {
        let cells = columns.iter().map(|(_, column)| match (column.value)(result) {
            Value::Text(text) if index == verdict.recommended => format!("**{}**", plain(&text)),
            Value::Text(text) => plain(&text),
            Value::Count(count) => count.to_string(),
            Value::Number(number) => rounded(number),
            Value::Nothing => String::new(),
        });
        lines.push(row(cells));
    }
    lines.extend([String::new(), format!("Simulated with [Lockstep]({address})."), String::new()]);
    lines.join("\n")
}

fn row(cells: impl Iterator<Item = String>) -> String {
    format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
}

/// Digits that are worth reading: three, or all before the point.
fn rounded(number: f64) -> String {
    match number.abs() {
        size if size >= 100.0 => format!("{number:.0}"),
        size if size >= 10.0 => format!("{number:.1}"),
        _ => format!("{number:.2}"),
    }
}

/// Text that stays text: neither markup nor another cell.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in clean(text).chars() {
        match c {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '!' | '&'
            | '$' => {
                out.extend(['\\', c]);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use simulator::scenario::presets;

    fn report() -> Report {
        simulator::simulate(&presets::get(presets::DEFAULT_ID).unwrap().scenario())
    }

    #[test]
    fn a_line_a_model_with_as_many_cells_as_heads() {
        let report = report();
        let text = csv(&report);
        let lines: Vec<&str> = text.trim_end().split("\r\n").collect();
        assert_eq!(lines.len(), 1 + report.results.len());
        assert!(lines[0].starts_with("model,makespan_ms,"));
        for (line, result) in lines[1..].iter().zip(&report.results) {
            // A label may have commas of its own, within its quotes.
            let (_, numbers) = line.rsplit_once("\",").unwrap();
            assert_eq!(1 + numbers.split(',').count(), COLUMNS.len(), "{line}");
            let makespan: f64 = numbers.split(',').next().unwrap().parse().unwrap();
            assert!((makespan - result.makespan_ms).abs() < 1e-6);
        }
    }

    #[test]
    fn a_name_is_never_a_formula_nor_markup() {
        assert_eq!(quoted("=1+\"1\""), "\"'=1+\"\"1\"\"\"");
        assert_eq!(plain("a|b\n<img src=x>*c*"), "a\\|b \\<img src=x\\>\\*c\\*");
    }

    #[test]
    fn the_recommended_model_stands_out() {
        let report = report();
        let text = markdown(&report, "https://lockstep.example/s/1.");
        let bold: Vec<&str> = text.lines().filter(|line| line.starts_with("| **")).collect();
        assert_eq!(bold.len(), 1);
        assert!(bold[0].contains(&report.results[report.verdict.recommended].label));
    }
}
