//! The visible regions of the page. Each gets the session and shows one part of it.

mod accuracy;
mod area;
mod charts;
mod class_card;
mod code;
mod compare;
mod costs;
mod events;
pub(crate) mod facts;
mod find;
mod flows;
mod handover;
mod header;
mod json;
mod ladder;
mod later;
pub(crate) mod legend;
mod lists;
mod machine;
mod measure;
mod models;
mod numbers;
mod overview;
mod picked;
mod playbar;
mod pointers;
mod pools;
mod presets;
mod problems;
mod real;
mod real_table;
mod row;
mod ruler;
mod said;
mod services;
mod share;
mod share_dialog;
mod stage;
mod steps;
mod tip;
mod verdict;
mod watchers;
mod what_if;
mod workload;

#[cfg(feature = "ssr")]
pub use header::Brand;
pub use later::{Later, Missing, Part, Parts};
pub use machine::Machine;
pub use playbar::Playbar;
pub use pools::Pools;
#[cfg(feature = "ssr")]
pub use presets::Gallery;
pub use problems::Problems;
pub use stage::StagePanel;
pub use verdict::VerdictCard;
pub use workload::Workload;
