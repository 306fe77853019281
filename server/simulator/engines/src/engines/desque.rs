//! desque: events are values with a method, boxed, in one heap; time is whole nanoseconds here.

use std::time::Instant;

use desque::serial::{Event, Simulation};
use desque::{Result, SimState};

use crate::bare::Exponential;
use crate::handlers::{Gil, GilEvent, Queue, QueueEvent, Scheduled};
use crate::model::{Model, Outcome, Ran, WORKERS};

fn ns(units: f64) -> u64 {
    (units * 1e9) as u64
}

pub(crate) fn run(model: Model, seed: u64) -> Ran {
    match model {
        Model::Hold { at_once, holds } => {
            let end = holds as f64 / at_once as f64;
            let state = HoldState { random: Exponential::new(seed), holds: 0, end: ns(end) };
            let mut simulation = Simulation::new(state, 0);
            for _ in 0..at_once {
                schedule_hold(&mut simulation).expect("a later time");
            }
            let seconds = timed(&mut simulation);
            Ran { seconds, outcome: Outcome::Holds { holds: simulation.state().holds, time: end } }
        }
        Model::Queue { customers } => {
            let mut simulation = Simulation::new(Queue::new(customers, seed), 0);
            let first = simulation.state_mut().first();
            schedule(&mut simulation, [Some(first), None]).expect("a later time");
            Ran { seconds: timed(&mut simulation), outcome: simulation.state().outcome() }
        }
        Model::Gil { tasks } => {
            let mut simulation = Simulation::new(Gil::new(tasks, seed), 0);
            for worker in 0..WORKERS {
                let first = simulation.state_mut().take(worker);
                schedule(&mut simulation, [first, None]).expect("a later time");
            }
            Ran { seconds: timed(&mut simulation), outcome: simulation.state().outcome() }
        }
    }
}

fn timed<S: SimState<u64>>(simulation: &mut Simulation<S, u64>) -> f64 {
    let start = Instant::now();
    simulation.run().expect("times only rise");
    start.elapsed().as_secs_f64()
}

struct HoldState {
    random: Exponential,
    holds: u64,
    end: u64,
}

impl SimState<u64> for HoldState {
    fn is_complete(&self, now: &u64) -> bool {
        *now >= self.end
    }
}

#[derive(Debug)]
struct Hold;

fn schedule_hold(simulation: &mut Simulation<HoldState, u64>) -> Result {
    let time = *simulation.current_time() + ns(simulation.state_mut().random.draw());
    simulation.schedule(Hold, time)
}

impl Event<HoldState, u64> for Hold {
    fn execute(&mut self, simulation: &mut Simulation<HoldState, u64>) -> Result {
        simulation.state_mut().holds += 1;
        schedule_hold(simulation)
    }
}

impl SimState<u64> for Queue {}
impl SimState<u64> for Gil {}

fn schedule<S, E>(simulation: &mut Simulation<S, u64>, scheduled: Scheduled<E>) -> Result
where
    S: SimState<u64>,
    E: Event<S, u64> + 'static,
{
    for (after, event) in scheduled.into_iter().flatten() {
        let time = *simulation.current_time() + ns(after);
        simulation.schedule(event, time)?;
    }
    Ok(())
}

impl Event<Queue, u64> for QueueEvent {
    fn execute(&mut self, simulation: &mut Simulation<Queue, u64>) -> Result {
        let now = *simulation.current_time() as f64 / 1e9;
        let scheduled = simulation.state_mut().happens(now, *self);
        schedule(simulation, scheduled)
    }
}

impl Event<Gil, u64> for GilEvent {
    fn execute(&mut self, simulation: &mut Simulation<Gil, u64>) -> Result {
        let now = *simulation.current_time() as f64 / 1e9;
        let scheduled = simulation.state_mut().happens(now, *self);
        schedule(simulation, scheduled)
    }
}
