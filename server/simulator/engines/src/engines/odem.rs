//! odem-rs: jobs are `async` blocks that advance; who has nothing to do sleeps until a waker wakes it.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::pin::pin;
use std::task::Waker;
use std::time::Instant;

use odem_rs::prelude::{Facility, Job, Pool, Sim, Simulator, sleep, waker};

use crate::model::{ARRIVALS, COMPUTING, IO_AFTER, IO_BEFORE, Model, Ran, SERVERS, SLICE, WORKERS};
use crate::processes::Shared;

pub(crate) fn run(model: Model, seed: u64) -> Ran {
    let simulator = Simulator::default();
    let ran = match model {
        Model::Hold { at_once, holds } => {
            let shared = Shared::new(seed, 0);
            simulator.run(async |sim: &Sim| hold(sim, &shared, at_once, holds as f64 / at_once as f64).await)
        }
        Model::Queue { customers } => {
            let shared = Shared::new(seed, customers);
            simulator.run(async |sim: &Sim| queue(sim, &shared, customers).await)
        }
        Model::Gil { tasks } => {
            let shared = Shared::new(seed, tasks);
            simulator.run(async |sim: &Sim| gil(sim, &shared).await)
        }
    };
    ran.expect("no deadlock")
}

async fn hold(sim: &Sim, shared: &Shared, at_once: u64, time: f64) -> Ran {
    let jobs = pin!(Pool::with_capacity(at_once as usize).with(Job::new));
    for _ in 0..at_once {
        let job = async || loop {
            shared.held();
            sim.advance(shared.draw(1.0)).await;
        };
        sim.schedule(jobs.alloc(job()), shared.draw(1.0));
    }
    let start = Instant::now();
    sim.advance(time).await;
    Ran { seconds: start.elapsed().as_secs_f64(), outcome: shared.holds(time) }
}

#[derive(Default)]
struct Line {
    /// Since when each waits.
    waiting: RefCell<VecDeque<f64>>,
    idle: RefCell<Vec<Waker>>,
    closed: Cell<bool>,
}

async fn queue(sim: &Sim, shared: &Shared, customers: u64) -> Ran {
    let line = Line::default();
    let jobs = pin!(Pool::with_capacity(SERVERS as usize).with(Job::new));
    let start = Instant::now();
    let servers: Vec<_> =
        (0..SERVERS).map(|_| sim.activate(jobs.alloc(server(sim, shared, &line)))).collect();
    while shared.take() {
        sim.advance(shared.draw(1.0 / ARRIVALS)).await;
        line.waiting.borrow_mut().push_back(sim.now());
        let idle = line.idle.borrow_mut().pop();
        if let Some(server) = idle {
            server.wake();
        }
    }
    line.closed.set(true);
    line.idle.take().into_iter().for_each(Waker::wake);
    for server in servers {
        server.await;
    }
    Ran { seconds: start.elapsed().as_secs_f64(), outcome: shared.mean_wait(customers) }
}

async fn server(sim: &Sim, shared: &Shared, line: &Line) {
    loop {
        let next = line.waiting.borrow_mut().pop_front();
        match next {
            Some(since) => {
                shared.waited(sim.now() - since);
                sim.advance(shared.draw(1.0)).await;
            }
            None if line.closed.get() => return,
            None => {
                let own = waker().await;
                line.idle.borrow_mut().push(own);
                sleep().await;
            }
        }
    }
}

async fn gil(sim: &Sim, shared: &Shared) -> Ran {
    let token = Facility::new();
    let jobs = pin!(Pool::with_capacity(WORKERS as usize).with(Job::new));
    let start = Instant::now();
    let workers: Vec<_> =
        (0..WORKERS).map(|_| sim.activate(jobs.alloc(worker(sim, shared, &token)))).collect();
    for worker in workers {
        worker.await;
    }
    Ran { seconds: start.elapsed().as_secs_f64(), outcome: shared.gil() }
}

async fn worker(sim: &Sim, shared: &Shared, token: &Facility) {
    while shared.take() {
        sim.advance(shared.draw(IO_BEFORE)).await;
        compute(sim, shared, token).await;
        sim.advance(shared.draw(IO_AFTER)).await;
        shared.task_done(sim.now());
    }
}

async fn compute(sim: &Sim, shared: &Shared, token: &Facility) {
    let mut rest = shared.draw(COMPUTING);
    loop {
        shared.begins_to_wait();
        let held = token.seize().await;
        shared.ends_to_wait();
        loop {
            let slice = rest.min(SLICE);
            rest -= slice;
            sim.advance(slice).await;
            if rest <= 0.0 || shared.anyone_waits() {
                break;
            }
        }
        held.release();
        if rest <= 0.0 {
            return;
        }
        shared.preempted();
    }
}
