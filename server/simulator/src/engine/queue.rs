//! Keys in order, the least first: a few are a sorted list, many a heap.
//!
//! In front of the heap stands the next of all: much of what is scheduled happens next, and never goes through the heap.
//! When it has been taken its place stays open until the next key comes, which goes through the heap together with
//! the one that takes the place: most events schedule another.

use super::heap::{Heap, NOTHING};

/// So many are a sorted list at most: putting one in moves those before it by one, which beats a heap for this few.
const FEW: usize = 48;
/// So few are a sorted list again.
const FEW_AGAIN: usize = 32;

#[derive(Debug)]
pub(crate) struct Queue {
    /// The least last; none while there are many.
    few: [u128; FEW],
    count: usize,
    is_heap: bool,
    /// Not above any key in the heap; `NOTHING`: open, the least is there.
    first: u128,
    heap: Heap,
}

impl Default for Queue {
    fn default() -> Self {
        Queue { few: [NOTHING; FEW], count: 0, is_heap: false, first: NOTHING, heap: Heap::default() }
    }
}

impl Queue {
    /// Takes room for so many keys.
    pub(super) fn reserve(&mut self, keys: usize) {
        self.heap.reserve(keys);
    }

    /// Puts a key in, which is not the greatest of all numbers. O(log n).
    #[inline]
    pub(crate) fn push(&mut self, key: u128) {
        if !self.is_heap && self.count < FEW {
            self.insert(key);
        } else {
            self.push_to_many(key);
        }
    }

    /// The least. O(1).
    #[inline]
    pub(crate) fn least(&self) -> Option<u128> {
        let least = self.least_or_nothing();
        (least != NOTHING).then_some(least)
    }

    /// The least; `NOTHING`: there is none.
    #[inline]
    pub(super) fn least_or_nothing(&self) -> u128 {
        match self.few.get(self.count.wrapping_sub(1)) {
            Some(least) => *least,
            None if self.first == NOTHING => self.heap.least(),
            None => self.first,
        }
    }

    /// Takes the least, which there must be. O(log n).
    #[inline]
    pub(crate) fn take(&mut self) {
        match self.count.checked_sub(1) {
            Some(fewer) => self.count = fewer,
            None => self.take_from_heap(),
        }
    }

    /// Puts a key among few; there is room.
    #[inline]
    fn insert(&mut self, key: u128) {
        let mut at = self.count.min(FEW - 1);
        self.count = at + 1;
        while at > 0 && self.few[at - 1] < key {
            self.few[at] = self.few[at - 1];
            at -= 1;
        }
        self.few[at] = key;
    }

    fn push_to_many(&mut self, key: u128) {
        if !self.is_heap {
            self.become_heap();
        }
        self.push_to_heap(key);
    }

    fn push_to_heap(&mut self, key: u128) {
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

    fn take_from_heap(&mut self) {
        if self.first == NOTHING {
            self.heap.pop();
            if self.heap.len() <= FEW_AGAIN {
                self.become_few();
            }
        } else {
            self.first = NOTHING;
        }
    }

    #[cold]
    fn become_heap(&mut self) {
        self.is_heap = true;
        for key in &self.few[..self.count] {
            self.heap.push(*key);
        }
        self.count = 0;
    }

    #[cold]
    fn become_few(&mut self) {
        self.is_heap = false;
        self.count = self.heap.len();
        for place in (0..self.count).rev() {
            self.few[place] = self.heap.least();
            self.heap.pop();
        }
    }
}
