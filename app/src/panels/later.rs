//! Parts of the workbench whose code is a file of its own, fetched once the rest of the page works.

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
use super::part::{Own, Part};
use super::picked::Picked;
use super::playbar::PlayTools;
use super::presets::PresetNote;
use super::real::RunForReal;
use super::row::{MeasuredBar, MeasuredFact};
use super::said::Said;
use super::services::Services;
use super::steps::{AddStep, StepEditor, StepsText};
use super::watchers::Watchers;
use super::what_if::WhatIf;
use crate::learn::{Palette, Tour};
use crate::state::Session;

/// Builds a part.
#[cfg(not(feature = "ssr"))]
pub(super) type Build = fn(Part, Session) -> AnyView;

/// Builds one of the later parts.
pub(super) fn build(part: Part, session: Session) -> AnyView {
    match part {
        Part::Own(part) => build_own(part, session),
        Part::Accuracy => view! { <PredictionError session/> }.into_any(),
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
        Part::RowDifference(index) => view! { <RowDifference session index/> }.into_any(),
        Part::GhostEnd(index) => view! { <GhostEnd session index/> }.into_any(),
        Part::MeasuredFact(index) => view! { <MeasuredFact session index/> }.into_any(),
        Part::MeasuredBar(index) => view! { <MeasuredBar session index/> }.into_any(),
        Part::Area => view! { <Area session/> }.into_any(),
        Part::Picked => view! { <Picked session/> }.into_any(),
        Part::Events => view! { <Events session/> }.into_any(),
    }
}

fn build_own(part: Own, session: Session) -> AnyView {
    match part {
        Own::Watchers => view! { <Watchers session/> }.into_any(),
        Own::Header => view! { <Header session/> }.into_any(),
        Own::Pin => view! { <PinButton session/> }.into_any(),
        Own::Palette => view! { <Palette session/> }.into_any(),
        Own::Tour => view! { <Tour session/> }.into_any(),
        Own::PresetNote => view! { <PresetNote session/> }.into_any(),
        Own::Compare => view! { <Compare session/> }.into_any(),
        Own::Services => view! { <Services session/> }.into_any(),
        Own::Models => view! { <Models session/> }.into_any(),
        Own::Costs => view! { <Costs session/> }.into_any(),
        Own::Charts => view! { <Charts session/> }.into_any(),
        Own::WhatIf => view! { <WhatIf session/> }.into_any(),
        Own::Code => view! { <CodePanel session/> }.into_any(),
        Own::RunForReal => view! { <RunForReal session/> }.into_any(),
        Own::Numbers => view! { <Numbers session/> }.into_any(),
    }
}

/// The code of the parts, which is a file of its own where the build splits it.
#[cfg(all(feature = "split", not(feature = "ssr")))]
#[leptos::wasm_split::wasm_split(later, wasm_split_path = ::leptos::wasm_split, fallible)]
pub(super) fn code() -> Result<Build, leptos::wasm_split::SplitLoaderError> {
    Ok(build)
}

#[cfg(not(any(feature = "split", feature = "ssr")))]
pub(super) async fn code() -> Result<Build, std::convert::Infallible> {
    Ok(build)
}
