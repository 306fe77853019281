//! `ThreadPoolExecutor` under the GIL.

use super::super::plan::Plan;
use super::super::pool::{self, Executor};
use super::{MAIN, Program};

pub(super) fn program(plan: &Plan) -> Program {
    let workers = plan.model.workers.unwrap_or(1);
    Program {
        about: format!("a ThreadPoolExecutor with {workers} threads, which share one GIL"),
        main: pool::main(plan, &executor(workers)) + MAIN,
        ..Program::default()
    }
}

/// A pool of threads.
pub(super) fn executor(workers: u32) -> Executor {
    Executor { before: Vec::new(), made: format!("ThreadPoolExecutor(max_workers={workers})"), chunksize: 1 }
}
