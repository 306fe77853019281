//! Which task arrives next: the schedule, and what arrives because of what happened (a client's next task, a retry).
//!
//! The life of a task from outside begins when it arrives, whoever takes it on, and whenever: a program takes an arrival
//! when it gets round to it, and what came before that has waited for it since. A batch is the program's own, and its
//! tasks live from their submission. Or there is a queue in front, where arrivals are seen from their instant on: the
//! list of a for loop, the backlog of a server's listening socket.

use std::collections::{BTreeSet, VecDeque};

use crate::engine::Time;
use crate::machine::tasks::TaskId;
use crate::machine::thread::ThreadId;
use crate::machine::workload::{Submission, Workload};
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
    /// The next in the workload's order.
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
        for (number, submission) in load.order.iter().enumerate() {
            if submission.at == Time::NEVER {
                clients[submission.class as usize].push_back(TaskId(number as u32));
            }
        }
        Arrivals { next: 0, extra: BTreeSet::new(), clients, consumers: Vec::new(), queue: None }
    }

    /// The task that a client of a class asks for after it has thought.
    pub fn next_of_client(&mut self, class: u32) -> Option<TaskId> {
        self.clients[class as usize].pop_front()
    }

    /// Whether arrivals wait in a queue from their instant on.
    pub fn are_queued(&self) -> bool {
        self.queue.is_some()
    }

    /// When the next of those in the order arrives that do so by themselves; they come first.
    fn scheduled(&self, order: &[Submission]) -> Option<Time> {
        order.get(self.next).map(|submission| submission.at).filter(|at| *at != Time::NEVER)
    }

    /// When the next arrival is that is known of.
    pub(super) fn due_at(&self, order: &[Submission]) -> Option<Time> {
        let extra = self.extra.first().map(|(at, _)| *at);
        self.scheduled(order).into_iter().chain(extra).min()
    }

    /// Takes the next arrival if it is due, with its instant; else says when the next one is.
    #[inline]
    fn take(&mut self, order: &[Submission], now: Time) -> Result<(TaskId, Time), Next> {
        let scheduled = self.scheduled(order);
        let extra = self.extra.first().copied();
        match (scheduled, extra) {
            (Some(at), None) if at <= now => Ok(self.take_scheduled(at)),
            (Some(at), Some((other, _))) if at <= now && at <= other => Ok(self.take_scheduled(at)),
            (_, Some((at, task))) if at <= now => {
                self.extra.pop_first();
                Ok((task, at))
            }
            (Some(at), Some((other, _))) => Err(Next::At(at.min(other))),
            (Some(at), None) | (None, Some((at, _))) => Err(Next::At(at)),
            (None, None) => Err(Next::Unknown),
        }
    }

    fn take_scheduled(&mut self, at: Time) -> (TaskId, Time) {
        self.next += 1;
        (TaskId((self.next - 1) as u32), at)
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

    /// The next task for somebody to take on. It is live; where there is no queue and it came from outside, it has waited
    /// in this state for whoever asks.
    pub(super) fn next_arrival(&mut self, waited: State) -> Next {
        if self.arrivals.are_queued() {
            return self.next_queued().map_or(Next::Unknown, Next::Now);
        }
        match self.arrivals.take(&self.load.order, self.now) {
            Ok((task, at)) => {
                let since = if self.is_from_outside(task) { at } else { self.now };
                self.submit_task(task, waited, since);
                Next::Now(task)
            }
            Err(later) => later,
        }
    }

    /// The first in the queue that is still wanted.
    fn next_queued(&mut self) -> Option<TaskId> {
        loop {
            let task = self.arrivals.queue.as_mut()?.waiting.pop_front()?;
            if !self.is_cancelled(task) {
                return Some(task);
            }
        }
    }

    fn is_from_outside(&self, task: TaskId) -> bool {
        self.load.classes[self.tasks.get(task).class as usize].from_outside
    }

    /// What has come from outside by the end of a run and was not taken on has waited until then.
    pub(in crate::machine) fn close_arrivals(&mut self) {
        if self.arrivals.are_queued() {
            return;
        }
        while let Ok((task, at)) = self.arrivals.take(&self.load.order, self.now) {
            if self.is_from_outside(task) {
                self.submit_task(task, State::PoolQueue, at);
            }
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
        while let Ok((task, at)) = self.arrivals.take(&self.load.order, self.now) {
            let Some(queue) = &mut self.arrivals.queue else { return };
            queue.waiting.push_back(task);
            let state = if queue.starting { State::Start } else { State::PoolQueue };
            self.submit_task(task, state, at);
        }
        self.plan_arrival();
        self.tell_consumers();
    }

    fn plan_arrival(&mut self) {
        let next = self.arrivals.scheduled(&self.load.order);
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
