//! The workbench: the address' scenario, run on the server, and everything around it.

use leptos::prelude::*;
use leptos_meta::{Link, Title};
use leptos_router::hooks::{use_location, use_query_map};
use simulator::scenario::{link, presets};
use simulator::{Problem, Scenario, models};

use crate::browser;
use crate::client::{self, Refusal, Workbench};
use crate::panels::{
    Charts, Costs, Header, Machine, Models, Numbers, Playbar, Pools, Problems, RunForReal, Services,
    StagePanel, VerdictCard, Workload,
};
use crate::state::{Session, first_window};
use crate::validation::Summary;

/// The scenario of an address: a permalink's, a preset's, or the one for newcomers.
fn scenario(path: &str, preset: Option<&str>) -> Result<Scenario, Vec<Problem>> {
    if let Some(text) = path.strip_prefix("/s/") {
        return link::parse(text, &models::catalogue()).map_err(|error| error.problems());
    }
    let preset = preset.and_then(presets::get).or_else(|| presets::get(presets::DEFAULT_ID));
    preset.map(|preset| preset.scenario()).ok_or_else(Vec::new)
}

/// Runs the scenario of the address and shows what came of it.
#[component]
pub fn WorkbenchPage() -> impl IntoView {
    let path = use_location().pathname.get_untracked();
    let preset = use_query_map().with_untracked(|query| query.get("preset"));
    let answer = Resource::new(
        || (),
        move |()| {
            let scenario = scenario(&path, preset.as_deref());
            async move {
                let scenario = scenario.map_err(|problems| {
                    let error = "The scenario of this address cannot be read.".to_owned();
                    Refusal { error, problems, passing: false }
                })?;
                let window = first_window(&scenario);
                client::workbench(scenario, window).await
            }
        },
    );
    let accuracy = Resource::new(|| (), |()| client::accuracy());
    view! {
        <Suspense fallback=|| view! { <main class="plain-page"><p>"Simulating…"</p></main> }>
            {move || Suspend::new(async move {
                match answer.await {
                    Ok(workbench) => view! { <Page workbench accuracy=accuracy.await.ok()/> }.into_any(),
                    Err(refusal) => view! { <Refused refusal/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

/// The whole page, from a first answer on.
#[component]
fn Page(workbench: Workbench, accuracy: Option<Summary>) -> impl IntoView {
    let session = Session::new(workbench);
    session.keep_asking();
    listen(session);
    let title = move || session.scenario.with(|s| format!("{} · Lockstep", s.name));
    view! {
        <Title text=title/>
        <Link rel="canonical" href=session.path()/>
        <a class="skip-link" href="#results">"To the results"</a>
        <Header session/>
        <div class="workbench">
            <Controls session/>
            <main class="results" id="results">
                <Problems session/>
                <VerdictCard session accuracy/>
                <Playbar session/>
                <StagePanel session/>
                <Charts session/>
                <RunForReal session/>
                <Numbers session/>
                <footer class="footer">
                    <span>"Simulated, not measured: every model faces the same tasks, drawn from the same seed."</span>
                </footer>
            </main>
        </div>
    }
}

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
        <details class="controls" open=true node_ref=node aria-label="Scenario">
            <summary>"Change the scenario"</summary>
            <div class="controls-body">
                <Workload session/>
                <Services session/>
                <Machine session/>
                <Pools session/>
                <Models session/>
                <Costs session/>
            </div>
        </details>
    }
}

/// An address that holds no scenario.
#[component]
fn Refused(refusal: Refusal) -> impl IntoView {
    let line = |p: Problem| view! { <li>{p.path} " " {p.message}</li> };
    let lines = refusal.problems.into_iter().map(line).collect_view();
    view! {
        <Title text="Not a scenario · Lockstep"/>
        <main class="plain-page">
            <h1 role="alert">{refusal.error}</h1>
            <ul>{lines}</ul>
            <p>
                <a href="/" rel="external">"Start with an example"</a>
            </p>
        </main>
    }
}

/// Keys that work everywhere, the browser's back and forward, and the system's theme.
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
        let back = window_event_listener(leptos::ev::popstate, move |_| session.follow_address());
        browser::page::on_system_theme(move || {
            browser::forget_look();
            session.stage.theme.update(|n| *n += 1);
        });
        on_cleanup(move || {
            keys.remove();
            back.remove();
        });
    });
}
