//! The dialog of what to paste where. The server writes it, a tab a target; here the tabs work, and texts are copied.

use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::html::Dialog;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys::EventTarget;

use crate::browser::{self, form, tabs};
use crate::state::Session;

/// A button, and the dialog that it opens for the scenario as it is then.
#[component]
pub fn ShareDialog(session: Session) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    let body = RwSignal::new(String::new());
    let said = RwSignal::new("");
    let open = move |_| {
        body.set("<p class=\"note\">One moment …</p>".to_owned());
        said.set("");
        if let Some(dialog) = dialog.get_untracked() {
            browser::page::open_dialog(&dialog);
        }
        spawn_local(async move {
            body.try_set(session.part("/parts/share/", "").await);
        });
    };
    let close = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let choose = |target: Option<EventTarget>| {
        if let Some((tab, _)) = form::around(target, "aria-controls") {
            tabs::choose(&tab);
        }
    };
    let click = move |event: MouseEvent| {
        choose(event.target());
        copy(event.target(), said);
    };
    let keys = |event: KeyboardEvent| {
        if tabs::go(&event) {
            event.prevent_default();
        }
    };
    view! {
        <button
            type="button"
            class="button"
            title="This run in a wiki, a README, a chat, a notebook: the text to paste, and what readers see"
            on:click=open
        >
            "Share"
        </button>
        <dialog class="dialog dialog-wide" node_ref=dialog aria-labelledby="share-title">
            <div class="dialog-head">
                <h2 id="share-title">"Share this run"</h2>
                <button type="button" class="button button-small" on:click=close>"Close"</button>
            </div>
            <div
                inner_html=body
                on:click=click
                on:focusin=move |event| choose(event.target())
                on:keydown=keys
            ></div>
            <p class="visually-hidden" role="status">{said}</p>
        </dialog>
    }
}

/// Copies the text that a button names, and says so on the button until another is pressed.
fn copy(target: Option<EventTarget>, said: RwSignal<&'static str>) {
    let Some((button, id)) = form::around(target, "data-copy") else { return };
    let text = document().get_element_by_id(&id).and_then(|code| code.text_content());
    said.set("");
    spawn_local(async move {
        let copied = browser::page::copy(&text.unwrap_or_default()).await;
        let words = if copied { "Copied" } else { "Select and copy it by hand" };
        form::reword("[data-copy]", "Copy");
        button.set_text_content(Some(words));
        said.try_set(words);
    });
}
