//! Undo and redo: the states that were, and those that were taken back.

/// So many steps back are kept.
const DEPTH: usize = 200;

/// What can be undone and redone around a present that is held elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct History<T> {
    past: Vec<T>,
    future: Vec<T>,
}

impl<T> Default for History<T> {
    fn default() -> Self {
        History { past: Vec::new(), future: Vec::new() }
    }
}

impl<T: PartialEq> History<T> {
    /// Remembers what was before a change. What had been taken back is gone.
    pub fn record(&mut self, before: T) {
        self.future.clear();
        if self.past.last() == Some(&before) {
            return;
        }
        self.past.push(before);
        if self.past.len() > DEPTH {
            self.past.remove(0);
        }
    }

    /// One step back from `present`.
    pub fn undo(&mut self, present: T) -> Option<T> {
        let before = self.past.pop()?;
        self.future.push(present);
        Some(before)
    }

    /// One step forward from `present`.
    pub fn redo(&mut self, present: T) -> Option<T> {
        let after = self.future.pop()?;
        self.past.push(present);
        Some(after)
    }

    /// Where [`Self::undo`] would lead.
    pub fn before(&self) -> Option<&T> {
        self.past.last()
    }

    /// Where [`Self::redo`] would lead.
    pub fn after(&self) -> Option<&T> {
        self.future.last()
    }

    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_and_forth() {
        let mut history = History::default();
        history.record(1);
        history.record(2);
        assert_eq!((history.before(), history.after()), (Some(&2), None));
        assert_eq!(history.undo(3), Some(2));
        assert_eq!((history.before(), history.after()), (Some(&1), Some(&3)));
        assert_eq!(history.undo(2), Some(1));
        assert_eq!(history.undo(1), None);
        assert_eq!(history.redo(1), Some(2));
        assert!(history.can_redo());
        history.record(2);
        assert!(!history.can_redo());
        assert_eq!(history.undo(3), Some(2));
        history.record(1);
        assert!(!history.can_redo(), "what is known to have been before is a change too");
    }

    #[test]
    fn it_forgets_the_oldest() {
        let mut history = History::default();
        (0..500).for_each(|n| history.record(n));
        let mut steps = 0;
        let mut present = 500;
        while let Some(before) = history.undo(present) {
            present = before;
            steps += 1;
        }
        assert_eq!((steps, present), (DEPTH, 300));
    }
}
