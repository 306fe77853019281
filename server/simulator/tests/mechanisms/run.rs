//! Running one model of a small scenario, and reading what it did.

use serde_json::{Value, json};
use simulator::engine::Time;
use simulator::machine::record::{Kept, LaneId, LaneKind, Slice};
use simulator::machine::tasks::{Status, TaskId, Tasks};
use simulator::machine::workload::Workload;
use simulator::machine::{Ended, Machine, State};
use simulator::models;

/// What a test looks at after a run.
pub(crate) struct Run {
    pub(crate) slices: Vec<Slice>,
    pub(crate) lanes: Vec<(String, LaneKind)>,
    pub(crate) tasks: Vec<Task>,
    pub(crate) makespan_ms: f64,
    pub(crate) forced_switches: u64,
}

/// A task as it was in the end.
#[derive(Clone, Debug)]
pub(crate) struct Task {
    pub(crate) class: u8,
    pub(crate) status: Status,
    pub(crate) submitted: Time,
    done: Time,
}

impl Task {
    fn of(tasks: &Tasks, id: TaskId) -> Task {
        let it = tasks.get(id);
        Task { class: it.class, status: it.status(), submitted: tasks.submitted(id), done: it.done() }
    }

    /// When it was completed or given up.
    pub(crate) fn done(&self) -> Time {
        self.done
    }
}

/// One stay of a thread with the GIL: its lane, and from when to when, in milliseconds.
pub(crate) struct Hold {
    pub(crate) lane: u32,
    pub(crate) from: f64,
    pub(crate) to: f64,
}

impl Run {
    pub(crate) fn lane(&self, name: &str) -> Vec<Slice> {
        let at = self.lanes.iter().position(|(n, _)| n == name).unwrap_or_else(|| panic!("no lane {name}"));
        self.slices.iter().copied().filter(|s| s.lane.0 as usize == at).collect()
    }

    pub(crate) fn of_kind(&self, kind: LaneKind) -> usize {
        self.lanes.iter().filter(|(_, k)| *k == kind).count()
    }

    pub(crate) fn in_state(&self, state: State) -> impl Iterator<Item = &Slice> {
        self.slices.iter().filter(move |s| s.state == state)
    }

    /// What was done for the tasks of a class, in a state.
    pub(crate) fn of_class(&self, class: u32, state: State) -> Vec<Slice> {
        let ours = |s: &&Slice| s.task.is_some_and(|t| u32::from(self.tasks[t.at()].class) == class);
        self.in_state(state).filter(ours).copied().collect()
    }

    /// How long the tasks of a class stayed in a state, time after time, whoever they waited for.
    pub(crate) fn stays_ms(&self, class: u32, state: State) -> Vec<f64> {
        let mut slices = self.of_class(class, state);
        slices.sort_by_key(|s| (s.task.map(|t| t.0), s.from));
        let stays = slices.chunk_by(|a, b| a.task == b.task && a.to == b.from);
        stays.map(|stay| stay[stay.len() - 1].to.since(stay[0].from).ms()).collect()
    }

    pub(crate) fn ended(&self, status: Status) -> usize {
        self.tasks.iter().filter(|t| t.status == status).count()
    }

    /// Latencies of the completed tasks of a class.
    pub(crate) fn latencies_ms(&self, class: u32) -> Vec<f64> {
        let done = self.tasks.iter().filter(|t| u32::from(t.class) == class && t.status == Status::Completed);
        done.map(|t| t.done().since(t.submitted).ms()).collect()
    }

    /// Who held the only GIL of a run that does nothing but compute in Python, and when.
    pub(crate) fn holds(&self) -> Vec<Hold> {
        let mut python: Vec<&Slice> = self.slices.iter().filter(|s| s.state == State::Python).collect();
        python.sort_by_key(|s| s.from);
        let mut holds: Vec<Hold> = Vec::new();
        for slice in python {
            match holds.last_mut() {
                Some(last) if last.lane == slice.lane.0 => last.to = slice.to.ms(),
                _ => holds.push(Hold { lane: slice.lane.0, from: slice.from.ms(), to: slice.to.ms() }),
            }
        }
        holds
    }
}

pub(crate) fn length_ms(slice: &Slice) -> f64 {
    slice.to.since(slice.from).ms()
}

pub(crate) fn lengths_ms(slices: &[Slice]) -> Vec<f64> {
    slices.iter().map(length_ms).collect()
}

/// The quantile of some values; there must be one.
pub(crate) fn quantile(values: &[f64], q: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[((sorted.len() - 1) as f64 * q).round() as usize]
}

pub(crate) fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}

pub(crate) fn longest(slices: &[Slice]) -> f64 {
    slices.iter().map(length_ms).fold(0.0, f64::max)
}

/// The slices of all lanes, as they ended.
fn in_order(lanes: Vec<Vec<Kept>>) -> Vec<Slice> {
    let of_lane = |(lane, kept): (u32, Vec<Kept>)| kept.into_iter().map(move |k| k.of_lane(LaneId(lane)));
    let mut all: Vec<Slice> = (0..).zip(lanes).flat_map(of_lane).collect();
    all.sort_by_key(|slice| slice.to);
    all
}

fn finish(mut machine: Machine) -> Run {
    assert_ne!(machine.run(None, 50_000_000), Ended::Stuck);
    let tasks: Vec<Task> = machine.tasks.numbered().map(|(id, _)| Task::of(&machine.tasks, id)).collect();
    let done = tasks.iter().filter(|t| t.status == Status::Completed);
    Run {
        makespan_ms: done.map(|t| t.done().ms()).fold(0.0, f64::max),
        forced_switches: machine.gils.first().map_or(0, |g| g.forced_switches),
        lanes: machine.record.lanes.iter().map(|l| (l.name.clone(), l.kind)).collect(),
        slices: in_order(machine.record.slices.take().unwrap_or_default()),
        tasks,
    }
}

/// Runs one model on a scenario given by what differs from a small default.
pub(crate) fn run(model: Value, cores: u32, workload: Value, more: Value) -> Run {
    let mut scenario = json!({
        "version": 1, "machine": {"cores": cores}, "runtime": {"python": "3.14"},
        "workload": workload, "models": [model],
    });
    for (key, value) in more.as_object().into_iter().flatten() {
        scenario[key] = value.clone();
    }
    let scenario = simulator::parse(&scenario.to_string()).expect("a valid scenario");
    let load = Workload::new(&scenario, scenario.run.seed);
    finish(models::machine(&scenario, &scenario.models[0], &load, true).expect("a known model"))
}

pub(crate) fn threads(workers: u32) -> Value {
    json!({"kind": "threads", "workers": workers})
}

/// So many tasks that compute in Python.
pub(crate) fn cpu(tasks: u32, ms: f64) -> Value {
    json!([{"name": "spin", "tasks": tasks, "steps": [{"kind": "cpu", "ms": ms}]}])
}

/// Steps repeated as often as a class may have steps.
pub(crate) fn repeated(steps: &[Value]) -> Vec<Value> {
    let times = 64 / steps.len();
    steps.iter().cycle().take(times * steps.len()).cloned().collect()
}

/// Tasks of class 0 that spin on threads of their own, and one more thread that runs the tasks of class 1.
pub(crate) fn beside_spinners(spinners: u32, spin_ms: f64, tasks: u32, steps: &[Value]) -> Run {
    beside_spinners_by_luck(1, spinners, spin_ms, tasks, steps)
}

/// As [`beside_spinners`], with this seed.
pub(crate) fn beside_spinners_by_luck(
    seed: u64,
    spinners: u32,
    spin_ms: f64,
    tasks: u32,
    steps: &[Value],
) -> Run {
    let workload = json!([
        {"name": "spin", "tasks": spinners, "steps": [{"kind": "cpu", "ms": spin_ms}]},
        {"name": "other", "tasks": tasks, "steps": steps},
    ]);
    run(threads(spinners + 1), 2, workload, json!({"order": "blocks", "run": {"seed": seed}}))
}

/// The instants at which slices end, in milliseconds.
pub(crate) fn ends_ms(slices: &[Slice]) -> Vec<f64> {
    slices.iter().map(|s| s.to.ms()).collect()
}

pub(crate) fn at_ms(ms: f64) -> Time {
    Time::from_ns((ms * 1e6) as u64)
}
