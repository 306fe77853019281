//! The event calendar: what happens next. Order is total: by time, then by the order of scheduling.
//!
//! Keys are one integer each: time above, then the sequence number, then where the event itself lies. They are a heap, and
//! before it stands the next of all: much of what is scheduled happens next, and never goes through the heap. When that
//! has happened its place stays open until the next key comes, which goes through the heap together with the one that
//! takes the place: most events schedule another.
//!
//! Cancelling frees the event's slot at once and leaves a stale key behind, which is skipped when it comes up. What
//! is set anew again and again is a timer: its key stays where it is while the timer moves further away, and is
//! brought up to date when it comes up.

use std::num::NonZeroU64;

use super::Time;
use super::heap::{Heap, NOTHING};

/// A scheduled event, for cancelling it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key(NonZeroU64);

/// An event that is set, moved and stopped many times; it is scheduled once at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timer(u32);

/// Bits of a key: time (64), sequence (38), place (26). A place is a slot's number, or a timer's.
const PLACE_BITS: u32 = 26;
const PLACES: u64 = 1 << PLACE_BITS;
const TIMER: u64 = PLACES >> 1;
const SEQUENCES: u64 = 1 << (64 - PLACE_BITS);

/// A slot without an event.
const FREE: u64 = 0;

fn key(time: Time, low: u64) -> u128 {
    u128::from(time.ns()) << 64 | u128::from(low)
}

#[derive(Clone, Copy, Debug)]
struct Slot<E> {
    /// Sequence and place of the event that is in it; `FREE` when there is none.
    low: u64,
    event: E,
}

#[derive(Clone, Copy, Debug)]
struct TimerState<E> {
    /// Its key in the heap, at its time or before it; `NOTHING`: it has none there.
    armed: u128,
    /// Its own key; `NOTHING`: it is stopped.
    due: u128,
    event: E,
}

/// Events in the order in which they happen.
#[derive(Debug)]
pub struct Calendar<E> {
    /// Not above any key in the heap; `NOTHING`: open, the least is there.
    first: u128,
    heap: Heap,
    slots: Vec<Slot<E>>,
    free: Vec<u32>,
    timers: Vec<TimerState<E>>,
    timers_set: usize,
    next_sequence: u64,
}

impl<E: Copy> Default for Calendar<E> {
    fn default() -> Self {
        Calendar {
            first: NOTHING,
            heap: Heap::default(),
            slots: Vec::new(),
            free: Vec::new(),
            timers: Vec::new(),
            timers_set: 0,
            next_sequence: 1,
        }
    }
}

impl<E: Copy> Calendar<E> {
    /// The number of an event that is scheduled now, with where it lies.
    fn low(&mut self, place: u64) -> NonZeroU64 {
        debug_assert!(self.next_sequence < SEQUENCES, "more events than can be told apart");
        let low = self.next_sequence << PLACE_BITS | place;
        self.next_sequence += 1;
        // Sequences begin at 1.
        NonZeroU64::new(low).unwrap_or(NonZeroU64::MIN)
    }

    #[inline]
    fn push(&mut self, key: u128) {
        if self.first == NOTHING {
            let least = self.heap.least();
            if key < least {
                self.first = key;
            } else {
                self.heap.replace_least(key);
                self.first = least;
            }
        } else if key < self.first {
            self.heap.push(std::mem::replace(&mut self.first, key));
        } else {
            self.heap.push(key);
        }
    }

    /// The least key; `NOTHING`: there is none.
    #[inline]
    fn least(&self) -> u128 {
        if self.first == NOTHING { self.heap.least() } else { self.first }
    }

    /// Takes the least key, which there must be.
    #[inline]
    fn take(&mut self) {
        if self.first == NOTHING {
            self.heap.pop();
        } else {
            self.first = NOTHING;
        }
    }

    /// Schedules an event. O(log n).
    #[inline]
    pub fn schedule(&mut self, time: Time, event: E) -> Key {
        let place = match self.free.pop() {
            Some(slot) => slot as usize,
            None => {
                assert!((self.slots.len() as u64) < TIMER, "more events at once than a calendar holds");
                self.slots.push(Slot { low: FREE, event });
                self.slots.len() - 1
            }
        };
        let low = self.low(place as u64);
        self.slots[place] = Slot { low: low.get(), event };
        self.push(key(time, low.get()));
        Key(low)
    }

    /// Takes an event back; false if it has already happened or was cancelled. O(1).
    pub fn cancel(&mut self, key: Key) -> bool {
        let low = key.0.get();
        let place = low & (PLACES - 1);
        let slot = &mut self.slots[place as usize];
        if slot.low != low {
            return false;
        }
        slot.low = FREE;
        self.free.push(place as u32);
        true
    }

    /// A timer for this event, stopped.
    pub fn add_timer(&mut self, event: E) -> Timer {
        let number = self.timers.len() as u64;
        assert!(number < TIMER, "more timers than a calendar holds");
        self.timers.push(TimerState { armed: NOTHING, due: NOTHING, event });
        Timer(number as u32)
    }

    /// The timer's event happens then, and not when it would have happened otherwise: as if that were cancelled and
    /// this scheduled now. O(1) if it is not before the times at which it was set before, O(log n) otherwise.
    pub fn set_timer(&mut self, timer: Timer, time: Time) {
        let low = self.low(TIMER | u64::from(timer.0));
        let due = key(time, low.get());
        let state = &mut self.timers[timer.0 as usize];
        self.timers_set += usize::from(state.due == NOTHING);
        state.due = due;
        if due < state.armed {
            state.armed = due;
            self.push(due);
        }
    }

    /// The timer's event does not happen. O(1).
    pub fn stop_timer(&mut self, timer: Timer) {
        let state = &mut self.timers[timer.0 as usize];
        self.timers_set -= usize::from(state.due != NOTHING);
        state.due = NOTHING;
    }

    /// Whether nothing is scheduled any more. O(1).
    pub fn is_empty(&self) -> bool {
        self.free.len() == self.slots.len() && self.timers_set == 0
    }

    /// The next event and its time. O(log n).
    pub fn pop(&mut self) -> Option<(Time, E)> {
        self.pop_until(Time::NEVER)
    }

    /// The next event and its time, if it happens by then. O(log n).
    pub fn pop_until(&mut self, end: Time) -> Option<(Time, E)> {
        loop {
            let first = self.least();
            let (time, low) = (Time::from_ns((first >> 64) as u64), first as u64);
            if first == NOTHING || time > end {
                return None;
            }
            self.take();
            let place = low & (PLACES - 1);
            if place < TIMER {
                let slot = &mut self.slots[place as usize];
                if slot.low == low {
                    slot.low = FREE;
                    self.free.push(place as u32);
                    return Some((time, slot.event));
                }
            } else if let Some(event) = self.timer_came_up((place - TIMER) as usize, first) {
                return Some((time, event));
            }
        }
    }

    /// When the next event happens. O(log n).
    pub fn next_time(&mut self) -> Option<Time> {
        loop {
            let first = self.least();
            if first == NOTHING {
                return None;
            }
            let low = first as u64;
            let place = low & (PLACES - 1);
            let is_next = if place < TIMER {
                self.slots[place as usize].low == low
            } else {
                self.timers[(place - TIMER) as usize].due == first
            };
            if is_next {
                return Some(Time::from_ns((first >> 64) as u64));
            }
            self.take();
            if place >= TIMER {
                self.timer_came_up((place - TIMER) as usize, first);
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
            self.timers_set -= 1;
            return Some(state.event);
        }
        let due = state.due;
        state.armed = due;
        if due != NOTHING {
            self.push(due);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drain(calendar: &mut Calendar<u32>) -> Vec<(u64, u32)> {
        std::iter::from_fn(|| calendar.pop()).map(|(t, e)| (t.ns(), e)).collect()
    }

    #[test]
    fn equal_times_keep_the_order_of_scheduling() {
        let mut calendar = Calendar::default();
        for (time, event) in [(5, 1), (3, 2), (5, 3), (3, 4), (0, 5)] {
            calendar.schedule(Time::from_ns(time), event);
        }
        assert_eq!(drain(&mut calendar), [(0, 5), (3, 2), (3, 4), (5, 1), (5, 3)]);
    }

    #[test]
    fn a_cancelled_event_never_happens_and_its_slot_is_used_again() {
        let mut calendar = Calendar::default();
        let gone = calendar.schedule(Time::from_ns(1), 1);
        calendar.schedule(Time::from_ns(2), 2);
        assert!(calendar.cancel(gone));
        assert!(!calendar.cancel(gone), "only once");
        calendar.schedule(Time::from_ns(3), 3);
        assert!(!calendar.cancel(gone), "the slot belongs to another event now");
        assert!(!calendar.is_empty());
        assert_eq!(drain(&mut calendar), [(2, 2), (3, 3)]);
        assert!(calendar.is_empty());
    }

    #[test]
    fn a_timer_happens_when_it_was_set_last_and_not_when_it_is_stopped() {
        let mut calendar = Calendar::default();
        let (moved, stopped) = (calendar.add_timer(1), calendar.add_timer(2));
        assert!(calendar.is_empty());
        for time in [5, 9, 4, 7] {
            calendar.set_timer(moved, Time::from_ns(time));
            calendar.set_timer(stopped, Time::from_ns(time));
        }
        calendar.stop_timer(stopped);
        calendar.stop_timer(stopped);
        assert_eq!(drain(&mut calendar), [(7, 1)]);
        assert!(calendar.is_empty());
        calendar.set_timer(stopped, Time::from_ns(8));
        assert_eq!(drain(&mut calendar), [(8, 2)]);
    }

    /// The calendar beside a plain list of what is scheduled, with events, timers and takings in random order.
    #[test]
    fn it_agrees_with_a_list() {
        let mut calendar = Calendar::default();
        let timers: Vec<Timer> = (0..4).map(|number| calendar.add_timer(1_000_000 + number)).collect();
        let mut list: Vec<(u64, u64, u32, Option<Key>)> = Vec::new();
        let mut x: u64 = 99;
        let mut random = |n: u64| {
            x = x.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (x >> 33) % n
        };
        let mut now = 0;
        for step in 0..20_000_u32 {
            let time = now + random(50);
            let which = random(4) as usize;
            let timer = 1_000_000 + which as u32;
            match random(6) {
                0 | 1 => {
                    let key = calendar.schedule(Time::from_ns(time), step);
                    list.push((time, u64::from(step), step, Some(key)));
                }
                2 => {
                    list.retain(|(_, _, event, _)| *event != timer);
                    list.push((time, u64::from(step), timer, None));
                    calendar.set_timer(timers[which], Time::from_ns(time));
                }
                3 if step % 4 == 0 => {
                    list.retain(|(_, _, event, _)| *event != timer);
                    calendar.stop_timer(timers[which]);
                }
                4 if !list.is_empty() => {
                    let at = random(list.len() as u64) as usize;
                    if let Some(key) = list[at].3 {
                        list.remove(at);
                        assert!(calendar.cancel(key));
                    }
                }
                _ => {
                    let first = list.iter().enumerate().min_by_key(|(_, (t, s, ..))| (*t, *s));
                    let expected = first.map(|(at, (time, _, event, _))| (at, *time, *event));
                    let got = calendar.pop().map(|(time, event)| (time.ns(), event));
                    assert_eq!(got, expected.map(|(_, time, event)| (time, event)));
                    if let Some((at, time, _)) = expected {
                        list.remove(at);
                        now = time;
                    }
                }
            }
            assert_eq!(calendar.is_empty(), list.is_empty());
            if step % 3 == 0 {
                assert_eq!(calendar.next_time().map(Time::ns), list.iter().map(|(t, ..)| *t).min());
            }
        }
    }

    #[test]
    fn it_agrees_with_sorting() {
        let mut calendar = Calendar::default();
        let mut expected = Vec::new();
        let mut x: u64 = 12345;
        for event in 0..2000_u32 {
            x = x.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            let time = (x >> 33) % 500;
            let key = calendar.schedule(Time::from_ns(time), event);
            if x.is_multiple_of(7) {
                calendar.cancel(key);
            } else {
                expected.push((time, event));
            }
        }
        expected.sort_unstable();
        assert_eq!(drain(&mut calendar), expected);
    }
}
