//! nexosim: a model's methods are scheduled by itself and called through its mailbox; on one thread here.
//!
//! What a model does not save is its environment, and that is all there is to these.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use nexosim::model::{BuildContext, Context, Model as Simulated, ProtoModel, schedulable};
use nexosim::simulation::{ExecutionError, Mailbox, SimInit, Simulation};
use nexosim::time::MonotonicTime;
use serde::{Deserialize, Serialize};

use crate::bare::Exponential;
use crate::handlers::{Gil, GilEvent, Queue, QueueEvent, Scheduled};
use crate::model::{Model, Outcome, Ran, WORKERS};

pub(crate) fn run(model: Model, seed: u64) -> Ran {
    match model {
        Model::Hold { at_once, holds } => {
            let time = holds as f64 / at_once as f64;
            let state = HoldState { random: Exponential::new(seed), at_once, holds: 0, time };
            simulate(HoldModel {}, state, |simulation| simulation.step_until(later(time)))
        }
        Model::Queue { customers } => {
            simulate(QueueModel {}, Queue::new(customers, seed), |simulation| simulation.run())
        }
        Model::Gil { tasks } => simulate(GilModel {}, Gil::new(tasks, seed), |simulation| simulation.run()),
    }
}

/// What came of it is told when the simulation is dropped, and with it its models' environments.
struct Environment<S: Tells> {
    state: S,
    tell: Sender<Outcome>,
}

trait Tells: Send + 'static {
    fn outcome(&self) -> Outcome;
}

impl<S: Tells> Drop for Environment<S> {
    fn drop(&mut self) {
        // Nobody listens if it has failed before.
        let _ = self.tell.send(self.state.outcome());
    }
}

struct Bench<M, S: Tells> {
    model: M,
    environment: Environment<S>,
}

impl<M: Simulated<Env = Environment<S>>, S: Tells> ProtoModel for Bench<M, S> {
    type Model = M;

    fn build(self, _: &mut BuildContext<Self>) -> (M, Environment<S>) {
        (self.model, self.environment)
    }
}

fn simulate<M, S>(model: M, state: S, work: impl FnOnce(&mut Simulation) -> Result<(), ExecutionError>) -> Ran
where
    M: Simulated<Env = Environment<S>>,
    S: Tells,
{
    let (tell, told): (_, Receiver<Outcome>) = channel();
    let bench = Bench { model, environment: Environment { state, tell } };
    let mut simulation = SimInit::with_num_threads(1)
        .add_model(bench, Mailbox::new(), "model")
        .init(MonotonicTime::EPOCH)
        .expect("a model");
    let start = Instant::now();
    work(&mut simulation).expect("it runs to its end");
    let seconds = start.elapsed().as_secs_f64();
    drop(simulation);
    Ran { seconds, outcome: told.recv().expect("an outcome") }
}

/// What is scheduled must be later than now.
fn later(units: f64) -> Duration {
    Duration::from_nanos((units * 1e9) as u64).max(Duration::from_nanos(1))
}

fn now<M: Simulated>(context: &Context<M>) -> f64 {
    context.time().duration_since(MonotonicTime::EPOCH).as_secs_f64()
}

struct HoldState {
    random: Exponential,
    at_once: u64,
    holds: u64,
    time: f64,
}

impl Tells for HoldState {
    fn outcome(&self) -> Outcome {
        Outcome::Holds { holds: self.holds, time: self.time }
    }
}

impl Tells for Queue {
    fn outcome(&self) -> Outcome {
        Queue::outcome(self)
    }
}

impl Tells for Gil {
    fn outcome(&self) -> Outcome {
        Gil::outcome(self)
    }
}

#[derive(Serialize, Deserialize)]
struct HoldModel {}

#[Simulated(type Env = Environment<HoldState>)]
impl HoldModel {
    #[nexosim(init)]
    async fn init(&mut self, context: &Context<Self>, env: &mut Environment<HoldState>) {
        for _ in 0..env.state.at_once {
            self.schedule(context, env);
        }
    }

    fn schedule(&self, context: &Context<Self>, env: &mut Environment<HoldState>) {
        let after = later(env.state.random.draw());
        context.schedule_event(after, schedulable!(Self::hold), ()).expect("a later time");
    }

    #[nexosim(schedulable)]
    fn hold(&mut self, _: (), context: &Context<Self>, env: &mut Environment<HoldState>) {
        env.state.holds += 1;
        self.schedule(context, env);
    }
}

#[derive(Serialize, Deserialize)]
struct QueueModel {}

#[Simulated(type Env = Environment<Queue>)]
impl QueueModel {
    #[nexosim(init)]
    async fn init(&mut self, context: &Context<Self>, env: &mut Environment<Queue>) {
        let first = env.state.first();
        self.schedule(context, [Some(first), None]);
    }

    fn schedule(&self, context: &Context<Self>, scheduled: Scheduled<QueueEvent>) {
        for (after, event) in scheduled.into_iter().flatten() {
            let after = later(after);
            match event {
                QueueEvent::Arrival => context.schedule_event(after, schedulable!(Self::arrival), ()),
                QueueEvent::ServiceEnd => context.schedule_event(after, schedulable!(Self::service_end), ()),
            }
            .expect("a later time");
        }
    }

    #[nexosim(schedulable)]
    fn arrival(&mut self, _: (), context: &Context<Self>, env: &mut Environment<Queue>) {
        self.schedule(context, env.state.happens(now(context), QueueEvent::Arrival));
    }

    #[nexosim(schedulable)]
    fn service_end(&mut self, _: (), context: &Context<Self>, env: &mut Environment<Queue>) {
        self.schedule(context, env.state.happens(now(context), QueueEvent::ServiceEnd));
    }
}

#[derive(Serialize, Deserialize)]
struct GilModel {}

#[Simulated(type Env = Environment<Gil>)]
impl GilModel {
    #[nexosim(init)]
    async fn init(&mut self, context: &Context<Self>, env: &mut Environment<Gil>) {
        for worker in 0..WORKERS {
            let first = env.state.take(worker);
            self.schedule(context, [first, None]);
        }
    }

    fn schedule(&self, context: &Context<Self>, scheduled: Scheduled<GilEvent>) {
        for (after, event) in scheduled.into_iter().flatten() {
            let after = later(after);
            match event {
                GilEvent::IoBefore(worker) => {
                    context.schedule_event(after, schedulable!(Self::io_before), worker)
                }
                GilEvent::Slice(worker) => context.schedule_event(after, schedulable!(Self::slice), worker),
                GilEvent::IoAfter(worker) => {
                    context.schedule_event(after, schedulable!(Self::io_after), worker)
                }
            }
            .expect("a later time");
        }
    }

    #[nexosim(schedulable)]
    fn io_before(&mut self, worker: u32, context: &Context<Self>, env: &mut Environment<Gil>) {
        self.schedule(context, env.state.happens(now(context), GilEvent::IoBefore(worker)));
    }

    #[nexosim(schedulable)]
    fn slice(&mut self, worker: u32, context: &Context<Self>, env: &mut Environment<Gil>) {
        self.schedule(context, env.state.happens(now(context), GilEvent::Slice(worker)));
    }

    #[nexosim(schedulable)]
    fn io_after(&mut self, worker: u32, context: &Context<Self>, env: &mut Environment<Gil>) {
        self.schedule(context, env.state.happens(now(context), GilEvent::IoAfter(worker)));
    }
}
