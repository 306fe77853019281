//! Parts of the workbench whose code is a file of its own, fetched once the rest of the page works. Until it is here,
//! what the server wrote stands in their places.

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
use crate::learn::{Palette, Tour};
use crate::state::Session;

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
    /// The class' path.
    Arrival(String),
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
    /// What its place in the HTML is called.
    fn name(&self) -> String {
        match self {
            Part::Watchers => "watchers".to_owned(),
            Part::Header => "header".to_owned(),
            Part::Accuracy => "accuracy".to_owned(),
            Part::Pin => "pin".to_owned(),
            Part::Palette => "palette".to_owned(),
            Part::Tour => "tour".to_owned(),
            Part::PresetNote => "preset-note".to_owned(),
            Part::Compare => "compare".to_owned(),
            Part::Ladder => "ladder".to_owned(),
            Part::Said => "said".to_owned(),
            Part::PlayTools => "play-tools".to_owned(),
            Part::Overview => "overview".to_owned(),
            Part::Find => "find".to_owned(),
            Part::Step(steps, index) => format!("step-{}-{index}", steps.class()),
            Part::ClassTools(index) => format!("class-tools-{index}"),
            Part::AddStep(steps) => format!("add-step-{}", steps.class()),
            Part::StepsText(steps) => format!("steps-text-{}", steps.class()),
            Part::Arrival(at) => format!("arrival-{at}"),
            Part::Services => "services".to_owned(),
            Part::Models => "models".to_owned(),
            Part::Costs => "costs".to_owned(),
            Part::RowDifference(index) => format!("difference-{index}"),
            Part::GhostEnd(index) => format!("ghost-{index}"),
            Part::MeasuredFact(index) => format!("measured-{index}"),
            Part::MeasuredBar(index) => format!("measured-bar-{index}"),
            Part::Area => "area".to_owned(),
            Part::Picked => "picked".to_owned(),
            Part::Events => "events".to_owned(),
            Part::Charts => "charts".to_owned(),
            Part::WhatIf => "what-if".to_owned(),
            Part::Code => "code".to_owned(),
            Part::RunForReal => "run-for-real".to_owned(),
            Part::Numbers => "numbers".to_owned(),
        }
    }

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
        Part::Arrival(at) => view! { <ArrivalAndPayload session at/> }.into_any(),
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
pub struct Parts(RwSignal<Fetched>);

#[derive(Clone, Copy)]
#[cfg_attr(feature = "ssr", expect(dead_code, reason = "on the server they are here at once"))]
enum Fetched {
    OnItsWay,
    Failed,
    Here(Build),
}

impl Parts {
    /// On the server they are here at once.
    #[cfg(feature = "ssr")]
    pub fn new() -> Parts {
        Parts(RwSignal::new(Fetched::Here(build)))
    }

    #[cfg(not(feature = "ssr"))]
    pub fn new() -> Parts {
        let parts = Parts(RwSignal::new(Fetched::OnItsWay));
        // Not before the page can be used: on a slow line they would share it.
        request_animation_frame(move || parts.fetch());
        parts
    }

    /// Fetches the code.
    #[cfg(not(feature = "ssr"))]
    fn fetch(self) {
        leptos::task::spawn_local(async move {
            match code().await {
                Ok(build) => {
                    self.0.set(Fetched::Here(build));
                    crate::browser::takeover::complete();
                }
                Err(_) => self.0.set(Fetched::Failed),
            }
        });
    }

    #[cfg(feature = "ssr")]
    fn fetch(self) {}
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
    move || match parts.0.get() {
        Fetched::Here(build) if cfg!(feature = "ssr") => {
            let built = (!part.is_tool()).then(|| build(part.clone(), session));
            view! { <div class="later" data-later=part.name()>{built}</div> }.into_any()
        }
        Fetched::Here(build) => build(part.clone(), session),
        Fetched::OnItsWay | Fetched::Failed => {
            view! { <div class="later" data-later=part.name()></div> }.into_any()
        }
    }
}

/// Says that the parts did not come, and asks for them again.
#[component]
pub fn Missing() -> impl IntoView {
    let parts = expect_context::<Parts>();
    move || {
        matches!(parts.0.get(), Fetched::Failed).then(|| {
            view! {
                <p class="notice notice-bad" role="alert">
                    "A part of this page could not be fetched: some controls do not work, and what is below the timelines does not follow your changes. "
                    <button type="button" on:click=move |_| parts.fetch()>"Try again"</button>
                </p>
            }
        })
    }
}
