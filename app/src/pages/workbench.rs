//! The workbench: the address' scenario, what the server found, and everything around it. What the browser builds anew
//! are its parts alone (`panels/places.rs`).

use leptos::prelude::*;
use simulator::Problem;

use crate::client::Refusal;
use crate::opening::opening;
use crate::panels::{ABOVE, Brand, CONTROLS, Parts, Place, RESULTS};
use crate::start::begin;
use crate::state::Session;
use crate::widgets::PageTitle;

/// Shows what came of the address' scenario.
#[component]
pub fn WorkbenchPage() -> impl IntoView {
    match begin(opening()) {
        Ok(session) => view! { <Page session/> }.into_any(),
        Err(refusal) => view! { <Refused refusal/> }.into_any(),
    }
}

/// The whole page, from a first answer on.
#[component]
fn Page(session: Session) -> impl IntoView {
    provide_context(Parts::new());
    let place = move |stands| view! { <Place session stands/> };
    view! {
        <PageTitle text=session.title()/>
        <a class="skip-link" href="#results" target="_self">"To the results"</a>
        {ABOVE.map(place).into_iter().collect_view()}
        <div class="workbench">
            <section class="controls" aria-label="Scenario">
                <details open=true>
                    <summary id="scenario">"Change the scenario"</summary>
                    <div class="controls-body">
                        {CONTROLS.map(place).into_iter().collect_view()}
                        <a class="button way-back" href="#results" target="_self">"See the answer"</a>
                    </div>
                </details>
            </section>
            <main class="results" id="results">
                {RESULTS.map(place).into_iter().collect_view()}
                <footer class="footer">
                    <span>"Simulated, not measured: every model faces the same tasks, drawn from the same seed."</span>
                    <a href="/privacy">"Privacy"</a>
                </footer>
            </main>
        </div>
    }
}

/// An address that holds no scenario.
#[component]
fn Refused(refusal: Refusal) -> impl IntoView {
    let line = |p: Problem| view! { <li><code>{p.path}</code> " " {p.message}</li> };
    let lines = refusal.problems.into_iter().map(line).collect_view();
    view! {
        <PageTitle text="Not a scenario · Lockstep"/>
        <header class="header">
            <Brand/>
        </header>
        <main class="plain-page">
            <h1>{refusal.error}</h1>
            <ul class="plain-list">{lines}</ul>
            <p class="plain-ways">
                <a class="button button-main" href="/" rel="external">"Start with an example"</a>
                <a class="button" href="/presets" rel="external">"See the presets"</a>
            </p>
        </main>
    }
}
