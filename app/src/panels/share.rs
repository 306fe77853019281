//! The link to this scenario, and the theme that it is read in.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use simulator::scenario::link;

use super::handover::origin;
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
            class="button button-main copy-link"
            title="The address holds the whole scenario: whoever opens it sees this page."
            on:click=copy
        >
            <span aria-live="polite">{said}</span>
        </button>
    }
}

/// What the scenario can be had as: the end of an address, and words.
const EXPORTS: [(&str, &str); 8] = [
    (".png", "Picture, PNG"),
    (".svg", "Picture, SVG"),
    (".pftrace", "Trace for Perfetto"),
    (".trace.json", "Trace, Chrome's JSON"),
    (".speedscope.json", "Trace for speedscope"),
    (".csv", "Table, CSV"),
    (".md", "Table, Markdown"),
    (".json", "Report, JSON"),
];

/// Links to the scenario's run as files, and to the page for frames.
#[component]
pub fn ExportMenu(session: Session) -> impl IntoView {
    let items = move || {
        let link = session.scenario.with(|scenario| link::print(scenario));
        let item = |href: String, words: &'static str| {
            view! { <li><a class="menu-item" href=href rel="external">{words}</a></li> }
        };
        let files = EXPORTS.map(|(end, words)| item(["/x/", &link, end].concat(), words));
        (files.into_iter().collect_view(), item(["/embed/", &link].concat(), "Page to embed"))
    };
    let origin = origin();
    let perfetto = move || {
        let link = session.scenario.with(|scenario| link::print(scenario));
        origin.with(|origin| perfetto(origin, &link))
    };
    view! {
        <details class="menu menu-end" name="header-menu">
            <summary class="button" title="This run as a picture, a table or a profiler's trace">"Export"</summary>
            <ul class="menu-list">{items} <li>{perfetto}</li></ul>
        </details>
    }
}

/// The way to a trace that is open in Perfetto. Its page fetches the trace from here, which it may only with TLS.
fn perfetto(origin: &str, link: &str) -> AnyView {
    if origin.is_empty() {
        return ().into_any();
    }
    if origin.starts_with("https://") {
        let trace = browser::address::encoded(&[origin, "/x/", link, ".pftrace"].concat());
        let href = ["https://ui.perfetto.dev/#!/?url=", &trace].concat();
        return view! { <a class="menu-item" href=href rel="external noopener" target="_blank">"Open in Perfetto"</a> }.into_any();
    }
    view! {
        <p class="menu-note">
            "Perfetto opens a trace by itself only from a site with https. Save it, and open it at ui.perfetto.dev."
        </p>
    }
    .into_any()
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
