//! Mutexes, and services with limited concurrency.
//!
//! A mutex that is released wakes its first waiter, which must find it free when it runs (barging); from 3.13 on a
//! waiter of more than 1 ms is handed the mutex itself (Python/lock.c). A service is what a connection pool or a
//! semaphore is to its client: a slot is taken before the call and given back by the client afterwards, first come
//! first served.

use std::collections::VecDeque;

use super::tasks::TaskId;
use super::thread::{Op, ThreadId};
use super::workload::ServiceSpec;
use super::{Event, Machine, State};
use crate::engine::{Span, Time};
use crate::scenario::Python;

/// After so long a waiter is handed the mutex (TIME_TO_BE_FAIR_NS in Python/lock.c).
const FAIR_AFTER: Span = Span::from_ms(1);

#[derive(Clone, Debug, Default)]
pub struct Mutex {
    holder: Option<ThreadId>,
    waiters: VecDeque<(ThreadId, Time)>,
}

/// Who waits for a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Client {
    Thread(ThreadId),
    /// A coroutine on the loop of this index.
    Coroutine(usize, TaskId),
}

#[derive(Clone, Debug)]
pub struct Service {
    free: u32,
    concurrency: u32,
    pace: Span,
    next_start: Time,
    pace_armed: bool,
    queue: VecDeque<(Client, Time)>,
    pub calls: u64,
    pub waited: Span,
    pub longest_queue: u64,
    busy: u128,
    busy_at: Time,
}

impl Service {
    pub fn new(spec: &ServiceSpec) -> Service {
        Service {
            free: spec.concurrency,
            concurrency: spec.concurrency,
            pace: spec.pace,
            next_start: Time::ZERO,
            pace_armed: false,
            queue: VecDeque::new(),
            calls: 0,
            waited: Span::ZERO,
            longest_queue: 0,
            busy: 0,
            busy_at: Time::ZERO,
        }
    }

    fn count_busy(&mut self, now: Time) {
        self.busy += u128::from(self.concurrency - self.free) * u128::from(now.since(self.busy_at).ns());
        self.busy_at = now;
    }

    /// Mean share of the slots that were taken until `now`.
    pub fn utilization(&self, now: Time) -> f64 {
        let taken = u128::from(self.concurrency - self.free) * u128::from(now.since(self.busy_at).ns());
        let whole = u128::from(self.concurrency) * u128::from(now.ns());
        if whole == 0 { 0.0 } else { (self.busy + taken) as f64 / whole as f64 }
    }
}

impl Machine<'_> {
    /// Takes a mutex, or parks until it can be looked at again. `None`: the thread has it.
    pub fn lock_op(&mut self, id: ThreadId, mutex: usize, waiting: Option<State>) -> Option<Op> {
        let now = self.now;
        let lock = &mut self.mutexes[mutex];
        match lock.holder {
            Some(holder) if holder == id => None,
            None => {
                lock.holder = Some(id);
                None
            }
            Some(_) => {
                if !lock.waiters.iter().any(|(waiter, _)| *waiter == id) {
                    lock.waiters.push_back((id, now));
                }
                Some(Op::block(waiting))
            }
        }
    }

    pub fn unlock(&mut self, id: ThreadId, mutex: usize) {
        let fair = self.prices.python >= Python::V3_13;
        let now = self.now;
        let lock = &mut self.mutexes[mutex];
        debug_assert_eq!(lock.holder, Some(id), "only the holder unlocks");
        lock.holder = None;
        if let Some((waiter, since)) = lock.waiters.pop_front() {
            if fair && now.since(since) > FAIR_AFTER {
                lock.holder = Some(waiter);
            }
            self.unpark(waiter);
        }
    }

    /// Takes a slot of a service, or queues for one; true if it has it now. A client that queued is told.
    pub fn enter_service(&mut self, service: usize, client: Client) -> bool {
        let now = self.now;
        let s = &mut self.services[service];
        if s.free > 0 && s.queue.is_empty() && s.next_start <= now {
            s.count_busy(now);
            s.free -= 1;
            s.calls += 1;
            s.next_start = now + s.pace;
            return true;
        }
        s.queue.push_back((client, now));
        s.longest_queue = s.longest_queue.max(s.queue.len() as u64);
        self.serve_next(service);
        false
    }

    /// Gives a slot back; the first in the queue gets it.
    pub fn leave_service(&mut self, service: usize) {
        let now = self.now;
        let s = &mut self.services[service];
        s.count_busy(now);
        s.free += 1;
        self.serve_next(service);
    }

    /// A client that queued no longer wants its slot: it leaves the queue, or gives back what it was just granted.
    pub fn abandon_service(&mut self, service: usize, client: Client) {
        let queue = &mut self.services[service].queue;
        match queue.iter().position(|(waiting, _)| *waiting == client) {
            Some(at) => {
                queue.remove(at);
            }
            None => self.leave_service(service),
        }
    }

    /// Free slots go to the first in the queue, as fast as the service's pace allows.
    fn serve_next(&mut self, service: usize) {
        let now = self.now;
        loop {
            let s = &mut self.services[service];
            if s.free == 0 || s.queue.is_empty() {
                return;
            }
            if s.next_start > now {
                if !std::mem::replace(&mut s.pace_armed, true) {
                    let at = s.next_start;
                    self.calendar.schedule(at, Event::ServicePace(service as u32));
                }
                return;
            }
            let Some((client, since)) = s.queue.pop_front() else { return };
            s.count_busy(now);
            s.free -= 1;
            s.calls += 1;
            s.waited += now.since(since);
            s.next_start = now + s.pace;
            self.granted(client);
        }
    }

    fn granted(&mut self, client: Client) {
        match client {
            Client::Thread(thread) => {
                self.thread_mut(thread).granted = true;
                self.unpark(thread);
            }
            Client::Coroutine(event_loop, task) => self.service_granted_to_coroutine(event_loop, task),
        }
    }

    pub(super) fn service_pace(&mut self, service: usize) {
        self.services[service].pace_armed = false;
        self.serve_next(service);
    }
}
