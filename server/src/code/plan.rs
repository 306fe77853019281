//! What a scenario means for one model's program: where each step runs, what everything is called, and what is
//! shared by whom. Knows nothing of how Python writes it.

use std::collections::BTreeSet;

use simulator::scenario::{
    Arrival, Model, Payload, Place, Python, Scenario, Step, StepKind, TaskClass, Until,
};

use super::names::Names;
use super::words::int;

/// Where a step runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Runs {
    /// A coroutine awaits it.
    Await,
    /// The loop's own thread, which nobody else can use meanwhile.
    OnLoop,
    Thread,
    Process,
    Interpreter,
}

/// A step's function. Classes whose steps are the same share it.
pub(super) struct StepPlan<'s> {
    pub(super) spec: &'s Step,
    pub(super) name: String,
    /// What the scenario calls it.
    pub(super) title: String,
    pub(super) runs: Runs,
    /// What travels with each call, where steps are sent to processes.
    pub(super) payload: Option<&'s Payload>,
    /// Constant of a long list of durations.
    pub(super) list: String,
    pub(super) gate: Option<usize>,
}

/// A task class' function.
pub(super) struct ClassPlan<'s> {
    pub(super) spec: &'s TaskClass,
    pub(super) name: String,
    /// Indices into the plan's steps.
    pub(super) steps: Vec<usize>,
}

/// Who has to be kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sharing {
    /// One after the other anyway.
    Nobody,
    /// Coroutines of one loop.
    Coroutines,
    /// Threads of one process.
    Threads,
    /// Threads, and coroutines that must not block their loop.
    ThreadsAndCoroutines,
    Processes,
    ProcessesAndCoroutines,
    Interpreters,
}

/// A service or a lock.
pub(super) struct Gate {
    pub(super) name: String,
    /// What the scenario calls it.
    pub(super) title: String,
    /// Calls at once; none: a lock.
    pub(super) slots: Option<u32>,
    /// Starts a second.
    pub(super) rate_per_s: Option<f64>,
    pub(super) sharing: Sharing,
}

/// A program, before it is written.
pub(super) struct Plan<'s> {
    pub(super) scenario: &'s Scenario,
    pub(super) model: &'s Model,
    pub(super) classes: Vec<ClassPlan<'s>>,
    pub(super) steps: Vec<StepPlan<'s>>,
    pub(super) gates: Vec<Gate>,
}

impl<'s> Plan<'s> {
    pub(super) fn new(scenario: &'s Scenario, model: &'s Model) -> Plan<'s> {
        let mut plan = Plan { scenario, model, classes: Vec::new(), steps: Vec::new(), gates: Vec::new() };
        let mut names = Names::new();
        // Classes are named first: theirs are the names that people see most.
        let called: Vec<String> =
            scenario.workload.iter().map(|class| names.function(&class.name, "task")).collect();
        for (spec, name) in scenario.workload.iter().zip(called) {
            let steps = spec.steps.iter().map(|step| plan.step(step, spec, &mut names)).collect();
            plan.classes.push(ClassPlan { spec, name, steps });
        }
        plan.open_gates(&mut names);
        plan
    }

    /// The function of a step: one that is there, or a new one.
    fn step(&mut self, spec: &'s Step, class: &'s TaskClass, names: &mut Names) -> usize {
        let runs = place(self.model, spec);
        let sent = runs == Runs::Process && self.model.kind == "asyncio_processes" && travels(&class.payload);
        let payload = sent.then_some(&class.payload);
        let same = |s: &StepPlan| s.spec == spec && s.payload == payload;
        if let Some(there) = self.steps.iter().position(same) {
            return there;
        }
        let title = spec.name.clone().unwrap_or_default();
        let name = match (spec.kind, title.as_str()) {
            (StepKind::Lock, mutex) => names.function(&format!("under {mutex}"), "under_lock"),
            (StepKind::Cpu, "") => names.function(&format!("{} compute", class.name), "compute_step"),
            (StepKind::Io, "") => names.function(&format!("{} request", class.name), "request"),
            (StepKind::BlockingIo, "") => {
                names.function(&format!("{} blocking call", class.name), "blocking_call")
            }
            (_, words) => names.function(words, "step"),
        };
        let list = names.constant(&format!("{name} seconds"), "SECONDS", "");
        self.steps.push(StepPlan { spec, name, title, runs, payload, list, gate: None });
        self.steps.len() - 1
    }

    /// What the steps share.
    fn open_gates(&mut self, names: &mut Names) {
        for service in &self.scenario.services {
            let uses = |s: &StepPlan| s.spec.service.as_deref() == Some(&*service.name);
            let Some(sharing) = self.sharing(uses) else { continue };
            let name = names.constant(&service.name, "SERVICE", "");
            self.note(uses, self.gates.len());
            self.gates.push(Gate {
                name,
                title: service.name.clone(),
                slots: Some(service.concurrency),
                rate_per_s: service.rate_per_s,
                sharing,
            });
        }
        let mutexes: BTreeSet<&str> = self.steps.iter().filter_map(|s| mutex(s.spec)).collect();
        for name in mutexes {
            let uses = |s: &StepPlan| mutex(s.spec) == Some(name);
            let Some(sharing) = self.sharing(uses) else { continue };
            self.note(uses, self.gates.len());
            self.gates.push(Gate {
                name: names.constant(name, "THE", "_LOCK"),
                title: name.to_owned(),
                slots: None,
                rate_per_s: None,
                sharing,
            });
        }
    }

    fn note(&mut self, uses: impl Fn(&StepPlan) -> bool, gate: usize) {
        self.steps.iter_mut().filter(|s| uses(s)).for_each(|step| step.gate = Some(gate));
    }

    /// Who shares what these steps use; none if no step does.
    fn sharing(&self, uses: impl Fn(&StepPlan) -> bool) -> Option<Sharing> {
        let users: BTreeSet<Runs> = self.steps.iter().filter(|s| uses(s)).map(|s| s.runs).collect();
        let has = |runs| users.contains(&runs);
        let alone = self.model.kind == "sequential"
            || self.model.inner.as_ref().is_some_and(|inner| inner.kind == "sequential");
        Some(match users.len() {
            0 => return None,
            _ if has(Runs::Interpreter) => Sharing::Interpreters,
            _ if has(Runs::Process) && has(Runs::Await) => Sharing::ProcessesAndCoroutines,
            _ if has(Runs::Process) => Sharing::Processes,
            1 if has(Runs::Await) => Sharing::Coroutines,
            1 if has(Runs::OnLoop) => Sharing::Nobody,
            _ if alone => Sharing::Nobody,
            _ if has(Runs::Await) => Sharing::ThreadsAndCoroutines,
            _ => Sharing::Threads,
        })
    }

    pub(super) fn python(&self) -> Python {
        self.scenario.runtime.python
    }

    /// Whether a call with a number for each task says everything: one class, all there at once, no hurry.
    pub(super) fn is_simple(&self) -> bool {
        let [class] = self.classes.as_slice() else { return false };
        class.spec.arrival == Arrival::Batch && !self.is_patient() && self.stop_ms().is_none()
    }

    /// Whether tasks arrive over time.
    pub(super) fn is_timed(&self) -> bool {
        let timed = |a: &Arrival| matches!(a, Arrival::Poisson { .. } | Arrival::Uniform { .. });
        self.classes.iter().any(|class| timed(&class.spec.arrival))
    }

    /// Classes whose tasks come whatever happens to those before.
    pub(super) fn open(&self) -> impl Iterator<Item = &ClassPlan<'s>> {
        self.classes.iter().filter(|class| !matches!(class.spec.arrival, Arrival::Closed { .. }))
    }

    /// Classes whose clients wait for an answer before they ask again: clients, and their pause.
    pub(super) fn closed(&self) -> impl Iterator<Item = (&ClassPlan<'s>, u64, f64)> {
        self.classes.iter().filter_map(|class| match class.spec.arrival {
            Arrival::Closed { clients, think_ms } => {
                Some((class, u64::from(clients).min(class.spec.tasks), think_ms))
            }
            _ => None,
        })
    }

    pub(super) fn has_clients(&self) -> bool {
        self.closed().next().is_some()
    }

    pub(super) fn has_open(&self) -> bool {
        self.open().next().is_some()
    }

    /// Whether somebody gives up on a task.
    pub(super) fn is_patient(&self) -> bool {
        self.classes.iter().any(|class| class.spec.timeout_ms.is_some())
    }

    /// When the run ends, done or not.
    pub(super) fn stop_ms(&self) -> Option<f64> {
        match self.scenario.run.until {
            Until::AllDone => None,
            Until::Duration { ms } => Some(ms),
        }
    }

    /// Whether it may happen that not every task is done.
    pub(super) fn is_counted(&self) -> bool {
        self.is_patient() || self.stop_ms().is_some()
    }

    /// Whether whole tasks travel to where they run, with something in their hands.
    pub(super) fn ships(&self, class: &TaskClass) -> bool {
        matches!(self.model.kind.as_str(), "processes" | "interpreters") && travels(&class.payload)
    }

    pub(super) fn any_ships(&self) -> bool {
        self.classes.iter().any(|class| self.ships(class.spec))
    }

    /// Tasks over all classes, as Python writes it.
    pub(super) fn total(&self) -> String {
        int(self.scenario.task_count())
    }
}

fn mutex(step: &Step) -> Option<&str> {
    step.name.as_deref().filter(|_| step.kind == StepKind::Lock)
}

fn travels(payload: &Payload) -> bool {
    payload.arguments_bytes > 0 || payload.result_bytes > 0
}

/// Where a model runs a step: as `simulator/models` has it.
fn place(model: &Model, step: &Step) -> Runs {
    let on_loop = if step.kind == StepKind::Io { Runs::Await } else { Runs::OnLoop };
    match model.kind.as_str() {
        "processes" => Runs::Process,
        "interpreters" => Runs::Interpreter,
        "asyncio" => on_loop,
        "prefork" if model.inner.as_ref().is_some_and(|inner| inner.kind == "asyncio") => on_loop,
        "asyncio_threads" => match (step.on, step.kind) {
            (Some(Place::Loop), _) => on_loop,
            (Some(Place::Thread), _) => Runs::Thread,
            (_, StepKind::Io) => Runs::Await,
            _ => Runs::Thread,
        },
        "asyncio_processes" => match (step.on, step.kind) {
            (Some(Place::Loop), _) => on_loop,
            (Some(Place::Thread), _) | (None, StepKind::BlockingIo) => Runs::Thread,
            (Some(Place::Process), _) | (None, StepKind::Cpu | StepKind::Lock) => Runs::Process,
            (None, StepKind::Io) => Runs::Await,
        },
        _ => Runs::Thread,
    }
}
