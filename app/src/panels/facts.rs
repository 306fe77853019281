//! What is told of a model beside its lanes: its name, its numbers, and how sure they are.

use simulator::models;
use simulator::observe::interval::Interval;
use simulator::observe::report::ModelResult;
use simulator::scenario::Model;

use crate::client::Workbench;
use crate::format;

/// What is told of a model beside its lanes.
#[derive(Clone, PartialEq, Default)]
pub struct Facts {
    pub name: String,
    pub settings: String,
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
        Facts {
            name: result.label.split(" · ").next().unwrap_or_default().to_owned(),
            settings: settings(&result.model),
            makespan_ms: result.makespan_ms,
            throughput_per_s: result.throughput_per_s,
            speedup: result.speedup,
            intervals: result.intervals.map(|i| (i.makespan_ms, i.throughput_per_s)),
            completed: result.replications.first().map_or(0, |run| run.completed),
            end_ms: workbench.timelines.get(index).map_or(result.makespan_ms, |t| t.makespan_ms),
            place: place(results, index),
        }
    }

    /// `353 ms`.
    pub fn makespan(&self) -> String {
        format::duration(self.makespan_ms)
    }

    /// What follows it: `± 4.1 ms`; nothing where all runs were alike.
    pub fn spread(&self) -> Option<String> {
        self.intervals.and_then(|(makespan, _)| makespan.plus_minus()).map(format::plus_minus_ms)
    }

    /// What makespan and spread are.
    pub fn about_makespan(&self) -> String {
        let what = "Makespan: from the start to the last completion, starting the pool included.";
        match self.intervals {
            None => what.to_owned(),
            Some((of, _)) if of.plus_minus().is_none() => format!("{what} The same in all {} runs.", of.n),
            Some((of, _)) => format!(
                "{what} Mean of {} runs; the 95 % interval of the mean goes from {} to {}.",
                of.n,
                format::duration(of.low),
                format::duration(of.high)
            ),
        }
    }

    /// Throughput and speed-up: `159 ± 1.9 tasks/s · 7.0×`.
    pub fn pace(&self) -> String {
        let spread = self.intervals.and_then(|(_, throughput)| throughput.plus_minus());
        let rate = format::rate_within(self.throughput_per_s, spread);
        format!("{rate} · {}", format::times(self.speedup))
    }

    /// The interval of the makespan, milliseconds: low, mean, high; none where all runs were alike.
    pub fn whisker_ms(&self) -> Option<(f64, f64, f64)> {
        let (of, _) = self.intervals.filter(|(of, _)| of.plus_minus().is_some())?;
        Some((of.low, self.makespan_ms, of.high))
    }
}

/// The fastest stands in front, and so does each that its runs do not tell from it.
fn place(results: &[ModelResult], index: usize) -> Option<Place> {
    let best = results.iter().min_by(|a, b| a.makespan_ms.total_cmp(&b.makespan_ms))?;
    let near = |result: &&ModelResult| {
        let pairs = result.replications.iter().zip(&best.replications);
        let differences: Vec<f64> = pairs.map(|(a, b)| a.makespan_ms - b.makespan_ms).collect();
        result.makespan_ms <= best.makespan_ms
            || Interval::of(&differences).is_some_and(|interval| interval.includes_zero())
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
        assert!(!facts.pace().contains('±') && !facts.about_makespan().contains("runs"));
        assert_eq!(facts.completed, 8);
    }

    #[test]
    fn more_runs_tell_how_sure_their_mean_is() {
        let facts = Facts::of(&workbench(5), 0);
        assert!(facts.spread().is_some_and(|s| s.starts_with("± ")), "{:?}", facts.spread());
        assert!(facts.pace().contains(" ± ") && facts.about_makespan().contains("Mean of 5 runs"));
        assert!(facts.whisker_ms().is_some_and(|(low, mean, high)| low < mean && mean < high));
        assert_eq!(facts.completed, 8, "of the run on screen, not of all five");
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
