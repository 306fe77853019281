//! The map of two axes: a cell a point, with the letter and the colour of the model that is recommended there.

use simulator::observe::report::Measure;
use simulator::sweep::{Axis, Point, Sweep};

use super::{escape, labels, letters, put};
use crate::format;

/// Writes the map: the first axis to the right, the second upwards. Cells are buttons, one of which can be tabbed to;
/// the arrow keys go from one to the next.
pub(super) fn map(out: &mut String, sweep: &Sweep, known: &[Point]) {
    let [x, y] = sweep.axes() else { return };
    let labels = labels(sweep.scenario());
    let letters = letters(&labels);
    let columns = x.values.len();
    put(
        out,
        format_args!(
            "<div class=\"map-frame\" tabindex=\"-1\"><table class=\"map\" data-columns=\"{columns}\"><caption class=\"visually-hidden\">Which model is recommended, by {} and {}.</caption><tbody>",
            escape(&x.naming.title),
            escape(&y.naming.title)
        ),
    );
    let mut index = 0;
    for (row, up) in y.values.iter().enumerate().rev() {
        put(out, format_args!("<tr><th scope=\"row\">{}</th>", tick(y, row)));
        for right in &x.values {
            let point = known.iter().find(|p| p.at == [*right, *up]);
            cell(out, sweep.measure(), (x, y), (*right, *up), point, (index, &labels, &letters));
            index += 1;
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody><tfoot><tr><td></td>");
    for column in 0..columns {
        put(out, format_args!("<th scope=\"col\">{}</th>", tick(x, column)));
    }
    put(
        out,
        format_args!(
            "</tr></tfoot></table></div><p class=\"map-axes\">{} to the right, {} upwards.</p>",
            escape(&x.naming.title),
            escape(&y.naming.title)
        ),
    );
    out.push_str("<p class=\"map-told\">Point at a cell, or go there with the arrow keys, to read it. Choose one to see it above.</p>");
    key(out, known, &labels, &letters);
}

/// Every value is written where there is room, and every other one is only said where there are many.
fn tick(axis: &Axis, index: usize) -> String {
    let value = escape(&short(axis, axis.values[index]));
    let said = axis.values.len() > 8 && index % 2 == 1;
    if said { format!("<span class=\"visually-hidden\">{value}</span>") } else { value }
}

fn short(axis: &Axis, value: f64) -> String {
    match axis.naming.unit.as_str() {
        "ms" => format::duration(value),
        "bytes" => format::bytes(value),
        _ => format::significant(value),
    }
}

fn cell(
    out: &mut String,
    measure: Measure,
    (x, y): (&Axis, &Axis),
    (right, up): (f64, f64),
    point: Option<&Point>,
    (index, labels, letters): (usize, &[String], &[char]),
) {
    let tab = if index == 0 { 0 } else { -1 };
    let place = format!("{}, {}", x.naming.phrase(right), y.naming.phrase(up));
    let Some(point) = point else {
        out.push_str("<td><span class=\"map-cell\"></span></td>");
        return;
    };
    let (class, letter) = match point.recommended {
        Some(model) => (format!("line-{}", model % 8), letters[model]),
        None => ("map-none".to_owned(), '–'),
    };
    let close = if point.is_close() { " map-close" } else { "" };
    let told = format!("{place}: {}", told(measure, point, labels));
    put(
        out,
        format_args!(
            "<td><button type=\"button\" class=\"map-cell {class}{close}\" tabindex=\"{tab}\" data-cell=\"{index}\" data-at=\"{right},{up}\" aria-label=\"{told}\">{letter}</button></td>",
            told = escape(&told)
        ),
    );
}

/// `asyncio, 12 % ahead of Threads · 8: 286 ms against 353 ms.`
fn told(measure: Measure, point: &Point, labels: &[String]) -> String {
    let Some(pick) = point.recommended else { return "no task was completed.".to_owned() };
    let score = |model: usize| point.models[model].score_ms(measure);
    let others = (0..labels.len()).filter(|i| *i != pick && point.models[*i].completed > 0);
    let next = others.min_by(|a, b| score(*a).total_cmp(&score(*b)));
    let mine = format::duration(score(pick));
    let close = if point.is_close() { " Too close to call." } else { "" };
    match next {
        None => format!("{}, {mine}.", labels[pick]),
        Some(next) => {
            let ratio = score(next) / score(pick).max(f64::MIN_POSITIVE);
            let other = format!("{} {}", labels[next], format::duration(score(next)));
            let apart = if ratio >= 1.0 {
                format!("{} the time of the next, {other}", format::times(1.0 / ratio))
            } else {
                format!("simpler than {other}, and within reach of it")
            };
            format!("{}, {mine}: {apart}.{close}", labels[pick])
        }
    }
}

/// Which letter is whose, of those on the map.
fn key(out: &mut String, known: &[Point], labels: &[String], letters: &[char]) {
    out.push_str("<ul class=\"chart-key\">");
    for (model, label) in labels.iter().enumerate() {
        if known.iter().any(|p| p.recommended == Some(model)) {
            put(
                out,
                format_args!(
                    "<li><span class=\"map-cell map-key line-{}\" aria-hidden=\"true\">{}</span>{}</li>",
                    model % 8,
                    letters[model],
                    escape(label)
                ),
            );
        }
    }
    out.push_str("<li><span class=\"map-cell map-key map-close\" aria-hidden=\"true\"></span>too close to call</li></ul>");
}
