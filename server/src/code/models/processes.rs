//! `ProcessPoolExecutor`.

use super::super::coroutines::handing;
use super::super::plan::Plan;
use super::super::pool::{self, Executor};
use super::{MAIN, Program, import_note};

pub(super) fn program(plan: &Plan) -> Program {
    let workers = plan.model.workers.unwrap_or(1);
    let method = plan.model.start_method.unwrap_or(plan.python().default_start_method()).name();
    let (shared, initializer) = handing(plan);
    let per_child =
        plan.model.max_tasks_per_child.map_or(String::new(), |n| format!(", max_tasks_per_child={n}"));
    let mut before = vec![format!("context = multiprocessing.get_context(\"{method}\")")];
    before.extend(shared);
    before.extend(plan.model.max_tasks_per_child.and_then(never_replaced));
    let executor = Executor {
        before,
        made: format!(
            "ProcessPoolExecutor(max_workers={workers}, mp_context=context{per_child}{initializer})"
        ),
        chunksize: plan.model.chunksize.unwrap_or(1),
    };
    Program {
        about: format!("a ProcessPoolExecutor with {workers} processes, started by {method}"),
        note: import_note(plan, method),
        main: pool::main(plan, &executor) + MAIN,
        ..Program::default()
    }
}

/// A fault of CPython that a program meets whose workers leave: tokens of theirs stay, and are taken for idle workers. One
/// that leaves after its first task has left none.
fn never_replaced(per_child: u32) -> Option<String> {
    (per_child > 1).then(|| {
        format!(
            "# Before CPython 3.13.15 and 3.14.7 this hangs if more tasks wait than workers × max_tasks_per_child\n\
             # (gh-115634). There, use a pool for each batch of so many, or\n\
             # multiprocessing.Pool(maxtasksperchild={per_child})."
        )
    })
}
