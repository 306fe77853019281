//! Parts of the workbench whose code comes first.

use leptos::prelude::*;

use super::class_card::ClassCard;
use super::machine::Machine;
use super::part::First;
use super::places::Missing;
use super::playbar::Playbar;
use super::pools::Pools;
use super::problems::Problems;
use super::row::ModelRow;
use super::stage::StagePanel;
use super::verdict::VerdictCard;
use super::workload::Workload;
use crate::state::Session;

/// Builds one of them.
pub(super) fn build(part: First, session: Session) -> AnyView {
    match part {
        First::Workload => view! { <Workload session/> }.into_any(),
        First::Class(index, say) => view! { <ClassCard session index say/> }.into_any(),
        First::Machine => view! { <Machine session/> }.into_any(),
        First::Pools => view! { <Pools session/> }.into_any(),
        First::Problems => view! { <Problems session/> }.into_any(),
        First::Missing => view! { <Missing/> }.into_any(),
        First::Verdict => view! { <VerdictCard session/> }.into_any(),
        First::Playbar => view! { <Playbar session/> }.into_any(),
        First::Stage => view! { <StagePanel session/> }.into_any(),
        First::Row(index) => view! { <ModelRow session index/> }.into_any(),
    }
}
