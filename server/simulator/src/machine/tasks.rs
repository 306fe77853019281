//! The tasks and where their time goes: each is in exactly one state at every instant between its submission and
//! its completion, so that its times add up to its latency to the nanosecond.
//!
//! A task is two lines of the cache, and what most tasks of a loop go through is in the first: with a hundred thousand in
//! flight, each look at one has to fetch it from afar.

use super::State;
use super::workload::Submission;
use crate::engine::Time;
use crate::scenario::limits;

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
#[repr(C, align(64))]
pub struct Task {
    /// When `state` began; of one that has ended, when it did.
    since: Time,
    pub index: u32,
    /// 0: the first try.
    pub attempt: u32,
    pub class: u16,
    /// Next step to run. A class has far fewer (`limits::STEPS`).
    pub step: u16,
    pub status: Status,
    pub state: State,
    /// Nanoseconds in each state, by its number.
    spent: Account,
    /// When it was submitted: from outside, its arrival.
    pub submitted: Time,
}

const _: () = assert!(size_of::<Task>() == 128 && limits::CLASSES < 1 << 16 && limits::STEPS < 1 << 16);

/// Nanoseconds in each state.
pub type Account = [u64; State::COUNT];

/// All tasks of a run.
#[derive(Debug)]
pub struct Tasks {
    pub all: Vec<Task>,
}

impl Tasks {
    /// Memory of one task, bytes.
    pub const BYTES: usize = size_of::<Task>();

    pub fn new(order: &[Submission]) -> Tasks {
        let task = |s: &Submission| Task {
            since: Time::ZERO,
            index: s.index,
            attempt: 0,
            class: s.class as u16,
            step: 0,
            status: Status::NotSubmitted,
            state: State::PoolQueue,
            spent: [0; State::COUNT],
            submitted: Time::ZERO,
        };
        Tasks { all: order.iter().map(task).collect() }
    }

    pub fn get(&self, id: TaskId) -> &Task {
        &self.all[id.at()]
    }

    pub fn is_live(&self, id: TaskId) -> bool {
        self.get(id).status == Status::Live
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
        let task = &mut self.all[id.at()];
        if task.is_open() {
            let spent = at.since(task.since);
            task.spent[task.state as usize] += spent.ns();
            task.since = task.since.max(at);
            task.state = state;
        }
    }

    /// The task ends with this status; false if it had ended before.
    pub fn finish(&mut self, id: TaskId, status: Status, at: Time) -> bool {
        let task = &mut self.all[id.at()];
        if !task.is_open() {
            return false;
        }
        let state = task.state;
        self.set(id, state, at);
        let task = &mut self.all[id.at()];
        task.status = status;
        debug_assert_eq!(
            task.spent.iter().sum::<u64>(),
            task.since.since(task.submitted).ns(),
            "the states of a task tile its life"
        );
        true
    }

    /// Another try of a task that was given up: a new entry that goes on with the times of the old one.
    #[cold]
    pub fn retry(&mut self, id: TaskId) -> TaskId {
        let old = self.get(id).clone();
        let retry = TaskId(self.all.len() as u32);
        self.all.push(Task { attempt: old.attempt + 1, status: Status::NotSubmitted, step: 0, ..old });
        retry
    }
}

impl Task {
    /// Where its time went, in the order of `State::ALL`.
    pub fn account(&self) -> Account {
        State::ALL.map(|state| self.spent[state as usize])
    }

    /// Whether whoever asked for the task still has to hear of it.
    fn is_open(&self) -> bool {
        matches!(self.status, Status::Live | Status::Late)
    }

    /// When it was completed or given up; `Time::NEVER`: it was not.
    pub fn done(&self) -> Time {
        match self.status {
            Status::Completed | Status::TimedOut => self.since,
            Status::NotSubmitted | Status::Live | Status::Late => Time::NEVER,
        }
    }

    /// When it was completed; none: it was not.
    pub fn completed(&self) -> Option<Time> {
        (self.status == Status::Completed).then_some(self.since)
    }
}
