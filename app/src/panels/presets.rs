//! The gallery: questions that people ask, to start from. Its content comes from the server when it is opened.

use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::html::{Dialog, Div};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser;
use crate::client::{self, Refusal};
use crate::gallery::Card;
use crate::state::Session;

/// The groups, in their order: their key, their title, and what they are.
const GROUPS: [(&str, &str, &str); 3] = [
    ("start", "Start here", "The models, and the mistakes that are made with them."),
    ("question", "Questions", "Asked in public, with the askers' numbers."),
    ("workload", "Workloads", "Described in public, with their numbers."),
];

/// The filter's id.
const FILTER: &str = "gallery-filter";

/// What the arrow keys go through: the filter, and every card that is shown.
const STOPS: &str = ".gallery-filter, li:not([hidden]) > .gallery-card";

/// A link to the gallery, which opens as a window over the page where scripts run.
#[component]
pub fn GalleryLink(session: Session) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    let cards = RwSignal::new(None::<Result<Vec<Card>, Refusal>>);
    let failed = RwSignal::new(None::<String>);
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let load = move || {
        spawn_local(async move {
            let answer = client::presets().await;
            cards.try_set(Some(answer));
            browser::page::focus_soon(FILTER.to_owned());
        });
    };
    let open = move |event: MouseEvent| {
        if elsewhere(&event) {
            return;
        }
        event.prevent_default();
        failed.set(None);
        if let Some(dialog) = dialog.get_untracked() {
            browser::page::open_dialog(&dialog);
        }
        if !cards.with_untracked(|c| matches!(c, Some(Ok(_)))) {
            load();
        }
    };
    let take = Callback::new(move |card: Card| {
        spawn_local(async move {
            match client::preset(&card.id).await {
                Ok(scenario) => {
                    session.open_preset(card, &scenario);
                    close();
                }
                Err(refusal) => {
                    failed.try_set(Some(refusal.error));
                }
            }
        });
    });
    let content = move || match cards.get() {
        None => view! { <p class="gallery-word" role="status">"Loading the presets …"</p> }.into_any(),
        Some(Ok(cards)) => view! { <Gallery cards take/> }.into_any(),
        Some(Err(refusal)) => view! {
            <p class="notice notice-bad" role="alert">
                {refusal.error}
                " "
                <button type="button" on:click=move |_| load()>"Try again"</button>
            </p>
        }
        .into_any(),
    };
    view! {
        <a class="button" href="/presets" rel="external" aria-haspopup="dialog" on:click=open>"Presets"</a>
        <dialog class="dialog gallery-dialog" node_ref=dialog aria-labelledby="gallery-title">
            <div class="dialog-head">
                <h2 id="gallery-title">"Presets"</h2>
                <button type="button" class="button button-small" on:click=move |_| close()>"Close"</button>
            </div>
            {move || failed.get().map(|error| view! { <p class="notice notice-bad" role="alert">{error}</p> })}
            {content}
        </dialog>
    }
}

/// Whether a click asks for another tab or window.
fn elsewhere(event: &MouseEvent) -> bool {
    event.ctrl_key() || event.meta_key() || event.shift_key()
}

/// The cards by their groups. `take`: what to do with one, where scripts run; a field filters them then. Without it
/// a card's link is followed.
#[component]
pub fn Gallery(cards: Vec<Card>, #[prop(optional, into)] take: Option<Callback<Card>>) -> impl IntoView {
    let node = NodeRef::<Div>::new();
    let words = RwSignal::new(String::new());
    let texts: Vec<String> = cards.iter().map(text).collect();
    let shown = Memo::new(move |_| {
        let words = words.with(|w| w.to_lowercase());
        texts.iter().map(|text| words.split_whitespace().all(|w| text.contains(w))).collect::<Vec<bool>>()
    });
    let count = move || shown.with(|s| s.iter().filter(|shown| **shown).count());
    let told = move || match count() {
        0 => "No preset has these words.".to_owned(),
        1 => "1 preset".to_owned(),
        n => n.to_string() + " presets",
    };
    let step = move |event: KeyboardEvent| {
        let Some(node) = node.get_untracked() else { return };
        let in_filter = browser::page::is_typing(&event);
        let moved = match event.key().as_str() {
            "ArrowDown" => browser::page::step_focus(&node, STOPS, 1),
            "ArrowUp" => browser::page::step_focus(&node, STOPS, -1),
            "Enter" if in_filter => browser::page::click_at(&node, STOPS, 1),
            _ => return,
        };
        if moved {
            event.prevent_default();
        }
    };
    let groups = GROUPS.map(|(key, title, about)| {
        let of_group = |(_, card): &(usize, Card)| card.group == key;
        let cards: Vec<(usize, Card)> = cards.iter().cloned().enumerate().filter(of_group).collect();
        let indices: Vec<usize> = cards.iter().map(|(index, _)| *index).collect();
        let none = move || shown.with(|s| !indices.iter().any(|index| s[*index]));
        let items = cards.into_iter().map(|(index, card)| {
            view! { <li hidden=move || shown.with(|s| !s[index])><CardLink card take/></li> }
        });
        view! {
            <section hidden=none>
                <h2 class="gallery-group">{title} " " <small>{about}</small></h2>
                <ul class="gallery-cards">{items.collect_view()}</ul>
            </section>
        }
    });
    let filter = take.map(|_| {
        view! {
            <div class="gallery-head">
                <input
                    type="text"
                    role="searchbox"
                    id=FILTER
                    class="gallery-filter"
                    aria-label="Filter the presets"
                    placeholder="Filter: S3, gunicorn, parse …"
                    autofocus
                    on:input=move |event| words.set(event_target_value(&event))
                />
                <span class="gallery-word" role="status">{told}</span>
            </div>
        }
    });
    view! {
        <div class="gallery" node_ref=node on:keydown=step>
            {filter}
            {groups.into_iter().collect_view()}
        </div>
    }
}

/// What a card is found by.
fn text(card: &Card) -> String {
    [card.title.as_str(), &card.question, &card.source, &card.watch_for].join(" ").to_lowercase()
}

/// One preset; a link, so that it opens without JavaScript, too.
#[component]
fn CardLink(card: Card, take: Option<Callback<Card>>) -> impl IntoView {
    let href = String::from("/?preset=") + &card.id;
    let Card { title, question, watch_for, source, .. } = card.clone();
    let click = move |event: MouseEvent| {
        if let Some(take) = take.filter(|_| !elsewhere(&event)) {
            event.prevent_default();
            take.run(card.clone());
        }
    };
    view! {
        <a class="gallery-card" href=href rel="external" on:click=click>
            <strong>{title}</strong>
            <span>{question}</span>
            <small><b>"Watch for: "</b>{watch_for}</small>
            <small class="gallery-source">{source}</small>
        </a>
    }
}

/// The question of the preset that was opened, and what to look at, until it is dismissed.
#[component]
pub fn PresetNote(session: Session) -> impl IntoView {
    let note = move || {
        let origin = session.origins.noted.get().then(|| session.opened_preset()).flatten()?;
        let Card { question, watch_for, source, .. } = origin.card.clone();
        Some(view! {
            <aside class="preset-note" aria-label="About this preset">
                <p class="preset-question">{question}</p>
                <p><b>"Watch for: "</b>{watch_for}</p>
                <p class="gallery-source">{source}</p>
                <button type="button" class="button button-small" on:click=move |_| session.origins.noted.set(false)>
                    "Dismiss"
                </button>
            </aside>
        })
    };
    view! { <div class="preset-notes" aria-live="polite">{note}</div> }
}

/// From which preset the scenario came, and whether it was changed.
#[component]
pub fn FromPreset(session: Session) -> impl IntoView {
    let from = Memo::new(move |_| {
        let origin = session.opened_preset()?;
        let edited = session.scenario.with(|scenario| **scenario != origin.scenario);
        Some((origin.card.title.clone(), edited))
    });
    move || {
        from.get().map(|(title, edited)| {
            view! {
                <span class="header-from">"from “" {title} "”" {edited.then_some(", edited")}</span>
            }
        })
    }
}
