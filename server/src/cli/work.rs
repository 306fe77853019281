//! `server work`: takes points of sweeps from a queue and runs them, until it is told to stop.

use std::process::ExitCode;
use std::time::Duration;

use super::fail;
use super::running::{log, told_to_stop};
use crate::config::Settings;
use crate::ops::executor::nats::{Queue, work};

/// A point that is run for nobody any more has so long.
const LAST: Duration = Duration::from_secs(1);

pub(super) fn run(settings: &Settings) -> ExitCode {
    let config = settings.config();
    if config.nats.is_empty() {
        return fail("Name the servers of NATS to take work from: --nats nats://127.0.0.1:4222.", 2);
    }
    log(config.log);
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(fault) => return fail(&format!("Cannot start: {fault}."), 1),
    };
    let queue = Queue::new(&config.nats);
    let turns = config.limits.concurrency;
    println!("Lockstep works for {}, {turns} at once", queue.shown());
    runtime.block_on(work(&queue, turns, told_to_stop(), config.connections.drain));
    runtime.shutdown_timeout(LAST);
    ExitCode::SUCCESS
}
