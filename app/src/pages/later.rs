//! Parts of the workbench whose code is a file of its own, fetched once the rest of the page works. Until it is here,
//! what the server wrote stands in their places.

use leptos::prelude::*;

use crate::learn::{Palette, Tour};
use crate::panels::{
    Area, Charts, CodePanel, Compare, Costs, Events, GalleryLink, Numbers, Picked, PresetNote, RunForReal,
    ScenarioJson, WhatIf,
};
use crate::state::Session;

/// One of these parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Gallery,
    Json,
    Palette,
    Tour,
    PresetNote,
    Compare,
    Costs,
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
    fn name(self) -> &'static str {
        match self {
            Part::Gallery => "gallery",
            Part::Json => "json",
            Part::Palette => "palette",
            Part::Tour => "tour",
            Part::PresetNote => "preset-note",
            Part::Compare => "compare",
            Part::Costs => "costs",
            Part::Area => "area",
            Part::Picked => "picked",
            Part::Events => "events",
            Part::Charts => "charts",
            Part::WhatIf => "what-if",
            Part::Code => "code",
            Part::RunForReal => "run-for-real",
            Part::Numbers => "numbers",
        }
    }
}

/// Builds a part.
type Build = fn(Part, Session) -> AnyView;

fn build(part: Part, session: Session) -> AnyView {
    match part {
        Part::Gallery => view! { <GalleryLink session/> }.into_any(),
        Part::Json => view! { <ScenarioJson session/> }.into_any(),
        Part::Palette => view! { <Palette session/> }.into_any(),
        Part::Tour => view! { <Tour session/> }.into_any(),
        Part::PresetNote => view! { <PresetNote session/> }.into_any(),
        Part::Compare => view! { <Compare session/> }.into_any(),
        Part::Costs => view! { <Costs session/> }.into_any(),
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

/// What builds the parts, once it is here; made in the page's root.
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
        parts.fetch();
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
pub fn Later(session: Session, parts: Parts, part: Part) -> impl IntoView {
    move || match parts.0.get() {
        Fetched::Here(build) if cfg!(feature = "ssr") => {
            view! { <div class="later" data-later=part.name()>{build(part, session)}</div> }.into_any()
        }
        Fetched::Here(build) => build(part, session),
        Fetched::OnItsWay | Fetched::Failed => {
            view! { <div class="later" data-later=part.name()></div> }.into_any()
        }
    }
}

/// Says that the parts did not come, and asks for them again.
#[component]
pub fn Missing(parts: Parts) -> impl IntoView {
    move || {
        matches!(parts.0.get(), Fetched::Failed).then(|| {
            view! {
                <p class="notice notice-bad" role="alert">
                    "A part of this page could not be fetched: what is below the timelines does not follow your changes. "
                    <button type="button" on:click=move |_| parts.fetch()>"Try again"</button>
                </p>
            }
        })
    }
}
