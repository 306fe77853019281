//! A heap of integers, the least first.
//!
//! Each node has four children (LaMarca and Ladner 1996: shallower than a binary heap), which share a cache line, and the
//! least of them is found without a branch.

/// A key later than any that is given: nothing is here.
pub(super) const NOTHING: u128 = u128::MAX;

/// Four nodes with the same parent. Those past the end are `NOTHING`.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Family([u128; 4]);

impl Family {
    /// Which of them is the least.
    fn least(&self) -> usize {
        let keys = &self.0;
        let a = usize::from(keys[1] < keys[0]);
        let b = 2 + usize::from(keys[3] < keys[2]);
        if keys[b] < keys[a] { b } else { a }
    }
}

/// Keys, the least first. Node `n` is number `n % 4` of family `n / 4`, and its children are family `n - 2`; the root
/// is node 3, the last of family 0.
#[derive(Debug, Default)]
pub(super) struct Heap {
    families: Vec<Family>,
    count: usize,
}

const ROOT: usize = 3;

impl Heap {
    pub(super) fn reserve(&mut self, keys: usize) {
        self.families.reserve_exact(keys / 4 + 1);
    }

    pub(super) fn push(&mut self, key: u128) {
        let node = ROOT + self.count;
        self.count += 1;
        if node / 4 >= self.families.len() {
            self.families.push(Family([NOTHING; 4]));
        }
        self.rise(node, key);
    }

    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// The least; `NOTHING`: it is empty.
    #[inline]
    pub(super) fn least(&self) -> u128 {
        self.families.first().map_or(NOTHING, |family| family.0[ROOT])
    }

    /// Takes the least; it must not be empty.
    pub(super) fn pop(&mut self) {
        let last = self.take_last();
        if self.count > 0 {
            self.sink(last);
        }
    }

    /// Takes the least and puts a key in: one way through the heap for two. It must not be empty.
    pub(super) fn replace_least(&mut self, key: u128) {
        self.sink(key);
    }

    fn take_last(&mut self) -> u128 {
        self.count -= 1;
        let node = ROOT + self.count;
        let key = std::mem::replace(&mut self.families[node / 4].0[node % 4], NOTHING);
        if node.is_multiple_of(4) || self.count == 0 {
            self.families.pop();
        }
        key
    }

    /// Puts a key in the root's place, or below.
    fn sink(&mut self, key: u128) {
        let mut node = ROOT;
        while let Some(family) = self.families.get(node - 2) {
            let least = family.least();
            let child = family.0[least];
            if key < child {
                break;
            }
            self.families[node / 4].0[node % 4] = child;
            node = 4 * (node - 2) + least;
        }
        self.families[node / 4].0[node % 4] = key;
    }

    /// Puts a key at an open node, or above.
    fn rise(&mut self, mut node: usize, key: u128) {
        while node > ROOT {
            let parent = node / 4 + 2;
            let above = self.families[parent / 4].0[parent % 4];
            if above < key {
                break;
            }
            self.families[node / 4].0[node % 4] = above;
            node = parent;
        }
        self.families[node / 4].0[node % 4] = key;
    }
}
