//! What people measured and published about Python's concurrency, each as a scenario with the published figures.
//!
//! Where the published set-up fixes the scenario and its mechanisms are modelled, the simulated figure has to lie
//! within 20 % of the published one. Elsewhere the test holds the direction, and its comment says why no more. Nothing
//! is fitted: each scenario has the costs of its Python version, or those that the publication itself gives.
//! `cargo test -p simulator --test phenomena -- --nocapture` prints every figure beside the published one.

mod free_threads;
mod gil;
mod kernel;
mod processes;

use std::ops::RangeInclusive;

use serde_json::Value;
use simulator::observe::report::ModelResult;
use simulator::{Report, Timeline, Window, parse, simulate, simulate_with_timelines};

/// How far a figure may lie from a published one.
const TOLERANCE: f64 = 0.2;

/// Runs a scenario.
fn report(scenario: &Value) -> Report {
    simulate(&parse(&scenario.to_string()).unwrap_or_else(|problems| panic!("{problems:?} in {scenario}")))
}

/// Runs a scenario of one model.
fn result(scenario: &Value) -> ModelResult {
    report(scenario).results.remove(0)
}

/// Runs a scenario of one model for its timeline, every slice in its own right.
fn timeline(scenario: &Value) -> Timeline {
    let whole = Window { from_ms: 0.0, to_ms: None, width_px: u32::MAX, max_lanes: 1_000 };
    let scenario =
        parse(&scenario.to_string()).unwrap_or_else(|problems| panic!("{problems:?} in {scenario}"));
    simulate_with_timelines(&scenario, Some(&whole)).1.remove(0)
}

/// Holds a figure against a published one, or a published range.
fn near(what: &str, simulated: f64, published: RangeInclusive<f64>) {
    tell(what, simulated, &published);
    let (low, high) = ((1.0 - TOLERANCE) * published.start(), (1.0 + TOLERANCE) * published.end());
    assert!(low <= simulated && simulated <= high, "{what}: simulated {simulated}, published {published:?}");
}

/// Prints a figure beside the published one, for those who look.
fn tell(what: &str, simulated: f64, published: &RangeInclusive<f64>) {
    println!("{what}: simulated {simulated:.4}, published {published:?}");
}

/// A quantile of values in any order.
fn quantile(mut values: Vec<f64>, q: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values[((values.len() - 1) as f64 * q).round() as usize]
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

#[test]
fn a_figure_outside_the_tolerance_is_noticed() {
    near("inside", 119.9, 100.0..=100.0);
    assert!(std::panic::catch_unwind(|| near("outside", 120.1, 100.0..=100.0)).is_err());
    assert!(std::panic::catch_unwind(|| near("outside", 79.9, 100.0..=100.0)).is_err());
}
