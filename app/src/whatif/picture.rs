//! What a sweep has found so far: in sentences, as a map of two axes, and as a table.

use simulator::observe::report::Measure;
use simulator::sweep::{Findings, FlipKind, Point, Sweep};

use super::{escape, labels, map, put};
use crate::charts::key_line;
use crate::format;

/// Rows of the table at most: those of the grid, refined ones fold away.
const ROWS: usize = 200;

/// The picture of the known points; findings come at the end.
pub fn picture(sweep: &Sweep, known: &[Point], findings: Option<&Findings>) -> String {
    let mut out = String::new();
    if sweep.axes().len() == 1 {
        key(&mut out, sweep, findings);
    }
    if let Some(findings) = findings {
        sentences(&mut out, findings);
    }
    if sweep.axes().len() == 2 {
        map::map(&mut out, sweep, known);
    }
    table(&mut out, sweep, known);
    out
}

/// Which curve of the figure above is whose.
fn key(out: &mut String, sweep: &Sweep, findings: Option<&Findings>) {
    out.push_str("<ul class=\"chart-key whatif-key\">");
    for (model, label) in labels(sweep.scenario()).iter().enumerate() {
        put(out, format_args!("<li><span class=\"{}\"></span>{}</li>", key_line(model), escape(label)));
    }
    let flips = findings.is_some_and(|f| f.flips.iter().any(|flip| flip.kind == FlipKind::Recommended));
    if flips {
        out.push_str("<li><span class=\"key-flip\"></span>the recommended model changes</li>");
    }
    out.push_str("</ul>");
}

/// The recommended model first and large, the order of pairs folded.
fn sentences(out: &mut String, findings: &Findings) {
    let orders: Vec<&str> =
        findings.flips.iter().filter(|f| f.kind == FlipKind::Order).map(|f| f.sentence.as_str()).collect();
    out.push_str("<ul class=\"whatif-flips\">");
    for sentence in findings.sentences.iter().filter(|s| !orders.contains(&s.as_str())) {
        put(out, format_args!("<li>{}</li>", escape(sentence)));
    }
    out.push_str("</ul>");
    if !orders.is_empty() {
        put(
            out,
            format_args!(
                "<details><summary>{} of two models change places</summary><ul class=\"whatif-orders\">",
                counted(orders.len())
            ),
        );
        for sentence in orders {
            put(out, format_args!("<li>{}</li>", escape(sentence)));
        }
        out.push_str("</ul></details>");
    }
}

fn counted(n: usize) -> String {
    if n == 1 { "1 pair".to_owned() } else { format!("{n} pairs") }
}

/// The known points from the lowest on.
pub(super) fn sorted(known: &[Point]) -> Vec<&Point> {
    let mut points: Vec<&Point> = known.iter().collect();
    points.sort_by(|a, b| {
        let pairs = a.at.iter().zip(&b.at).rev();
        pairs.map(|(a, b)| a.total_cmp(b)).find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
    });
    points
}

pub(super) fn what(measure: Measure) -> &'static str {
    match measure {
        Measure::MakespanMs => "Makespan",
        Measure::LatencyP95Ms => "95th percentile of latency",
    }
}

fn table(out: &mut String, sweep: &Sweep, known: &[Point]) {
    let measure = sweep.measure();
    let labels = labels(sweep.scenario());
    put(
        out,
        format_args!(
            "<details><summary>As a table</summary><div class=\"table-frame\" tabindex=\"0\" role=\"group\" aria-label=\"Points of the sweep\"><table class=\"table\"><caption class=\"visually-hidden\">{} of each model</caption><thead><tr>",
            what(measure)
        ),
    );
    for axis in sweep.axes() {
        put(out, format_args!("<th scope=\"col\">{}</th>", escape(&axis.naming.title)));
    }
    for label in labels.iter().map(String::as_str).chain(["Recommended"]) {
        put(out, format_args!("<th scope=\"col\">{}</th>", escape(label)));
    }
    out.push_str("</tr></thead><tbody>");
    for point in sorted(known).into_iter().take(ROWS) {
        out.push_str("<tr>");
        for (i, (axis, value)) in sweep.axes().iter().zip(&point.at).enumerate() {
            let cell = if i == 0 { "th scope=\"row\"" } else { "td" };
            put(out, format_args!("<{cell}>{}</{}>", escape(&axis.naming.value(*value)), &cell[..2]));
        }
        for model in &point.models {
            let told = if model.completed == 0 {
                "–".to_owned()
            } else {
                format::duration(model.score_ms(measure))
            };
            put(out, format_args!("<td>{told}</td>"));
        }
        let name = point.recommended.map_or("none", |model| labels[model].as_str());
        let close = if point.is_close() { " ≈" } else { "" };
        put(out, format_args!("<td>{}{close}</td></tr>", escape(name)));
    }
    put(
        out,
        format_args!(
            "</tbody></table></div><p class=\"note\">{} of each model; ≈ marks where another might as well be recommended.</p></details>",
            what(measure)
        ),
    );
}
