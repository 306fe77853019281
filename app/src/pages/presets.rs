//! The gallery as a page of its own, for browsers without scripts and for links to it.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::gallery::Card;
use crate::panels::{Brand, Gallery};

/// Every preset, with a link that opens it.
#[component]
pub fn PresetsPage(cards: Vec<Card>) -> impl IntoView {
    view! {
        <Title text="Presets · Lockstep"/>
        <header class="header">
            <Brand/>
            <span class="header-place">"Presets"</span>
            <div class="header-actions">
                <a class="button" href="/" rel="external">"To the workbench"</a>
            </div>
        </header>
        <main class="gallery-page">
            <h1>"Presets"</h1>
            <Gallery cards/>
        </main>
    }
}
