//! Pointing at slices with the keyboard, and picking the task of the one that is pointed at.

use leptos::prelude::*;

use super::Session;
use crate::timeline::hit::{self, Spot};

/// A slice by where it lies: its lane, its middle in milliseconds, and where the pointer is on it, if that points.
type Place = (Spot, f64, Option<(f64, f64)>);

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

    /// Where the slice that is pointed at lies: model, lane, and its middle; and where the pointer is.
    pub(super) fn pointed_place(&self) -> Option<Place> {
        let spot = self.stage.pointed.get_untracked()?;
        let middle = self.picture.with_untracked(|p| {
            hit::slice(p.timelines.get(spot.model)?, spot).map(|s| 0.5 * (s.from_ms + s.to_ms))
        })?;
        Some((spot, middle, self.stage.pointer.get_untracked()))
    }

    /// Points at the same place in other slices.
    pub(super) fn point_again(&self, place: Option<Place>) {
        let Some((spot, middle, pointer)) = place else { return };
        let again =
            self.picture.with_untracked(|p| hit::in_lane(p.timelines.get(spot.model)?, spot.lane, middle));
        self.stage.pointer.set(pointer);
        self.stage.pointed.set(again);
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

    /// Lets go: of the selected span first, then of task and slice; false: there was nothing to let go of.
    pub fn unpick(&self) -> bool {
        let stage = self.stage;
        if stage.area.get_untracked().is_some() {
            stage.area.set(None);
            return true;
        }
        let held = stage.picked.get_untracked().is_some() || stage.pointed.get_untracked().is_some();
        stage.picked.set(None);
        stage.pointed.set(None);
        held
    }

    /// Selects the span of what is pointed at, or of the picked task, or all that is on screen.
    pub fn select_pointed(&self) {
        let view = self.stage.view.get_untracked();
        let (from, to) = self.extent().unwrap_or((view.from_ms, view.to_ms));
        self.stage.select_area(from, to);
    }

    /// Shows the selected span, or the slice that is pointed at, or the picked task; once more: all.
    pub fn focus(&self) {
        let Some((from, to)) = self.stage.area.get_untracked().or_else(|| self.extent()) else {
            return self.stage.show_all();
        };
        let beside = 0.1 * (to - from);
        let before = self.stage.view.get_untracked();
        self.stage.select(from - beside, to + beside);
        if self.stage.view.get_untracked() == before {
            self.stage.show_all();
        }
    }

    /// From when to when the slice that is pointed at goes, or else the picked task over all rows.
    fn extent(&self) -> Option<(f64, f64)> {
        let spot = self.stage.pointed.get_untracked();
        let slice = self.picture.with_untracked(|p| {
            let slice = spot.and_then(|spot| hit::slice(p.timelines.get(spot.model)?, spot));
            slice.map(|slice| (slice.from_ms, slice.to_ms))
        });
        slice.or_else(|| {
            self.looks.journeys.with_untracked(|all| {
                let ends = all.iter().filter_map(|way| Some((way.submitted_ms?, way.done_ms?)));
                ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
            })
        })
    }

    /// Pins the lane that is pointed at to the top of its row, or lets it go.
    pub fn pin_pointed(&self) {
        if let Some(spot) = self.stage.pointed.get_untracked() {
            self.stage.toggle_pin(spot.model, spot.lane);
        }
    }

    /// Opens the lanes of the model that is pointed at, or folds them.
    pub fn open_pointed(&self) {
        if let Some(spot) = self.stage.pointed.get_untracked() {
            self.stage.toggle_open(spot.model);
        }
    }
}
