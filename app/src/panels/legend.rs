//! What the colours mean: the states that the picture shows.

use leptos::prelude::*;
use simulator::observe::timeline::SliceState;

use crate::client::Workbench;
use crate::state::Session;
use crate::words;

/// A swatch and a name for each state on screen.
#[component]
pub fn Legend(session: Session) -> impl IntoView {
    let states = Memo::new(move |_| session.picture.with(|p| shown(p)));
    let item = |state: SliceState| {
        view! {
            <li title=words::meaning(state)>
                <span class=format!("swatch state-{}", words::token(state))></span>
                {words::name(state)}
            </li>
        }
    };
    view! {
        <ul class="legend" aria-label="Colours">
            {move || states.get().into_iter().map(item).collect_view()}
        </ul>
    }
}

/// The states that occur in any row.
pub(crate) fn shown(workbench: &Workbench) -> Vec<SliceState> {
    let mut seen = [false; words::STATES.len()];
    for lane in workbench.timelines.iter().flat_map(|t| &t.lanes) {
        for slice in &lane.slices {
            seen[words::index(slice.state)] = true;
            slice.mix.iter().for_each(|(state, _)| seen[words::index(*state)] = true);
        }
    }
    words::STATES.into_iter().zip(seen).filter(|(_, seen)| *seen).map(|(state, _)| state).collect()
}
