//! The scenario as JSON: to read, copy, keep and paste.

use leptos::html::Dialog;
use leptos::prelude::*;
use leptos::task::spawn_local;
use simulator::Problem;

use crate::browser;
use crate::state::Session;

/// A button, and the window with the JSON that it opens.
#[component]
pub fn ScenarioJson(session: Session) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    let text = RwSignal::new(String::new());
    let problems = RwSignal::new(Vec::<Problem>::new());
    let open = move |_| {
        let scenario = session.scenario.get_untracked();
        text.set(serde_json::to_string_pretty(&*scenario).unwrap_or_default());
        problems.set(Vec::new());
        if let Some(dialog) = dialog.get_untracked() {
            browser::page::open_dialog(&dialog);
        }
    };
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let take = move |_| match simulator::parse(&text.get_untracked()) {
        Ok(scenario) => {
            session.replace(&scenario);
            close();
        }
        Err(found) => problems.set(found),
    };
    view! {
        <button type="button" class="button" title="The scenario as text: copy it, keep it, paste another." on:click=open>
            "JSON"
        </button>
        <dialog class="dialog" node_ref=dialog aria-labelledby="json-title">
            <div class="dialog-head">
                <h2 id="json-title">"The scenario as JSON"</h2>
                <button type="button" class="button button-small" on:click=move |_| close()>"Close"</button>
            </div>
            <textarea class="dialog-text" aria-label="Scenario as JSON" spellcheck="false" prop:value=text on:input=move |event| text.set(event_target_value(&event))></textarea>
            <div role="alert">{move || problems.with(|p| list(p))}</div>
            <div class="dialog-actions">
                <button type="button" class="button button-main" on:click=take>"Use this"</button>
                <Copy text/>
                <a class="button" download="scenario.json" href=move || text.with(|t| data_address(t))>"Download"</a>
            </div>
        </dialog>
    }
}

/// Copies the text.
#[component]
fn Copy(text: RwSignal<String>) -> impl IntoView {
    let said = RwSignal::new("Copy");
    let copy = move |_| {
        spawn_local(async move {
            let copied = browser::page::copy(&text.get_untracked()).await;
            said.set(if copied { "Copied" } else { "Select and copy it by hand" });
        });
    };
    view! { <button type="button" class="button" on:click=copy>{said}</button> }
}

fn list(problems: &[Problem]) -> Option<impl IntoView + use<>> {
    let line = |p: &Problem| {
        let at = if p.path.is_empty() { "The text".to_owned() } else { p.path.clone() };
        view! { <li><strong>{at}</strong> ": " {p.message.clone()}</li> }
    };
    let lines = problems.iter().map(line).collect_view();
    (!problems.is_empty()).then(|| view! { <div class="notice notice-bad"><ul>{lines}</ul></div> })
}

/// The text as an address that a link can download.
fn data_address(text: &str) -> String {
    let mut out = String::from("data:application/json;charset=utf-8,");
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"{}[]:,._-".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_address_escapes_what_it_must() {
        assert_eq!(super::data_address("{\"a\": 1}"), "data:application/json;charset=utf-8,{%22a%22:%201}");
    }
}
