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
pub(super) struct Queue {
    /// The least last; empty while there are many.
    few: Vec<u128>,
    is_heap: bool,
    /// Not above any key in the heap; `NOTHING`: open, the least is there.
    first: u128,
    heap: Heap,
}

impl Default for Queue {
    fn default() -> Self {
        Queue { few: Vec::with_capacity(FEW), is_heap: false, first: NOTHING, heap: Heap::default() }
    }
}

impl Queue {
    #[inline]
    pub(super) fn push(&mut self, key: u128) {
        if self.is_heap {
            self.push_to_heap(key);
        } else if self.few.len() < FEW {
            self.insert(key);
        } else {
            self.become_heap();
            self.push_to_heap(key);
        }
    }

    /// The least; `NOTHING`: there is none.
    #[inline]
    pub(super) fn least(&self) -> u128 {
        match self.few.last() {
            Some(least) => *least,
            None if self.first == NOTHING => self.heap.least(),
            None => self.first,
        }
    }

    /// Takes the least, which there must be.
    #[inline]
    pub(super) fn take(&mut self) {
        if self.few.pop().is_none() {
            self.take_from_heap();
        }
    }

    #[inline]
    fn insert(&mut self, key: u128) {
        self.few.push(key);
        let few = self.few.as_mut_slice();
        let mut at = few.len() - 1;
        while at > 0 && few[at - 1] < key {
            few[at] = few[at - 1];
            at -= 1;
        }
        few[at] = key;
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
        self.first = self.few.pop().unwrap_or(NOTHING);
        for key in self.few.drain(..).rev() {
            self.heap.push(key);
        }
    }

    #[cold]
    fn become_few(&mut self) {
        self.is_heap = false;
        while self.heap.len() > 0 {
            self.few.push(self.heap.least());
            self.heap.pop();
        }
        self.few.reverse();
    }
}
