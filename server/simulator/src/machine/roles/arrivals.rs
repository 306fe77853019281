//! Which task arrives next: the schedule, and what arrives because of what happened (a client's next task, a retry).
//!
//! A program either takes an arrival when it gets round to it, or has a queue in front where arrivals wait from their
//! instant on: the list of a for loop, the backlog of a server's listening socket.

use std::collections::{BTreeSet, VecDeque};

use crate::engine::Time;
use crate::machine::tasks::TaskId;
use crate::machine::thread::ThreadId;
use crate::machine::workload::Workload;
use crate::machine::{Event, Machine, State};

/// What is known of the next arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    Now(TaskId),
    At(Time),
    /// Nothing is scheduled now; something may be later.
    Unknown,
}

/// Where arrivals wait for a taker.
#[derive(Debug, Default)]
struct Queue {
    waiting: VecDeque<TaskId>,
    /// The arrival of the schedule that the calendar holds.
    planned: Option<Time>,
    /// Those who wait do so because nobody has started yet.
    starting: bool,
}

#[derive(Debug)]
pub struct Arrivals {
    /// Instants of the scheduled ones, in order.
    schedule: Vec<Time>,
    next: usize,
    /// Those that came later: when, and which.
    extra: BTreeSet<(Time, TaskId)>,
    /// Tasks of each class that clients have yet to ask for.
    clients: Vec<VecDeque<TaskId>>,
    /// The threads that take arrivals; event loops are told by themselves.
    pub consumers: Vec<ThreadId>,
    queue: Option<Queue>,
}

impl Arrivals {
    pub fn new(load: &Workload) -> Arrivals {
        let mut clients = vec![VecDeque::new(); load.classes.len()];
        let mut schedule = Vec::with_capacity(load.order.len());
        for (number, submission) in load.order.iter().enumerate() {
            if submission.at == Time::NEVER {
                clients[submission.class as usize].push_back(TaskId(number as u32));
            } else {
                schedule.push(submission.at);
            }
        }
        Arrivals { schedule, next: 0, extra: BTreeSet::new(), clients, consumers: Vec::new(), queue: None }
    }

    /// The task that a client of a class asks for after it has thought.
    pub fn next_of_client(&mut self, class: u32) -> Option<TaskId> {
        self.clients[class as usize].pop_front()
    }

    /// Whether arrivals wait in a queue from their instant on.
    pub fn are_queued(&self) -> bool {
        self.queue.is_some()
    }

    /// The next arrival; one that is due is taken.
    fn take(&mut self, now: Time) -> Next {
        let scheduled = self.schedule.get(self.next).copied();
        let extra = self.extra.first().copied();
        match (scheduled, extra) {
            (Some(at), None) if at <= now => self.take_scheduled(),
            (Some(at), Some((other, _))) if at <= now && at <= other => self.take_scheduled(),
            (_, Some((at, task))) if at <= now => {
                self.extra.pop_first();
                Next::Now(task)
            }
            (Some(at), Some((other, _))) => Next::At(at.min(other)),
            (Some(at), None) | (None, Some((at, _))) => Next::At(at),
            (None, None) => Next::Unknown,
        }
    }

    fn take_scheduled(&mut self) -> Next {
        self.next += 1;
        Next::Now(TaskId((self.next - 1) as u32))
    }
}

impl Machine<'_> {
    /// Arrivals wait in a queue from their instant on; `starting`: nobody is there to take them yet.
    pub fn queue_arrivals(&mut self, starting: bool) {
        self.arrivals.queue = Some(Queue { starting, ..Queue::default() });
        self.plan_arrival();
    }

    /// The first who can take arrivals has started.
    pub(super) fn taker_ready(&mut self) {
        let Some(queue) = &mut self.arrivals.queue else { return };
        if std::mem::take(&mut queue.starting) {
            for task in &queue.waiting {
                self.tasks.set(*task, State::PoolQueue, self.now);
            }
        }
    }

    /// The next task that somebody takes on; one from the queue is live already.
    pub(super) fn next_arrival(&mut self) -> Next {
        let Some(queue) = &mut self.arrivals.queue else { return self.arrivals.take(self.now) };
        while let Some(task) = queue.waiting.pop_front() {
            if self.tasks.is_live(task) {
                return Next::Now(task);
            }
        }
        Next::Unknown
    }

    /// Somebody takes the task on: its life begins now, unless it began when it arrived in the queue.
    pub(super) fn take_on(&mut self, task: TaskId, state: State) {
        if self.tasks.is_live(task) {
            self.tasks.set(task, state, self.now);
        } else {
            self.submit_task(task, state);
        }
    }

    /// A task that was not in the schedule arrives: a client's next one, a retry.
    pub(in crate::machine) fn arrive(&mut self, task: TaskId, at: Time) {
        self.arrivals.extra.insert((at, task));
        if self.arrivals.are_queued() {
            self.calendar.schedule(at, Event::Arrival);
        } else {
            self.tell_consumers();
        }
    }

    /// What is due enters the queue, and whoever takes arrivals is told.
    pub(in crate::machine) fn arrived(&mut self) {
        while let Next::Now(task) = self.arrivals.take(self.now) {
            let Some(queue) = &mut self.arrivals.queue else { return };
            queue.waiting.push_back(task);
            let state = if queue.starting { State::Start } else { State::PoolQueue };
            self.submit_task(task, state);
        }
        self.plan_arrival();
        self.tell_consumers();
    }

    fn plan_arrival(&mut self) {
        let next = self.arrivals.schedule.get(self.arrivals.next).copied();
        let Some(queue) = &mut self.arrivals.queue else { return };
        if let Some(at) = next
            && queue.planned.replace(at) != next
        {
            self.calendar.schedule(at, Event::Arrival);
        }
    }

    /// Of several that wait at one socket, chance decides who comes first.
    fn tell_consumers(&mut self) {
        let count = self.arrivals.consumers.len().max(self.loops.len());
        let first = if count > 1 { self.luck.below(count as u64) as usize } else { 0 };
        for number in 0..self.arrivals.consumers.len() {
            self.unpark(self.arrivals.consumers[(first + number) % count]);
        }
        self.tell_loops_of_arrivals(first);
    }
}
