//! Replaying measured cases: each is simulated, compared with what was measured, and summed up model by model.

use app::validation::{Accuracy, Compared, Comparison, Errors, LeftOut, Pair, Summary, about, work};
use simulator::models;
use simulator::observe::report::ModelResult;
use simulator::scenario::{Catalogue, link};

use super::case::{Measured, Median, Task};
use super::mapping::{self, Unmapped};
use super::quantiles;

/// What [`Summary::all`] is called.
const ALL: &str = "all";

/// Cases with the same tasks: their makespans, measured and simulated.
struct Group<'a> {
    tasks: &'a [Task],
    makespans: Vec<(f64, f64)>,
}

/// Simulates every case and compares it with what was measured.
pub fn replay(cases: &[Measured]) -> Comparison {
    let catalogue = models::catalogue();
    let (mut compared, mut outside, mut failed) = (Vec::new(), Vec::new(), Vec::new());
    let mut groups: Vec<Group<'_>> = Vec::new();
    for case in cases {
        let left = |reason: String| LeftOut { id: case.case.id.clone(), reason };
        match compare(case, &catalogue) {
            Ok(row) => {
                let makespans = (row.makespan.measured_ms, row.makespan.simulated_ms);
                match groups.iter_mut().find(|group| group.tasks == case.case.tasks) {
                    Some(group) => group.makespans.push(makespans),
                    None => groups.push(Group { tasks: &case.case.tasks, makespans: vec![makespans] }),
                }
                compared.push(row);
            }
            Err(Unmapped::Outside(reason)) => outside.push(left(reason.to_owned())),
            Err(Unmapped::Invalid(reason)) => failed.push(left(reason)),
        }
    }
    let groups: Vec<Vec<(f64, f64)>> = groups.into_iter().map(|group| group.makespans).collect();
    let summary = Summary {
        all: accuracy(ALL, "All models", &compared),
        models: by_model(&compared, &catalogue),
        order: quantiles::order(&groups),
    };
    Comparison { summary, cases: compared, outside, failed }
}

fn compare(measured: &Measured, catalogue: &Catalogue) -> Result<Compared, Unmapped> {
    let scenario = mapping::scenario(&measured.case, catalogue)?;
    let report = simulator::simulate(&scenario);
    let nothing = || Unmapped::Invalid("the simulation gave no result".to_owned());
    let result = report.results.first().ok_or_else(nothing)?;
    let (case, makespan) = (&measured.case, measured.measured.makespan_ms);
    Ok(Compared {
        id: case.id.clone(),
        about: about(&scenario),
        model: result.model.kind.clone(),
        label: result.label.clone(),
        python: case.interpreter.clone(),
        cores: case.cores,
        work: work(&scenario),
        makespan: Pair::new(makespan.median, result.makespan_ms),
        p10_ms: makespan.p10,
        p90_ms: makespan.p90,
        repetitions: makespan.n,
        latency_p50: latency(measured.measured.latency_p50_ms, result, |r| r.latency_ms.p50),
        latency_p95: latency(measured.measured.latency_p95_ms, result, |r| r.latency_ms.p95),
        chaotic: !measured.chaotic_metrics.is_empty(),
        noisy: measured.flags.iter().any(|flag| flag.contains("noisy")),
        bound_ms: measured.textbook_bound_ms,
        link: link::print(&scenario),
    })
}

/// A latency that was measured, beside the simulated one; none where it was not, or rounds to nothing.
fn latency(measured: Option<Median>, result: &ModelResult, of: fn(&ModelResult) -> f64) -> Option<Pair> {
    let median = measured?.median;
    (median > 0.0).then(|| Pair::new(median, of(result)))
}

fn by_model(compared: &[Compared], catalogue: &Catalogue) -> Vec<Accuracy> {
    let of = |kind: &str| compared.iter().filter(|row| row.model == kind).cloned().collect::<Vec<_>>();
    let models = catalogue.iter().map(|spec| accuracy(spec.kind, spec.title, &of(spec.kind)));
    models.filter(|model| model.cases > 0).collect()
}

fn accuracy(model: &str, title: &str, rows: &[Compared]) -> Accuracy {
    let none = Errors { median: 0.0, p90: 0.0, max: 0.0 };
    let latencies = rows.iter().filter_map(|row| row.latency_p95);
    Accuracy {
        model: model.to_owned(),
        title: title.to_owned(),
        cases: rows.len(),
        makespan: quantiles::errors(rows.iter().map(|row| row.makespan.error)).unwrap_or(none),
        latency_p95: quantiles::errors(latencies.map(|pair| pair.error)),
    }
}
