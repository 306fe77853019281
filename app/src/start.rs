//! The workbench's start: with what the page opens with, on the server as in the browser, which takes over what the
//! server wrote.

use leptos::prelude::*;

use crate::browser;
use crate::client::Refusal;
use crate::opening::Opening;
use crate::state::Session;

/// Begins with what came of the address' scenario, or tells why nothing did.
pub fn begin(opening: Opening) -> Result<Session, Refusal> {
    let session = Session::begin(opening)?;
    session.keep_asking();
    listen(session);
    Ok(session)
}

/// Takes over the workbench that the server rendered, then says so on `<html>`, which tests and styles can wait for.
///
/// Its parts are built anew from the data that came with it. Adopting the server's elements one by one instead would
/// need a second way to make each of them: a tenth more WASM.
#[cfg(not(feature = "ssr"))]
pub fn hydrate() {
    // Its data is read in one turn of the browser, and used in others.
    let opening = crate::opening::opening();
    set_timeout(|| leptos::mount::mount_to_body(|| take_over(opening)), std::time::Duration::ZERO);
}

#[cfg(not(feature = "ssr"))]
fn take_over(opening: Opening) {
    use crate::browser::takeover;

    match begin(opening) {
        Ok(session) => {
            // Its measures are taken while it is as the browser has laid it out already.
            takeover::fold_controls();
            session.stage.measure(takeover::width_px(".ruler").unwrap_or_default());
            crate::panels::take_over(session);
        }
        // All that there is to say of it stands there already.
        Err(_) => {
            takeover::usable();
            takeover::complete();
        }
    }
}

/// Keys that work everywhere, the system's theme, and the title, which follows the scenario.
fn listen(session: Session) {
    Effect::new(move |_| {
        let keys = window_event_listener(leptos::ev::keydown, move |event| {
            let command = event.ctrl_key() || event.meta_key();
            match event.key().as_str() {
                "z" | "Z" if command && !event.shift_key() => session.undo(),
                "z" | "Z" | "y" if command => session.redo(),
                " " if !browser::page::is_control(&event) => session.toggle_play(),
                _ => return,
            }
            event.prevent_default();
        });
        browser::page::on_system_theme(move || {
            browser::forget_look();
            session.stage.theme.update(|n| *n += 1);
        });
        on_cleanup(move || keys.remove());
    });
    Effect::new(move |_| document().set_title(&session.title()));
}
