//! The models as engines with handlers of events need them: what an event does, and what it schedules. Each engine adds
//! only how it is told.

use std::collections::VecDeque;

use crate::bare::Exponential;
use crate::model::{ARRIVALS, COMPUTING, IO_AFTER, IO_BEFORE, Outcome, SERVERS, SLICE, WORKERS};

/// What is scheduled: after so many units of time, what. Two at most.
pub(crate) type Scheduled<E> = [Option<(f64, E)>; 2];

#[derive(Clone, Copy, Debug)]
pub(crate) enum QueueEvent {
    Arrival,
    ServiceEnd,
}

/// M/M/4 with one queue.
pub(crate) struct Queue {
    random: Exponential,
    waiting: VecDeque<f64>,
    free: u32,
    customers: u64,
    left: u64,
    waited: f64,
}

impl Queue {
    pub(crate) fn new(customers: u64, seed: u64) -> Queue {
        let random = Exponential::new(seed);
        Queue { random, waiting: VecDeque::new(), free: SERVERS, customers, left: customers, waited: 0.0 }
    }

    pub(crate) fn first(&mut self) -> (f64, QueueEvent) {
        (self.random.draw() / ARRIVALS, QueueEvent::Arrival)
    }

    fn serve(&mut self) -> Option<(f64, QueueEvent)> {
        Some((self.random.draw(), QueueEvent::ServiceEnd))
    }

    pub(crate) fn happens(&mut self, now: f64, event: QueueEvent) -> Scheduled<QueueEvent> {
        match event {
            QueueEvent::Arrival => {
                self.left -= 1;
                let next = (self.left > 0).then(|| self.first());
                if self.free == 0 {
                    self.waiting.push_back(now);
                    return [next, None];
                }
                self.free -= 1;
                [next, self.serve()]
            }
            QueueEvent::ServiceEnd => match self.waiting.pop_front() {
                Some(since) => {
                    self.waited += now - since;
                    [self.serve(), None]
                }
                None => {
                    self.free += 1;
                    [None, None]
                }
            },
        }
    }

    pub(crate) fn outcome(&self) -> Outcome {
        Outcome::MeanWait(self.waited / self.customers as f64)
    }
}

/// What ends, and whose it is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum GilEvent {
    IoBefore(u32),
    Slice(u32),
    IoAfter(u32),
}

/// Threads under a GIL.
pub(crate) struct Gil {
    random: Exponential,
    left: u64,
    /// What each still has to compute.
    rest: [f64; WORKERS as usize],
    queue: VecDeque<u32>,
    held: bool,
    makespan: f64,
    preemptions: u64,
}

impl Gil {
    pub(crate) fn new(tasks: u64, seed: u64) -> Gil {
        Gil {
            random: Exponential::new(seed),
            left: tasks,
            rest: [0.0; WORKERS as usize],
            queue: VecDeque::new(),
            held: false,
            makespan: 0.0,
            preemptions: 0,
        }
    }

    /// A worker takes the next task, if there is one.
    pub(crate) fn take(&mut self, worker: u32) -> Option<(f64, GilEvent)> {
        self.left = self.left.checked_sub(1)?;
        Some((IO_BEFORE * self.random.draw(), GilEvent::IoBefore(worker)))
    }

    fn compute(&mut self, worker: u32) -> Option<(f64, GilEvent)> {
        let rest = &mut self.rest[worker as usize];
        let slice = rest.min(SLICE);
        *rest -= slice;
        Some((slice, GilEvent::Slice(worker)))
    }

    fn grant(&mut self) -> Option<(f64, GilEvent)> {
        let next = self.queue.pop_front();
        self.held = next.is_some();
        self.compute(next?)
    }

    pub(crate) fn happens(&mut self, now: f64, event: GilEvent) -> Scheduled<GilEvent> {
        match event {
            GilEvent::IoBefore(worker) => {
                self.rest[worker as usize] = COMPUTING * self.random.draw();
                if self.held {
                    self.queue.push_back(worker);
                    return [None, None];
                }
                self.held = true;
                [self.compute(worker), None]
            }
            GilEvent::Slice(worker) if self.rest[worker as usize] <= 0.0 => {
                let wait = IO_AFTER * self.random.draw();
                [Some((wait, GilEvent::IoAfter(worker))), self.grant()]
            }
            GilEvent::Slice(worker) => {
                self.preemptions += u64::from(!self.queue.is_empty());
                self.queue.push_back(worker);
                [self.grant(), None]
            }
            GilEvent::IoAfter(worker) => {
                self.makespan = now;
                [self.take(worker), None]
            }
        }
    }

    pub(crate) fn outcome(&self) -> Outcome {
        Outcome::Gil { makespan_s: self.makespan, preemptions: self.preemptions }
    }
}
