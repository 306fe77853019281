//! What can happen on the machine: the events that its calendar holds.

use super::gil::GilId;
use super::tasks::TaskId;
use super::thread::ThreadId;
use crate::engine::Code;

/// An event.
#[derive(Clone, Copy, Debug)]
pub enum Event {
    /// A thread that was given a core begins to run.
    Dispatched(ThreadId),
    /// A running thread's burst of computing is over.
    BurstEnd(ThreadId),
    /// A parked thread's deadline.
    Deadline(ThreadId),
    /// A waiter for a GIL has waited a whole switch interval.
    GilPoll(GilId),
    /// The scheduler's clock on a core with others waiting.
    Tick(u32),
    /// A task enters the queue in front of the program.
    Arrival,
    /// A thread that has had less than the one on this core waits for a core.
    Resched(u32),
    /// A task has been waited for as long as anybody does.
    PatienceOver(TaskId),
    /// A service that is paced may start its next call.
    ServicePace(u32),
    QuotaSpent,
    QuotaRefill,
}

impl Code for Event {
    /// The kind, and above it which of its kind.
    fn code(self) -> u32 {
        let (kind, number) = match self {
            Event::Dispatched(thread) => (0, thread.0),
            Event::BurstEnd(thread) => (1, thread.0),
            Event::Deadline(thread) => (2, thread.0),
            Event::GilPoll(gil) => (3, gil.0),
            Event::Tick(core) => (4, core),
            Event::Arrival => (5, 0),
            Event::Resched(core) => (6, core),
            Event::PatienceOver(task) => (7, task.0),
            Event::ServicePace(service) => (8, service),
            Event::QuotaSpent => (9, 0),
            Event::QuotaRefill => (10, 0),
        };
        number << 4 | kind
    }

    fn of(code: u32) -> Event {
        let number = code >> 4;
        match code % 16 {
            0 => Event::Dispatched(ThreadId(number)),
            1 => Event::BurstEnd(ThreadId(number)),
            2 => Event::Deadline(ThreadId(number)),
            3 => Event::GilPoll(GilId(number)),
            4 => Event::Tick(number),
            5 => Event::Arrival,
            6 => Event::Resched(number),
            7 => Event::PatienceOver(TaskId(number)),
            8 => Event::ServicePace(number),
            9 => Event::QuotaSpent,
            _ => Event::QuotaRefill,
        }
    }
}
