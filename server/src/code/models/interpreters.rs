//! `InterpreterPoolExecutor`.

use super::super::coroutines::handing;
use super::super::plan::Plan;
use super::super::pool::{self, Executor};
use super::{MAIN, Program};

pub(super) fn program(plan: &Plan) -> Program {
    let workers = plan.model.workers.unwrap_or(1);
    let (before, initializer) = handing(plan);
    let executor = Executor {
        before,
        made: format!("InterpreterPoolExecutor(max_workers={workers}{initializer})"),
        chunksize: 1,
    };
    Program {
        about: format!("an InterpreterPoolExecutor with {workers} interpreters, each with a GIL of its own"),
        main: pool::main(plan, &executor) + MAIN,
        ..Program::default()
    }
}
