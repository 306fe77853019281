//! A pre-forking server: an arbiter starts worker processes one after the other; each boots, imports the program and
//! then takes requests from the one listening socket they share (gunicorn/arbiter.py: spawn_workers;
//! uvicorn/supervisors/multiprocess.py). All idle workers wake for an arrival, and the kernel's order decides.

use super::Role;
use crate::engine::Time;
use crate::machine::patience::Caller;
use crate::machine::record::LaneKind;
use crate::machine::thread::{Interrupt, Op, ThreadId};
use crate::machine::{Machine, State};
use crate::scenario::StartMethod;

/// The processes of a server, and how they start.
#[derive(Debug)]
pub struct Server {
    method: StartMethod,
    /// Each worker's main thread, and what it runs once it has booted.
    workers: Vec<(ThreadId, Role)>,
}

impl Machine<'_> {
    /// A server without workers yet; what arrives waits in its socket.
    pub fn set_server(&mut self, method: StartMethod) {
        self.queue_arrivals(true);
        self.caller = Caller::Client;
        self.server = Some(Server { method, workers: Vec::new() });
    }

    /// A worker process, not started yet, that will run `role`; its main thread.
    pub fn add_server_worker(&mut self, process: usize, role: Role, kind: LaneKind) -> ThreadId {
        let number = self.server.as_ref().map_or(0, |server| server.workers.len());
        let boot = Role::ServerWorker { number, booted: false };
        let thread = self.add_dormant_thread(process, boot, format_args!("worker {}", number + 1), kind);
        if let Some(server) = &mut self.server {
            server.workers.push((thread, role));
        }
        thread
    }

    /// The arbiter: `paid` says that the next worker's start has been paid for.
    pub(super) fn arbiter_op(&mut self, id: ThreadId, started: usize, paid: bool) -> Op {
        let Some(server) = &self.server else { return Op::exit() };
        let method = server.method;
        let next = server.workers.get(started + usize::from(paid)).copied();
        if paid && let Some((worker, _)) = server.workers.get(started).copied() {
            self.start_server_worker(worker, method);
        }
        let started = started + usize::from(paid);
        self.thread_mut(id).role = Role::Arbiter { started, paid: next.is_some() };
        match next {
            Some(_) => {
                let work = self.prices.process_parent(method);
                Op::python(work, State::Start, Interrupt::CCall)
            }
            None => Op::park(Time::NEVER, None),
        }
    }

    fn start_server_worker(&mut self, worker: ThreadId, method: StartMethod) {
        let bytes = self.prices.process_bytes(method);
        self.memory.take(bytes);
        let wake = self.prices.wake;
        self.start(worker, wake);
    }

    pub(super) fn server_worker_op(&mut self, id: ThreadId, number: usize, booted: bool) -> Op {
        let Some(server) = &self.server else { return Op::exit() };
        let (method, (_, role)) = (server.method, server.workers[number]);
        if !booted {
            self.thread_mut(id).role = Role::ServerWorker { number, booted: true };
            let work = self.prices.server_boot(method);
            return Op::python(work, State::Start, Interrupt::Bytecode);
        }
        self.taker_ready();
        self.thread_mut(id).role = role;
        self.role_op(id)
    }
}
