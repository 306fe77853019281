//! The workload as the machine runs it: classes and steps in nanoseconds, the order of submission, the draws.
//!
//! Built once a scenario and shared by all models, so that they face exactly the same tasks.

use crate::engine::random::{Stream, Streams};
use crate::engine::{Span, Time};
use crate::scenario::{self, Arrival, Duration, GilUse, Order, PayloadKind, Place, Scenario, StepKind};

/// Names of random streams: what a draw is for.
const DURATIONS: u64 = 1 << 32;
const ARRIVALS: u64 = 2 << 32;
const SHUFFLE: u64 = 3 << 32;

/// Durations that are drawn beforehand, once for all models: 8 MiB of them. The others are drawn as they are needed.
const KEPT: usize = 1 << 20;
/// Tasks whose durations are drawn together.
const BLOCK: usize = 64;

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Python bytecode, under the GIL.
    Held,
    /// Native code that released the GIL.
    Released,
    /// Waiting that a loop can await.
    Io,
    /// Waiting inside a blocking call.
    BlockingIo,
    /// Python bytecode under a mutex.
    Locked,
}

#[derive(Clone, Debug)]
pub struct Step {
    pub work: Work,
    duration: Duration,
    /// Index of the service that it calls.
    pub service: Option<usize>,
    /// Index of the mutex.
    pub lock: usize,
    /// Length of one C call.
    pub call: Option<Span>,
    pub native_threads: u32,
    pub on: Option<Place>,
}

#[derive(Clone, Debug)]
pub struct Class {
    pub steps: Vec<Step>,
    /// Of the durations of its steps.
    streams: Streams,
    /// The durations of first attempts, task by task, if they are kept.
    kept: Vec<Span>,
    pub arguments_bytes: u64,
    pub result_bytes: u64,
    pub payload: PayloadKind,
    pub timeout: Option<Span>,
    pub retries: u32,
    /// Its tasks come from outside at instants of their own. Those of a batch are the program's own: a for loop has them
    /// all from the start, any other program submits one after the other.
    pub from_outside: bool,
    /// Closed arrivals: the think time.
    pub think: Option<Span>,
}

/// A task to submit: its class, its number within the class, and when it arrives.
#[derive(Clone, Copy, Debug)]
pub struct Submission {
    pub class: u32,
    pub index: u32,
    /// `Time::NEVER`: when a client has finished its task before.
    pub at: Time,
}

#[derive(Clone, Debug)]
pub struct ServiceSpec {
    pub concurrency: u32,
    /// Least time between two starts.
    pub pace: Span,
}

#[derive(Clone, Debug)]
pub struct Workload {
    pub classes: Vec<Class>,
    /// In the order of submission; a task's number is its position here.
    pub order: Vec<Submission>,
    pub services: Vec<ServiceSpec>,
    /// Names of the mutexes, by index.
    pub lock_names: Vec<String>,
    /// Whether any task is given up some time.
    pub has_timeouts: bool,
    pub seed: u64,
}

impl Class {
    /// How long a step takes.
    fn draw(&self, index: u32, attempt: u32, step: usize) -> Span {
        let duration = match &self.steps[step].duration {
            Duration::Fixed(ms) => *ms,
            random => draw(random, &mut self.streams_of(index, attempt).stream(step as u64)),
        };
        Span::from_ms_f64(duration)
    }

    /// The streams of a task's steps.
    fn streams_of(&self, index: u32, attempt: u32) -> Streams {
        self.streams.named(u64::from(attempt) << 32 | u64::from(index))
    }

    /// Draws the durations of tasks from this one on, task by task, in passes over all of them: the processor works at
    /// several draws at once where each is short.
    fn draw_block(&self, first: u32, durations: &mut [Span]) {
        let tasks: [Streams; BLOCK] = std::array::from_fn(|index| self.streams_of(first + index as u32, 0));
        let mut streams = [Stream::default(); BLOCK];
        let mut ms = [0.0; BLOCK];
        for (number, step) in self.steps.iter().enumerate() {
            for (stream, task) in streams.iter_mut().zip(tasks) {
                *stream = task.stream(number as u64);
            }
            for (ms, stream) in ms.iter_mut().zip(&mut streams) {
                *ms = draw(&step.duration, stream);
            }
            let column = durations.iter_mut().skip(number).step_by(self.steps.len());
            for (duration, ms) in column.zip(ms) {
                *duration = Span::from_ms_f64(ms);
            }
        }
    }

    /// Draws the durations of so many tasks, if that takes no more than `room`.
    fn keep(&mut self, tasks: u64, room: usize) {
        let random = self.steps.iter().any(|step| !matches!(step.duration, Duration::Fixed(_)));
        if random && tasks as usize * self.steps.len() <= room {
            let mut kept = vec![Span::ZERO; tasks as usize * self.steps.len()];
            for (number, block) in kept.chunks_mut(BLOCK * self.steps.len()).enumerate() {
                self.draw_block((number * BLOCK) as u32, block);
            }
            self.kept = kept;
        }
    }
}

impl Workload {
    /// The workload of a valid scenario, with another seed.
    pub fn new(scenario: &Scenario, seed: u64) -> Workload {
        let mut locks: Vec<&str> = Vec::new();
        let mut classes: Vec<Class> = scenario
            .workload
            .iter()
            .enumerate()
            .map(|(number, class)| Class {
                streams: Streams::new(seed, DURATIONS | number as u64),
                kept: Vec::new(),
                steps: class.steps.iter().map(|step| compile(step, scenario, &mut locks)).collect(),
                arguments_bytes: class.payload.arguments_bytes,
                result_bytes: class.payload.result_bytes,
                payload: class.payload.kind,
                timeout: class.timeout_ms.map(Span::from_ms_f64),
                retries: class.retries,
                from_outside: class.arrival != Arrival::Batch,
                think: match class.arrival {
                    Arrival::Closed { think_ms, .. } => Some(Span::from_ms_f64(think_ms)),
                    _ => None,
                },
            })
            .collect();
        let mut room = KEPT;
        for (class, spec) in classes.iter_mut().zip(&scenario.workload) {
            class.keep(spec.tasks, room);
            room -= class.kept.len();
        }
        let services = scenario
            .services
            .iter()
            .map(|s| ServiceSpec {
                concurrency: s.concurrency,
                pace: s.rate_per_s.map_or(Span::ZERO, |rate| Span::from_ms_f64(1e3 / rate)),
            })
            .collect();
        let lock_names = locks.into_iter().map(str::to_owned).collect();
        let has_timeouts = classes.iter().any(|class| class.timeout.is_some());
        Workload { classes, order: order(scenario, seed), services, lock_names, has_timeouts, seed }
    }

    /// The length of a step of a task's first try, if it was drawn beforehand.
    #[inline]
    pub(super) fn kept_duration(&self, class: usize, index: u32, step: usize) -> Option<Span> {
        let class = &self.classes[class];
        class.kept.get(index as usize * class.steps.len() + step).copied()
    }

    /// How long a step of a task takes: a pure function of seed, task, attempt and step.
    pub fn duration(&self, class: usize, index: u32, attempt: u32, step: usize) -> Span {
        match self.kept_duration(class, index, step) {
            Some(length) if attempt == 0 => length,
            _ => self.classes[class].draw(index, attempt, step),
        }
    }
}

fn compile<'s>(step: &'s scenario::Step, scenario: &Scenario, locks: &mut Vec<&'s str>) -> Step {
    let work = match (step.kind, step.gil) {
        (StepKind::Cpu, Some(GilUse::Released)) => Work::Released,
        (StepKind::Cpu, _) => Work::Held,
        (StepKind::Io, _) => Work::Io,
        (StepKind::BlockingIo, _) => Work::BlockingIo,
        (StepKind::Lock, _) => Work::Locked,
    };
    let lock = match (&step.name, work) {
        (Some(name), Work::Locked) => locks.iter().position(|l| l == name).unwrap_or_else(|| {
            locks.push(name);
            locks.len() - 1
        }),
        _ => 0,
    };
    Step {
        work,
        duration: step.ms.clone(),
        service: step
            .service
            .as_ref()
            .and_then(|name| scenario.services.iter().position(|s| s.name == *name)),
        lock,
        call: step.call_ms.map(Span::from_ms_f64),
        native_threads: step.native_threads.unwrap_or(1),
        on: step.on,
    }
}

fn draw(duration: &Duration, stream: &mut Stream) -> f64 {
    match duration {
        Duration::Fixed(ms) => *ms,
        Duration::Exponential { mean } => stream.exponential(*mean),
        Duration::Lognormal { mean, cv } => stream.lognormal(*mean, *cv),
        Duration::Uniform { min, max } => min + (max - min) * stream.unit(),
        Duration::Pareto { min, alpha } => stream.pareto(*min, *alpha),
        Duration::Empirical(values) => values[stream.below(values.len() as u64) as usize],
    }
}

/// Everything that will be submitted: by time of arrival, and among equals by the scenario's order.
fn order(scenario: &Scenario, seed: u64) -> Vec<Submission> {
    let mut all: Vec<Submission> = Vec::new();
    for (class, spec) in scenario.workload.iter().enumerate() {
        let mut stream = Stream::new(seed, [ARRIVALS | class as u64, 0, 0]);
        let mut clock_ms = 0.0;
        for index in 0..spec.tasks as u32 {
            let at = match spec.arrival {
                Arrival::Batch => Time::ZERO,
                Arrival::Poisson { rate_per_s } => {
                    clock_ms += stream.exponential(1e3 / rate_per_s);
                    Time::ZERO + Span::from_ms_f64(clock_ms)
                }
                Arrival::Uniform { every_ms } => Time::ZERO + Span::from_ms_f64(every_ms * f64::from(index)),
                Arrival::Closed { clients, .. } if index < clients => Time::ZERO,
                Arrival::Closed { .. } => Time::NEVER,
            };
            all.push(Submission { class: class as u32, index, at });
        }
    }
    match scenario.order {
        Order::Blocks => {}
        Order::Interleave => {
            let count = |s: &Submission| u128::from(scenario.workload[s.class as usize].tasks);
            // (i + 1/2) / n, compared without division.
            all.sort_by(|a, b| {
                let left = (2 * u128::from(a.index) + 1) * count(b);
                let right = (2 * u128::from(b.index) + 1) * count(a);
                left.cmp(&right).then(a.class.cmp(&b.class))
            });
        }
        Order::Shuffle => {
            let mut stream = Stream::new(seed, [SHUFFLE, 0, 0]);
            for i in (1..all.len()).rev() {
                all.swap(i, stream.below(i as u64 + 1) as usize);
            }
        }
    }
    all.sort_by_key(|s| s.at);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of `first` and then `second` tasks, each with a random step.
    fn workload(first: u64, second: u64) -> Workload {
        let class = |name: &str, tasks: u64| {
            format!(
                r#"{{"name": "{name}", "tasks": {tasks}, "steps": [
                    {{"kind": "cpu", "ms": {{"exponential": {{"mean": 3}}}}}}, {{"kind": "io", "ms": 2}}]}}"#
            )
        };
        let scenario = format!(
            r#"{{"version": 1, "machine": {{"cores": 1}}, "workload": [{}, {}], "models": [{{"kind": "sequential"}}]}}"#,
            class("a", first),
            class("b", second)
        );
        Workload::new(&crate::parse(&scenario).expect("a valid scenario"), 7)
    }

    #[test]
    fn what_is_drawn_beforehand_is_what_is_drawn_later() {
        let (few, many) = (workload(10, 20), workload(KEPT as u64 / 2, 20));
        assert_eq!(few.classes[0].kept.len(), 20);
        assert_eq!((many.classes[0].kept.len(), many.classes[1].kept.len()), (KEPT, 0), "no room for more");
        for class in [0, 1] {
            for (index, step) in (0..10).flat_map(|index| [(index, 0), (index, 1)]) {
                let length = few.duration(class, index, 0, step);
                assert_eq!(length, many.duration(class, index, 0, step));
                assert_eq!(length, few.classes[class].draw(index, 0, step));
            }
        }
        assert_ne!(few.duration(0, 3, 0, 0), few.duration(0, 3, 1, 0), "another attempt, another draw");
    }
}
