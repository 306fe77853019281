//! The workbench: a scenario and what came of it.

use leptos::prelude::*;
use simulator::scenario::presets;
use simulator::{Scenario, Window};

use crate::client::{self, Refusal, Workbench};

/// The timeline's first view: the whole run, at the width of a common window.
const WINDOW: Window = Window { from_ms: 0.0, to_ms: None, width_px: 1_000, max_lanes: 40 };

/// What a newcomer sees.
fn scenario() -> Result<Scenario, Refusal> {
    let preset =
        presets::get(presets::DEFAULT_ID).ok_or_else(|| Refusal::new("There is no default scenario."))?;
    Ok(preset.scenario())
}

/// Shows a scenario's results.
#[component]
pub(crate) fn HomePage() -> impl IntoView {
    let results = Resource::new(
        || (),
        |()| {
            let answer = scenario().map(|s| client::workbench(s, WINDOW));
            async move { answer?.await }
        },
    );
    view! {
        <main>
            <h1>"Lockstep"</h1>
            <Suspense fallback=|| {
                view! { <p>"Simulating…"</p> }
            }>
                {move || Suspend::new(async move {
                    match results.await {
                        Ok(workbench) => results_view(&workbench).into_any(),
                        Err(refusal) => refusal_view(&refusal).into_any(),
                    }
                })}
            </Suspense>
        </main>
    }
}

fn results_view(workbench: &Workbench) -> impl IntoView {
    let verdict = &workbench.report.verdict;
    let rows: Vec<_> = workbench
        .report
        .results
        .iter()
        .map(|r| (r.label.clone(), format!("{:.1} ms", r.makespan_ms), format!("{:.1}×", r.speedup)))
        .collect();
    view! {
        <p>{verdict.headline.clone()} " " {verdict.reason.clone()}</p>
        <table>
            <thead>
                <tr>
                    <th>"Model"</th>
                    <th>"Makespan"</th>
                    <th>"Speed-up"</th>
                </tr>
            </thead>
            <tbody>
                {rows
                    .into_iter()
                    .map(|(label, makespan, speedup)| {
                        view! {
                            <tr>
                                <td>{label}</td>
                                <td>{makespan}</td>
                                <td>{speedup}</td>
                            </tr>
                        }
                    })
                    .collect_view()}
            </tbody>
        </table>
    }
}

fn refusal_view(refusal: &Refusal) -> impl IntoView {
    let problems: Vec<_> = refusal.problems.iter().map(|p| format!("{}: {}", p.path, p.message)).collect();
    view! {
        <p role="alert">{refusal.error.clone()}</p>
        <ul>{problems.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ul>
    }
}
