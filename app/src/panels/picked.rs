//! The picked task in every model: from when to when, in which place it was done, where its time went.

use leptos::prelude::*;
use simulator::observe::look::Journey;

use crate::format;
use crate::state::Session;
use crate::words;

/// The panel of the picked task; nothing while none is.
#[component]
pub fn Picked(session: Session) -> impl IntoView {
    let panel = move || {
        let task = session.stage.picked.get()?;
        let class = session.looks.journeys.with(|all| all.first().map(|way| way.class));
        let class = class.and_then(|class| {
            session.report(|report| report.scenario.workload.get(class as usize).map(|c| c.name.clone()))
        });
        let pin = move || {
            session.stage.pointed.get().map(|_| {
                view! {
                    <button type="button" class="button button-small" title="P" on:click=move |_| session.pin_pointed()>
                        "Pin its lane"
                    </button>
                }
            })
        };
        Some(view! {
            <section class="notice picked" aria-label="Picked task">
                <div class="pinned">
                    <strong>"Task " {task} {class.map(|class| format!(", {class},"))} " in every model"</strong>
                    <button type="button" class="button button-small" title="F" on:click=move |_| session.focus()>
                        "Zoom to it"
                    </button>
                    {pin}
                    <button type="button" class="button button-small" title="Escape" on:click=move |_| { session.unpick(); }>
                        "Let go"
                    </button>
                </div>
                <ul class="pinned picked-ways">
                    {move || session.looks.journeys.with(|all| all.iter().map(|w| way(session, w)).collect_view())}
                </ul>
            </section>
        })
    };
    view! { <div>{panel}</div> }
}

fn way(session: Session, way: &Journey) -> impl IntoView + use<> {
    let name = session.picture.with(|p| p.timelines.get(way.model).map(|t| t.label.clone()));
    let told = match (way.submitted_ms, way.done_ms, way.place) {
        (Some(from), Some(to), Some(place)) => format!(
            "{} from submit to result, {} to {}, done as number {}",
            format::duration(to - from),
            format::duration(from),
            format::duration(to),
            format::thousands(place as i64),
        ),
        (Some(from), ..) => format!("submitted at {}, not completed", format::duration(from)),
        _ => "never submitted".to_owned(),
    };
    let all: f64 = way.times_ms.iter().map(|(_, ms)| ms).sum();
    let part = |(state, ms): &(simulator::observe::timeline::SliceState, f64)| {
        let share = ms / all.max(1e-9);
        let words = format!("{}: {}, {}", words::name(*state), format::duration(*ms), format::percent(share));
        let class = format!("way-part state-{}", words::token(*state));
        view! { <span class=class style:flex-grow=format!("{share:.4}") title=words></span> }
    };
    let most = way
        .times_ms
        .first()
        .map(|(state, ms)| format!("{} {}", format::percent(ms / all.max(1e-9)), words::name(*state)));
    view! {
        <li>
            <strong>{name}</strong>
            " "
            {told}
            <span class="way" role="img" aria-label=most.clone().unwrap_or_default()>
                {way.times_ms.iter().map(part).collect_view()}
            </span>
            {most}
        </li>
    }
}
