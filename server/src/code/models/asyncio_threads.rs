//! asyncio with blocking steps in `to_thread`.

use super::super::coroutines::{self, START};
use super::super::plan::Plan;
use super::Program;

pub(super) fn program(plan: &Plan) -> Program {
    let default = plan.python().default_threads(plan.scenario.machine.cores);
    let workers = plan.model.workers.unwrap_or(default);
    let executor =
        format!("asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(max_workers={workers}))");
    Program {
        about: format!("coroutines of one event loop, which send what blocks to {workers} threads"),
        main: coroutines::main(plan, &[executor], None) + START,
        ..Program::default()
    }
}
