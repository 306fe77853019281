//! simcore, the engine of dslab: a component's handler is given events, of which it emits the next to itself.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Instant;

use serde::Serialize;
use simcore::{Event, EventHandler, Simulation, SimulationContext, cast};

use crate::bare::Exponential;
use crate::handlers::{Gil, GilEvent, Queue, QueueEvent, Scheduled};
use crate::model::{Model, Outcome, Ran, WORKERS};

pub(crate) fn run(model: Model, seed: u64) -> Ran {
    let mut simulation = Simulation::new(seed);
    let context = simulation.create_context("model");
    match model {
        Model::Hold { at_once, holds } => {
            let mut component = HoldComponent { context, random: Exponential::new(seed), holds: 0 };
            for _ in 0..at_once {
                component.schedule();
            }
            let component = add(&mut simulation, component);
            let time = holds as f64 / at_once as f64;
            let seconds = timed(|| simulation.step_until_time(time));
            Ran { seconds, outcome: Outcome::Holds { holds: component.borrow().holds, time } }
        }
        Model::Queue { customers } => {
            let mut component = QueueComponent { context, queue: Queue::new(customers, seed) };
            let first = component.queue.first();
            component.emit([Some(first), None]);
            let component = add(&mut simulation, component);
            let seconds = timed(|| simulation.step_until_no_events());
            Ran { seconds, outcome: component.borrow().queue.outcome() }
        }
        Model::Gil { tasks } => {
            let mut component = GilComponent { context, gil: Gil::new(tasks, seed) };
            for worker in 0..WORKERS {
                let first = component.gil.take(worker);
                component.emit([first, None]);
            }
            let component = add(&mut simulation, component);
            let seconds = timed(|| simulation.step_until_no_events());
            Ran { seconds, outcome: component.borrow().gil.outcome() }
        }
    }
}

fn add<C: EventHandler + 'static>(simulation: &mut Simulation, component: C) -> Rc<RefCell<C>> {
    let component = Rc::new(RefCell::new(component));
    simulation.add_handler("model", component.clone());
    component
}

fn timed<T>(work: impl FnOnce() -> T) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

#[derive(Clone, Serialize)]
struct Hold {}

struct HoldComponent {
    context: SimulationContext,
    random: Exponential,
    holds: u64,
}

impl HoldComponent {
    fn schedule(&mut self) {
        self.context.emit_self(Hold {}, self.random.draw());
    }
}

impl EventHandler for HoldComponent {
    fn on(&mut self, event: Event) {
        cast!(match event.data {
            Hold {} => {
                self.holds += 1;
                self.schedule();
            }
        })
    }
}

#[derive(Clone, Serialize)]
struct Arrival {}

#[derive(Clone, Serialize)]
struct ServiceEnd {}

struct QueueComponent {
    context: SimulationContext,
    queue: Queue,
}

impl QueueComponent {
    fn emit(&self, scheduled: Scheduled<QueueEvent>) {
        for (after, event) in scheduled.into_iter().flatten() {
            match event {
                QueueEvent::Arrival => self.context.emit_self(Arrival {}, after),
                QueueEvent::ServiceEnd => self.context.emit_self(ServiceEnd {}, after),
            };
        }
    }

    fn happens(&mut self, event: QueueEvent) {
        let scheduled = self.queue.happens(self.context.time(), event);
        self.emit(scheduled);
    }
}

impl EventHandler for QueueComponent {
    fn on(&mut self, event: Event) {
        cast!(match event.data {
            Arrival {} => {
                self.happens(QueueEvent::Arrival)
            }
            ServiceEnd {} => {
                self.happens(QueueEvent::ServiceEnd)
            }
        })
    }
}

#[derive(Clone, Serialize)]
struct IoBefore {
    worker: u32,
}

#[derive(Clone, Serialize)]
struct Slice {
    worker: u32,
}

#[derive(Clone, Serialize)]
struct IoAfter {
    worker: u32,
}

struct GilComponent {
    context: SimulationContext,
    gil: Gil,
}

impl GilComponent {
    fn emit(&self, scheduled: Scheduled<GilEvent>) {
        for (after, event) in scheduled.into_iter().flatten() {
            match event {
                GilEvent::IoBefore(worker) => self.context.emit_self(IoBefore { worker }, after),
                GilEvent::Slice(worker) => self.context.emit_self(Slice { worker }, after),
                GilEvent::IoAfter(worker) => self.context.emit_self(IoAfter { worker }, after),
            };
        }
    }

    fn happens(&mut self, event: GilEvent) {
        let scheduled = self.gil.happens(self.context.time(), event);
        self.emit(scheduled);
    }
}

impl EventHandler for GilComponent {
    fn on(&mut self, event: Event) {
        cast!(match event.data {
            IoBefore { worker } => {
                self.happens(GilEvent::IoBefore(worker))
            }
            Slice { worker } => {
                self.happens(GilEvent::Slice(worker))
            }
            IoAfter { worker } => {
                self.happens(GilEvent::IoAfter(worker))
            }
        })
    }
}
