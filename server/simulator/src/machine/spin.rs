//! Waiting for a lock: without a GIL a thread yields its core for a while before it sleeps (Python/lock.c).

use super::op::Does;
use super::thread::{Phase, ThreadId};
use super::{Machine, State};
use crate::engine::Time;
use crate::scenario::Python;

/// So often it yields its core before it sleeps (MAX_SPIN_COUNT).
pub(super) const SPINS: u32 = 40;

impl Machine<'_> {
    /// Waits for a lock until it is unparked; true when it has been.
    pub(super) fn block(&mut self, id: ThreadId, state: Option<State>) -> bool {
        if !self.blind(id) && self.was_unparked(id) {
            return true;
        }
        if self.spin(id, state) {
            return false;
        }
        if self.was_unparked(id) {
            return true;
        }
        self.park(id, Time::NEVER, state);
        false
    }

    fn was_unparked(&mut self, id: ThreadId) -> bool {
        let thread = self.thread_mut(id);
        let unparked = std::mem::take(&mut thread.unparked);
        if unparked {
            thread.phase = Phase::Done;
        }
        unparked
    }

    /// Up to 3.14 a thread that spins does not look at the lock again until it has spun to the end.
    fn blind(&self, id: ThreadId) -> bool {
        self.thread(id).spins < SPINS && self.prices.python < Python::V3_15
    }

    /// Yields the core if somebody else waits for it; true if the thread did.
    fn spin(&mut self, id: ThreadId, state: Option<State>) -> bool {
        let with_gil = self.processes[self.thread(id).process].gil.is_some();
        if with_gil || self.thread(id).spins == 0 {
            return false;
        }
        if self.thread(id).spins == SPINS && !self.shares_its_core() {
            self.thread_mut(id).spins = 0;
            return false;
        }
        self.thread_mut(id).spins -= 1;
        self.yield_core(id, state)
    }

    /// Whether the thread has yielded its core while it waits for a lock.
    pub(super) fn spinning(&self, id: ThreadId) -> bool {
        let thread = self.thread(id);
        let waits = thread.phase == Phase::Begin && matches!(thread.op.does(), Does::Block { .. });
        waits && thread.core.is_none() && thread.gil.is_none()
    }
}
