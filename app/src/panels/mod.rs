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
mod first;
mod flows;
pub(crate) mod handover;
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
mod part;
mod picked;
mod places;
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
#[cfg(feature = "ssr")]
pub use part::{ABOVE, CONTROLS, RESULTS};
#[cfg(not(feature = "ssr"))]
pub use places::take_over;
#[cfg(feature = "ssr")]
pub use places::{Parts, Place};
#[cfg(feature = "ssr")]
pub use presets::Gallery;
