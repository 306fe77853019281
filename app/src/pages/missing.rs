//! What an address that does not exist shows.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::panels::Brand;

/// Says so, and leads on.
#[component]
pub fn MissingPage() -> impl IntoView {
    view! {
        <Title text="Not found · Lockstep"/>
        <header class="header">
            <Brand/>
        </header>
        <main class="plain-page">
            <h1>"There is no such page"</h1>
            <p>"Perhaps the address lacks a part: a link to a scenario begins with " <code>"/s/"</code> "."</p>
            <p class="plain-ways">
                <a class="button button-main" href="/">"To the workbench"</a>
                <a class="button" href="/presets">"See the presets"</a>
            </p>
        </main>
    }
}
