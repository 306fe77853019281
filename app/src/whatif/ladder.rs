//! The bottleneck ladder as a list: a rung a limit, with what raising it gives.

use simulator::Scenario;
use simulator::ladder::{Ladder, Rung};
use simulator::observe::report::Measure;

use super::{escape, labels, put};
use crate::format;

/// The ladder of one model, and a list to choose another.
pub fn ladder(scenario: &Scenario, ladder: &Ladder) -> String {
    let mut out = String::new();
    out.push_str("<p class=\"ladder-whose\"><label>What limits <select class=\"input\" name=\"model\">");
    for (model, label) in labels(scenario).iter().enumerate() {
        let selected = if model == ladder.model { " selected" } else { "" };
        put(&mut out, format_args!("<option value=\"{model}\"{selected}>{}</option>", escape(label)));
    }
    out.push_str("</select></label></p>");
    if !ladder.rungs.is_empty() {
        out.push_str("<ol class=\"ladder\">");
        for (i, one) in ladder.rungs.iter().enumerate() {
            rung(&mut out, ladder.measure, one, i == 0);
        }
        out.push_str("</ol>");
    }
    let runs = if ladder.runs == 1 {
        "1 run".to_owned()
    } else {
        format!("{} runs", format::thousands(ladder.runs as i64))
    };
    put(
        &mut out,
        format_args!(
            "<p class=\"ladder-end\">{} <small>From {runs}: each limit was raised by itself, and what helped most is the limit.</small></p>",
            escape(&ladder.end)
        ),
    );
    out
}

fn rung(out: &mut String, measure: Measure, rung: &Rung, first: bool) {
    let score = |figures: &simulator::ladder::Figures| format::duration(figures.score_ms(measure));
    // The sentence's beginning: what follows stands in the rung's figures.
    let limit = rung.sentence.split_once(": with ").map_or(rung.what.as_str(), |(limit, _)| limit);
    let when = if first { "now" } else { "then" };
    let factor = format::times(rung.factor);
    put(
        out,
        format_args!(
            "<li class=\"ladder-rung\"><p class=\"ladder-what\"><span class=\"chip\">{when}</span> <strong>{}</strong> {} → {}</p>",
            escape(limit),
            escape(&rung.from),
            escape(&rung.to)
        ),
    );
    if rung.before.completed == rung.after.completed {
        put(
            out,
            format_args!(
                "<p class=\"ladder-gives\">{} → {} <small>({factor} the speed)</small></p>",
                score(&rung.before),
                score(&rung.after)
            ),
        );
    } else {
        put(
            out,
            format_args!(
                "<p class=\"ladder-gives\">{} → {} tasks done</p>",
                rung.before.completed, rung.after.completed
            ),
        );
    }
    out.push_str("</li>");
}
