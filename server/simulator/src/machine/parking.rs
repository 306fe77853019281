//! Sleeping and waking: a thread parks, and is unparked, or its deadline comes.

use super::thread::{Phase, ThreadId};
use super::{Event, Machine, State};
use crate::engine::Time;

impl Machine<'_> {
    #[inline]
    pub(super) fn park(&mut self, id: ThreadId, until: Time, state: Option<State>) {
        self.set_state(id, state);
        let deadline = (until < Time::NEVER).then(|| self.calendar.schedule(until, Event::Deadline(id)));
        let thread = self.thread_mut(id);
        thread.phase = Phase::Parked;
        thread.alarm = deadline;
        self.leave_core(id);
    }

    /// Wakes a thread that is parked; one that is not will not park the next time. A role must look again at what
    /// it waited for: it may be woken for nothing.
    pub fn unpark(&mut self, id: ThreadId) {
        let thread = self.thread(id);
        if thread.phase != Phase::Parked || thread.is_asleep() {
            self.thread_mut(id).unparked = true;
            if self.spinning(id) {
                // What it waited for is its own; from now on it waits for a core alone.
                self.set_state(id, Some(State::CoreWait));
            }
            return;
        }
        self.cancel_alarm(id);
        self.wake(id);
    }

    pub(super) fn cancel_alarm(&mut self, id: ThreadId) {
        if let Some(key) = self.thread_mut(id).alarm.take() {
            self.calendar.cancel(key);
        }
    }

    #[inline]
    pub(super) fn wake(&mut self, id: ThreadId) {
        debug_assert_eq!(self.thread(id).phase, Phase::Parked);
        let latency = self.prices.wake;
        let thread = self.thread_mut(id);
        thread.phase = if thread.is_asleep() { Phase::Returned } else { Phase::Done };
        self.make_ready(id, latency);
    }
}
