//! Questions that people ask, to start from.

use leptos::prelude::*;
use simulator::scenario::presets;

use crate::state::Session;

/// A menu of questions. Each is a link, so that it opens without JavaScript, too.
#[component]
pub fn PresetMenu(session: Session) -> impl IntoView {
    let open = NodeRef::<leptos::html::Details>::new();
    let items = presets::all().map(|preset| {
        let take = move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            session.replace(&preset.scenario());
            session.stage.chosen.set(None);
            session.stop();
            if let Some(menu) = open.get_untracked() {
                menu.set_open(false);
            }
        };
        view! {
            <li>
                <a class="menu-item" href=format!("/?preset={}", preset.id) title=preset.source on:click=take>
                    {preset.title}
                    <small>{preset.question}</small>
                </a>
            </li>
        }
    });
    view! {
        <details class="menu" node_ref=open name="header-menu">
            <summary class="button">"Presets ▾"</summary>
            <ul class="menu-list">{items.collect_view()}</ul>
        </details>
    }
}
