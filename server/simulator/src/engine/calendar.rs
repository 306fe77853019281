//! The event calendar: what happens next. Order is total: by time, then by the order of scheduling.
//!
//! Keys are one integer each: time above, then the sequence number, then the event itself. What is scheduled for the
//! instant that it is now stands in line by itself, in front of all that is later.
//!
//! An event that is cancelled stays where it is, and is passed over when it comes up: whoever can cancel events knows
//! which are still wanted. What is set anew again and again is a timer: its key stays where it is while the timer moves
//! further away, and is brought up to date when it comes up.

use std::num::NonZeroU64;

use super::Time;
use super::heap::NOTHING;
use super::queue::Queue;

/// A scheduled event: which it is among all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key(NonZeroU64);

/// An event that is set, moved and stopped many times; it is scheduled once at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timer(u32);

/// What a calendar can hold: a number that says all of it.
pub trait Code: Copy {
    /// The number, below [`CODES`].
    fn code(self) -> u32;
    /// What has this number.
    fn of(code: u32) -> Self;
}

impl Code for u32 {
    fn code(self) -> u32 {
        self
    }

    fn of(code: u32) -> u32 {
        code
    }
}

/// Bits of a key: time (64), sequence (34), whether it is a timer's (1), the event's code or the timer's number (29).
const CODE_BITS: u32 = 29;
/// How many events can be told apart.
pub const CODES: u32 = 1 << CODE_BITS;
const TIMER: u64 = 1 << CODE_BITS;
const SEQUENCES: u64 = 1 << (63 - CODE_BITS);

fn key(time: Time, low: u64) -> u128 {
    u128::from(time.ns()) << 64 | u128::from(low)
}

/// What a key is of.
enum What<E> {
    Event(Key, E),
    Timer(usize),
}

impl<E: Code> What<E> {
    #[inline]
    fn of(key: u128) -> What<E> {
        let low = key as u64;
        let number = low as u32 % CODES;
        if low & TIMER == 0 {
            What::Event(Key(NonZeroU64::new(low).unwrap_or(NonZeroU64::MIN)), E::of(number))
        } else {
            What::Timer(number as usize)
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct TimerState<E> {
    /// Its key in the queue, at its time or before it; `NOTHING`: it has none there.
    armed: u128,
    /// Its own key; `NOTHING`: it is stopped.
    due: u128,
    event: E,
}

/// Events in the order in which they happen.
#[derive(Debug)]
pub struct Calendar<E> {
    /// When the latest event was that has been taken, cancelled or not.
    now: Time,
    /// What was scheduled for now since it is now: keys without their time. Those before `due_at` have happened.
    due: Vec<u64>,
    due_at: usize,
    later: Queue,
    next_sequence: u64,
    timers: Vec<TimerState<E>>,
    /// How many of the sequence numbers are of events that have happened or will not.
    over: u64,
}

impl<E: Code> Default for Calendar<E> {
    fn default() -> Self {
        Calendar {
            now: Time::ZERO,
            due: Vec::new(),
            due_at: 0,
            later: Queue::default(),
            next_sequence: 1,
            timers: Vec::new(),
            over: 1,
        }
    }
}

impl<E: Code> Calendar<E> {
    /// What tells an event that is scheduled now from all others, above what it is.
    #[inline]
    fn low(&mut self, what: u64) -> NonZeroU64 {
        debug_assert!(self.next_sequence < SEQUENCES, "more events than can be told apart");
        let low = self.next_sequence << (CODE_BITS + 1) | what;
        self.next_sequence += 1;
        // Sequences begin at 1.
        NonZeroU64::new(low).unwrap_or(NonZeroU64::MIN)
    }

    /// The least key; `NOTHING`: there is none.
    #[inline]
    fn least(&self) -> u128 {
        let later = self.later.least_or_nothing();
        match self.due.get(self.due_at) {
            Some(low) => later.min(key(self.now, *low)),
            None => later,
        }
    }

    /// Takes the least key, if its time is not after `end`.
    #[inline]
    fn take_until(&mut self, end: Time) -> Option<u128> {
        let later = self.later.least_or_nothing();
        if let Some(low) = self.due.get(self.due_at) {
            let due = key(self.now, *low);
            if due < later {
                if self.now > end {
                    return None;
                }
                self.take_due();
                return Some(due);
            }
        }
        let time = Time::from_ns((later >> 64) as u64);
        if time > end || later == NOTHING {
            return None;
        }
        self.later.take();
        // What was passed over as cancelled may have been later.
        self.now = self.now.max(time);
        Some(later)
    }

    /// The first in line has its turn.
    #[inline]
    fn take_due(&mut self) {
        self.due_at += 1;
        if self.due_at == self.due.len() {
            self.due.clear();
            self.due_at = 0;
        }
    }

    /// Takes room for so many events.
    pub fn reserve(&mut self, events: usize) {
        self.later.reserve(events);
    }

    /// Schedules an event. O(log n).
    #[inline]
    pub fn schedule(&mut self, time: Time, event: E) -> Key {
        let code = event.code();
        assert!(code < CODES, "more of a kind than a calendar tells apart");
        let low = self.low(u64::from(code));
        if time == self.now {
            self.due.push(low.get());
        } else {
            self.later.push(key(time, low.get()));
        }
        Key(low)
    }

    /// An event that has not happened yet is wanted no longer: whoever takes events will say so of it. O(1).
    pub fn cancel(&mut self, _key: Key) {
        self.over += 1;
    }

    /// A timer for this event, stopped.
    pub fn add_timer(&mut self, event: E) -> Timer {
        let number = self.timers.len() as u32;
        assert!(number < CODES, "more timers than a calendar tells apart");
        self.timers.push(TimerState { armed: NOTHING, due: NOTHING, event });
        Timer(number)
    }

    /// The timer's event happens then, and not when it would have happened otherwise: as if that were cancelled and
    /// this scheduled now. O(1) if it is not before the times at which it was set before, O(log n) otherwise.
    pub fn set_timer(&mut self, timer: Timer, time: Time) {
        let low = self.low(TIMER | u64::from(timer.0));
        let due = key(time, low.get());
        let state = &mut self.timers[timer.0 as usize];
        self.over += u64::from(state.due != NOTHING);
        state.due = due;
        if due < state.armed {
            state.armed = due;
            self.later.push(due);
        }
    }

    /// The timer's event does not happen. O(1).
    pub fn stop_timer(&mut self, timer: Timer) {
        let state = &mut self.timers[timer.0 as usize];
        self.over += u64::from(state.due != NOTHING);
        state.due = NOTHING;
    }

    /// Whether nothing is scheduled any more. O(1).
    pub fn is_empty(&self) -> bool {
        self.over == self.next_sequence
    }

    /// The next event and its time, if it happens by then, whether it is still wanted or not: of one that was cancelled,
    /// `was_cancelled` is to be told. O(log n).
    #[inline]
    pub fn take(&mut self, end: Time) -> Option<(Time, Key, E)> {
        loop {
            let first = self.take_until(end)?;
            let (key, event) = match What::of(first) {
                What::Event(key, event) => (key, Some(event)),
                What::Timer(number) => (Key(NonZeroU64::MIN), self.timer_came_up(number, first)),
            };
            if let Some(event) = event {
                self.over += 1;
                return Some((Time::from_ns((first >> 64) as u64), key, event));
            }
        }
    }

    /// What was taken last had been cancelled before.
    #[inline]
    pub fn was_cancelled(&mut self) {
        self.over -= 1;
    }

    /// The next event and its time, of those that are still wanted. O(log n).
    #[inline]
    pub fn pop(&mut self, is_wanted: impl Fn(Key, E) -> bool) -> Option<(Time, E)> {
        self.pop_until(Time::NEVER, is_wanted)
    }

    /// The next event and its time, of those that are still wanted, if it happens by then. O(log n).
    #[inline]
    pub fn pop_until(&mut self, end: Time, is_wanted: impl Fn(Key, E) -> bool) -> Option<(Time, E)> {
        loop {
            let (time, key, event) = self.take(end)?;
            if is_wanted(key, event) {
                return Some((time, event));
            }
            self.was_cancelled();
        }
    }

    /// When the next event happens, of those that are still wanted. O(log n).
    pub fn next_time(&mut self, is_wanted: impl Fn(Key, E) -> bool) -> Option<Time> {
        loop {
            let first = self.least();
            if first == NOTHING {
                return None;
            }
            let time = Time::from_ns((first >> 64) as u64);
            let is_next = match What::of(first) {
                What::Event(key, event) => is_wanted(key, event),
                What::Timer(number) => self.timers[number].due == first,
            };
            if is_next {
                return Some(time);
            }
            // It is not now yet: only the key goes.
            if self.due.get(self.due_at) == Some(&(first as u64)) {
                self.take_due();
            } else {
                self.later.take();
            }
            if let What::<E>::Timer(number) = What::of(first) {
                self.timer_came_up(number, first);
            }
        }
    }

    /// A timer's key has come up: its event, if this is its time.
    fn timer_came_up(&mut self, number: usize, first: u128) -> Option<E> {
        let state = &mut self.timers[number];
        if state.armed != first {
            return None;
        }
        if state.due == first {
            (state.armed, state.due) = (NOTHING, NOTHING);
            return Some(state.event);
        }
        let due = state.due;
        state.armed = due;
        if due != NOTHING {
            // It was set before, perhaps before what stands in line now.
            self.later.push(due);
        }
        None
    }
}

#[cfg(test)]
mod tests;
