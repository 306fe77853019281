//! The places of the parts. The server writes each part in its place; the browser builds them anew, one after the other,
//! with turns of its own in between, and what the server wrote stands until then. All at once, they would hold up the page.

#[cfg(not(feature = "ssr"))]
use std::collections::VecDeque;
#[cfg(not(feature = "ssr"))]
use std::time::Duration;

use leptos::prelude::*;
#[cfg(not(feature = "ssr"))]
use leptos::web_sys::Element;

#[cfg(not(feature = "ssr"))]
use super::part::{ABOVE, CONTROLS, RESULTS, Stands};
use super::part::{First, Part};
use super::{first, later};
#[cfg(not(feature = "ssr"))]
use crate::browser::{page, takeover};
use crate::state::Session;

/// Parts are built for so long at a time; then it is the browser's turn.
#[cfg(not(feature = "ssr"))]
const AT_ONCE_MS: f64 = 4.0;

/// What builds the parts; made and provided in the page's root.
#[derive(Clone, Copy)]
pub struct Parts {
    failed: RwSignal<bool>,
    #[cfg(not(feature = "ssr"))]
    code: StoredValue<Option<later::Build>>,
    #[cfg(not(feature = "ssr"))]
    turns: StoredValue<Turns, LocalStorage>,
}

/// A part that waits to be built.
#[cfg(not(feature = "ssr"))]
type Turn = Box<dyn FnOnce()>;

/// What is to be built, in its order.
#[cfg(not(feature = "ssr"))]
#[derive(Default)]
struct Turns {
    now: VecDeque<Turn>,
    /// Once its code is here.
    later: VecDeque<Turn>,
    /// The first parts are there.
    usable: bool,
}

#[cfg(feature = "ssr")]
impl Parts {
    pub fn new() -> Parts {
        Parts { failed: RwSignal::new(false) }
    }

    fn fetch(self) {}
}

#[cfg(not(feature = "ssr"))]
impl Parts {
    fn new() -> Parts {
        Parts {
            failed: RwSignal::new(false),
            code: StoredValue::new(None),
            turns: StoredValue::new_local(Turns::default()),
        }
    }

    fn add(self, turn: impl FnOnce() + 'static) {
        self.turns.update_value(|turns| turns.now.push_back(Box::new(turn)));
    }

    fn add_later(self, turn: impl FnOnce() + 'static) {
        self.turns.update_value(|turns| turns.later.push_back(Box::new(turn)));
    }

    /// Builds what comes next, and the others after it. `since_ms`: when the browser last had its turn.
    fn go_on(self, since_ms: f64) {
        let Some(turn) = self.turns.try_update_value(|turns| turns.now.pop_front()).flatten() else {
            return self.end();
        };
        turn();
        // After what follows from that.
        leptos::task::spawn_local(async move {
            if page::now_ms() - since_ms < AT_ONCE_MS {
                self.go_on(since_ms);
            } else {
                set_timeout(move || self.go_on(page::now_ms()), Duration::ZERO);
            }
        });
    }

    /// All is there whose code is.
    fn end(self) {
        if self.turns.try_update_value(|turns| std::mem::replace(&mut turns.usable, true)) == Some(false) {
            takeover::usable();
            // Not before: on a slow line they would share it.
            self.fetch();
        } else {
            takeover::complete();
        }
    }

    /// Fetches the code of the later parts, and builds them.
    fn fetch(self) {
        leptos::task::spawn_local(async move {
            match later::code().await {
                Ok(build) => {
                    self.failed.set(false);
                    self.code.set_value(Some(build));
                    self.turns.update_value(|turns| turns.now.append(&mut turns.later));
                    self.go_on(page::now_ms());
                }
                Err(_) => self.failed.set(true),
            }
        });
    }

    /// Builds a part in one of the page's own places, when it is its turn.
    fn put(self, session: Session, stands: Stands, place: Element) {
        let Some(owner) = Owner::current() else { return };
        match stands {
            Stands::First(part) => self.add(move || {
                let waiting = self.turns.try_update_value(|turns| std::mem::take(&mut turns.now));
                let built = owner.with(|| takeover::build(first::build(part, session)));
                // After what is within it.
                self.add(move || takeover::put(&place, built));
                self.turns.update_value(|turns| turns.now.extend(waiting.unwrap_or_default()));
            }),
            Stands::Later(part) => self.add_later(move || {
                let Some(build) = self.code.get_value() else { return };
                takeover::put(&place, owner.with(|| takeover::build(build(Part::Own(part), session))));
            }),
        }
    }
}

/// Builds the page in the places that the server wrote.
#[cfg(not(feature = "ssr"))]
pub fn take_over(session: Session) {
    let parts = Parts::new();
    provide_context(parts);
    let all = ABOVE.into_iter().chain(CONTROLS).chain(RESULTS);
    for (stands, place) in all.zip(takeover::places()) {
        parts.put(session, stands, place);
    }
    set_timeout(move || parts.go_on(page::now_ms()), Duration::ZERO);
}

/// The place of a part within another.
#[cfg(feature = "ssr")]
#[component]
pub fn Next(session: Session, part: First) -> impl IntoView {
    first::build(part, session)
}

/// The place of a part within another.
#[cfg(not(feature = "ssr"))]
#[component]
pub fn Next(session: Session, part: First) -> impl IntoView {
    let parts = expect_context::<Parts>();
    let here = RwSignal::new(parts.turns.with_value(|turns| turns.usable));
    if !here.get_untracked() {
        parts.add(move || _ = here.try_set(true));
    }
    move || here.get().then(|| first::build(part, session))
}

/// The place of a later part.
#[cfg(feature = "ssr")]
#[component]
pub fn Later(session: Session, part: Part) -> impl IntoView {
    let built = (!part.is_tool()).then(|| later::build(part, session));
    view! { <div class="later">{built}</div> }
}

/// The place of a later part within another.
#[cfg(not(feature = "ssr"))]
#[component]
pub fn Later(session: Session, part: Part) -> impl IntoView {
    let parts = expect_context::<Parts>();
    let here = RwSignal::new(parts.code.get_value());
    if here.with_untracked(Option::is_none) {
        // None if the place is gone by then.
        parts.add_later(move || _ = here.try_set(parts.code.get_value()));
    }
    move || match here.get() {
        Some(build) => build(part.clone(), session),
        None => view! { <div class="later"></div> }.into_any(),
    }
}

/// One of the page's own places, with what stands in it.
#[cfg(feature = "ssr")]
#[component]
pub fn Place(session: Session, stands: super::part::Stands) -> impl IntoView {
    use super::part::Stands;
    match stands {
        Stands::First(part) => view! { <div class="later">{first::build(part, session)}</div> }.into_any(),
        Stands::Later(part) => view! { <Later session part=Part::Own(part)/> }.into_any(),
    }
}

/// Says that the later parts did not come, and asks for them again.
#[component]
pub fn Missing() -> impl IntoView {
    let parts = expect_context::<Parts>();
    move || {
        parts.failed.get().then(|| {
            view! {
                <p class="notice notice-bad" role="alert">
                    "A part of this page could not be fetched: some controls do not work, and what is below the timelines does not follow your changes. "
                    <button type="button" on:click=move |_| parts.fetch()>"Try again"</button>
                </p>
            }
        })
    }
}
