//! asyncio with CPU steps in a `ProcessPoolExecutor`.

use super::super::coroutines::{self, START, handing};
use super::super::gates;
use super::super::plan::Plan;
use super::{Program, import_note};

pub(super) fn program(plan: &Plan) -> Program {
    let workers = plan.model.workers.unwrap_or(1);
    let method = plan.model.start_method.unwrap_or(plan.python().default_start_method()).name();
    let (shared, initializer) = handing(plan);
    let mut before = vec![format!("context = multiprocessing.get_context(\"{method}\")")];
    before.extend(shared);
    if gates::are_handed(plan) {
        before.push("set_up(*shared)  # this process uses them, too".to_owned());
    }
    let pool = format!("ProcessPoolExecutor(max_workers={workers}, mp_context=context{initializer})");
    Program {
        about: format!(
            "coroutines of one event loop, which send computing to {workers} processes and what blocks to threads"
        ),
        note: import_note(plan, method),
        main: coroutines::main(plan, &before, Some(&pool)) + START,
        ..Program::default()
    }
}
