//! The states in plain words: name, what it means, and the token that gives its colour. One list for legend,
//! strips, timelines, charts and tables.

use simulator::observe::State;
use simulator::observe::timeline::SliceState;

/// Every state, in the order in which legends and stacks show them.
pub const STATES: [SliceState; 13] = [
    SliceState::Python,
    SliceState::Native,
    SliceState::Io,
    SliceState::ServiceQueue,
    SliceState::GilWait,
    SliceState::CoreWait,
    SliceState::LockWait,
    SliceState::LoopWait,
    SliceState::LoopBlocked,
    SliceState::Serialize,
    SliceState::Start,
    SliceState::PoolQueue,
    SliceState::Overhead,
];

/// A state's place in [`STATES`]. It is looked up for every slice that is drawn.
pub fn index(state: SliceState) -> usize {
    PLACES[state as usize]
}

/// The places of all states, in the order of their declaration.
const PLACES: [usize; STATES.len()] = {
    let (mut places, mut place) = ([0; STATES.len()], 0);
    while place < STATES.len() {
        places[STATES[place] as usize] = place;
        place += 1;
    }
    places
};

/// The last part of the CSS names: `--state-gil-wait`, `.state-gil-wait`.
pub fn token(state: SliceState) -> &'static str {
    match state {
        SliceState::Python => "python",
        SliceState::Native => "native",
        SliceState::Io => "io",
        SliceState::ServiceQueue => "service-queue",
        SliceState::PoolQueue => "pool-queue",
        SliceState::GilWait => "gil-wait",
        SliceState::CoreWait => "core-wait",
        SliceState::LockWait => "lock-wait",
        SliceState::LoopWait => "loop-wait",
        SliceState::Serialize => "serialize",
        SliceState::Start => "start",
        SliceState::Overhead => "overhead",
        SliceState::LoopBlocked => "loop-blocked",
    }
}

/// Whether lines over its colour tell it from the others: it waits.
pub fn is_hatched(state: SliceState) -> bool {
    matches!(
        state,
        SliceState::GilWait
            | SliceState::ServiceQueue
            | SliceState::LoopWait
            | SliceState::CoreWait
            | SliceState::LockWait
    )
}

/// What people read.
pub fn name(state: SliceState) -> &'static str {
    match state {
        SliceState::Python => "Python",
        SliceState::Native => "native, GIL released",
        SliceState::Io => "waiting for I/O",
        SliceState::ServiceQueue => "waiting for a service",
        SliceState::PoolQueue => "queued",
        SliceState::GilWait => "waiting for the GIL",
        SliceState::CoreWait => "waiting for a core",
        SliceState::LockWait => "waiting for a lock",
        SliceState::LoopWait => "waiting for the loop",
        SliceState::Serialize => "pickling",
        SliceState::Start => "starting",
        SliceState::Overhead => "overhead",
        SliceState::LoopBlocked => "loop blocked",
    }
}

/// What it means, in a sentence.
pub fn meaning(state: SliceState) -> &'static str {
    match state {
        SliceState::Python => "Python bytecode runs; it holds the GIL, where there is one.",
        SliceState::Native => {
            "Native code runs with the GIL released, so other threads can run Python meanwhile."
        }
        SliceState::Io => "It waits for the network, a disk or another program, and needs no core.",
        SliceState::ServiceQueue => "It waits until the service it calls has a free place.",
        SliceState::PoolQueue => "It waits until the pool, or the limit on tasks in flight, lets it begin.",
        SliceState::GilWait => "Its thread could run, but another thread holds the GIL.",
        SliceState::CoreWait => {
            "Its thread could run, but every core is busy, or the container's quota is used up."
        }
        SliceState::LockWait => "It waits for a lock that another task holds.",
        SliceState::LoopWait => "It is ready and waits for its event loop to come round.",
        SliceState::Serialize => {
            "Its arguments or its result are pickled, copied through a pipe, or unpickled."
        }
        SliceState::Start => "A worker starts: until then it can take no task.",
        SliceState::Overhead => {
            "The executor or the event loop works on it: submit, wake, hand over, complete."
        }
        SliceState::LoopBlocked => {
            "The event loop stands still inside a blocking call; nothing else on it can run."
        }
    }
}

/// The report's times in the order of [`STATES`], without those that only a lane can have.
pub fn times() -> impl Iterator<Item = (SliceState, usize)> {
    STATES.into_iter().filter_map(|shown| {
        let place = State::ALL.iter().position(|state| SliceState::from(*state) == shown)?;
        Some((shown, place))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_its_own_words() {
        for (place, state) in STATES.iter().enumerate() {
            assert_eq!(index(*state), place);
            assert!(STATES.iter().filter(|other| name(**other) == name(*state)).count() == 1);
            assert!(STATES.iter().filter(|other| token(**other) == token(*state)).count() == 1);
            assert!(meaning(*state).ends_with('.'));
        }
        assert_eq!(times().count(), State::COUNT);
    }
}
