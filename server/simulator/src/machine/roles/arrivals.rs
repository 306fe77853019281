//! Which task arrives next: the schedule, and what arrives because of what happened (a client's next task, a retry).

use std::collections::{BTreeSet, VecDeque};

use crate::engine::Time;
use crate::machine::tasks::TaskId;
use crate::machine::thread::ThreadId;
use crate::machine::workload::Workload;

/// What is known of the next arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    Now(TaskId),
    At(Time),
    /// Nothing is scheduled now; something may be later.
    Unknown,
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
    /// The thread that takes arrivals.
    pub consumer: Option<ThreadId>,
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
        Arrivals { schedule, next: 0, extra: BTreeSet::new(), clients, consumer: None }
    }

    /// The task that a client of a class asks for after it has thought.
    pub fn next_of_client(&mut self, class: u32) -> Option<TaskId> {
        self.clients[class as usize].pop_front()
    }

    pub fn add(&mut self, task: TaskId, at: Time) {
        self.extra.insert((at, task));
    }

    /// The next arrival; one that is due is taken.
    pub fn take(&mut self, now: Time) -> Next {
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

    /// When a task of the schedule arrived.
    pub fn arrived(&self, task: TaskId) -> Option<Time> {
        self.schedule.get(task.at()).copied()
    }
}
