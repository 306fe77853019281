//! The workbench: the address' scenario, what the server found, and everything around it.

use leptos::prelude::*;
use serde_json::Value;
use simulator::Problem;

use crate::browser;
use crate::client::{Refusal, Workbench};
use crate::opening::{Opening, opening};
use crate::panels::{
    Later, Machine, Missing, Part, Parts, Playbar, Pools, Problems, StagePanel, VerdictCard, Workload,
};
use crate::state::Session;
use crate::widgets::PageTitle;

/// Shows what came of the address' scenario.
#[component]
pub fn WorkbenchPage() -> impl IntoView {
    let Opening { answer, accuracy, origin, noted } = opening();
    match answer {
        Ok(workbench) => view! { <Page workbench accuracy origin noted/> }.into_any(),
        Err(refusal) => view! { <Refused refusal/> }.into_any(),
    }
}

/// The whole page, from a first answer on.
#[component]
fn Page(workbench: Workbench, accuracy: Value, origin: Value, noted: bool) -> impl IntoView {
    let session = Session::new(workbench);
    session.accuracy.set_value(accuracy);
    session.origins.start(origin, noted);
    session.keep_asking();
    listen(session);
    provide_context(Parts::new());
    let later = move |part| view! { <Later session part/> };
    let title = move || session.scenario.with(|s| format!("{} · Lockstep", s.name));
    view! {
        <PageTitle text=Signal::derive(title)/>
        {later(Part::Watchers)}
        <a class="skip-link" href="#results" target="_self">"To the results"</a>
        {later(Part::Header)}
        {later(Part::Palette)}
        {later(Part::Tour)}
        <div class="workbench">
            <Controls session/>
            <main class="results" id="results">
                <Problems session/>
                <Missing/>
                {later(Part::PresetNote)}
                <VerdictCard session/>
                {later(Part::Compare)}
                <Playbar session/>
                <StagePanel session/>
                {later(Part::Charts)}
                {later(Part::WhatIf)}
                {later(Part::Code)}
                {later(Part::RunForReal)}
                {later(Part::Numbers)}
                <footer class="footer" inner_html=FOOTER></footer>
            </main>
        </div>
    }
}

/// As HTML, which is the least of it that the page's code can carry.
const FOOTER: &str = "<span>Simulated, not measured: every model faces the same tasks, drawn from the same seed.</span><a href=/privacy>Privacy</a>";

/// The left column; on a narrow screen it is below and closed.
#[component]
fn Controls(session: Session) -> impl IntoView {
    let node = NodeRef::<leptos::html::Details>::new();
    Effect::new(move |_| {
        if let Some(controls) = node.get() {
            controls.set_open(!browser::page::is_narrow());
        }
    });
    view! {
        <section class="controls" aria-label="Scenario">
            <details open=true node_ref=node>
                <summary id="scenario">"Change the scenario"</summary>
                <div class="controls-body">
                    <Later session part=Part::Pin/>
                    <Workload session/>
                    <Later session part=Part::Services/>
                    <Machine session/>
                    <Pools session/>
                    <Later session part=Part::Models/>
                    <Later session part=Part::Costs/>
                    <a class="button way-back" href="#results" target="_self">"See the answer"</a>
                </div>
            </details>
        </section>
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
            <a class="brand" href="/" rel="external">"Lockstep"</a>
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

/// Keys that work everywhere, and the system's theme.
fn listen(session: Session) {
    Effect::new(move |_| {
        let keys = window_event_listener(leptos::ev::keydown, move |event| {
            let command = event.ctrl_key() || event.meta_key();
            match event.key().as_str() {
                "z" | "Z" if command && !event.shift_key() => session.undo(),
                "z" | "Z" | "y" if command => session.redo(),
                " " if !browser::page::is_control(&event) => session.toggle_play(),
                _ => return,
            }
            event.prevent_default();
        });
        browser::page::on_system_theme(move || {
            browser::forget_look();
            session.stage.theme.update(|n| *n += 1);
        });
        on_cleanup(move || keys.remove());
    });
}
