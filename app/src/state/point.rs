//! Pointing at slices with the keyboard, and picking the task of the one that is pointed at.

use leptos::prelude::*;

use super::Session;
use crate::timeline::hit::{self, Spot};
use crate::timeline::tell;

impl Session {
    /// The slice after (or before) the one pointed at; the first visible one, if there is none.
    pub fn point_beside(&self, forward: bool) {
        self.point_on(|timeline, spot| hit::beside(timeline, spot, forward));
    }

    /// The next (or previous) wait for the GIL in the lane.
    pub fn point_gil_wait(&self, forward: bool) {
        self.point_on(|timeline, spot| hit::gil_wait(timeline, spot, forward));
    }

    /// The lane below (or above), over the borders between models.
    pub fn point_lane(&self, down: bool) {
        let Some(spot) = self.stage.pointed.get_untracked() else { return self.point_first() };
        let next = self.picture.with_untracked(|p| {
            let at_ms = hit::slice(p.timelines.get(spot.model)?, spot)?.from_ms;
            let all: Vec<(usize, usize)> = p
                .timelines
                .iter()
                .enumerate()
                .flat_map(|(m, t)| (0..t.lanes.len()).map(move |l| (m, l)))
                .collect();
            let here = all.iter().position(|place| *place == (spot.model, spot.lane))?;
            let mut others: Box<dyn Iterator<Item = &(usize, usize)>> =
                if down { Box::new(all[here + 1..].iter()) } else { Box::new(all[..here].iter().rev()) };
            others.find_map(|(model, lane)| hit::in_lane(p.timelines.get(*model)?, *lane, at_ms))
        });
        self.point(next);
    }

    fn point_first(&self) {
        let from = self.stage.view.get_untracked().from_ms;
        self.point(self.picture.with_untracked(|p| hit::in_lane(p.timelines.first()?, 0, from)));
    }

    fn point_on(&self, step: impl Fn(&simulator::Timeline, Spot) -> Option<Spot>) {
        match self.stage.pointed.get_untracked() {
            None => self.point_first(),
            Some(spot) => {
                self.point(self.picture.with_untracked(|p| step(p.timelines.get(spot.model)?, spot)))
            }
        }
    }

    /// Points at a spot and brings it into view; where there is none, nothing changes.
    fn point(&self, spot: Option<Spot>) {
        let Some(spot) = spot else { return };
        self.stage.pointer.set(None);
        self.stage.pointed.set(Some(spot));
        let place = self.picture.with_untracked(|p| {
            hit::slice(p.timelines.get(spot.model)?, spot).map(|slice| 0.5 * (slice.from_ms + slice.to_ms))
        });
        let view = self.stage.view.get_untracked();
        if let Some(middle) = place.filter(|ms| *ms < view.from_ms || *ms > view.to_ms) {
            self.stage.select(middle - 0.5 * view.span_ms(), middle + 0.5 * view.span_ms());
        }
    }

    /// Lights up the task of the slice that is pointed at, in every row; once more, or where there is none: no task.
    pub fn pick_pointed(&self) {
        let task = self.pointed_task();
        let same = task == self.stage.picked.get_untracked();
        self.stage.picked.set(if same { None } else { task });
    }

    fn pointed_task(&self) -> Option<u64> {
        let spot = self.stage.pointed.get_untracked()?;
        self.picture.with_untracked(|p| hit::slice(p.timelines.get(spot.model)?, spot)?.task)
    }

    /// No task and no slice.
    pub fn unpick(&self) {
        self.stage.picked.set(None);
        self.stage.pointed.set(None);
    }

    /// Shows the picked task from its first slice to its last, over all rows.
    pub fn focus_pointed(&self) {
        let Some(task) = self.stage.picked.get_untracked().or_else(|| self.pointed_task()) else { return };
        let extent = self.picture.with_untracked(|p| {
            let all = p.timelines.iter().filter_map(|t| tell::extent(t, task));
            all.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
        });
        if let Some((from, to)) = extent {
            let beside = 0.1 * (to - from);
            self.stage.select(from - beside, to + beside);
        }
    }
}
