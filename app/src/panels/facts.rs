//! What is told of a model beside its lanes: its name, its numbers, and how sure they are.

use simulator::explain;
use simulator::models;
use simulator::observe::interval::Interval;
use simulator::observe::report::{Measure, ModelResult};
use simulator::scenario::Model;

use crate::client::Workbench;
use crate::format;

/// What is told of a model beside its lanes.
#[derive(Clone, PartialEq, Default)]
pub struct Facts {
    pub name: String,
    pub settings: String,
    /// What decides: the makespan of a batch; where tasks come over time, or time is given, the 95th percentile of latency.
    measure: Measure,
    score_ms: f64,
    makespan_ms: f64,
    throughput_per_s: f64,
    speedup: f64,
    /// Intervals of makespan and throughput, when there is more than one run.
    intervals: Option<(Interval, Interval)>,
    /// Tasks that the run on screen completed.
    pub completed: u64,
    /// When its lanes end, in the run on screen.
    pub end_ms: f64,
    pub place: Option<Place>,
}

/// Where a model stands, when it stands in front.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Fastest,
    /// The runs do not tell it from the fastest.
    Tied,
}

impl Facts {
    /// The facts of one of the models of a workbench.
    pub fn of(workbench: &Workbench, index: usize) -> Facts {
        let results = &workbench.report.results;
        let Some(result) = results.get(index) else { return Facts::default() };
        let measure = explain::measure(&workbench.report.scenario);
        Facts {
            name: result.label.split(" · ").next().unwrap_or_default().to_owned(),
            settings: settings(&result.model),
            measure,
            score_ms: measure.of(result),
            makespan_ms: result.makespan_ms,
            throughput_per_s: result.throughput_per_s,
            speedup: result.speedup,
            intervals: result.intervals.map(|i| (i.makespan_ms, i.throughput_per_s)),
            completed: result.replications.first().map_or(0, |run| run.completed),
            end_ms: workbench.timelines.get(index).map_or(result.makespan_ms, |t| t.makespan_ms),
            place: place(results, index, measure),
        }
    }

    /// `353 ms`, or `p95 353 ms`.
    pub fn figure(&self) -> String {
        let score = format::duration(self.score_ms);
        if self.measure == Measure::MakespanMs { score } else { format!("p95 {score}") }
    }

    /// The interval of a makespan that is told.
    fn interval(&self) -> Option<Interval> {
        self.intervals.map(|(makespan, _)| makespan).filter(|_| self.measure == Measure::MakespanMs)
    }

    /// What follows it: `± 4.1 ms`; nothing where all runs were alike.
    pub fn spread(&self) -> Option<String> {
        self.interval().and_then(|of| of.plus_minus()).map(format::plus_minus_ms)
    }

    /// What figure and spread are.
    pub fn about_figure(&self) -> String {
        let what = match self.measure {
            Measure::MakespanMs => {
                "Makespan: from the start to the last completion, starting the pool included."
            }
            Measure::LatencyP95Ms => "Latency: 95 % of the tasks were done within this after they came.",
        };
        match self.interval() {
            None => what.to_owned(),
            Some(of) if of.plus_minus().is_none() => format!("{what} The same in all {} runs.", of.n),
            Some(of) => format!(
                "{what} Mean of {} runs; the 95 % interval of the mean goes from {} to {}.",
                of.n,
                format::duration(of.low),
                format::duration(of.high)
            ),
        }
    }

    /// Throughput and speed-up: `159 ± 1.9 tasks/s · 7.0×`; a speed-up is of a batch.
    pub fn pace(&self) -> String {
        let spread = self.intervals.and_then(|(_, throughput)| throughput.plus_minus());
        let rate = format::rate_within(self.throughput_per_s, spread);
        match self.measure {
            Measure::MakespanMs => format!("{rate} · {}", format::times(self.speedup)),
            Measure::LatencyP95Ms => rate,
        }
    }

    /// What the pace is.
    pub fn about_pace(&self) -> &'static str {
        match self.measure {
            Measure::MakespanMs => {
                "Tasks completed a second until the last one was done · how many times faster than one thread doing everything"
            }
            Measure::LatencyP95Ms => "Tasks completed a second until the last one was done",
        }
    }

    /// The interval of the makespan, milliseconds: low, mean, high; none where all runs were alike.
    pub fn whisker_ms(&self) -> Option<(f64, f64, f64)> {
        let (of, _) = self.intervals.filter(|(of, _)| of.plus_minus().is_some())?;
        Some((of.low, self.makespan_ms, of.high))
    }
}

/// The fastest stands in front, and so does each that its runs do not tell from it: of those that did the work and, where
/// latency decides, keep up.
fn place(results: &[ModelResult], index: usize, measure: Measure) -> Option<Place> {
    let keeps_up = explain::keeps_up(measure, results);
    let score = |r: &ModelResult| measure.of(r);
    let best = results.iter().filter(|r| keeps_up(r)).min_by(|a, b| score(a).total_cmp(&score(b)))?;
    let near = |result: &&ModelResult| {
        let pairs = result.replications.iter().zip(&best.replications);
        let differences: Vec<f64> = pairs.map(|(a, b)| measure.of_run(a) - measure.of_run(b)).collect();
        let alike = Interval::of(&differences).is_some_and(|interval| interval.includes_zero());
        keeps_up(result) && (score(result) <= score(best) || alike)
    };
    let result = results.get(index).filter(near)?;
    let alone = results.iter().filter(near).count() == 1;
    let repeated = result.intervals.is_some();
    (results.len() > 1).then_some(if alone || !repeated { Place::Fastest } else { Place::Tied })
}

/// The settings of a model in words: `8 workers, forkserver`.
fn settings(model: &Model) -> String {
    let counted =
        |n: Option<u32>, words: &str| n.map(|n| format!("{} {words}", format::thousands(i64::from(n))));
    let all = [
        counted(model.processes, "processes"),
        counted(model.concurrency, "in flight"),
        counted(model.workers, "workers"),
        model.start_method.map(|method| method.name().to_owned()),
        counted(model.chunksize.filter(|n| *n > 1), "tasks a chunk"),
        counted(model.max_tasks_per_child, "tasks a child"),
        model.inner.as_ref().map(|inner| format!("{} in each", inner.label(&models::catalogue()))),
    ];
    all.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workbench(replications: u32) -> Workbench {
        let scenario = serde_json::json!({
            "version": 1, "name": "calls", "machine": { "cores": 2 },
            "workload": [{ "name": "call", "tasks": 8, "steps": [
                { "kind": "io", "ms": { "exponential": { "mean": 20 } } } ] }],
            "models": [{ "kind": "sequential" }, { "kind": "asyncio" }, { "kind": "asyncio" }],
            "run": { "replications": replications },
        });
        let scenario = simulator::parse(&scenario.to_string()).expect("a valid scenario");
        Workbench { report: simulator::simulate(&scenario), timelines: Vec::new() }
    }

    #[test]
    fn one_run_has_no_spread() {
        let facts = Facts::of(&workbench(1), 0);
        assert_eq!((facts.spread(), facts.whisker_ms()), (None, None));
        assert!(!facts.pace().contains('±') && !facts.about_figure().contains("runs"));
        assert_eq!(facts.completed, 8);
    }

    #[test]
    fn more_runs_tell_how_sure_their_mean_is() {
        let facts = Facts::of(&workbench(5), 0);
        assert!(facts.spread().is_some_and(|s| s.starts_with("± ")), "{:?}", facts.spread());
        assert!(facts.pace().contains(" ± ") && facts.about_figure().contains("Mean of 5 runs"));
        assert!(facts.whisker_ms().is_some_and(|(low, mean, high)| low < mean && mean < high));
        assert_eq!(facts.completed, 8, "of the run on screen, not of all five");
    }

    #[test]
    fn where_time_is_given_latency_is_what_is_told() {
        let scenario = serde_json::json!({
            "version": 1, "name": "serve", "machine": { "cores": 2 },
            "workload": [{ "name": "call", "tasks": 100, "steps": [{ "kind": "io", "ms": 20 }],
                "arrival": { "kind": "uniform", "every_ms": 10 } }],
            "models": [{ "kind": "sequential" }, { "kind": "asyncio" }],
            "run": { "until": { "kind": "duration", "ms": 500 } },
        });
        let scenario = simulator::parse(&scenario.to_string()).expect("a valid scenario");
        let workbench = Workbench { report: simulator::simulate(&scenario), timelines: Vec::new() };
        let [sequential, asyncio] = [0, 1].map(|index| Facts::of(&workbench, index));
        assert!(asyncio.figure().starts_with("p95 2") && asyncio.about_figure().starts_with("Latency"));
        assert!(!asyncio.pace().contains('×'), "{}", asyncio.pace());
        assert_eq!((sequential.place, asyncio.place), (None, Some(Place::Fastest)));
        let mut nothing = workbench.report.results.clone();
        nothing.iter_mut().for_each(|result| result.tasks.completed = 0);
        assert_eq!(place(&nothing, 0, Measure::LatencyP95Ms), None);
    }

    #[test]
    fn equals_share_the_first_place() {
        let workbench = workbench(5);
        let places: Vec<_> = (0..3).map(|index| Facts::of(&workbench, index).place).collect();
        assert_eq!(places, [None, Some(Place::Tied), Some(Place::Tied)]);
        let two = Workbench {
            report: simulator::Report { results: workbench.report.results[..2].to_vec(), ..workbench.report },
            ..workbench
        };
        assert_eq!(Facts::of(&two, 1).place, Some(Place::Fastest));
    }
}
