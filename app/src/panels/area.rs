//! What happened within the selected span: how long lanes were in which state, model by model.

use leptos::prelude::*;
use simulator::observe::look::SpanSums;

use crate::draft::typed;
use crate::format;
use crate::state::Session;
use crate::widgets::Columns;
use crate::words;

/// States that are told of each model; the others are summed up.
const TOLD: usize = 5;

/// The panel of the selected span; nothing while none is.
#[component]
pub fn Area(session: Session) -> impl IntoView {
    let area = session.stage.area;
    let panel = move || {
        let (from, to) = area.get()?;
        let edge = move |words: &'static str, ms: f64, moves: fn((f64, f64), f64) -> (f64, f64)| {
            let change = move |event| {
                let typed = typed::float(&event_target_value(&event));
                if let (Some(typed), Some(span)) = (typed, area.get_untracked()) {
                    let (from, to) = moves(span, typed);
                    session.stage.select_area(from, to);
                }
            };
            view! {
                <label class="area-edge">
                    {words}
                    <input class="input" type="number" step="any" min="0" value=typed::instant(ms, to - from) on:change=change/>
                    "ms"
                </label>
            }
        };
        Some(view! {
            <section class="notice area" aria-label="Selected span">
                <div class="pinned">
                    <strong>{format::duration(to - from)} " selected"</strong>
                    {edge("from", from, |span, typed| (typed, span.1))}
                    {edge("to", to, |span, typed| (span.0, typed))}
                    <button type="button" class="button button-small" title="F" on:click=move |_| session.focus()>
                        "Zoom to it"
                    </button>
                    <button type="button" class="button button-small" title="Escape" on:click=move |_| area.set(None)>
                        "Let go"
                    </button>
                </div>
                <Sums session/>
            </section>
        })
    };
    view! { <div>{panel}</div> }
}

#[component]
fn Sums(session: Session) -> impl IntoView {
    let row = move |sums: &SpanSums| {
        let name = session.picture.with(|p| p.timelines.get(sums.model).map(|t| t.label.clone()));
        let all: f64 = sums.states.iter().map(|state| state.ms).sum();
        let state = |state: &simulator::observe::look::StateSum| {
            let words = format!(
                "{} {} ({}, {} slices)",
                words::name(state.state),
                format::duration(state.ms),
                format::percent(state.ms / all.max(1e-9)),
                format::thousands(state.slices as i64),
            );
            let class = format!("swatch state-{}", words::token(state.state));
            view! { <li><span class=class></span>{words}</li> }
        };
        let rest: f64 = sums.states.iter().skip(TOLD).map(|state| state.ms).sum();
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="number">{format::thousands(sums.completed as i64)}</td>
                <td>
                    <ul class="legend area-states">
                        {sums.states.iter().take(TOLD).map(state).collect_view()}
                        {(rest > 0.0).then(|| view! { <li>"other " {format::duration(rest)}</li> })}
                    </ul>
                </td>
            </tr>
        }
    };
    view! {
        <div class="table-frame" tabindex="0" role="group" aria-label="Time within the selected span">
            <table class="table">
                <caption class="visually-hidden">"Time of all lanes by state within the selected span"</caption>
                <Columns names=&["Model", "Tasks done", "Time of its lanes"]/>
                <tbody>{move || session.looks.sums.with(|all| all.iter().map(row).collect_view())}</tbody>
            </table>
        </div>
    }
}
