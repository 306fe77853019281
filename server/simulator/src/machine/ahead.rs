//! Looking ahead: of a hundred thousand tasks in flight each is far away in memory, and the processor fetches several in
//! the time of one, if it is told of them together. Nothing is changed by it.

use std::hint::black_box;

use super::tasks::TaskId;
use super::{Machine, State};

/// So many are fetched together.
pub(super) const AHEAD: usize = 16;
/// From so many on: fewer are in the cache anyway.
pub(super) const MANY: usize = 4_096;

impl Machine<'_> {
    /// These tasks, and the lengths of their next steps, are looked at soon.
    pub(super) fn look_ahead(&self, tasks: impl Iterator<Item = TaskId>) {
        let next = |id| {
            let task = self.tasks.get(id);
            self.load.kept_duration(task.class.into(), task.index, task.step.into())
        };
        black_box(tasks.map(next).fold(0, |sum, length| sum ^ length.map_or(0, |length| length.ns())));
    }

    /// And what is seldom asked of them: their ways through pipes, and the like.
    pub(super) fn look_ahead_at_all(&self, tasks: impl Iterator<Item = TaskId> + Clone) {
        self.look_ahead(tasks.clone());
        black_box(tasks.fold(0, |sum, id| sum ^ self.tasks.spent(id, State::Serialize)));
    }
}
