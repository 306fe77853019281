//! `ThreadPoolExecutor` on the free-threaded build.

use super::super::plan::Plan;
use super::super::pool::{self, Executor};
use super::threads::executor;
use super::{MAIN, Program};

pub(super) fn program(plan: &Plan) -> Program {
    let workers = plan.model.workers.unwrap_or(1);
    let before = vec![
        "if getattr(sys, \"_is_gil_enabled\", lambda: True)():".to_owned(),
        format!(
            "    print(\"This Python has a GIL; python{}t has none.\", file=sys.stderr)",
            plan.python().name()
        ),
    ];
    Program {
        about: format!("a ThreadPoolExecutor with {workers} threads, on a Python without a GIL"),
        main: pool::main(plan, &Executor { before, ..executor(workers) }) + MAIN,
        python: format!("python{}t", plan.python().name()),
        ..Program::default()
    }
}
