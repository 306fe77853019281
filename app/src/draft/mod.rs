//! What a person is editing: a scenario as JSON that may be wrong for the moment, its undo history, and the
//! ladders that sliders climb. Pure: nothing of leptos or the browser here.

pub mod changes;
pub mod history;
pub mod ladder;
pub mod path;
pub mod shapes;
pub mod strip;
pub mod typed;

pub use history::History;
pub use ladder::Ladder;
