//! Where along an axis the answer changes: the recommended model, or the order of two models.
//!
//! What luck may have turned is no change. The recommended model changes only where the one before might not be
//! recommended any more; two models change places only where first one and then the other is clearly ahead.

use serde::{Deserialize, Serialize};

use super::{Axis, Findings, Point};
use crate::explain::{Order, words};
use crate::observe::report::Measure;

/// A change of the answer along an axis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Flip {
    pub kind: FlipKind,
    /// Index of the model that is recommended, or ahead, below; null: none completed a task.
    pub before: Option<usize>,
    /// Index of the model that is recommended, or ahead, above.
    pub after: Option<usize>,
    /// The last value that was run where it was still as before.
    pub low: f64,
    /// The first value that was run where it was not.
    pub high: f64,
    /// In words: `Use asyncio up to 3.1 ms of CPU in “parse JSON”, processes above.`
    pub sentence: String,
}

/// What changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FlipKind {
    /// Which model is recommended.
    Recommended,
    /// Which of two models is ahead.
    Order,
}

/// A change between two points that are next to each other.
struct Change {
    kind: FlipKind,
    before: Option<usize>,
    after: Option<usize>,
    low: f64,
    high: f64,
}

/// The values to run next, so that changes are found more exactly: those of the recommended model first.
pub(super) fn wanted(axis: &Axis, measure: Measure, known: &[Point]) -> Vec<f64> {
    let mut wanted: Vec<f64> = Vec::new();
    for change in changes(measure, &sorted(known)) {
        if let Some(x) = axis.between(change.low, change.high)
            && !wanted.contains(&x)
        {
            wanted.push(x);
        }
    }
    wanted
}

/// What holds along an axis.
pub(super) fn along(axis: &Axis, measure: Measure, names: &[String], known: &[Point]) -> Findings {
    let points = sorted(known);
    let flips: Vec<Flip> =
        changes(measure, &points).into_iter().map(|change| told(axis, names, change)).collect();
    let mut sentences: Vec<String> = flips.iter().map(|flip| flip.sentence.clone()).collect();
    if !flips.iter().any(|flip| flip.kind == FlipKind::Recommended) {
        sentences.insert(0, throughout(axis, names, &points));
    }
    Findings { flips, sentences }
}

/// How a map of two axes is divided.
pub(super) fn over(names: &[String], known: &[Point]) -> Vec<String> {
    let all = known.len().max(1) as f64;
    let share = |which: &dyn Fn(&Point) -> bool| known.iter().filter(|p| which(p)).count() as f64 / all;
    let mut parts: Vec<(f64, &str)> = names
        .iter()
        .enumerate()
        .map(|(i, name)| (share(&|p| p.recommended == Some(i)), name.as_str()))
        .collect();
    parts.retain(|(share, _)| *share > 0.0);
    parts.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut sentences = match parts.as_slice() {
        [] => vec!["No task was completed at any point.".to_owned()],
        [(share, name)] if *share == 1.0 => vec![format!("Use {name} everywhere on this map.")],
        parts => {
            let told: Vec<String> =
                parts.iter().map(|(share, name)| format!("{name} at {}", words::percent(*share))).collect();
            vec![format!("Recommended: {} of the points.", told.join(", "))]
        }
    };
    let close = share(&Point::is_close);
    if close > 0.0 {
        sentences.push(format!("At {} of the points it is too close to call.", words::percent(close)));
    }
    sentences
}

fn sorted(known: &[Point]) -> Vec<&Point> {
    let mut points: Vec<&Point> = known.iter().filter(|point| point.at.len() == 1).collect();
    points.sort_by(|a, b| a.at[0].total_cmp(&b.at[0]));
    points
}

fn changes(measure: Measure, points: &[&Point]) -> Vec<Change> {
    let mut changes = recommended(points);
    let models = points.first().map_or(0, |point| point.models.len());
    for one in 0..models {
        for other in one + 1..models {
            changes.extend(places(measure, points, one, other));
        }
    }
    changes
}

fn recommended(points: &[&Point]) -> Vec<Change> {
    let mut changes = Vec::new();
    let Some(first) = points.first() else { return changes };
    let (mut holds, mut last) = (first.recommended, 0);
    for (i, point) in points.iter().enumerate() {
        let might = holds.is_some_and(|model| point.might_be[model]);
        if point.recommended == holds {
            last = i;
        } else if !might {
            let (low, high) = (points[last].at[0], points[last + 1].at[0]);
            let after = point.recommended;
            changes.push(Change { kind: FlipKind::Recommended, before: holds, after, low, high });
            (holds, last) = (after, i);
        }
    }
    changes
}

/// Where two models change places: between a point where one is clearly ahead and one where the other is, there
/// where their figures cross.
fn places(measure: Measure, points: &[&Point], one: usize, other: usize) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut clear: Option<(usize, Order)> = None;
    for (i, point) in points.iter().enumerate() {
        let now = point.order(one, other);
        if now == Order::Alike {
            continue;
        }
        if let Some((from, before)) = clear.filter(|(_, before)| *before != now) {
            let first = |point: &Point| {
                let score = |model: usize| point.models[model].score_ms(measure);
                score(one) < score(other)
            };
            let same = |p: &&&Point| first(p) == (before == Order::Ahead);
            let last = (from..i).rev().find(|k| same(&&points[*k])).unwrap_or(from);
            let (low, high) = (points[last].at[0], points[last + 1].at[0]);
            let (before, after) = if before == Order::Ahead { (one, other) } else { (other, one) };
            changes.push(Change {
                kind: FlipKind::Order,
                before: Some(before),
                after: Some(after),
                low,
                high,
            });
        }
        clear = Some((i, now));
    }
    changes
}

fn told(axis: &Axis, names: &[String], change: Change) -> Flip {
    let Change { kind, before, after, low, high } = change;
    let name =
        |model: Option<usize>| model.map_or("no model completes a task", |model| names[model].as_str());
    let (below, above) = (name(before), name(after));
    let found = axis.between(low, high).is_none();
    let sentence = match (kind, found) {
        (_, false) => {
            let place = format!("{} and {}", axis.naming.value(low), axis.naming.phrase(high));
            match kind {
                FlipKind::Recommended => {
                    format!("Use {below} below, {above} above: it changes between {place}.")
                }
                FlipKind::Order => format!("Between {place} {below} and {above} change places."),
            }
        }
        (FlipKind::Recommended, true) => match (before, after, axis.whole) {
            (None, _, true) => format!("Use {above} from {} on; below, {below}.", axis.naming.phrase(high)),
            (None, _, false) => format!("Use {above} above {}; below, {below}.", axis.naming.phrase(high)),
            (_, None, _) => format!("Use {below} up to {}; above, {above}.", axis.naming.phrase(low)),
            (_, _, true) => {
                format!(
                    "Use {below} up to {}, {above} from {} on.",
                    axis.naming.phrase(low),
                    words::number(high)
                )
            }
            (_, _, false) => {
                format!("Use {below} up to {}, {above} above.", axis.naming.phrase(middle(low, high)))
            }
        },
        (FlipKind::Order, true) => {
            let place = if axis.whole { high } else { middle(low, high) };
            let place = axis.naming.phrase(place);
            format!("At {place} {below} and {above} change places: {below} ahead below, {above} above.")
        }
    };
    Flip { kind, before, after, low, high, sentence }
}

fn middle(low: f64, high: f64) -> f64 {
    low + (high - low) / 2.0
}

fn throughout(axis: &Axis, names: &[String], points: &[&Point]) -> String {
    let ends = points.first().zip(points.last());
    let Some((first, last)) = ends else { return "Nothing was run.".to_owned() };
    let range = format!("from {} to {}", axis.naming.value(first.at[0]), axis.naming.phrase(last.at[0]));
    match first.recommended {
        None => format!("No task was completed, {range}."),
        Some(model) if points.iter().all(|p| p.recommended == Some(model)) => {
            format!("Use {} throughout, {range}.", names[model])
        }
        Some(model) => {
            format!(
                "Use {} throughout, {range}: in places another comes so close that it is no matter.",
                names[model]
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{AxisRequest, Naming, Scale};
    use super::*;
    use crate::sweep::PointModel;

    fn axis(whole: bool) -> Axis {
        let naming = Naming { title: "CPU".to_owned(), unit: "ms".to_owned(), of: " of CPU".to_owned() };
        let path = AxisRequest::default().path;
        Axis { path, naming, values: vec![0.0, 10.0], scale: Scale::Linear, whole }
    }

    fn names() -> Vec<String> {
        ["asyncio", "threads", "processes"].map(str::to_owned).to_vec()
    }

    /// A point of two models by their makespans, of which the first two might be recommended.
    fn point(x: f64, recommended: usize, might: &[usize], makespans_ms: [f64; 2]) -> Point {
        let model = |makespan_ms: f64| PointModel {
            makespan_ms,
            throughput_per_s: 1.0,
            latency_p95_ms: 0.0,
            completed: 1,
            all_done: true,
            interval: None,
        };
        let [a, b] = makespans_ms;
        let order = match a / b {
            ratio if ratio > 1.03 => Order::Behind,
            ratio if ratio < 0.97 => Order::Ahead,
            _ => Order::Alike,
        };
        Point {
            at: vec![x],
            recommended: Some(recommended),
            might_be: (0..3).map(|i| i == recommended || might.contains(&i)).collect(),
            models: vec![model(a), model(b)],
            orders: vec![order],
        }
    }

    fn flips(points: &[Point]) -> Vec<(FlipKind, f64, f64)> {
        let found = along(&axis(false), Measure::MakespanMs, &names(), points);
        found.flips.iter().map(|f| (f.kind, f.low, f.high)).collect()
    }

    #[test]
    fn what_might_as_well_stay_is_no_change() {
        let noisy = [
            point(1.0, 0, &[], [1.0, 1.0]),
            point(2.0, 1, &[0], [1.0, 1.0]),
            point(3.0, 0, &[1], [1.0, 1.0]),
            point(4.0, 1, &[0], [1.0, 1.0]),
        ];
        assert_eq!(flips(&noisy), []);
        let found = along(&axis(false), Measure::MakespanMs, &names(), &noisy);
        assert!(
            found.sentences[0].starts_with("Use asyncio throughout, from 1 ms to 4 ms of CPU: in places")
        );
        let mut turned = noisy.to_vec();
        turned.push(point(5.0, 1, &[], [1.0, 1.0]));
        assert_eq!(flips(&turned), [(FlipKind::Recommended, 3.0, 4.0)]);
    }

    #[test]
    fn two_models_change_places_where_their_figures_cross() {
        let crossing = [
            point(1.0, 0, &[], [1.0, 2.0]),
            point(2.0, 0, &[], [1.99, 2.0]),
            point(3.0, 0, &[], [2.01, 2.0]),
            point(4.0, 0, &[], [3.0, 2.0]),
        ];
        assert_eq!(flips(&crossing), [(FlipKind::Order, 2.0, 3.0)]);
        assert_eq!(wanted(&axis(false), Measure::MakespanMs, &crossing), [2.5]);
        assert_eq!(flips(&crossing[..3]), [], "alike at the end");
    }

    #[test]
    fn changes_are_told_with_the_value_where_they_happen() {
        let told = |whole, low, high| {
            told(
                &axis(whole),
                &names(),
                Change { kind: FlipKind::Recommended, before: Some(0), after: Some(2), low, high },
            )
            .sentence
        };
        assert_eq!(told(false, 3.09, 3.11), "Use asyncio up to 3.1 ms of CPU, processes above.");
        assert_eq!(told(true, 5.0, 6.0), "Use asyncio up to 5 ms of CPU, processes from 6 on.");
        assert_eq!(
            told(false, 3.0, 4.0),
            "Use asyncio below, processes above: it changes between 3 ms and 4 ms of CPU."
        );
    }
}
