//! Room for what there may be as many of as there are tasks, taken once before a run: growing by copies leaves as much memory
//! behind as there is in the end. What is not used of it is never touched, and takes none. And given back after it.

use std::collections::VecDeque;

use super::Machine;
use super::ahead::MANY;
use crate::engine::Calendar;

impl Machine<'_> {
    /// Where there are several loops or pools, as in a server's workers, each has a share that is not known.
    pub(super) fn make_room(&mut self) {
        let tasks = self.tasks.all.len();
        if tasks < MANY {
            return;
        }
        if !self.loops.is_empty() {
            self.coroutines.reserve_exact(tasks);
        }
        if let [event_loop] = self.loops.as_mut_slice() {
            event_loop.ready.reserve_exact(tasks);
            event_loop.timers.reserve(tasks);
        }
        if let [pool] = self.thread_pools.as_mut_slice() {
            pool.reserve(tasks);
        }
        if let [pool] = self.process_pools.as_mut_slice() {
            pool.reserve(tasks);
        }
    }

    /// A run is over: what only it needed makes room for what is told of it.
    pub(super) fn give_room_back(&mut self) {
        self.coroutines = Vec::new();
        for event_loop in &mut self.loops {
            event_loop.ready = VecDeque::new();
            event_loop.timers = Calendar::default();
        }
        self.thread_pools.clear();
        self.process_pools.clear();
    }
}
