//! Parts of the workbench whose code is a file of its own, fetched once the rest of the page works. Until it is here,
//! what the server wrote stands in their places.

use std::collections::VecDeque;
#[cfg(not(feature = "ssr"))]
use std::time::Duration;

use leptos::prelude::*;

use super::accuracy::PredictionError;
use super::area::Area;
use super::charts::Charts;
use super::class_card::ArrivalAndPayload;
use super::code::CodePanel;
use super::compare::{Compare, GhostEnd, PinButton, RowDifference};
use super::costs::Costs;
use super::events::Events;
use super::find::Find;
use super::header::Header;
use super::ladder::Ladder;
use super::lists::ItemTools;
use super::models::Models;
use super::numbers::Numbers;
use super::overview::Overview;
use super::picked::Picked;
use super::playbar::PlayTools;
use super::presets::PresetNote;
use super::real::RunForReal;
use super::row::{MeasuredBar, MeasuredFact};
use super::said::Said;
use super::services::Services;
use super::steps::{AddStep, StepEditor, Steps, StepsText};
use super::watchers::Watchers;
use super::what_if::WhatIf;
#[cfg(not(feature = "ssr"))]
use crate::browser::page;
use crate::learn::{Palette, Tour};
use crate::state::Session;

/// Parts are built for so long at a time; then it is the browser's turn.
#[cfg(not(feature = "ssr"))]
const AT_ONCE_MS: f64 = 4.0;

/// One of these parts, with what it is about.
#[derive(Clone)]
pub enum Part {
    Watchers,
    Header,
    Accuracy,
    Pin,
    Palette,
    Tour,
    PresetNote,
    Compare,
    Ladder,
    Said,
    PlayTools,
    Overview,
    Find,
    ClassTools(usize),
    Step(Steps, usize),
    AddStep(Steps),
    StepsText(Steps),
    Arrival(usize),
    Services,
    Models,
    Costs,
    RowDifference(usize),
    GhostEnd(usize),
    MeasuredFact(usize),
    MeasuredBar(usize),
    Area,
    Picked,
    Events,
    Charts,
    WhatIf,
    Code,
    RunForReal,
    Numbers,
}

impl Part {
    /// Whether it only serves those who change something: the server does not write it.
    fn is_tool(&self) -> bool {
        matches!(
            self,
            Part::Costs
                | Part::Find
                | Part::Pin
                | Part::ClassTools(_)
                | Part::AddStep(_)
                | Part::StepsText(_)
        )
    }
}

/// Builds a part.
type Build = fn(Part, Session) -> AnyView;

fn build(part: Part, session: Session) -> AnyView {
    match part {
        Part::Watchers => view! { <Watchers session/> }.into_any(),
        Part::Header => view! { <Header session/> }.into_any(),
        Part::Accuracy => view! { <PredictionError session/> }.into_any(),
        Part::Pin => view! { <PinButton session/> }.into_any(),
        Part::Palette => view! { <Palette session/> }.into_any(),
        Part::Tour => view! { <Tour session/> }.into_any(),
        Part::PresetNote => view! { <PresetNote session/> }.into_any(),
        Part::Compare => view! { <Compare session/> }.into_any(),
        Part::Ladder => view! { <Ladder session/> }.into_any(),
        Part::Said => view! { <Said session/> }.into_any(),
        Part::PlayTools => view! { <PlayTools session/> }.into_any(),
        Part::Overview => view! { <Overview session/> }.into_any(),
        Part::Find => view! { <Find session/> }.into_any(),
        Part::Step(steps, index) => view! { <StepEditor steps index/> }.into_any(),
        Part::ClassTools(index) => {
            let what = format!("task class {}", index + 1);
            view! { <ItemTools session list="workload" index what ordered=true/> }.into_any()
        }
        Part::AddStep(steps) => view! { <AddStep steps/> }.into_any(),
        Part::StepsText(steps) => view! { <StepsText steps/> }.into_any(),
        Part::Arrival(index) => {
            view! { <ArrivalAndPayload session at=format!("workload[{index}]")/> }.into_any()
        }
        Part::Services => view! { <Services session/> }.into_any(),
        Part::Models => view! { <Models session/> }.into_any(),
        Part::Costs => view! { <Costs session/> }.into_any(),
        Part::RowDifference(index) => view! { <RowDifference session index/> }.into_any(),
        Part::GhostEnd(index) => view! { <GhostEnd session index/> }.into_any(),
        Part::MeasuredFact(index) => view! { <MeasuredFact session index/> }.into_any(),
        Part::MeasuredBar(index) => view! { <MeasuredBar session index/> }.into_any(),
        Part::Area => view! { <Area session/> }.into_any(),
        Part::Picked => view! { <Picked session/> }.into_any(),
        Part::Events => view! { <Events session/> }.into_any(),
        Part::Charts => view! { <Charts session/> }.into_any(),
        Part::WhatIf => view! { <WhatIf session/> }.into_any(),
        Part::Code => view! { <CodePanel session/> }.into_any(),
        Part::RunForReal => view! { <RunForReal session/> }.into_any(),
        Part::Numbers => view! { <Numbers session/> }.into_any(),
    }
}

/// What builds the parts, once it is here; made and provided in the page's root.
#[derive(Clone, Copy)]
pub struct Parts {
    code: StoredValue<Option<Build>>,
    failed: RwSignal<bool>,
    /// Places that were made before the code was here, in the page's order.
    waiting: StoredValue<VecDeque<Place>>,
}

/// What fills a place, when it is its turn.
type Place = RwSignal<Option<Build>>;

impl Parts {
    fn with(code: Option<Build>) -> Parts {
        let (failed, waiting) = (RwSignal::new(false), StoredValue::default());
        Parts { code: StoredValue::new(code), failed, waiting }
    }

    /// On the server they are here at once.
    #[cfg(feature = "ssr")]
    pub fn new() -> Parts {
        Parts::with(Some(build))
    }

    #[cfg(not(feature = "ssr"))]
    pub fn new() -> Parts {
        let parts = Parts::with(None);
        // Not before the page can be used: on a slow line they would share it.
        request_animation_frame(move || parts.fetch());
        parts
    }

    /// Fetches the code, and fills the places that wait for it.
    #[cfg(not(feature = "ssr"))]
    fn fetch(self) {
        leptos::task::spawn_local(async move {
            match code().await {
                Ok(build) => {
                    self.failed.set(false);
                    self.code.set_value(Some(build));
                    self.fill(page::now_ms());
                }
                Err(_) => self.failed.set(true),
            }
        });
    }

    /// Fills the next place, and the others after it. What the reader does comes in between: all at once, they would
    /// hold the page up for longer than it took to take it over. `since_ms`: when the browser last had its turn.
    #[cfg(not(feature = "ssr"))]
    fn fill(self, since_ms: f64) {
        let Some(place) = self.waiting.try_update_value(VecDeque::pop_front).flatten() else {
            return crate::browser::takeover::complete();
        };
        // None if the place is gone by now.
        place.try_set(self.code.get_value());
        // After what follows from that.
        leptos::task::spawn_local(async move {
            if page::now_ms() - since_ms < AT_ONCE_MS {
                self.fill(since_ms);
            } else {
                set_timeout(move || self.fill(page::now_ms()), Duration::ZERO);
            }
        });
    }

    #[cfg(feature = "ssr")]
    fn fetch(self) {}

    fn place(self) -> Place {
        let place = RwSignal::new(self.code.get_value());
        if place.with_untracked(Option::is_none) {
            self.waiting.update_value(|waiting| waiting.push_back(place));
        }
        place
    }
}

/// The code of the parts, which is a file of its own where the build splits it.
#[cfg(all(feature = "split", not(feature = "ssr")))]
#[leptos::wasm_split::wasm_split(later, wasm_split_path = ::leptos::wasm_split, fallible)]
fn code() -> Result<Build, leptos::wasm_split::SplitLoaderError> {
    Ok(build)
}

#[cfg(not(any(feature = "split", feature = "ssr")))]
async fn code() -> Result<Build, std::convert::Infallible> {
    Ok(build)
}

/// The place of a part.
#[component]
pub fn Later(session: Session, part: Part) -> impl IntoView {
    let parts = expect_context::<Parts>();
    let place = parts.place();
    move || match place.get() {
        Some(build) if cfg!(feature = "ssr") => {
            let built = (!part.is_tool()).then(|| build(part.clone(), session));
            view! { <div class="later">{built}</div> }.into_any()
        }
        Some(build) => build(part.clone(), session),
        None => view! { <div class="later"></div> }.into_any(),
    }
}

/// Says that the parts did not come, and asks for them again.
#[component]
pub fn Missing() -> impl IntoView {
    let parts = expect_context::<Parts>();
    move || {
        parts.failed.get().then(|| {
            view! {
                <p class="notice notice-bad" role="alert">
                    "A part of this page could not be fetched: some controls do not work, and what is below the timelines does not follow your changes. "
                    <button type="button" on:click=move |_| parts.fetch()>"Try again"</button>
                </p>
            }
        })
    }
}
