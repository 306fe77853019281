//! The cost profile in nanoseconds, with the shares of it that each party pays.

use crate::costs::Costs;
use crate::engine::Span;
use crate::scenario::{PayloadKind, Python, Scenario, StartMethod};

/// What things cost on this machine.
#[derive(Clone, Debug)]
pub struct Prices {
    pub python: Python,
    pub switch_interval: Span,
    pub wake: Span,
    pub handoff: Span,
    /// What releasing the GIL costs when another thread sleeps for it.
    pub gil_wake: Span,
    pub context_switch: Span,
    pub timer_slack: Span,
    /// `Thread.start()` in the parent, and the child until its first bytecode.
    pub thread_start_parent: Span,
    pub thread_start_child: Span,
    /// ThreadPoolExecutor: submit, the worker's half before a call and after it, collecting the result.
    pub thread_submit: Span,
    pub thread_worker: Span,
    pub thread_collect: Span,
    pub process_submit: Span,
    pub process_manager: Span,
    pub process_feeder: Span,
    pub process_worker: Span,
    pub forkserver_boot: Span,
    pub pipe_ns_per_byte: f64,
    pub task_create: Span,
    pub task_step: Span,
    /// To start an await's timer, and to run its callback when it fires.
    pub timer_start: Span,
    pub timer_fire: Span,
    pub loop_iteration: Span,
    /// to_thread: in the loop when it submits, half of it in the worker, in the loop when it is done.
    pub to_thread_submit: Span,
    pub to_thread_worker: Span,
    pub to_thread_done: Span,
    /// What the program imports, and what of a worker's start is importing the pool's own modules.
    import: Span,
    pool_import: Span,
    pub resource_tracker: Span,
    /// Copying the program's page tables.
    page_tables: Span,
    pub interpreter_boot: Span,
    /// A call through an InterpreterPoolExecutor, without its payload.
    pub interpreter_submit: Span,
    costs: Costs,
}

impl Prices {
    pub fn new(scenario: &Scenario, free_threaded: bool) -> Prices {
        let costs = Costs::of(scenario.runtime.python, &scenario.runtime.costs);
        let us = Span::from_us_f64;
        let import = Span::from_ms_f64(scenario.runtime.import_ms);
        let (start, submit) = if free_threaded {
            (costs.free_threaded_thread_start_us, costs.free_threaded_thread_submit_us)
        } else {
            (costs.thread_start_us, costs.thread_submit_us)
        };
        // What is left of a start when the child's wake-up on an idle core is taken away is CPU of both.
        let start_cpu = (start - costs.wake_us).max(0.0);
        // Since 3.14 the fork server imports the program once; before, each of its workers does.
        let preload = if scenario.runtime.python >= Python::V3_14 { import } else { Span::ZERO };
        // A program that imports anything imports the pool's modules, so the two are not paid one after the other.
        let pool_import = Span::from_ms_f64(costs.process_import_ms);
        Prices {
            python: scenario.runtime.python,
            switch_interval: Span::from_ms_f64(scenario.runtime.switch_interval_ms),
            wake: us(costs.wake_us),
            handoff: us(costs.gil_handoff_us),
            gil_wake: us(costs.gil_wake_us),
            context_switch: us(costs.context_switch_us),
            timer_slack: us(costs.timer_slack_us),
            thread_start_parent: us(start_cpu * 0.5),
            thread_start_child: us(start_cpu * 0.5),
            thread_submit: us(submit * 0.5),
            thread_worker: us(submit * 0.35).scaled(0.5),
            thread_collect: us(submit * 0.15),
            // submit : manager : feeder as 15 : 55 : 30, from reading concurrent/futures/process.py.
            process_submit: us(costs.process_submit_us * 0.15),
            process_manager: us(costs.process_submit_us * 0.55),
            process_feeder: us(costs.process_submit_us * 0.30),
            process_worker: us(costs.process_worker_us),
            forkserver_boot: Span::from_ms_f64(costs.forkserver_boot_ms) + preload,
            pipe_ns_per_byte: costs.pipe_ns_per_byte,
            task_create: us(costs.task_create_us),
            task_step: us(costs.task_step_us),
            // When it is due: a callback, and a future set (what is measured until its task runs, less the task's
            // step): two fifths of the whole.
            timer_start: us(costs.loop_timer_us * 0.6),
            timer_fire: us(costs.loop_timer_us * 0.4),
            loop_iteration: us(costs.loop_iteration_us),
            to_thread_submit: us(costs.to_thread_us * 0.4),
            to_thread_worker: us(costs.to_thread_us * 0.3).scaled(0.5),
            to_thread_done: us(costs.to_thread_us * 0.3),
            import,
            pool_import,
            page_tables: us(scenario.runtime.resident_bytes as f64 * costs.fork_resident_ns_per_byte / 1e3),
            resource_tracker: Span::from_ms_f64(costs.resource_tracker_ms),
            // Every interpreter imports the program again.
            interpreter_boot: Span::from_ms_f64(costs.interpreter_start_ms) + import,
            interpreter_submit: us(costs.interpreter_submit_us),
            costs,
        }
    }

    pub fn costs(&self) -> &Costs {
        &self.costs
    }

    /// CPU of a new pool worker until it can take a task. Spawn and (up to 3.13) forkserver import the program again;
    /// a worker whose fork server has imported the program finds the pool's modules there.
    pub fn process_boot(&self, method: StartMethod) -> Span {
        let c = &self.costs;
        match method {
            StartMethod::Fork => Span::from_ms_f64(c.process_start_fork_ms),
            StartMethod::Forkserver if self.python >= Python::V3_14 => {
                self.boot_without_import(c.process_start_forkserver_ms)
            }
            StartMethod::Forkserver => self.boot_without_import(c.process_start_forkserver_ms) + self.import,
            StartMethod::Spawn => self.boot_without_import(c.process_start_spawn_ms) + self.import,
        }
    }

    /// A start without what the program imports of the pool's modules. People's own costs may be less than that.
    fn boot_without_import(&self, start_ms: f64) -> Span {
        let start = Span::from_ms_f64(start_ms);
        start - self.pool_import.min(self.import).min(start)
    }

    /// CPU of a server's worker until it takes its first request: it imports the program, however it was started.
    pub fn server_boot(&self, method: StartMethod) -> Span {
        match method {
            StartMethod::Fork => Span::from_ms_f64(self.costs.process_start_fork_ms) + self.import,
            StartMethod::Forkserver | StartMethod::Spawn => self.process_boot(method),
        }
    }

    /// Private memory of a new worker.
    pub fn process_bytes(&self, method: StartMethod) -> u64 {
        (match method {
            StartMethod::Fork => self.costs.process_fork_bytes,
            StartMethod::Forkserver => self.costs.process_forkserver_bytes,
            StartMethod::Spawn => self.costs.process_spawn_bytes,
        }) as u64
    }

    /// What starting a pool's worker costs the thread that submits.
    pub fn pool_parent(&self, method: StartMethod) -> Span {
        let copied = match method {
            StartMethod::Fork => self.page_tables,
            StartMethod::Forkserver | StartMethod::Spawn => Span::ZERO,
        };
        self.process_parent(method) + copied
    }

    /// What starting a process costs a small parent.
    pub fn process_parent(&self, method: StartMethod) -> Span {
        Span::from_ms_f64(match method {
            StartMethod::Fork => self.costs.process_parent_fork_ms,
            StartMethod::Forkserver => self.costs.process_parent_forkserver_ms,
            StartMethod::Spawn => self.costs.process_parent_spawn_ms,
        })
    }

    pub fn pickle(&self, bytes: u64, kind: PayloadKind) -> Span {
        let c = &self.costs;
        let (small, large) = match kind {
            PayloadKind::Bytes => (c.pickle_small_ns_per_byte, c.pickle_ns_per_byte),
            PayloadKind::Ints => (c.pickle_small_ns_per_byte_ints, c.pickle_ns_per_byte_ints),
            PayloadKind::Dicts => (c.pickle_small_ns_per_byte_dicts, c.pickle_ns_per_byte_dicts),
            PayloadKind::Objects => (c.pickle_small_ns_per_byte_objects, c.pickle_ns_per_byte_objects),
        };
        by_size(bytes, kind, small, large)
    }

    pub fn unpickle(&self, bytes: u64, kind: PayloadKind) -> Span {
        let c = &self.costs;
        let (small, large) = match kind {
            PayloadKind::Bytes => (c.unpickle_small_ns_per_byte, c.unpickle_ns_per_byte),
            PayloadKind::Ints => (c.unpickle_small_ns_per_byte_ints, c.unpickle_ns_per_byte_ints),
            PayloadKind::Dicts => (c.unpickle_small_ns_per_byte_dicts, c.unpickle_ns_per_byte_dicts),
            PayloadKind::Objects => (c.unpickle_small_ns_per_byte_objects, c.unpickle_ns_per_byte_objects),
        };
        by_size(bytes, kind, small, large)
    }

    /// A payload's way from one interpreter to another: packing and unpacking.
    pub fn interpreter_crossing(&self, bytes: u64, kind: PayloadKind) -> Span {
        let c = &self.costs;
        let ns = match kind {
            PayloadKind::Bytes => c.interpreter_ns_per_byte,
            PayloadKind::Ints => c.interpreter_ns_per_byte_ints,
            PayloadKind::Dicts => c.interpreter_ns_per_byte_dicts,
            PayloadKind::Objects => c.interpreter_ns_per_byte_objects,
        };
        Span::from_us_f64(bytes as f64 * ns / 1e3)
    }

    /// Copying so many bytes into or out of a pipe.
    pub fn pipe(&self, bytes: u64) -> Span {
        Span::from_us_f64(bytes as f64 * self.pipe_ns_per_byte / 1e3)
    }
}

/// A payload's cost where a byte of a large one (1 MiB and more) costs another sum than one of a small one: measured
/// at both sizes, between them by the logarithm of the size.
fn by_size(bytes: u64, kind: PayloadKind, small: f64, large: f64) -> Span {
    const LARGE: f64 = 1_048_576.0;
    let limit = match kind {
        // Larger blocks come fresh from the kernel, page by page.
        PayloadKind::Bytes => 262_144.0,
        PayloadKind::Ints | PayloadKind::Dicts | PayloadKind::Objects => 16_384.0,
    };
    let size = (bytes as f64).clamp(limit, LARGE);
    // Most are small, and a logarithm takes time.
    let share = if size > limit { libm::log2(size / limit) / libm::log2(LARGE / limit) } else { 0.0 };
    Span::from_us_f64(bytes as f64 * (small + (large - small) * share) / 1e3)
}
