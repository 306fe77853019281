//! What the site keeps of its visitors: next to nothing.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::panels::Brand;

/// Says what is kept, for how long, and what is not.
#[component]
pub fn PrivacyPage() -> impl IntoView {
    view! {
        <Title text="Privacy · Lockstep"/>
        <header class="header">
            <Brand/>
            <span class="header-place">"Privacy"</span>
            <div class="header-actions">
                <a class="button" href="/" rel="external">"To the workbench"</a>
            </div>
        </header>
        <main class="plain-page">
            <h1>"Nothing is kept"</h1>
            <p>
                "Lockstep has no accounts, no cookies, no database and no counters of visitors. It loads nothing from \
                 other sites."
            </p>
            <h2>"Your scenario"</h2>
            <p>
                "It stands in the address of the page, and the server gets it to simulate it. Recent runs stay in the \
                 server's memory so that zooming does not run them again: until nobody has looked at them for ten \
                 minutes, for a scenario that is too long for an address an hour. None is written to disk, but where \
                 sweeps are run by several machines: there it is in their queue until they are done, a day at most. \
                 Whoever has a link to a scenario can see that scenario: leave out names that others must not read."
            </p>
            <h2>"Your browser"</h2>
            <p>"It remembers light or dark, if you choose one. That never leaves it."</p>
            <h2>"The log"</h2>
            <p>
                "The server notes which kind of address was asked for, when, and how long the answer took; neither who \
                 asked nor for which scenario. While you ask often, it counts your requests by your network address, in \
                 memory, to keep the site up for others."
            </p>
            <p>
                "Whoever runs this site may have a proxy in front of it that notes more, and a wiki or chat that shows a \
                 picture from here tells you what it does."
            </p>
        </main>
    }
}
