//! The link to this scenario, and the theme that it is read in.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser;
use crate::state::Session;

/// So long the button says that the link was copied.
const SAID_FOR: Duration = Duration::from_millis(2_000);

/// Copies the permalink.
#[component]
pub fn CopyLink(session: Session) -> impl IntoView {
    let said = RwSignal::new("Copy link");
    let copy = move |_| {
        spawn_local(async move {
            said.set(match session.link() {
                None => "Too long for a link: keep its JSON",
                Some(link) => {
                    let address = browser::address::absolute(&["/s/", &link].concat());
                    let copied = browser::page::copy(&address).await;
                    if copied { "Link copied" } else { "Copy it from the address bar" }
                }
            });
            let settle = move || {
                said.try_set("Copy link");
            };
            set_timeout(settle, SAID_FOR);
        });
    };
    view! {
        <button
            type="button"
            class="button button-main"
            title="The address holds the whole scenario: whoever opens it sees this page."
            on:click=copy
        >
            <span aria-live="polite">{said}</span>
        </button>
    }
}

/// Light, dark, or as the system has it.
#[component]
pub fn ThemeMenu(session: Session) -> impl IntoView {
    let chosen = RwSignal::new(None::<String>);
    Effect::new(move |_| chosen.set(browser::page::chosen_theme()));
    let item = move |theme: Option<&'static str>, words: &'static str| {
        let take = move |_| {
            browser::page::choose_theme(theme);
            browser::forget_look();
            chosen.set(theme.map(str::to_owned));
            session.stage.theme.update(|n| *n += 1);
        };
        let pressed = move || if chosen.with(|c| c.as_deref() == theme) { "true" } else { "false" };
        view! {
            <li>
                <button type="button" class="menu-item" aria-pressed=pressed on:click=take>{words}</button>
            </li>
        }
    };
    view! {
        <details class="menu" name="header-menu">
            <summary class="button button-icon" aria-label="Theme" title="Theme">"◐"</summary>
            <ul class="menu-list">
                {item(None, "As the system")} {item(Some("light"), "Light")} {item(Some("dark"), "Dark")}
            </ul>
        </details>
    }
}
