//! What binds: the bottleneck ladder of a model, written by the server when it is looked at.

use leptos::ev::Event;
use leptos::html::Details;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::state::Session;

/// The ladder, folded until somebody asks; open, it follows the scenario.
#[component]
pub fn Ladder(session: Session) -> impl IntoView {
    let node = NodeRef::<Details>::new();
    let html = RwSignal::new(String::new());
    let stale = RwSignal::new(false);
    // The model that was chosen from the list; none: the recommended one.
    let chosen = StoredValue::new(None::<String>);
    let asked = StoredValue::new(0_u32);
    let ask = move || {
        let number = asked.get_value() + 1;
        asked.set_value(number);
        stale.set(true);
        let model = chosen.get_value().map_or_else(String::new, |model| format!("?model={model}"));
        spawn_local(async move {
            let answer = session.part("/parts/ladder/", &model).await;
            if asked.try_get_value() == Some(number) {
                html.set(answer);
                stale.set(false);
            }
        });
    };
    let is_open = move || node.get_untracked().is_some_and(|details| details.open());
    Effect::new(move |before: Option<()>| {
        session.settled.track();
        if before.is_some() && is_open() {
            ask();
        }
    });
    let choose = move |event: Event| {
        chosen.set_value(Some(event_target_value(&event)));
        ask();
    };
    view! {
        <details class="verdict-others" node_ref=node on:toggle=move |_| if is_open() { ask() }>
            <summary>"What limits it, and what comes next"</summary>
            <div
                class="ladder-body"
                aria-busy=move || stale.get().to_string()
                on:change=choose
                inner_html=html
            ></div>
        </details>
    }
}
