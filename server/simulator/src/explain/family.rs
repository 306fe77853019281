//! What kinds of model have in common, as far as the verdict needs to know, and what they are called in a
//! sentence that begins with "with".

use crate::scenario::{Catalogue, Model, Place, Step, StepKind};

/// What shares the work in a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Sequential,
    /// Threads that share a GIL.
    Threads,
    /// Threads without a GIL.
    FreeThreads,
    /// A pool of processes or interpreters, to which each task travels.
    Processes,
    /// One event loop, every step on it.
    Asyncio,
    /// An event loop that sends steps to threads.
    AsyncioThreads,
    /// An event loop that sends steps to processes.
    AsyncioProcesses,
    /// Server processes, each of which takes its own tasks.
    Prefork,
    /// A kind that this room does not know: judged by its numbers alone.
    Other,
}

impl Family {
    pub(super) fn of(model: &Model) -> Family {
        match model.kind.as_str() {
            "sequential" => Family::Sequential,
            "threads" | "thread_per_task" => Family::Threads,
            "free_threads" => Family::FreeThreads,
            "processes" | "interpreters" => Family::Processes,
            "asyncio" => Family::Asyncio,
            "asyncio_threads" => Family::AsyncioThreads,
            "asyncio_processes" => Family::AsyncioProcesses,
            "prefork" => Family::Prefork,
            _ => Family::Other,
        }
    }

    /// Whether work travels to workers with a memory of their own.
    pub(super) fn crosses_a_boundary(self) -> bool {
        matches!(self, Family::Processes | Family::AsyncioProcesses)
    }

    /// Whether Python can compute on several cores at once.
    pub(super) fn computes_in_parallel(self) -> bool {
        self.crosses_a_boundary() || matches!(self, Family::FreeThreads | Family::Prefork)
    }
}

/// Whether a model runs a step on an event loop, which then does nothing else.
pub(super) fn on_loop(model: &Model, step: &Step) -> bool {
    match Family::of(model) {
        Family::Asyncio => true,
        Family::AsyncioThreads | Family::AsyncioProcesses => {
            step.kind == StepKind::Io || step.on == Some(Place::Loop)
        }
        Family::Prefork => model.inner.as_ref().is_some_and(|inner| on_loop(inner, step)),
        _ => false,
    }
}

/// How many tasks a model works on at once; `None`: as many as there are.
pub(super) fn in_flight_limit(model: &Model) -> Option<u64> {
    let inner = model.inner.as_deref();
    match Family::of(model) {
        Family::Sequential => Some(1),
        Family::Prefork => Some(u64::from(model.processes?) * in_flight_limit(inner?)?),
        Family::Asyncio | Family::AsyncioThreads | Family::AsyncioProcesses => {
            model.concurrency.map(u64::from)
        }
        _ => model.workers.map(u64::from),
    }
}

/// How many tasks a model computes at once in this step, cores aside: each may hold a worker; a loop is one.
pub(super) fn computes_at_once(model: &Model, step: &Step, tasks: u64) -> u64 {
    let workers = |n: Option<u32>| n.map_or(tasks, u64::from);
    let at_once = match Family::of(model) {
        Family::Sequential => 1,
        Family::Prefork => {
            let inner = model.inner.as_deref().map_or(1, |inner| computes_at_once(inner, step, tasks));
            workers(model.processes).saturating_mul(inner)
        }
        _ if on_loop(model, step) => 1,
        _ => workers(model.workers).min(workers(model.concurrency)),
    };
    at_once.min(tasks)
}

/// What a model is called after "with" or "use": "threads", "asyncio".
pub(super) fn called(model: &Model, catalogue: &Catalogue) -> String {
    let known = match model.kind.as_str() {
        "sequential" => "a plain loop",
        "threads" => "threads",
        "thread_per_task" => "a thread for each task",
        "free_threads" => "free-threaded Python",
        "processes" => "processes",
        "interpreters" => "subinterpreters",
        "asyncio" => "asyncio",
        "asyncio_threads" => "asyncio and threads",
        "asyncio_processes" => "asyncio and processes",
        "prefork" => "server processes",
        kind => return catalogue.iter().find(|s| s.kind == kind).map_or(kind, |s| s.title).to_lowercase(),
    };
    known.to_owned()
}

/// What tells models of one kind apart: "8 workers", "48 in flight", "spawn", "4 with 8 threads each".
pub(super) fn settings(model: &Model, catalogue: &Catalogue) -> String {
    if let (Some(n), Some(inner)) = (model.processes, model.inner.as_deref()) {
        return match (inner.kind.as_str(), inner.workers) {
            ("sequential", _) => format!("{n}, one request at a time"),
            ("threads", Some(threads)) => {
                format!("{n} with {} each", super::words::several(u64::from(threads), "thread"))
            }
            _ => format!("{n}, a loop in each"),
        };
    }
    let label = model.label(catalogue);
    let settings = label.split_once(" · ").map_or("", |(_, settings)| settings);
    match model.workers {
        Some(n) if settings == n.to_string() => super::words::several(u64::from(n), "worker"),
        _ => settings.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    #[test]
    fn servers_are_told_apart_by_what_is_inside_each() {
        let server = |inner: Model| {
            let model = Model { processes: Some(4), inner: Some(Box::new(inner)), ..Model::of("prefork") };
            settings(&model, CATALOGUE)
        };
        assert_eq!(server(Model::of("sequential")), "4, one request at a time");
        assert_eq!(server(Model { workers: Some(8), ..Model::of("threads") }), "4 with 8 threads each");
        assert_eq!(server(Model::of("asyncio")), "4, a loop in each");
    }
}
