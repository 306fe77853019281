//! The parts of the workbench, and where they stand. Each is built by itself.

use leptos::prelude::RwSignal;

use super::steps::Steps;

/// A part that the page cannot be used without: its code comes first.
#[derive(Clone, Copy)]
pub enum First {
    Workload,
    /// A task class, and where it says what was done.
    Class(usize, RwSignal<String>),
    Machine,
    Pools,
    Problems,
    Missing,
    Verdict,
    Playbar,
    Stage,
    Row(usize),
}

/// A later part that stands in one of the page's own places.
#[derive(Clone, Copy)]
pub enum Own {
    Watchers,
    Header,
    Pin,
    Palette,
    Tour,
    PresetNote,
    Compare,
    Services,
    Models,
    Costs,
    Charts,
    WhatIf,
    Code,
    RunForReal,
    Numbers,
}

/// A part whose code comes later, with what it is about.
#[derive(Clone)]
pub enum Part {
    Own(Own),
    Accuracy,
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
    RowDifference(usize),
    GhostEnd(usize),
    MeasuredFact(usize),
    MeasuredBar(usize),
    Area,
    Picked,
    Events,
}

impl Part {
    /// Whether it only serves those who change something: the server does not write it.
    #[cfg(feature = "ssr")]
    pub(super) fn is_tool(&self) -> bool {
        matches!(
            self,
            Part::Own(Own::Costs | Own::Pin)
                | Part::Find
                | Part::ClassTools(_)
                | Part::AddStep(_)
                | Part::StepsText(_)
        )
    }
}

/// What stands in one of the page's own places.
#[derive(Clone, Copy)]
pub enum Stands {
    First(First),
    Later(Own),
}

/// Above everything.
pub const ABOVE: [Stands; 4] = [
    Stands::Later(Own::Watchers),
    Stands::Later(Own::Header),
    Stands::Later(Own::Palette),
    Stands::Later(Own::Tour),
];

/// In the left column.
pub const CONTROLS: [Stands; 7] = [
    Stands::Later(Own::Pin),
    Stands::First(First::Workload),
    Stands::Later(Own::Services),
    Stands::First(First::Machine),
    Stands::First(First::Pools),
    Stands::Later(Own::Models),
    Stands::Later(Own::Costs),
];

/// Beside it.
pub const RESULTS: [Stands; 12] = [
    Stands::First(First::Problems),
    Stands::First(First::Missing),
    Stands::Later(Own::PresetNote),
    Stands::First(First::Verdict),
    Stands::Later(Own::Compare),
    Stands::First(First::Playbar),
    Stands::First(First::Stage),
    Stands::Later(Own::Charts),
    Stands::Later(Own::WhatIf),
    Stands::Later(Own::Code),
    Stands::Later(Own::RunForReal),
    Stands::Later(Own::Numbers),
];
