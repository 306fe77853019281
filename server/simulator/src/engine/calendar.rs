//! The event calendar: what happens next. Order is total: by time, then by the order of scheduling.
//!
//! A 4-ary heap of small keys (LaMarca and Ladner 1996: shallower than a binary heap, and a node's children share
//! a cache line); the events themselves stay in slots beside it. Cancelling frees the slot at once and leaves a
//! stale key behind, which is skipped when it comes up.

use super::Time;

/// A scheduled event, for cancelling it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    slot: u32,
    sequence: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    time: Time,
    sequence: u64,
    slot: u32,
}

struct Slot<E> {
    /// Of the event that is in it; `FREE` when there is none.
    sequence: u64,
    event: E,
}

const FREE: u64 = u64::MAX;

/// Events in the order in which they happen.
pub struct Calendar<E> {
    heap: Vec<Entry>,
    slots: Vec<Slot<E>>,
    free: Vec<u32>,
    next_sequence: u64,
}

impl<E: Copy> Default for Calendar<E> {
    fn default() -> Self {
        Calendar { heap: Vec::new(), slots: Vec::new(), free: Vec::new(), next_sequence: 0 }
    }
}

impl<E: Copy> Calendar<E> {
    /// Schedules an event. O(log n).
    pub fn schedule(&mut self, time: Time, event: E) -> Key {
        let sequence = self.next_sequence;
        self.next_sequence += 1;
        let slot = match self.free.pop() {
            Some(slot) => {
                self.slots[slot as usize] = Slot { sequence, event };
                slot
            }
            None => {
                self.slots.push(Slot { sequence, event });
                (self.slots.len() - 1) as u32
            }
        };
        self.heap.push(Entry { time, sequence, slot });
        self.sift_up(self.heap.len() - 1);
        Key { slot, sequence }
    }

    /// Takes an event back; false if it has already happened or was cancelled. O(1).
    pub fn cancel(&mut self, key: Key) -> bool {
        let slot = &mut self.slots[key.slot as usize];
        if slot.sequence != key.sequence {
            return false;
        }
        slot.sequence = FREE;
        self.free.push(key.slot);
        true
    }

    /// Whether nothing is scheduled any more. O(1).
    pub fn is_empty(&self) -> bool {
        self.free.len() == self.slots.len()
    }

    /// The next event and its time. O(log n).
    pub fn pop(&mut self) -> Option<(Time, E)> {
        while let Some(&first) = self.heap.first() {
            let last = self.heap.pop()?;
            if !self.heap.is_empty() {
                self.heap[0] = last;
                self.sift_down();
            }
            let slot = &mut self.slots[first.slot as usize];
            if slot.sequence == first.sequence {
                slot.sequence = FREE;
                self.free.push(first.slot);
                return Some((first.time, slot.event));
            }
        }
        None
    }

    fn sift_up(&mut self, mut at: usize) {
        let entry = self.heap[at];
        while at > 0 {
            let parent = (at - 1) / 4;
            if self.heap[parent] <= entry {
                break;
            }
            self.heap[at] = self.heap[parent];
            at = parent;
        }
        self.heap[at] = entry;
    }

    fn sift_down(&mut self) {
        let len = self.heap.len();
        let entry = self.heap[0];
        let mut at = 0;
        loop {
            let first = 4 * at + 1;
            if first >= len {
                break;
            }
            let mut least = first;
            for child in first + 1..(first + 4).min(len) {
                if self.heap[child] < self.heap[least] {
                    least = child;
                }
            }
            if entry <= self.heap[least] {
                break;
            }
            self.heap[at] = self.heap[least];
            at = least;
        }
        self.heap[at] = entry;
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
