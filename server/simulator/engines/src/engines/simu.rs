//! simu-des: processes are `async` blocks, resources are asked for and given back.

use std::rc::Rc;
use std::time::Instant;

use simu::{EnvHandle, Resource, SimEnv};

use crate::model::{ARRIVALS, COMPUTING, IO_AFTER, IO_BEFORE, Model, Ran, SERVERS, SLICE, WORKERS};
use crate::processes::Shared;

pub(crate) fn run(model: Model, seed: u64) -> Ran {
    let mut env = SimEnv::with_seed(seed);
    let handle = env.handle();
    match model {
        Model::Hold { at_once, holds } => {
            let shared = Rc::new(Shared::new(seed, 0));
            for _ in 0..at_once {
                env.spawn(hold(handle.clone(), shared.clone()));
            }
            // Until each has drawn its first.
            env.run_until(0.0);
            let time = holds as f64 / at_once as f64;
            let seconds = timed(|| env.run_until(time));
            Ran { seconds, outcome: shared.holds(time) }
        }
        Model::Queue { customers } => {
            let shared = Rc::new(Shared::new(seed, customers));
            env.spawn(arrivals(handle, shared.clone()));
            Ran { seconds: timed(|| env.run()), outcome: shared.mean_wait(customers) }
        }
        Model::Gil { tasks } => {
            let shared = Rc::new(Shared::new(seed, tasks));
            let token = Resource::new(1);
            for _ in 0..WORKERS {
                env.spawn(worker(handle.clone(), shared.clone(), token.clone()));
            }
            Ran { seconds: timed(|| env.run()), outcome: shared.gil() }
        }
    }
}

fn timed(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

async fn hold(env: EnvHandle, shared: Rc<Shared>) {
    loop {
        env.timeout(shared.draw(1.0)).await;
        shared.held();
    }
}

async fn arrivals(env: EnvHandle, shared: Rc<Shared>) {
    let servers = Resource::new(SERVERS as usize);
    while shared.take() {
        env.timeout(shared.draw(1.0 / ARRIVALS)).await;
        env.spawn(customer(env.clone(), shared.clone(), servers.clone()));
    }
}

async fn customer(env: EnvHandle, shared: Rc<Shared>, servers: Resource) {
    let since = env.now();
    let _server = servers.request().await;
    shared.waited(env.now() - since);
    env.timeout(shared.draw(1.0)).await;
}

async fn worker(env: EnvHandle, shared: Rc<Shared>, token: Resource) {
    while shared.take() {
        env.timeout(shared.draw(IO_BEFORE)).await;
        compute(&env, &shared, &token).await;
        env.timeout(shared.draw(IO_AFTER)).await;
        shared.task_done(env.now());
    }
}

async fn compute(env: &EnvHandle, shared: &Shared, token: &Resource) {
    let mut rest = shared.draw(COMPUTING);
    let mut held = token.request().await;
    loop {
        let slice = rest.min(SLICE);
        rest -= slice;
        env.timeout(slice).await;
        if rest <= 0.0 {
            return;
        }
        if token.queue_len() > 0 {
            shared.preempted();
            drop(held);
            held = token.request().await;
        }
    }
}
