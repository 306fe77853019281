//! The tasks and where their time goes: each is in exactly one state at every instant between its submission and
//! its completion, so that its times add up to its latency to the nanosecond.
//!
//! What is looked at again and again of a task is one line of the cache: with a hundred thousand in flight, each look has to
//! fetch it from afar.

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
#[repr(u8)]
pub enum Status {
    Live,
    /// Its patience is over, and whoever waits for it has not looked yet.
    Late,
    NotSubmitted,
    Completed,
    /// Its caller has given up; what it started may still run.
    TimedOut,
}

impl Status {
    const ALL: [Status; 5] =
        [Status::Live, Status::Late, Status::NotSubmitted, Status::Completed, Status::TimedOut];
}

/// A status, and the state that the task is in, or was last: one number, the state's below the status'.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Life(u8);

impl Life {
    const STATES: u8 = State::COUNT as u8;

    #[inline]
    fn new(status: Status, state: State) -> Life {
        Life(status as u8 * Life::STATES + state as u8)
    }

    fn status(self) -> Status {
        Status::ALL[usize::from(self.0 / Life::STATES)]
    }

    fn state(self) -> State {
        State::numbered(u32::from(self.0 % Life::STATES)).unwrap_or(State::PoolQueue)
    }

    /// The same state, and this status.
    fn but(self, status: Status) -> Life {
        Life(status as u8 * Life::STATES + self.0 % Life::STATES)
    }
}

/// Of the states that come first (`State`), a task's times are on its own line.
const OFTEN: usize = 6;

#[derive(Clone, Debug)]
#[repr(C, align(64))]
pub struct Task {
    /// When its state began; of one that has ended, when it did.
    since: Time,
    pub index: u32,
    pub class: u8,
    /// Next step to run.
    pub step: u8,
    /// 0: the first try.
    pub attempt: u8,
    life: Life,
    /// Nanoseconds in the first few states.
    spent: [u64; OFTEN],
}

const _: () = assert!(size_of::<Task>() == 64);
const _: () = assert!(limits::CLASSES < 1 << 8 && limits::STEPS < 1 << 8 && limits::RETRIES.max < 1 << 8);

/// Nanoseconds in each state, in the order of `State::ALL`.
pub type Account = [u64; State::COUNT];

/// All tasks of a run.
#[derive(Clone, Debug, Default)]
pub struct Tasks {
    pub all: Vec<Task>,
    /// Nanoseconds in the other states.
    spent: Vec<[u64; State::COUNT - OFTEN]>,
    /// When each was submitted: from outside, its arrival.
    submitted: Vec<Time>,
}

impl Tasks {
    /// Memory of one task, bytes.
    pub const BYTES: usize = size_of::<Task>() + size_of::<[u64; State::COUNT - OFTEN]>() + size_of::<Time>();

    pub fn new(order: &[Submission]) -> Tasks {
        let task = |s: &Submission| Task {
            since: Time::ZERO,
            index: s.index,
            class: s.class as u8,
            step: 0,
            attempt: 0,
            life: Life::new(Status::NotSubmitted, State::PoolQueue),
            spent: [0; OFTEN],
        };
        Tasks {
            all: order.iter().map(task).collect(),
            spent: vec![[0; State::COUNT - OFTEN]; order.len()],
            submitted: vec![Time::ZERO; order.len()],
        }
    }

    pub fn get(&self, id: TaskId) -> &Task {
        &self.all[id.at()]
    }

    /// When it was submitted: from outside, its arrival.
    pub fn submitted(&self, id: TaskId) -> Time {
        self.submitted[id.at()]
    }

    /// Nanoseconds in a state.
    #[inline]
    pub fn spent(&self, id: TaskId, state: State) -> u64 {
        let number = state as usize;
        match self.all[id.at()].spent.get(number) {
            Some(spent) => *spent,
            None => self.spent[id.at()][number - OFTEN],
        }
    }

    /// Where its time went.
    pub fn account(&self, id: TaskId) -> Account {
        State::ALL.map(|state| self.spent(id, state))
    }

    /// Each with its number.
    pub fn numbered(&self) -> impl Iterator<Item = (TaskId, &Task)> {
        self.all.iter().enumerate().map(|(number, task)| (TaskId(number as u32), task))
    }

    #[inline]
    pub fn is_live(&self, id: TaskId) -> bool {
        self.get(id).life.0 < Life::STATES
    }

    /// The task's patience is over; false if it had ended before.
    pub fn be_late(&mut self, id: TaskId) -> bool {
        let live = self.is_live(id);
        if live {
            let life = &mut self.all[id.at()].life;
            *life = life.but(Status::Late);
        }
        live
    }

    /// The task exists from this instant on. A retry keeps the times and the submission of the try before it.
    pub fn submit(&mut self, id: TaskId, state: State, at: Time) {
        let task = &mut self.all[id.at()];
        debug_assert_eq!(task.status(), Status::NotSubmitted, "a task is submitted once");
        if task.attempt == 0 {
            task.since = at;
            task.life = Life::new(Status::Live, state);
            self.submitted[id.at()] = at;
        } else {
            task.life = task.life.but(Status::Live);
            self.set(id, state, at);
        }
    }

    /// The task changes state; nothing happens to one that is done or given up.
    #[inline]
    pub fn set(&mut self, id: TaskId, state: State, at: Time) {
        let task = &mut self.all[id.at()];
        let before = usize::from(task.life.0);
        if before < State::COUNT {
            let ns = at.since(task.since).ns();
            match task.spent.get_mut(before) {
                Some(spent) => *spent += ns,
                None => self.spent[id.at()][before - OFTEN] += ns,
            }
            task.since = task.since.max(at);
            task.life = Life::new(Status::Live, state);
        } else if task.is_open() {
            self.set_late(id, state, at);
        }
    }

    #[cold]
    fn set_late(&mut self, id: TaskId, state: State, at: Time) {
        let task = &mut self.all[id.at()];
        task.life = task.life.but(Status::Live);
        self.set(id, state, at);
        let task = &mut self.all[id.at()];
        task.life = task.life.but(Status::Late);
    }

    /// The task ends with this status; false if it had ended before.
    pub fn finish(&mut self, id: TaskId, status: Status, at: Time) -> bool {
        let task = &self.all[id.at()];
        if !task.is_open() {
            return false;
        }
        self.set(id, task.life.state(), at);
        let task = &mut self.all[id.at()];
        task.life = task.life.but(status);
        debug_assert_eq!(
            self.account(id).iter().sum::<u64>(),
            self.get(id).since.since(self.submitted(id)).ns(),
            "the states of a task tile its life"
        );
        true
    }

    /// Another try of a task that was given up: a new entry that goes on with the times of the old one.
    #[cold]
    pub fn retry(&mut self, id: TaskId) -> TaskId {
        let old = self.get(id).clone();
        let retry = TaskId(self.all.len() as u32);
        let life = old.life.but(Status::NotSubmitted);
        self.all.push(Task { attempt: old.attempt + 1, life, step: 0, ..old });
        self.spent.push(self.spent[id.at()]);
        self.submitted.push(self.submitted[id.at()]);
        retry
    }
}

impl Task {
    pub fn status(&self) -> Status {
        self.life.status()
    }

    /// The state that it is in, or was last.
    pub fn state(&self) -> State {
        self.life.state()
    }

    /// Whether whoever asked for the task still has to hear of it.
    #[inline]
    fn is_open(&self) -> bool {
        self.life.0 < 2 * Life::STATES
    }

    /// When it was completed or given up; `Time::NEVER`: it was not.
    pub fn done(&self) -> Time {
        match self.status() {
            Status::Completed | Status::TimedOut => self.since,
            Status::NotSubmitted | Status::Live | Status::Late => Time::NEVER,
        }
    }

    /// When it was completed; none: it was not.
    pub fn completed(&self) -> Option<Time> {
        (self.status() == Status::Completed).then_some(self.since)
    }
}
