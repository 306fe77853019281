//! What pointers do on a row: a drag selects a span, with shift or the middle button it pans; a finger pans, two
//! pinch; the wheel pans sideways, and zooms with ctrl.

use leptos::ev::PointerEvent;
use leptos::html::Div;
use leptos::prelude::*;

use crate::browser;
use crate::state::Session;
use crate::timeline::gesture::{Gesture, Moved};
use crate::timeline::{Layout, TimeScale, hit};

/// What pointers do on a row.
#[derive(Clone, Copy)]
pub struct Pointers {
    pub session: Session,
    /// The row's place among the results.
    pub index: usize,
    pub layout: Memo<Layout>,
    pub frame: NodeRef<Div>,
    pub gesture: StoredValue<Option<Gesture>>,
}

impl Pointers {
    pub fn is_dragging(&self) -> &'static str {
        self.session.stage.view.track();
        if self.gesture.with_value(Option::is_some) { "true" } else { "false" }
    }

    fn place(&self, event: &leptos::ev::MouseEvent) -> Option<(f64, f64)> {
        self.frame.get_untracked().map(|frame| browser::page::pointer_in(&frame, event))
    }

    pub fn down(&self, event: &PointerEvent) {
        let (Some((x, _)), Some(frame)) = (self.place(event), self.frame.get_untracked()) else { return };
        let (button, mouse) = (event.button(), event.pointer_type() == "mouse");
        if button > 1 {
            return;
        }
        if button == 1 {
            // Else the browser would scroll by itself.
            event.prevent_default();
        }
        let selects = mouse && button == 0 && !event.shift_key();
        browser::page::capture(&frame, event);
        let stage = self.session.stage;
        let (view, share) = (stage.view.get_untracked(), x / stage.width_px.get_untracked());
        self.gesture.update_value(|gesture| match gesture {
            Some(gesture) => gesture.join(view, event.pointer_id(), share),
            None => *gesture = Some(Gesture::start(view, event.pointer_id(), share, selects)),
        });
    }

    pub fn go(&self, event: &PointerEvent) {
        let Some((x, y)) = self.place(event) else { return };
        let stage = self.session.stage;
        let (width, end) = (stage.width_px.get_untracked(), stage.end_ms.get_untracked());
        let moved = self
            .gesture
            .try_update_value(|g| g.as_mut().map(|g| g.go(event.pointer_id(), x / width, width, end)))
            .flatten();
        match moved {
            Some(Moved::Show(view)) => {
                stage.pointed.set(None);
                stage.chosen.set(Some(view));
            }
            Some(Moved::Select(one, other)) => stage.brush.set(Some((one, other))),
            Some(Moved::Nothing) => {}
            None => self.point(x, y, event),
        }
    }

    /// Points at what is under the pointer.
    fn point(&self, x: f64, y: f64, event: &PointerEvent) {
        let stage = self.session.stage;
        let scale = TimeScale::new(stage.view.get_untracked(), stage.width_px.get_untracked());
        let spot = self.session.picture.with_untracked(|p| {
            let timeline = p.timelines.get(self.index)?;
            self.layout.with_untracked(|layout| hit::at(timeline, layout, &scale, x, y))
        });
        stage.pointed.set(spot);
        stage.pointer.set(Some(browser::page::pointer(event)));
    }

    pub fn up(&self, event: &PointerEvent, done: bool) {
        let Some(mut gesture) = self.gesture.get_value() else { return };
        let stage = self.session.stage;
        let click = gesture.is_click();
        if !gesture.leave(stage.view.get_untracked(), event.pointer_id()) {
            self.gesture.set_value(Some(gesture));
            return;
        }
        self.gesture.set_value(None);
        let brushed = stage.brush.get_untracked();
        stage.brush.set(None);
        if !done {
            return;
        }
        if let Some((one, other)) = brushed {
            stage.select_area(one, other);
        } else if click && let Some((x, y)) = self.place(event) {
            self.point(x, y, event);
            stage.area.set(None);
            self.session.pick_pointed();
        }
    }

    /// A finger leaves as soon as it is lifted: what it has tapped stays pointed at.
    pub fn away(&self, event: &PointerEvent) {
        if event.pointer_type() == "mouse" && self.gesture.with_value(Option::is_none) {
            self.session.stage.pointed.set(None);
        }
    }

    /// Ctrl and wheel zooms around the pointer; sideways, or with shift, it pans.
    pub fn wheel(&self, event: &leptos::ev::WheelEvent) {
        let stage = self.session.stage;
        let width = stage.width_px.get_untracked();
        if event.ctrl_key() || event.meta_key() {
            event.prevent_default();
            let share = self.place(event).map_or(0.5, |(x, _)| x / width);
            stage.zoom((event.delta_y() * 0.004).clamp(-0.7, 0.7).exp(), share);
        } else if event.shift_key() || event.delta_x().abs() > event.delta_y().abs() {
            event.prevent_default();
            let by = if event.delta_x() == 0.0 { event.delta_y() } else { event.delta_x() };
            stage.pan(by / width);
        }
    }
}
