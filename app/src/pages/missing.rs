//! What an address that does not exist shows.

use leptos::prelude::*;
use leptos_meta::Title;

/// Says so, and leads on.
#[component]
pub fn MissingPage() -> impl IntoView {
    view! {
        <Title text="Not found · Lockstep"/>
        <main class="plain-page">
            <h1>"There is no such page"</h1>
            <p>
                <a href="/">"Go to the workbench"</a>
            </p>
        </main>
    }
}
