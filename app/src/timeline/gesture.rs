//! What pointers do to the view: one drags it or selects a span, two pinch it.

use super::View;

/// A pointer that moved less than this was a click.
const CLICK_PX: f64 = 4.0;

/// The pointers that are down on the lanes, and the view as it was when the last of them came or went.
#[derive(Clone, Debug, PartialEq)]
pub struct Gesture {
    from: View,
    /// Pointer, where it went down and where it is, as shares of the width.
    pointers: Vec<(i32, f64, f64)>,
    selects: bool,
    moved: bool,
}

/// What a movement means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Moved {
    /// Nothing yet: it may become a click.
    Nothing,
    /// Show this.
    Show(View),
    /// A span is being selected, from one instant to another.
    Select(f64, f64),
}

impl Gesture {
    /// A first pointer goes down. `selects`: it draws a selection.
    pub fn start(view: View, pointer: i32, share: f64, selects: bool) -> Gesture {
        Gesture { from: view, pointers: vec![(pointer, share, share)], selects, moved: false }
    }

    /// A further pointer goes down.
    pub fn join(&mut self, view: View, pointer: i32, share: f64) {
        self.pointers.retain(|p| p.0 != pointer);
        self.pointers.push((pointer, share, share));
        self.restart(view);
    }

    /// A pointer goes up; true: it was the last.
    pub fn leave(&mut self, view: View, pointer: i32) -> bool {
        self.pointers.retain(|p| p.0 != pointer);
        self.restart(view);
        self.pointers.is_empty()
    }

    fn restart(&mut self, view: View) {
        self.from = view;
        self.pointers.iter_mut().for_each(|p| p.1 = p.2);
    }

    /// Whether it was a click: no pointer went anywhere.
    pub fn is_click(&self) -> bool {
        !self.moved && self.pointers.len() < 2
    }

    /// A pointer moves to a share of the width.
    pub fn go(&mut self, pointer: i32, share: f64, width_px: f64, end_ms: f64) -> Moved {
        let Some(own) = self.pointers.iter_mut().find(|p| p.0 == pointer) else { return Moved::Nothing };
        own.2 = share;
        if (own.2 - own.1).abs() * width_px >= CLICK_PX {
            self.moved = true;
        }
        let (from, instant) = (self.from, |share: f64| self.from.from_ms + share * self.from.span_ms());
        match self.pointers.as_slice() {
            _ if !self.moved => Moved::Nothing,
            [(_, start, now)] if self.selects => Moved::Select(instant(*start), instant(*now)),
            [(_, start, now)] => Moved::Show(from.panned(start - now, end_ms)),
            [(_, a, a_now), (_, b, b_now), ..] => {
                let factor = (b - a).abs().max(0.01) / (b_now - a_now).abs().max(0.01);
                let (middle, middle_now) = (0.5 * (a + b), 0.5 * (a_now + b_now));
                Moved::Show(from.panned(middle - middle_now, end_ms).zoomed(factor, middle_now, end_ms))
            }
            [] => Moved::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drag_takes_the_time_along() {
        let mut gesture = Gesture::start(View::new(100.0, 200.0), 1, 0.5, false);
        assert_eq!(gesture.go(1, 0.501, 1000.0, 1000.0), Moved::Nothing);
        assert!(gesture.is_click());
        assert_eq!(gesture.go(1, 0.25, 1000.0, 1000.0), Moved::Show(View::new(125.0, 225.0)));
        assert!(!gesture.is_click());
        assert!(gesture.leave(View::new(125.0, 225.0), 1));
    }

    #[test]
    fn with_shift_it_selects() {
        let mut gesture = Gesture::start(View::new(100.0, 200.0), 1, 0.5, true);
        assert_eq!(gesture.go(1, 0.75, 1000.0, 1000.0), Moved::Select(150.0, 175.0));
    }

    #[test]
    fn two_fingers_pinch() {
        let mut gesture = Gesture::start(View::new(0.0, 100.0), 1, 0.4, false);
        gesture.join(View::new(0.0, 100.0), 2, 0.6);
        assert_eq!(gesture.go(2, 0.6, 1000.0, 1000.0), Moved::Nothing);
        gesture.go(1, 0.3, 1000.0, 1000.0);
        let Moved::Show(view) = gesture.go(2, 0.7, 1000.0, 1000.0) else { panic!("two fingers zoom") };
        assert!((view.span_ms() - 50.0).abs() < 1e-9);
        assert!((view.from_ms - 25.0).abs() < 1e-9, "around their middle");
        assert!(!gesture.leave(view, 1));
        assert!(gesture.leave(view, 2));
    }
}
