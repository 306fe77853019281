//! The reference models on other discrete-event engines, beside the simulator's own and the bare limit: `make engines`.
//!
//! `engines` runs all that are here and prints a table, `engines NAME…` only these beside ours and the bare limit.
//! `engines one NAME MODEL SIZE… SEED SECONDS` runs one, as the scripts in other languages are run.

#![cfg_attr(feature = "desim", feature(coroutines, coroutine_trait, stmt_expr_attributes))]

#[path = "../../benches/speed/bare.rs"]
mod bare;
#[path = "../../benches/speed/engine.rs"]
mod engine;
mod engines;
mod handlers;
mod model;
mod processes;
mod rounds;
#[path = "../../benches/speed/scenarios.rs"]
#[expect(dead_code, reason = "other benchmarks run more of them")]
mod scenarios;
mod table;

use std::process::ExitCode;

use mimalloc::MiMalloc;
use model::Model;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [first, name, rest @ ..] = &words[..]
        && first == "one"
    {
        return match one(name, rest) {
            Some(()) => ExitCode::SUCCESS,
            None => {
                eprintln!("engines one NAME hold AT_ONCE HOLDS | queue CUSTOMERS | gil TASKS, SEED SECONDS");
                ExitCode::from(2)
            }
        };
    }
    let engines = engines::all(&words);
    let cells = rounds::all(&engines);
    table::print(&engines, &cells);
    ExitCode::SUCCESS
}

/// Replications of one engine until so many seconds are full, a line each.
fn one(name: &str, words: &[String]) -> Option<()> {
    let run = engines::within(name)?;
    let model = Model::parse(words)?;
    let [.., seed, seconds] = words else { return None };
    let (mut seed, mut left): (u64, f64) = (seed.parse().ok()?, seconds.parse().ok()?);
    loop {
        let ran = run(model, seed);
        println!("{ran}");
        left -= ran.seconds;
        seed += 1;
        if left <= 0.0 {
            return Some(());
        }
    }
}
