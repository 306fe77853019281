//! desim: processes are coroutines that yield what they want: time, a resource, something from a store.

use std::ops::Coroutine;
use std::rc::Rc;
use std::time::Instant;

use desim::prelude::{Effect, EndCondition, Process, SimContext, SimState, Simulation};
use desim::resources::{SimpleResource, SimpleStore};

use crate::model::{ARRIVALS, COMPUTING, IO_AFTER, IO_BEFORE, Model, Ran, SERVERS, SLICE, WORKERS};
use crate::processes::Shared;

/// What is yielded; nothing is logged.
#[derive(Clone)]
struct Want {
    effect: Effect,
    /// When the customer came, in what is put into the store.
    since: f64,
}

impl Want {
    fn new(effect: Effect) -> Want {
        Want { effect, since: 0.0 }
    }
}

impl SimState for Want {
    fn get_effect(&self) -> Effect {
        self.effect
    }

    fn set_effect(&mut self, effect: Effect) {
        self.effect = effect;
    }

    fn should_log(&self) -> bool {
        false
    }
}

fn wait(time: f64) -> Want {
    Want::new(Effect::TimeOut(time))
}

pub(crate) fn run(model: Model, seed: u64) -> Ran {
    match model {
        Model::Hold { at_once, holds } => hold(at_once, holds as f64 / at_once as f64, seed),
        Model::Queue { customers } => queue(customers, seed),
        Model::Gil { tasks } => gil(tasks, seed),
    }
}

fn start(
    simulation: &mut Simulation<Want>,
    after: f64,
    process: impl Coroutine<SimContext<Want>, Yield = Want, Return = ()> + Unpin + 'static,
) {
    let process: Box<Process<Want>> = Box::new(process);
    let process = simulation.create_process(process);
    simulation.schedule_event(after, process, wait(0.0));
}

fn timed(simulation: Simulation<Want>, end: EndCondition) -> f64 {
    let start = Instant::now();
    let done = simulation.run(end);
    let seconds = start.elapsed().as_secs_f64();
    drop(done);
    seconds
}

fn hold(at_once: u64, time: f64, seed: u64) -> Ran {
    let shared = Rc::new(Shared::new(seed, 0));
    let mut simulation = Simulation::new();
    for _ in 0..at_once {
        let first = shared.draw(1.0);
        let shared = shared.clone();
        let process = #[coroutine]
        move |_: SimContext<Want>| loop {
            shared.held();
            yield wait(shared.draw(1.0));
        };
        start(&mut simulation, first, process);
    }
    let seconds = timed(simulation, EndCondition::Time(time));
    Ran { seconds, outcome: shared.holds(time) }
}

/// Processes cannot be made while it runs: customers are what four servers pull from a store.
fn queue(customers: u64, seed: u64) -> Ran {
    let shared = Rc::new(Shared::new(seed, customers));
    let mut simulation = Simulation::new();
    let line = simulation.create_store(Box::new(SimpleStore::new(usize::MAX)));
    for _ in 0..SERVERS {
        let shared = shared.clone();
        let process = #[coroutine]
        move |_: SimContext<Want>| loop {
            let context: SimContext<Want> = yield Want::new(Effect::Pull(line));
            shared.waited(context.time() - context.state().since);
            yield wait(shared.draw(1.0));
        };
        start(&mut simulation, 0.0, process);
    }
    let arrivals = shared.clone();
    let process = #[coroutine]
    move |_: SimContext<Want>| {
        while arrivals.take() {
            let context: SimContext<Want> = yield wait(arrivals.draw(1.0 / ARRIVALS));
            yield Want { effect: Effect::Push(line), since: context.time() };
        }
    };
    start(&mut simulation, 0.0, process);
    let seconds = timed(simulation, EndCondition::NoEvents);
    Ran { seconds, outcome: shared.mean_wait(customers) }
}

fn gil(tasks: u64, seed: u64) -> Ran {
    let shared = Rc::new(Shared::new(seed, tasks));
    let mut simulation = Simulation::new();
    let token = simulation.create_resource(Box::new(SimpleResource::new(1)));
    for _ in 0..WORKERS {
        let shared = shared.clone();
        let process = #[coroutine]
        move |_: SimContext<Want>| {
            while shared.take() {
                yield wait(shared.draw(IO_BEFORE));
                let mut rest = shared.draw(COMPUTING);
                while rest > 0.0 {
                    shared.begins_to_wait();
                    yield Want::new(Effect::Request(token));
                    shared.ends_to_wait();
                    loop {
                        let slice = rest.min(SLICE);
                        rest -= slice;
                        yield wait(slice);
                        if rest <= 0.0 || shared.anyone_waits() {
                            break;
                        }
                    }
                    if rest > 0.0 {
                        shared.preempted();
                    }
                    yield Want::new(Effect::Release(token));
                }
                let context: SimContext<Want> = yield wait(shared.draw(IO_AFTER));
                shared.task_done(context.time());
            }
        };
        start(&mut simulation, 0.0, process);
    }
    let seconds = timed(simulation, EndCondition::NoEvents);
    Ran { seconds, outcome: shared.gil() }
}
