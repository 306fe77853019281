//! The tasks and where their time goes: each is in exactly one state at every instant between its submission and
//! its completion, so that its times add up to its latency to the nanosecond.
//!
//! What is looked at all the time is kept apart from the account of its times, so that many tasks stay in the cache.

use super::State;
use super::workload::Submission;
use crate::engine::{Span, Time};

/// A task's number: its position in the order of submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TaskId(pub u32);

impl TaskId {
    pub fn at(self) -> usize {
        self.0 as usize
    }
}

/// How far a task has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    NotSubmitted,
    Live,
    /// Its patience is over, and whoever waits for it has not looked yet.
    Late,
    Completed,
    /// Its caller has given up; what it started may still run.
    TimedOut,
}

#[derive(Clone, Debug)]
pub struct Task {
    pub class: u32,
    pub index: u32,
    /// 0: the first try.
    pub attempt: u32,
    pub status: Status,
    pub state: State,
    /// Next step to run. A class has far fewer (`limits::STEPS`).
    pub step: u16,
    /// When `state` began.
    since: Time,
    /// When it was submitted: from outside, its arrival.
    pub submitted: Time,
    pub done: Time,
}

/// Nanoseconds in each state, in the order of `State::ALL`.
pub type Account = [u64; State::COUNT];

/// All tasks of a run.
#[derive(Debug)]
pub struct Tasks {
    pub all: Vec<Task>,
    /// Where the time of each went.
    pub accounts: Vec<Account>,
}

impl Tasks {
    /// Memory of one task, bytes.
    pub const BYTES: usize = size_of::<Task>() + size_of::<Account>();

    pub fn new(order: &[Submission]) -> Tasks {
        let task = |s: &Submission| Task {
            class: s.class,
            index: s.index,
            attempt: 0,
            status: Status::NotSubmitted,
            state: State::PoolQueue,
            step: 0,
            since: Time::ZERO,
            submitted: Time::ZERO,
            done: Time::NEVER,
        };
        Tasks { all: order.iter().map(task).collect(), accounts: vec![[0; State::COUNT]; order.len()] }
    }

    pub fn get(&self, id: TaskId) -> &Task {
        &self.all[id.at()]
    }

    pub fn is_live(&self, id: TaskId) -> bool {
        self.get(id).status == Status::Live
    }

    /// Whether whoever asked for the task still has to hear of it.
    fn is_open(&self, id: TaskId) -> bool {
        matches!(self.get(id).status, Status::Live | Status::Late)
    }

    /// The task's patience is over; false if it had ended before.
    pub fn be_late(&mut self, id: TaskId) -> bool {
        let live = self.is_live(id);
        if live {
            self.all[id.at()].status = Status::Late;
        }
        live
    }

    /// The task exists from this instant on. A retry keeps the times and the submission of the try before it.
    pub fn submit(&mut self, id: TaskId, state: State, at: Time) {
        let task = &mut self.all[id.at()];
        debug_assert_eq!(task.status, Status::NotSubmitted, "a task is submitted once");
        task.status = Status::Live;
        if task.attempt == 0 {
            task.submitted = at;
            task.since = at;
            task.state = state;
        } else {
            self.set(id, state, at);
        }
    }

    /// The task changes state; nothing happens to one that is done or given up.
    pub fn set(&mut self, id: TaskId, state: State, at: Time) {
        if self.is_open(id) {
            let task = &mut self.all[id.at()];
            let spent = at.since(task.since);
            self.accounts[id.at()][task.state as usize] += spent.ns();
            task.since = task.since.max(at);
            task.state = state;
        }
    }

    /// The task ends with this status; false if it had ended before.
    pub fn finish(&mut self, id: TaskId, status: Status, at: Time) -> bool {
        if !self.is_open(id) {
            return false;
        }
        let state = self.get(id).state;
        self.set(id, state, at);
        let task = &mut self.all[id.at()];
        task.status = status;
        task.done = at;
        debug_assert_eq!(
            self.accounts[id.at()].iter().sum::<u64>(),
            task.done.since(task.submitted).ns(),
            "the states of a task tile its life"
        );
        true
    }

    /// Another try of a task that was given up: a new entry that goes on with the times of the old one.
    pub fn retry(&mut self, id: TaskId) -> TaskId {
        let old = self.get(id).clone();
        let retry = TaskId(self.all.len() as u32);
        self.all.push(Task { attempt: old.attempt + 1, status: Status::NotSubmitted, step: 0, ..old });
        self.accounts.push(self.accounts[id.at()]);
        retry
    }

    /// Latency of a completed task.
    pub fn latency(task: &Task) -> Span {
        task.done.since(task.submitted)
    }
}
