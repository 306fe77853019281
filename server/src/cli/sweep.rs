//! `server sweep`: a number of a scenario, or two, through their values: a table, and where the answer changes.

use clap::Args;
use serde::Serialize;
use serde_json::Value;
use simulator::observe::report::Measure;
use simulator::sweep::{Axis, AxisRequest, Findings, Point, Room, Scale, Sweep};

use super::source::{Source, told};
use super::table::aligned;
use super::{Outcome, unhurried};
use crate::config::{Limits, Shared};
use crate::ops::{Failure, Runs, Told};

/// What to sweep.
#[derive(Args, Debug)]
pub(super) struct Options {
    /// A scenario's file; - reads standard input
    #[arg(required_unless_present = "preset", conflicts_with = "preset")]
    file: Option<String>,
    /// One of the scenarios that come with Lockstep
    #[arg(long, value_name = "ID")]
    preset: Option<String>,
    /// A number and its values: 'machine.cores=1,2,4' or 'workload[0].steps[0].ms=0.1..100 log 16'; once or twice
    #[arg(long = "axis", required = true, value_name = "PATH=VALUES", value_parser = axis)]
    axes: Vec<AxisRequest>,
    /// Print every point and the findings as JSON, the same bytes on every machine
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    shared: Shared,
}

/// The whole answer, as JSON.
#[derive(Serialize)]
struct Whole<'a> {
    axes: &'a [Axis],
    models: &'a [String],
    measure: Measure,
    points: &'a [Point],
    findings: &'a Findings,
}

pub(super) fn run(options: Options) -> Outcome {
    let Options { file, preset, axes, json, shared } = options;
    let source = Source::new(file, preset);
    let (whence, scenario) = source.json()?;
    let room = Room { points: Limits::none().sweep_points };
    let sweep = Sweep::within(room, &scenario, &axes).map_err(|problems| told(&whence, &problems))?;
    let (mut known, findings) = unhurried(&shared.nats, async |runs| run_to_its_end(&runs, &sweep).await)?;
    known.sort_by(|a, b| {
        a.at.iter()
            .rev()
            .zip(b.at.iter().rev())
            .map(|(a, b)| a.total_cmp(b))
            .find(|o| o.is_ne())
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    if !json {
        return Ok(printed(&sweep, &known, findings));
    }
    let whole = Whole {
        axes: sweep.axes(),
        models: sweep.names(),
        measure: sweep.measure(),
        points: &known,
        findings: &findings,
    };
    serde_json::to_string(&whole).map_err(|fault| format!("Cannot write the sweep: {fault}."))
}

/// Every point, in the order in which they came, and what they come to.
async fn run_to_its_end(runs: &Runs, sweep: &Sweep) -> Result<(Vec<Point>, Findings), Failure> {
    let mut told = runs.sweep(sweep.clone()).await?;
    let mut known = Vec::new();
    while let Some(event) = told.recv().await {
        match event {
            Told::Points(points) => known.extend(points),
            Told::Progress { .. } => {}
            Told::Findings(findings) => return Ok((known, findings)),
            Told::Failed(failure) => return Err(failure),
        }
    }
    Err(Failure::Broken)
}

fn printed(sweep: &Sweep, known: &[Point], findings: Findings) -> String {
    let measure = sweep.measure();
    let what = match measure {
        Measure::MakespanMs => "Makespans",
        Measure::LatencyP95Ms => "95th percentiles of latency",
    };
    let axes = sweep.axes().iter().map(|axis| axis.naming.title.clone());
    let head = axes.chain(sweep.names().iter().cloned()).chain(["recommended".to_owned()]);
    let mut rows: Vec<Vec<String>> = vec![head.collect()];
    rows.extend(known.iter().map(|point| row(sweep, measure, point)));
    let mut lines = aligned(&rows);
    lines.push(String::new());
    lines.push(format!("{what} in ms. * marks what another model comes so close to that it is no matter."));
    lines.push(String::new());
    lines.extend(findings.sentences);
    lines.join("\n")
}

fn row(sweep: &Sweep, measure: Measure, point: &Point) -> Vec<String> {
    let values = sweep.axes().iter().zip(&point.at).map(|(axis, value)| axis.naming.value(*value));
    let figures = point.models.iter().map(|model| match model.completed {
        0 => "-".to_owned(),
        _ => format!("{:.1}", model.score_ms(measure)),
    });
    let name = point.recommended.map_or("none", |model| sweep.names()[model].as_str());
    let close = if point.is_close() { "*" } else { "" };
    values.chain(figures).chain([format!("{name}{close}")]).collect()
}

/// Reads `PATH=1,2,4` or `PATH=0.1..100 log 16`; the scale and the count may be left out.
fn axis(text: &str) -> Result<AxisRequest, String> {
    const FORM: &str = "write PATH=1,2,4 or PATH=0.1..100 log 16";
    let (path, values) = text.split_once('=').ok_or(FORM)?;
    let number =
        |text: &str| text.trim().parse::<f64>().map_err(|_| format!("{text:?} is no number; {FORM}"));
    let mut axis = AxisRequest { path: path.trim().to_owned(), ..AxisRequest::default() };
    let Some((from, rest)) = values.split_once("..") else {
        axis.values = values.split(',').map(number).collect::<Result<_, _>>()?;
        return Ok(axis);
    };
    let mut words = rest.split_whitespace();
    (axis.from, axis.to) = (Some(number(from)?), Some(number(words.next().ok_or(FORM)?)?));
    for word in words {
        match word {
            "log" => axis.scale = Scale::Log,
            "linear" => axis.scale = Scale::Linear,
            count => {
                axis.points =
                    Some(count.parse().map_err(|_| format!("{count:?} is no count of points; {FORM}"))?)
            }
        }
    }
    Ok(axis)
}

impl Source {
    /// The scenario's JSON as it was given, and where it comes from.
    fn json(&self) -> Result<(String, Value), String> {
        let (whence, text) = self.text()?;
        let read = serde_json::from_str(&text);
        read.map(|value| (whence.clone(), value)).map_err(|fault| format!("{whence} is not JSON: {fault}."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_is_a_list_or_a_range() {
        let list = axis("machine.cores=1, 2,4").unwrap();
        assert_eq!((list.path.as_str(), list.values.as_slice()), ("machine.cores", &[1.0, 2.0, 4.0][..]));
        let range = axis("workload[0].steps[0].ms=0.1..100 log 12").unwrap();
        assert_eq!(
            (range.from, range.to, range.points, range.scale),
            (Some(0.1), Some(100.0), Some(12), Scale::Log)
        );
        let plain = axis("a=1..2").unwrap();
        assert_eq!((plain.points, plain.scale), (None, Scale::Linear));
        for wrong in ["machine.cores", "a=x", "a=1..", "a=1..2 cubic"] {
            assert!(axis(wrong).is_err(), "{wrong}");
        }
    }
}
