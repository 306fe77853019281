//! Everything that the verdict is made from: the question, the answers, and what the tasks ask for.

use crate::costs::Costs;
use crate::observe::report::{Measure, ModelResult};
use crate::scenario::{Arrival, Catalogue, Model, Scenario, StartMethod, Until};

use super::choice::AS_GOOD;
use super::demand::Demand;
use super::family::{Family, called, settings};

/// The question and its answers.
pub(super) struct Facts<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) results: &'a [ModelResult],
    pub(super) catalogue: &'a Catalogue,
    pub(super) demand: Demand,
    pub(super) goal: Goal,
}

/// What "better" means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// A batch: be done soon. The makespan decides.
    Finish,
    /// Tasks that arrive over time, or a run of a fixed length: keep up, and answer soon. Throughput and
    /// the 95th percentile of latency decide.
    Serve,
}

impl Goal {
    pub(super) fn of(scenario: &Scenario) -> Goal {
        let batch = scenario.workload.iter().all(|c| c.arrival == Arrival::Batch);
        if batch && scenario.run.until == Until::AllDone { Goal::Finish } else { Goal::Serve }
    }

    /// The number that should be small.
    pub(super) fn measure(self) -> Measure {
        match self {
            Goal::Finish => Measure::MakespanMs,
            Goal::Serve => Measure::LatencyP95Ms,
        }
    }
}

impl<'a> Facts<'a> {
    pub(super) fn new(
        scenario: &'a Scenario,
        results: &'a [ModelResult],
        catalogue: &'a Catalogue,
    ) -> Facts<'a> {
        let (demand, goal) = (Demand::of_scenario(scenario), Goal::of(scenario));
        Facts { scenario, results, catalogue, demand, goal }
    }

    pub(super) fn score_ms(&self, result: &ModelResult) -> f64 {
        self.goal.measure().of(result)
    }

    /// What a result's model is called; with its settings if its kind was run more than once.
    pub(super) fn name(&self, result: &ModelResult) -> String {
        let name = called(&result.model, self.catalogue);
        let settings = settings(&result.model, self.catalogue);
        let alike = self.results.iter().filter(|r| r.model.kind == result.model.kind).count();
        if alike > 1 && !settings.is_empty() { format!("{name} ({settings})") } else { name }
    }

    /// How much a team has to know to run a model, then what is inside each of its processes; unknown kinds are the
    /// hardest.
    pub(super) fn complexity(&self, model: &Model) -> (u8, u8) {
        let known = |model: &Model| {
            self.catalogue.iter().find(|s| s.kind == model.kind).map_or(u8::MAX, |s| s.complexity)
        };
        (known(model), model.inner.as_deref().map_or(0, known))
    }

    /// Where a model's kind stands in the catalogue.
    pub(super) fn position(&self, model: &Model) -> usize {
        self.catalogue.iter().position(|s| s.kind == model.kind).unwrap_or(usize::MAX)
    }

    pub(super) fn find(&self, family: Family) -> Option<&'a ModelResult> {
        self.results.iter().find(|r| Family::of(&r.model) == family)
    }

    /// Cores' worth of CPU that the program may use.
    pub(super) fn cpus(&self) -> f64 {
        let cores = f64::from(self.scenario.machine.cores);
        self.scenario.machine.cpu_quota.map_or(cores, |quota| quota.min(cores))
    }

    /// The most that a task carries over a process boundary and back, bytes.
    pub(super) fn largest_payload(&self) -> u64 {
        let payloads = self.scenario.workload.iter().map(|c| &c.payload);
        payloads.map(|p| p.arguments_bytes + p.result_bytes).max().unwrap_or(0)
    }

    /// What a sum over all replications is for one of them.
    pub(super) fn a_run(&self, sum: f64) -> f64 {
        sum / f64::from(self.scenario.run.replications.max(1))
    }

    /// Whether one result is behind another by more than a prediction's own error, or left undone what that did.
    pub(super) fn is_behind(&self, one: &ModelResult, other: &ModelResult) -> bool {
        self.score_ms(one) > self.score_ms(other) * AS_GOOD
            || (one.tasks.completed as f64) * AS_GOOD < other.tasks.completed as f64
    }

    /// What counts over all replications count: "tasks", or "tasks of all 5 runs".
    pub(super) fn tasks(&self) -> String {
        match self.scenario.run.replications {
            0 | 1 => "tasks".to_owned(),
            n => format!("tasks of all {n} runs"),
        }
    }

    /// How long the workers of a pool took to start, milliseconds: the wait that was seen, the fork server's start
    /// once and the rest spread over the workers. Every task that waits for the same start counts it again, so never more than the start costs.
    pub(super) fn start_delay_ms(&self, result: &ModelResult) -> f64 {
        let tasks = self.scenario.task_count().max(1);
        let workers = u64::from(result.model.workers.or(result.model.processes).unwrap_or(1));
        let (seen, once) = (self.a_run(result.time_ms.start), self.server_boot_ms(&result.model));
        let boot = seen.min(once);
        let seen = boot + (seen - boot) / workers.clamp(1, tasks) as f64;
        let priced = self.start_cost_ms(&result.model, workers).unwrap_or(f64::INFINITY);
        seen.min(priced).min(result.makespan_ms)
    }

    /// How many workers of a pool start at most: by fork, and of a server, all of them; else one for each call that is
    /// submitted.
    pub(super) fn workers_started(&self, model: &Model) -> Option<u64> {
        let all = u64::from(model.workers.or(model.processes)?);
        let at_once = model.processes.is_some() || model.start_method == Some(StartMethod::Fork);
        let calls = self.scenario.task_count().div_ceil(u64::from(model.chunksize.unwrap_or(1)));
        Some(if at_once { all } else { all.min(calls.max(1)) })
    }

    /// What the fork server's own start costs, for which the first task waits alone.
    fn server_boot_ms(&self, model: &Model) -> f64 {
        let runtime = &self.scenario.runtime;
        let boot = || Costs::of(runtime.python, &runtime.costs).forkserver_boot_ms + runtime.import_ms;
        if start_method(model) == Some(StartMethod::Forkserver) { boot() } else { 0.0 }
    }

    /// What starting so many workers costs: the parent starts one after the other, they come up together.
    fn start_cost_ms(&self, model: &Model, workers: u64) -> Option<f64> {
        let costs = Costs::of(self.scenario.runtime.python, &self.scenario.runtime.costs);
        let import = self.scenario.runtime.import_ms;
        let (once, parent, each) = match start_method(model) {
            Some(StartMethod::Fork) => {
                let resident = self.scenario.runtime.resident_bytes as f64;
                let parent = costs.process_parent_fork_ms + resident * costs.fork_resident_ns_per_byte / 1e6;
                // A server's worker imports the program; a pool's is born with it.
                let import = if model.kind == "prefork" { import } else { 0.0 };
                (0.0, parent, costs.process_start_fork_ms + import)
            }
            Some(StartMethod::Forkserver) => (
                costs.forkserver_boot_ms + import,
                costs.process_parent_forkserver_ms,
                costs.process_start_forkserver_ms + import,
            ),
            Some(StartMethod::Spawn) => {
                (0.0, costs.process_parent_spawn_ms, costs.process_start_spawn_ms + import)
            }
            None if model.kind == "interpreters" => (0.0, 0.0, costs.interpreter_start_ms),
            None => return None,
        };
        let workers = workers.min(self.scenario.task_count()) as f64;
        Some(once + parent * workers + each * (workers / self.cpus()).max(1.0))
    }
}

/// How a model's processes are started: gunicorn forks its workers, uvicorn spawns its loops.
fn start_method(model: &Model) -> Option<StartMethod> {
    let loops = model.inner.as_ref().is_some_and(|inner| inner.kind == "asyncio");
    match Family::of(model) {
        Family::Prefork if loops => Some(StartMethod::Spawn),
        Family::Prefork => Some(StartMethod::Fork),
        _ => model.start_method,
    }
}

/// All the time that a result's completed tasks took, milliseconds.
pub(super) fn total_ms(result: &ModelResult) -> f64 {
    result.time_ms.values().iter().sum()
}

/// A part of the time that a result's completed tasks took.
pub(super) fn share(result: &ModelResult, part_ms: f64) -> f64 {
    let total = total_ms(result);
    if total > 0.0 { part_ms / total } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    #[test]
    fn sums_over_replications_are_told_for_one_run() {
        let mut scenario = scenario(vec![class("parse", 50, Vec::new())]);
        scenario.run.replications = 10;
        let results = [processes(4, 1_000.0).time(|t| t.start = 1_200.0)];
        let facts = Facts::new(&scenario, &results, CATALOGUE);
        assert_eq!(facts.a_run(50.0), 5.0);
        assert_eq!(facts.tasks(), "tasks of all 10 runs");
        assert_eq!(
            facts.start_delay_ms(&results[0]),
            62.2 + (120.0 - 62.2) / 4.0,
            "a fork server's, then four"
        );
    }
}
