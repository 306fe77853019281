//! One event loop; every step on it.

use super::super::coroutines::{self, START};
use super::super::plan::Plan;
use super::Program;

pub(super) fn program(plan: &Plan) -> Program {
    let limit = plan.model.concurrency.map_or(String::new(), |n| format!(", at most {n} in flight"));
    Program {
        about: format!("coroutines of one event loop{limit}"),
        main: coroutines::main(plan, &[], None) + START,
        ..Program::default()
    }
}
