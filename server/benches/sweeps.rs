//! How a sweep of a thousand default scenarios scales with the cores that it may use: through the same queue, turns and
//! channel as a request's. Cores and turns take rounds in turn, so that a busy machine slows all alike; what counts is
//! the ratio.

use std::num::NonZeroUsize;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use serde_json::Value;
use server::config::Limits;
use server::ops::{Runs, Told};
use simulator::scenario::presets;
use simulator::sweep::{AxisRequest, Room, Scale, Sweep};
use tokio::runtime::Runtime;

const POINTS: usize = 1_000;
const ROUNDS: usize = 9;

/// The scenario that a newcomer sees, with so many seeds.
fn thousand() -> Sweep {
    let scenario: Value =
        serde_json::from_str(presets::get(presets::DEFAULT_ID).unwrap().scenario_json).unwrap();
    let seeds = AxisRequest {
        path: "run.seed".to_owned(),
        values: (1..=POINTS).map(|seed| seed as f64).collect(),
        from: None,
        to: None,
        points: None,
        scale: Scale::Linear,
    };
    Sweep::within(Room { points: Limits::none().sweep_points }, &scenario, &[seeds]).unwrap()
}

/// How long until every point is told; where the answer changes is not asked.
async fn time(sweep: &Sweep, turns: usize) -> Duration {
    let runs = Runs::new(Limits { concurrency: turns, ..Limits::none() });
    let begun = Instant::now();
    let mut told = runs.sweep(sweep.clone()).await.unwrap();
    let mut points = 0;
    while points < POINTS {
        match told.recv().await.expect("every point is told") {
            Told::Points(some) => points += some.len(),
            Told::Progress { .. } => {}
            Told::Findings(_) => panic!("after {points} points"),
            Told::Failed(failure) => panic!("{failure}"),
        }
    }
    begun.elapsed()
}

fn median(mut all: Vec<Duration>) -> Duration {
    all.sort_unstable();
    all[all.len() / 2]
}

fn main() {
    let (runtime, sweep) = (Runtime::new().unwrap(), thousand());
    let cores = available_parallelism().map_or(1, NonZeroUsize::get);
    let turns: Vec<usize> = [1, 2, 4, 8, 16].into_iter().filter(|turns| *turns <= cores).collect();
    let mut times = vec![Vec::new(); turns.len()];
    for _ in 0..ROUNDS {
        for (turns, times) in turns.iter().zip(&mut times) {
            times.push(runtime.block_on(time(&sweep, *turns)));
        }
    }
    let medians: Vec<f64> = times.into_iter().map(|all| median(all).as_secs_f64()).collect();
    println!("A sweep of {POINTS} default scenarios, medians of {ROUNDS} rounds on {cores} cores:");
    for (turns, seconds) in turns.iter().zip(&medians) {
        println!("  {turns:2} at once  {:7.0} ms  {:5.2} times as fast", seconds * 1e3, medians[0] / seconds);
    }
}
