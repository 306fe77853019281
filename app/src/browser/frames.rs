//! Work once a frame.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::request_animation_frame;

use super::page::now_ms;

/// Calls back each frame with the real time since the last call, until it answers false. With `every_ms` above 0 it
/// calls no more often than that.
pub fn run(every_ms: f64, call: impl FnMut(f64) -> bool + 'static) {
    let now = now_ms();
    request_animation_frame(move || turn(every_ms, now, call));
}

/// Asks for work to be done in the next frame: once, however often it is asked for until then.
pub fn once(work: impl Fn() + Copy + 'static) -> impl Fn() {
    let asked = Rc::new(Cell::new(false));
    move || {
        if !asked.replace(true) {
            let asked = asked.clone();
            request_animation_frame(move || {
                asked.set(false);
                work();
            });
        }
    }
}

fn turn(every_ms: f64, last_ms: f64, mut call: impl FnMut(f64) -> bool + 'static) {
    let now = now_ms();
    if now - last_ms < every_ms {
        request_animation_frame(move || turn(every_ms, last_ms, call));
    } else if call(now - last_ms) {
        request_animation_frame(move || turn(every_ms, now, call));
    }
}
