//! What the timelines show: which span, how wide, which slice is pointed at, which task is picked out.

use std::sync::Arc;

use leptos::prelude::*;

use crate::browser::form;
use crate::client::Workbench;
use crate::timeline::View;
use crate::timeline::hit::Spot;

/// The width that the server draws for; the browser measures its own.
const WIDTH_UNTIL_MEASURED_PX: f64 = 900.0;

/// The timelines' view, shared by all rows.
#[derive(Clone, Copy)]
pub struct Stage {
    /// The span that was chosen by zooming or panning; none: the first view, which follows the results.
    pub chosen: RwSignal<Option<View>>,
    /// The span on screen.
    pub view: Memo<View>,
    /// Where the last row ends.
    pub end_ms: Memo<f64>,
    /// Width of the lanes' column, CSS pixels.
    pub width_px: RwSignal<f64>,
    /// Whether that width was measured.
    pub measured: RwSignal<bool>,
    /// The slice under the pointer, or chosen with the arrow keys.
    pub pointed: RwSignal<Option<Spot>>,
    /// Where the pointer is, for the tooltip; none: the keyboard points.
    pub pointer: RwSignal<Option<(f64, f64)>>,
    /// The task that is lit up in every row, by its number.
    pub picked: RwSignal<Option<u64>>,
    /// From where to where a selection is being dragged.
    pub brush: RwSignal<Option<(f64, f64)>>,
    /// The span that is selected: from, to.
    pub area: RwSignal<Option<(f64, f64)>>,
    /// Lanes that stand on top of their rows: model and lane.
    pub pinned: RwSignal<Vec<(usize, usize)>>,
    /// Models, by their places, that show up to 40 lanes of their own.
    pub open: RwSignal<Vec<usize>>,
    /// Counts changes of the theme: the canvas reads its colours anew.
    pub theme: RwSignal<u32>,
    makespans_ms: Memo<Vec<f64>>,
}

/// Where each row ends: its lanes, or the interval of its makespan if that goes on.
fn ends(workbench: &Workbench) -> impl Iterator<Item = f64> {
    let rows = workbench.timelines.iter().zip(&workbench.report.results);
    rows.map(|(timeline, result)| {
        timeline.makespan_ms.max(result.intervals.map_or(0.0, |i| i.makespan_ms.high))
    })
}

impl Stage {
    pub(super) fn new(picture: RwSignal<Arc<Workbench>>, runs: RwSignal<u32>) -> Stage {
        let chosen = RwSignal::new(None);
        let makespans_ms = Memo::new(move |_| {
            runs.track();
            picture.with_untracked(|p| ends(p).collect::<Vec<_>>())
        });
        let view = Memo::new(move |_| chosen.get().unwrap_or_else(|| makespans_ms.with(|m| View::first(m))));
        let end_ms = Memo::new(move |_| makespans_ms.with(|m| m.iter().copied().fold(0.0, f64::max)));
        Stage {
            chosen,
            view,
            end_ms,
            width_px: RwSignal::new(WIDTH_UNTIL_MEASURED_PX),
            measured: RwSignal::new(false),
            pointed: RwSignal::new(None),
            pointer: RwSignal::new(None),
            picked: RwSignal::new(None),
            brush: RwSignal::new(None),
            area: RwSignal::new(None),
            pinned: RwSignal::new(Vec::new()),
            open: RwSignal::new(Vec::new()),
            theme: RwSignal::new(0),
            makespans_ms,
        }
    }

    /// Less (below 1) or more of the time, around a share of the width.
    pub fn zoom(&self, factor: f64, share: f64) {
        let end = self.end_ms.get_untracked();
        self.chosen.set(Some(self.view.get_untracked().zoomed(factor, share, end)));
    }

    /// Later (positive) or earlier, by a share of the span.
    pub fn pan(&self, share: f64) {
        let end = self.end_ms.get_untracked();
        self.chosen.set(Some(self.view.get_untracked().panned(share, end)));
    }

    /// Selects a span of the run, in either order.
    pub fn select_area(&self, one_ms: f64, other_ms: f64) {
        let within = |ms: f64| ms.clamp(0.0, self.end_ms.get_untracked());
        let (from, to) = (within(one_ms.min(other_ms)), within(one_ms.max(other_ms)));
        self.area.set((to > from).then_some((from, to)));
    }

    /// Opens a model's lanes, or folds them again.
    pub fn toggle_open(&self, model: usize) {
        toggle(self.open, model);
    }

    /// Pins a lane to the top of its row, or lets it go.
    pub fn toggle_pin(&self, model: usize, lane: usize) {
        toggle(self.pinned, (model, lane));
    }

    /// Pinned lanes of a model.
    pub fn pinned_in(&self, model: usize) -> Vec<usize> {
        self.pinned.with(|all| all.iter().filter(|pin| pin.0 == model).map(|pin| pin.1).collect())
    }

    /// Takes the width of the lanes' column as it is on screen.
    pub fn measure(&self, width_px: f64) {
        if width_px > 0.0 && (width_px - self.width_px.get_untracked()).abs() > 0.5 {
            self.width_px.set(width_px);
        }
        if !self.measured.get_untracked() {
            self.measured.set(true);
        }
    }

    /// Shows a span.
    pub fn select(&self, one_ms: f64, other_ms: f64) {
        self.chosen.set(Some(View::selected(one_ms, other_ms, self.end_ms.get_untracked())));
    }

    /// Shows every row to its end; asked again, the first view.
    pub fn show_all(&self) {
        let whole = self.makespans_ms.with_untracked(|m| View::whole(m));
        let there = self.view.get_untracked() == whole;
        self.chosen.set(if there { None } else { Some(whole) });
    }

    /// Lets go of what a finger has pointed at when the page scrolls or another place is touched: what is told of it
    /// stands where the finger was.
    pub fn keep_touched(self) {
        let leave = move || {
            if self.pointer.with_untracked(Option::is_some) && self.pointed.with_untracked(Option::is_some) {
                self.pointed.set(None);
            }
        };
        let scrolled = window_event_listener(leptos::ev::scroll, move |_| leave());
        let touched = window_event_listener(leptos::ev::pointerdown, move |event| {
            if form::around(event.target(), "data-dragging").is_none() {
                leave();
            }
        });
        on_cleanup(move || {
            scrolled.remove();
            touched.remove();
        });
    }

    /// Whether the first view goes to the last row's end, so that no row needs finer slices than the whole has.
    pub(super) fn shows_all(&self) -> bool {
        self.view.get_untracked().to_ms >= self.end_ms.get_untracked()
    }

    /// Slices have new places after each answer; a picked task stays as long as the scenario does.
    pub(super) fn forget_spots(&self, same_scenario: bool) {
        self.pointed.set(None);
        self.pointer.set(None);
        if !same_scenario {
            self.picked.set(None);
            self.area.set(None);
        }
    }

    /// The share of the width at which an instant lies.
    pub fn share(&self, at_ms: f64) -> f64 {
        let view = self.view.get();
        (at_ms - view.from_ms) / view.span_ms()
    }
}

fn toggle<T: PartialEq + Send + Sync + 'static>(list: RwSignal<Vec<T>>, item: T) {
    list.update(|list| match list.iter().position(|other| *other == item) {
        Some(place) => drop(list.remove(place)),
        None => list.push(item),
    });
}
