//! What follows the page without a place on it: closer looks at the run, the browser's back and forward, menus, the
//! keyboard's place, printing.

use leptos::prelude::*;

use crate::browser;
use crate::state::Session;

/// Shows nothing.
#[component]
pub fn Watchers(session: Session) -> impl IntoView {
    session.origins.read();
    session.keep_settling();
    session.keep_looking();
    session.keep_comparing();
    Effect::new(move |_| {
        let back = window_event_listener(leptos::ev::popstate, move |_| session.follow_address());
        // What had no answer gets one, once there is a network again.
        let online = window_event_listener(leptos::ev::online, move |_| {
            if session.fetch.failed.with_untracked(Option::is_some) {
                session.ask();
            }
        });
        on_cleanup(move || {
            back.remove();
            online.remove();
        });
        browser::links::keep_following();
        session.stage.keep_touched();
        browser::menus::keep_closing();
        browser::keeper::keep_place();
        browser::paper::on_print(move || session.stage.theme.update(|n| *n += 1));
    });
}
