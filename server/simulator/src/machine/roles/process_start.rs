//! Starting worker processes: by fork, by spawn, by the fork server; and replacing those that have left
//! (multiprocessing/{popen_fork,popen_spawn_posix,forkserver}.py).

use super::submit::After;
use super::{Role, process_worker, queue_manager};
use crate::engine::{Span, Time};
use crate::machine::record::LaneKind;
use crate::machine::thread::{Interrupt, Op, ThreadId};
use crate::machine::{Machine, State};
use crate::scenario::StartMethod;

#[derive(Clone, Copy, Debug)]
pub enum ServerStep {
    Boot,
    Serve,
    Forked,
}

fn python(work: Span, state: State, how: Interrupt) -> Op {
    Op::python(work, state, how)
}

impl Machine<'_> {
    /// The next start that a submit has to make, and what it waits for after it; `None`: all are made.
    pub(super) fn start_process_due(&mut self, id: ThreadId, pool: usize) -> Option<(Op, After)> {
        if std::mem::take(&mut self.process_pools[pool].creating) {
            self.create_worker(pool);
        }
        let p = &mut self.process_pools[pool];
        if p.due > 0 {
            if p.method != StartMethod::Fork && !std::mem::replace(&mut p.tracked, true) {
                return Some((self.start_tracker(), After::Go));
            }
            p.due -= 1;
            p.started += 1;
            if p.method == StartMethod::Forkserver {
                p.asked += 1;
                p.asker = Some(id);
                self.ask_server(pool);
                return Some((python(Span::ZERO, State::Overhead, Interrupt::Bytecode), After::Server));
            }
            p.creating = true;
            let work = self.prices.pool_parent(p.method);
            // os.fork and _posixsubprocess.fork_exec are C calls that keep the GIL.
            return Some((python(work, State::Overhead, Interrupt::CCall), After::Go));
        }
        if p.manager.is_none() {
            let role = Role::Manager { pool, step: queue_manager::ManagerStep::Boot { parent: id } };
            let manager = self.start_thread(id, role, "queue manager", LaneKind::Helper);
            self.process_pools[pool].manager = Some(manager);
            let work = self.prices.thread_start_parent;
            return Some((python(work, State::Overhead, Interrupt::Bytecode), After::Thread));
        }
        None
    }

    /// The resource tracker starts with the pool's first semaphore, and boots beside the workers
    /// (multiprocessing/synchronize.py: SemLock; resource_tracker.py: ensure_running). Fork has no need of it.
    fn start_tracker(&mut self) -> Op {
        let process = self.add_process(true);
        let role = Role::Tracker { booted: false };
        let delay = self.prices.process_parent(StartMethod::Spawn) + self.prices.wake;
        self.add_thread(process, role, "resource tracker", LaneKind::Helper, delay);
        python(self.prices.process_parent(StartMethod::Spawn), State::Overhead, Interrupt::CCall)
    }

    pub(super) fn tracker_op(&mut self, id: ThreadId, booted: bool) -> Op {
        self.thread_mut(id).role = Role::Tracker { booted: true };
        if booted {
            return Op::park(Time::NEVER, None);
        }
        python(self.prices.resource_tracker, State::Start, Interrupt::Bytecode)
    }

    fn ask_server(&mut self, pool: usize) {
        if let Some(server) = self.process_pools[pool].server {
            self.unpark(server);
            return;
        }
        let process = self.add_process(true);
        let role = Role::ForkServer { pool, step: ServerStep::Boot };
        let wake = self.prices.wake;
        let server = self.add_thread(process, role, "fork server", LaneKind::Helper, wake);
        self.process_pools[pool].server = Some(server);
    }

    pub(super) fn create_worker(&mut self, pool: usize) {
        let process = self.add_process(true);
        let bytes = self.prices.process_bytes(self.process_pools[pool].method);
        self.memory.take(bytes);
        let role = Role::ProcessWorker { pool, step: process_worker::Step::Boot };
        let wake = self.prices.wake;
        self.add_thread(process, role, format_args!("process {process}"), LaneKind::Process, wake);
    }

    pub(super) fn fork_server_op(&mut self, id: ThreadId, pool: usize, mut step: ServerStep) -> Op {
        loop {
            let op = match step {
                ServerStep::Boot => {
                    step = ServerStep::Serve;
                    Some(python(self.prices.forkserver_boot, State::Start, Interrupt::Bytecode))
                }
                ServerStep::Serve if self.process_pools[pool].asked == 0 => Some(Op::park(Time::NEVER, None)),
                ServerStep::Serve => {
                    step = ServerStep::Forked;
                    let work = self.prices.process_parent(StartMethod::Forkserver);
                    Some(python(work, State::Start, Interrupt::CCall))
                }
                ServerStep::Forked => {
                    self.create_worker(pool);
                    self.process_pools[pool].asked -= 1;
                    if let Some(asker) = self.process_pools[pool].asker {
                        self.unpark(asker);
                    }
                    step = ServerStep::Serve;
                    None
                }
            };
            if let Some(op) = op {
                self.thread_mut(id).role = Role::ForkServer { pool, step };
                return op;
            }
        }
    }

    /// A worker that has left after `max_tasks_per_child` is replaced by the manager, which does nothing else
    /// meanwhile.
    pub(super) fn replace_worker(&mut self, pool: usize) -> Option<Op> {
        let p = &mut self.process_pools[pool];
        if p.left == 0 {
            return None;
        }
        p.left -= 1;
        p.creating = true;
        let work = self.prices.pool_parent(p.method);
        Some(python(work, State::Overhead, Interrupt::CCall))
    }
}
