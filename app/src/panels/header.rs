//! The bar on top: brand, the scenario's name, presets, undo and redo, theme, JSON, share.

use leptos::prelude::*;

use super::json::ScenarioJson;
use super::presets::{FromPreset, GalleryLink};
use super::share::{CopyLink, ExportMenu, ThemeMenu, WayOut};
use super::share_dialog::ShareDialog;
use crate::state::Session;
use crate::widgets::TextField;

/// The page's header.
#[component]
pub fn Header(session: Session) -> impl IntoView {
    view! {
        <header class="header">
            <Brand/>
            <TextField label="Name of the scenario" class="header-name" field=session.text("name")/>
            <FromPreset session/>
            <a
                class="header-link"
                href="/validation"
                rel="external"
                title="How far predictions are off: held against real Python"
            >
                "Validation"
            </a>
            <a
                class="header-link"
                id="learn"
                href="/?tour=1"
                title="Threads, processes, asyncio: a tour in six scenes"
                on:click=move |event| {
                    event.prevent_default();
                    session.learning.set(true);
                }
            >
                "Learn"
            </a>
            <div class="header-actions">
                <GalleryLink session/>
                <button
                    type="button"
                    class="button button-icon"
                    aria-label="Undo"
                    title=move || titled("Undo", session.undo_words(), "Ctrl+Z")
                    disabled=move || session.history.with(|h| !h.can_undo())
                    on:click=move |_| session.undo()
                >
                    "↶"
                </button>
                <button
                    type="button"
                    class="button button-icon"
                    aria-label="Redo"
                    title=move || titled("Redo", session.redo_words(), "Ctrl+Shift+Z")
                    disabled=move || session.history.with(|h| !h.can_redo())
                    on:click=move |_| session.redo()
                >
                    "↷"
                </button>
                <ThemeMenu session/>
                <ScenarioJson session/>
                <ExportMenu session/>
                <ShareDialog session/>
                <CopyLink session/>
                <WayOut session/>
            </div>
        </header>
    }
}

/// What a button would undo or redo, and its key.
fn titled(what: &str, words: String, key: &str) -> String {
    if words.is_empty() { format!("{what} ({key})") } else { format!("{what}: {words} ({key})") }
}

/// The name, which leads to the start.
#[component]
pub fn Brand() -> impl IntoView {
    view! {
        <a class="brand" href="/">
            <Logo/>
            "Lockstep"
        </a>
    }
}

/// Three lanes that end at different times.
#[component]
fn Logo() -> impl IntoView {
    view! {
        <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
            <rect class="state-python" x="1" y="2" width="11" height="4" rx="1.5"/>
            <rect class="state-io" x="5" y="8" width="6" height="4" rx="1.5"/>
            <rect class="state-native" x="12" y="8" width="7" height="4" rx="1.5"/>
            <rect class="state-gil-wait" x="1" y="14" width="5" height="4" rx="1.5"/>
            <rect class="state-python" x="7" y="14" width="12" height="4" rx="1.5"/>
        </svg>
    }
}
