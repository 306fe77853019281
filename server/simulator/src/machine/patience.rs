//! Patience: how long a task is waited for, and who sees when that is over. Nothing that runs is stopped by it: a thread
//! and a process go on to the end of what they run, a coroutine to its next await.

use super::tasks::{Status, TaskId};
use super::{Event, Machine, State};
use crate::engine::{Span, Time};

/// Who gives a task up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Caller {
    /// The thread that takes tasks on: once it has the GIL, and looks.
    #[default]
    Taker,
    /// The loop that runs it as a coroutine, by a timer that it starts when the coroutine begins (`asyncio.timeout`).
    Loop,
    /// A server's client, who is outside and in time. The server does not know, and serves the request all the same.
    Client,
}

impl Machine<'_> {
    /// A task exists, and has been in this state since an instant. The patience of whoever takes it on begins now; that
    /// of a loop when it gets to the coroutine.
    pub fn submit_task(&mut self, task: TaskId, state: State, since: Time) {
        self.tasks.submit(task, state, since);
        if self.caller != Caller::Loop
            && let Some(timeout) = self.patience_for(task)
        {
            self.schedule(timeout, Event::PatienceOver(task));
        }
    }

    /// How long a task is waited for; `None`: for ever.
    pub(super) fn patience_for(&self, task: TaskId) -> Option<Span> {
        self.load.classes[self.tasks.get(task).class as usize].timeout
    }

    pub(super) fn patience_over(&mut self, task: TaskId) {
        match self.caller {
            Caller::Client => self.give_up(task),
            Caller::Taker if self.tasks.be_late(task) => {
                self.late.push((self.now, task));
                for number in 0..self.arrivals.consumers.len() {
                    self.unpark(self.arrivals.consumers[number]);
                }
            }
            Caller::Taker | Caller::Loop => {}
        }
    }

    /// When the first was late of those that the taker has not given up yet.
    pub(super) fn late_since(&self) -> Option<Time> {
        self.late.first().map(|(at, _)| *at)
    }

    /// The taker gives up all that is late.
    pub(super) fn give_up_late(&mut self) {
        for (_, task) in std::mem::take(&mut self.late) {
            self.give_up(task);
        }
    }

    /// Whoever waited for a task does so no longer: it is tried again, or lost.
    pub(super) fn give_up(&mut self, task: TaskId) {
        if !self.tasks.finish(task, Status::TimedOut, self.now) {
            return;
        }
        let entry = self.tasks.get(task);
        let retries = self.load.classes[entry.class as usize].retries;
        if u32::from(entry.attempt) < retries {
            let retry = self.tasks.retry(task);
            let now = self.now;
            self.arrive(retry, now);
        } else {
            self.task_ended(task);
        }
        self.result_arrived(task);
    }

    /// Whether a call of this task is not begun any more: who gave it up has cancelled its future.
    pub(super) fn is_cancelled(&self, task: TaskId) -> bool {
        // Where none is ever given up, the task need not be fetched for that.
        self.load.has_timeouts
            && self.caller != Caller::Client
            && self.tasks.get(task).status() == Status::TimedOut
    }
}
