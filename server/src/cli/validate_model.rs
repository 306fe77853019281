//! `server validate-model`: the errors of the simulator against measured cases, the worst cases first.

use std::path::{Path, PathBuf};

use app::validation::{Accuracy, Compared, Comparison};
use clap::Args;

use super::Outcome;
use crate::validation::{self, Measured};

/// What to replay, and what to print of it.
#[derive(Args, Debug)]
pub(super) struct Options {
    /// A folder with a file cases.jsonl of measured cases; left out: the cases that come with Lockstep
    directory: Option<PathBuf>,
    /// Only cases of this kind of model, by its name in scenarios
    #[arg(long, value_name = "KIND")]
    model: Option<String>,
    /// How many of the worst cases to print
    #[arg(long, value_name = "N", default_value_t = 10)]
    worst: usize,
    /// Print everything as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(options: &Options) -> Outcome {
    let mut cases = cases(options.directory.as_deref())?;
    if let Some(kind) = &options.model {
        cases = of_kind(cases, kind)?;
    }
    let comparison = validation::replay(&cases);
    if options.json {
        serde_json::to_string(&comparison).map_err(|fault| format!("Cannot write the result: {fault}."))
    } else {
        Ok(told(&comparison, options.worst))
    }
}

fn cases(directory: Option<&Path>) -> Result<Vec<Measured>, String> {
    let Some(directory) = directory else {
        return validation::read(validation::own_cases())
            .map_err(|fault| format!("Lockstep's own cases: {fault}."));
    };
    let file = directory.join("cases.jsonl");
    let text = std::fs::read_to_string(&file);
    let text = text.map_err(|fault| format!("Cannot read {}: {fault}.", file.display()))?;
    validation::read(&text).map_err(|fault| format!("{} is not a file of cases: {fault}.", file.display()))
}

fn of_kind(cases: Vec<Measured>, kind: &str) -> Result<Vec<Measured>, String> {
    let mut kinds: Vec<&str> = cases.iter().filter_map(Measured::kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    if !kinds.contains(&kind) {
        return Err(format!("There are no cases of {kind}. There are cases of {}.", kinds.join(", ")));
    }
    Ok(cases.into_iter().filter(|case| case.kind() == Some(kind)).collect())
}

/// A table, the worst cases, and a last line with everything in short.
fn told(comparison: &Comparison, worst: usize) -> String {
    let summary = &comparison.summary;
    let mut lines = vec![format!(
        "{:20} {:>4} {:>7} {:>7} {:>7}   p95 latency: {:>7} {:>7}",
        "model", "n", "median", "p90", "max", "median", "p90"
    )];
    lines.extend(summary.models.iter().chain([&summary.all]).map(accuracy));
    let mut rows: Vec<&Compared> = comparison.cases.iter().collect();
    rows.sort_by(|a, b| b.makespan.error.abs().total_cmp(&a.makespan.error.abs()));
    if worst > 0 && !rows.is_empty() {
        lines.push(String::new());
        lines.extend(rows.into_iter().take(worst).map(case));
    }
    if !comparison.failed.is_empty() {
        lines.push(String::new());
        lines.extend(comparison.failed.iter().map(|left| format!("failed: {} {}", left.id, left.reason)));
    }
    lines.push(String::new());
    lines.push(last(comparison));
    lines.join("\n")
}

fn accuracy(model: &Accuracy) -> String {
    let makespan = &model.makespan;
    let latency = |of: fn(&app::validation::Errors) -> f64| {
        model.latency_p95.as_ref().map_or("-".to_owned(), |e| percent(of(e)))
    };
    format!(
        "{:20} {:4} {:>7} {:>7} {:>7}                {:>7} {:>7}",
        model.model,
        model.cases,
        percent(makespan.median),
        percent(makespan.p90),
        percent(makespan.max),
        latency(|e| e.median),
        latency(|e| e.p90),
    )
}

fn case(case: &Compared) -> String {
    format!(
        "{:48} measured {:9.1} ms  spread {:>4.0}%  simulated {:9.1} ms  error {:>+7.1}%{}",
        case.id,
        case.makespan.measured_ms,
        100.0 * case.spread(),
        case.makespan.simulated_ms,
        100.0 * case.makespan.error,
        if case.within_spread() { "  within the spread" } else { "" },
    )
}

fn last(comparison: &Comparison) -> String {
    let (all, order) = (&comparison.summary.all, comparison.summary.order);
    let share = if order.pairs > 0 { order.right as f64 / order.pairs as f64 } else { 0.0 };
    format!(
        "{} cases ({} outside the contract, {} failed): median error {}, p90 {}, order right {}/{} = {}",
        comparison.cases.len(),
        comparison.outside.len(),
        comparison.failed.len(),
        percent(all.makespan.median),
        percent(all.makespan.p90),
        order.right,
        order.pairs,
        percent(share),
    )
}

fn percent(share: f64) -> String {
    format!("{:.1}%", 100.0 * share)
}
