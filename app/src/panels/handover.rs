//! What goes to a person's terminal and comes back: a command to copy, and a box that takes a script's output.

use leptos::ev::DragEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser;

/// More than any script prints.
const MOST_BYTES: f64 = 8e6;

/// Where the site is, as the server knows it while it renders.
#[cfg(feature = "ssr")]
#[derive(Clone, Debug)]
pub struct SiteAddress(pub String);

/// This site's address, as commands need it.
#[cfg(feature = "ssr")]
pub fn origin() -> String {
    use_context::<SiteAddress>().map_or_else(String::new, |address| address.0)
}

/// This site's address, as commands need it.
#[cfg(not(feature = "ssr"))]
pub fn origin() -> String {
    browser::address::absolute("")
}

/// A command line, with a button that copies it.
#[component]
pub fn Command(
    /// What it does.
    #[prop(into)]
    label: String,
    /// The command.
    text: Signal<String>,
) -> impl IntoView {
    view! {
        <div class="command">
            <code class="command-text" tabindex="0" role="group" aria-label=label>{text}</code>
            <CopyButton text/>
        </div>
    }
}

/// Copies a text.
#[component]
pub fn CopyButton(text: Signal<String>) -> impl IntoView {
    let said = RwSignal::new("Copy");
    let copy = move |_| {
        spawn_local(async move {
            let copied = browser::page::copy(&text.get_untracked()).await;
            said.set(if copied { "Copied" } else { "Select and copy it by hand" });
        });
    };
    // Another text has not been copied yet.
    Effect::new(move |_| {
        text.track();
        said.set("Copy");
    });
    view! {
        <button type="button" class="button button-small" on:click=copy>
            <span aria-live="polite">{said}</span>
        </button>
    }
}

/// A box to paste a script's output into, or to drop its file on.
#[component]
pub fn PasteBox(
    /// What it takes.
    #[prop(into)]
    label: String,
    /// Words of the button that takes it.
    #[prop(into)]
    action: String,
    /// Takes the text: what came of it, or why nothing did.
    take: Callback<String, Result<String, String>>,
) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let outcome = RwSignal::new(None::<Result<String, String>>);
    let use_it = move || {
        let result = take.run(text.get_untracked());
        if result.is_ok() {
            text.set(String::new());
        }
        outcome.set(Some(result));
    };
    let read = move |file: Option<leptos::web_sys::File>| {
        let Some(file) = file else { return };
        spawn_local(async move {
            match browser::files::text(&file, MOST_BYTES).await {
                Some(content) => {
                    text.set(content);
                    use_it();
                }
                None => outcome.set(Some(Err("This file cannot be read, or is too large.".to_owned()))),
            }
        });
    };
    let drop_file = move |event: DragEvent| {
        event.prevent_default();
        read(browser::files::dropped(&event));
    };
    let file_label = format!("{label}: choose its file");
    let place = label.clone();
    view! {
        <div class="paste" on:dragover=move |event| event.prevent_default() on:drop=drop_file>
            <textarea
                class="paste-text"
                rows="3"
                aria-label=label
                placeholder=format!("{place}: paste it here, or drop the file")
                spellcheck="false"
                prop:value=text
                on:input=move |event| text.set(event_target_value(&event))
            ></textarea>
            <div class="group-actions">
                <button type="button" class="button" on:click=move |_| use_it()>{action}</button>
                <label class="button paste-file">
                    "Choose a file"
                    <input
                        type="file"
                        class="visually-hidden"
                        accept=".json,application/json,text/plain"
                        aria-label=file_label
                        on:change=move |event| read(browser::files::chosen(&event))
                    />
                </label>
            </div>
            <div role="status">
                {move || {
                    outcome
                        .get()
                        .map(|result| match result {
                            Ok(words) => view! { <p class="notice notice-good">{words}</p> },
                            Err(words) => view! { <p class="notice notice-bad">{words}</p> },
                        })
                }}
            </div>
        </div>
    }
}
