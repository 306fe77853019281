//! Asking the server one question at a time: when something moved meanwhile, the newest is asked next.

use leptos::prelude::*;
use leptos::task::spawn_local;

/// Whether a question is under way, and whether to ask again after it.
#[derive(Clone, Copy)]
pub struct Asking {
    busy: StoredValue<bool>,
    again: StoredValue<bool>,
}

impl Asking {
    pub fn new() -> Asking {
        Asking { busy: StoredValue::new(false), again: StoredValue::new(false) }
    }

    /// Asks, or lets the question that is under way be asked again when it is answered. `question` takes up what it
    /// asks about anew each time.
    pub fn ask(self, question: impl AsyncFn() + 'static) {
        self.again.set_value(true);
        if self.busy.get_value() {
            return;
        }
        self.busy.set_value(true);
        spawn_local(async move {
            while self.again.get_value() {
                self.again.set_value(false);
                question().await;
            }
            self.busy.set_value(false);
        });
    }
}
