//! What follows the page without a place on it: closer looks at the run, and the browser's back and forward.

use leptos::prelude::*;

use crate::state::Session;

/// Shows nothing.
#[component]
pub fn Watchers(session: Session) -> impl IntoView {
    session.origins.read();
    session.keep_looking();
    session.keep_comparing();
    Effect::new(move |_| {
        let back = window_event_listener(leptos::ev::popstate, move |_| session.follow_address());
        on_cleanup(move || back.remove());
    });
}
