//! The link to this scenario, and the theme that it is read in.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use simulator::scenario::link;

use super::handover::origin;
use crate::browser;
use crate::state::{Asking, Session};

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

/// In a frame of somebody's page: the way to the whole workbench, with the scenario as it is now.
#[component]
pub fn WayOut(session: Session) -> impl IntoView {
    let framed = RwSignal::new(false);
    Effect::new(move |_| framed.set(browser::page::is_framed()));
    move || {
        framed.get().then(|| {
            // When it is pressed: no link has to be kept true while one drags.
            let out = move |_| {
                let path = session.link().map_or_else(|| "/".to_owned(), |link| ["/s/", &link].concat());
                browser::page::open_tab(&path);
            };
            view! {
                <button type="button" class="button button-main way-out" on:click=out>"Open in Lockstep"</button>
            }
        })
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

/// Links to the scenario's run as files, and to the page for frames. What is too long for a link has files too, once the
/// server holds it, and none of what others open by its address.
#[component]
pub fn ExportMenu(session: Session) -> impl IntoView {
    let link = Memo::new(move |_| {
        let link = session.scenario.with(|scenario| link::print(scenario));
        (link.len() <= link::MAX_LENGTH).then_some(link)
    });
    let held = held(session, link);
    let origin = origin();
    let items = move || match (link.get(), held.name.get()) {
        (Some(link), _) => {
            let perfetto = perfetto(&origin, &link);
            let embed = item(["/embed/", &link].concat(), "Page to embed");
            (files(&["/x/", &link].concat()), embed, view! { <li>{perfetto}</li> }).into_any()
        }
        (None, Some(Ok(name))) => {
            let words = "This scenario is too long for a link, by which others could embed it or open it in Perfetto. \
                         These files can be saved for an hour.";
            (files(&["/parts/file/", &name].concat()), note(words.to_owned())).into_any()
        }
        (None, Some(Err(reason))) => note(reason).into_any(),
        (None, None) => note("One moment …".to_owned()).into_any(),
    };
    view! {
        <details
            class="menu menu-end"
            name="header-menu"
            on:toggle=move |event| held.wanted.set(browser::page::is_open(&event))
        >
            <summary class="button" title="This run as a picture, a table or a profiler's trace">"Export"</summary>
            <ul class="menu-list">{items}</ul>
        </details>
    }
}

/// Every file whose address begins so.
fn files(place: &str) -> impl IntoView + use<> {
    EXPORTS.map(|(end, words)| item([place, end].concat(), words)).into_iter().collect_view()
}

fn item(href: String, words: &'static str) -> impl IntoView {
    view! { <li><a class="menu-item" href=href rel="external">{words}</a></li> }
}

fn note(words: String) -> impl IntoView {
    view! { <li><p class="menu-note" role="status">{words}</p></li> }
}

/// A scenario that the server holds while its menu is open.
#[derive(Clone, Copy)]
struct HeldByServer {
    wanted: RwSignal<bool>,
    name: RwSignal<Option<Result<String, String>>>,
}

/// Has the server hold the scenario when it is wanted and has no link.
fn held(session: Session, link: Memo<Option<String>>) -> HeldByServer {
    let held = HeldByServer { wanted: RwSignal::new(false), name: RwSignal::new(None) };
    let asking = Asking::new();
    Effect::new(move |_| {
        session.scenario.track();
        held.name.set(None);
        if held.wanted.get() && link.with(Option::is_none) {
            asking.ask(async move || {
                held.name.try_set(Some(session.part_name().await));
            });
        }
    });
    held
}

/// The way to a trace that is open in Perfetto. Its page fetches the trace from here, which it may only with TLS.
fn perfetto(origin: &str, link: &str) -> AnyView {
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
