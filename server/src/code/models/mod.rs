//! The concurrency models as programs: one file a kind, which says how its tasks are run. Nothing else.

mod asyncio;
mod asyncio_processes;
mod asyncio_threads;
mod free_threads;
mod interpreters;
mod prefork;
mod processes;
mod sequential;
mod thread_per_task;
mod threads;

use super::plan::Plan;
use super::words::plain;

/// What is particular to a kind of model.
#[derive(Default)]
pub(super) struct Program {
    /// How it runs, for the docstring.
    pub(super) about: String,
    /// What else has to be known.
    pub(super) note: Option<String>,
    /// The functions of the tasks, where they are not the usual ones.
    pub(super) tasks: Option<String>,
    /// What runs them, to the end of the file.
    pub(super) main: String,
    /// The interpreter that it needs; empty: the scenario's version.
    pub(super) python: String,
    /// The line that serves it; `{module}` stands for the file's name without its end.
    pub(super) serve: Option<String>,
}

/// A kind, and how its program is written.
type Entry = (&'static str, fn(&Plan) -> Program);

/// Every kind of the simulator's catalogue.
const ALL: &[Entry] = &[
    ("sequential", sequential::program),
    ("threads", threads::program),
    ("thread_per_task", thread_per_task::program),
    ("free_threads", free_threads::program),
    ("processes", processes::program),
    ("interpreters", interpreters::program),
    ("asyncio", asyncio::program),
    ("asyncio_threads", asyncio_threads::program),
    ("asyncio_processes", asyncio_processes::program),
    ("prefork", prefork::program),
];

/// The program of a plan's model; none for a kind that nobody wrote one for.
pub(super) fn program(plan: &Plan) -> Option<Program> {
    let (_, write) = ALL.iter().find(|(kind, _)| *kind == plan.model.kind)?;
    Some(write(plan))
}

/// The last lines of a program that runs in the main thread.
const MAIN: &str = "\n\nif __name__ == \"__main__\":\n    main()\n";

/// What new processes load again.
fn import_note(plan: &Plan, method: &str) -> Option<String> {
    let ms = plan.scenario.runtime.import_ms;
    (ms > 0.0 && method != "fork").then(|| {
        format!(
            "Each new process loads this file and its imports again, which costs {} ms in this scenario.",
            plain(ms)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_the_catalogue_has_a_program() {
        let kinds: Vec<&str> = simulator::models::catalogue().iter().map(|spec| spec.kind).collect();
        assert_eq!(ALL.iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), kinds);
    }
}
