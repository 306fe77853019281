//! Roles: the programs that threads run. Each is a state machine that names its thread's next operation.

pub mod arrivals;
pub mod coroutine;
pub mod event_loop;
pub mod interpreter_pool;
pub mod lag;
pub mod process_pool;
pub mod process_start;
pub mod process_worker;
pub mod queue_manager;
pub mod sequential;
pub mod server;
pub mod submit;
pub mod submitter;
pub mod task_thread;
pub mod thread_pool;

use super::Machine;
use super::thread::{Op, ThreadId};
use crate::engine::Span;

/// Which program a thread runs, and where it is in it.
#[derive(Clone, Copy, Debug)]
pub enum Role {
    /// Runs every task itself, one after the other.
    Sequential(sequential::Step),
    /// Hands tasks to an executor as they arrive, then waits for their results in order.
    Submitter { target: submit::Target, step: submitter::Step },
    /// A worker of a ThreadPoolExecutor.
    PoolWorker { pool: usize, step: thread_pool::Step },
    /// A worker of an InterpreterPoolExecutor.
    InterpreterWorker { pool: usize, step: interpreter_pool::Step },
    /// A thread of one task's own.
    TaskThread { owner: ThreadId, step: task_thread::Step },
    /// Runs an asyncio event loop.
    Loop { event_loop: usize, step: event_loop::Step },
    /// `_ExecutorManagerThread` of a ProcessPoolExecutor.
    Manager { pool: usize, step: queue_manager::ManagerStep },
    /// `QueueFeederThread` of its call queue.
    Feeder { pool: usize, step: queue_manager::FeederStep },
    /// The server process that forks workers, with its single thread.
    ForkServer { pool: usize, step: process_start::ServerStep },
    /// The resource tracker's process.
    Tracker { booted: bool },
    /// The main thread of a worker process.
    ProcessWorker { pool: usize, step: process_worker::Step },
    /// Starts the worker processes of a server.
    Arbiter { started: usize, paid: bool },
    /// A worker process of a server, until it has booted.
    ServerWorker { number: usize, booted: bool },
    /// A thread of native code's own.
    NativeHelper { owner: ThreadId, work: Option<Span> },
}

impl Machine<'_> {
    /// What the thread's program does next: asked when its last operation is over.
    pub(super) fn role_op(&mut self, id: ThreadId) -> Op {
        match self.thread(id).role {
            Role::Sequential(step) => self.sequential_op(id, step),
            Role::Submitter { target, step } => self.submitter_op(id, target, step),
            Role::PoolWorker { pool, step } => self.pool_worker_op(id, pool, step),
            Role::InterpreterWorker { pool, step } => self.interpreter_worker_op(id, pool, step),
            Role::TaskThread { owner, step } => self.task_thread_op(id, owner, step),
            Role::Loop { event_loop, step } => self.loop_op(id, event_loop, step),
            Role::Manager { pool, step } => self.manager_op(id, pool, step),
            Role::Feeder { pool, step } => self.feeder_op(id, pool, step),
            Role::ForkServer { pool, step } => self.fork_server_op(id, pool, step),
            Role::Tracker { booted } => self.tracker_op(id, booted),
            Role::ProcessWorker { pool, step } => self.process_worker_op(id, pool, step),
            Role::Arbiter { started, paid } => self.arbiter_op(id, started, paid),
            Role::ServerWorker { number, booted } => self.server_worker_op(id, number, booted),
            Role::NativeHelper { owner, work } => self.native_helper_op(id, owner, work),
        }
    }
}
