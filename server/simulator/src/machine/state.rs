//! The states a task, and a lane of the timeline, can be in: one list, one order, everywhere.

use serde::Serialize;

/// Where a task is at an instant, between submission and completion. Exactly one at a time.
/// The names are the contract's `time_ms` keys. Those that most tasks are in come first: a task's times in them are on
/// the line of the cache that it takes (`tasks.rs`). They are shown in the order of `ALL`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum State {
    /// It is ready and waits for its event loop to come round.
    LoopWait,
    /// The executor or the loop works on it: submit, wake, hand over, complete.
    Overhead,
    /// It waits for I/O.
    Io,
    /// Python bytecode is running for it.
    Python,
    /// It waits in a pool's queue (also for its result to travel back), for a place in flight, or, having arrived, for
    /// the program to take it on.
    PoolQueue,
    /// Its thread waits for the GIL.
    GilWait,
    /// Native code is running for it with the GIL released.
    Native,
    /// It waits for a free server of a service.
    ServiceQueue,
    /// Its thread is ready and waits for a core (or for the container's quota).
    CoreWait,
    /// It waits for a mutex.
    LockWait,
    /// Its payload is pickled, copied through a pipe, or unpickled.
    Serialize,
    /// It waits for a worker that is still starting.
    Start,
}

impl State {
    pub const COUNT: usize = 12;
    pub const ALL: [State; State::COUNT] = [
        State::Python,
        State::Native,
        State::Io,
        State::ServiceQueue,
        State::PoolQueue,
        State::GilWait,
        State::CoreWait,
        State::LockWait,
        State::LoopWait,
        State::Serialize,
        State::Start,
        State::Overhead,
    ];

    /// The one with this number, as it is declared.
    #[inline]
    pub(super) fn numbered(number: u32) -> Option<State> {
        const NUMBERED: [State; State::COUNT] = {
            let mut numbered = State::ALL;
            let mut place = 0;
            while place < State::COUNT {
                numbered[State::ALL[place] as usize] = State::ALL[place];
                place += 1;
            }
            numbered
        };
        NUMBERED.get(number as usize).copied()
    }

    /// The contract's name.
    pub fn name(self) -> &'static str {
        match self {
            State::Python => "python",
            State::Native => "native",
            State::Io => "io",
            State::ServiceQueue => "service_queue",
            State::PoolQueue => "pool_queue",
            State::GilWait => "gil_wait",
            State::CoreWait => "core_wait",
            State::LockWait => "lock_wait",
            State::LoopWait => "loop_wait",
            State::Serialize => "serialize",
            State::Start => "start",
            State::Overhead => "overhead",
        }
    }
}
