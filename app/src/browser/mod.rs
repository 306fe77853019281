//! The browser's side of the page: the only room that touches `web_sys`. Nothing here is called while the server
//! renders, only from effects and event handlers.

pub mod address;
pub mod canvas;
pub mod events;
pub mod files;
pub mod form;
pub mod frames;
pub mod keeper;
pub mod links;
mod look;
pub mod menus;
pub mod page;
pub mod paper;
pub mod plot;
pub mod stop;
pub mod tabs;
#[cfg(not(feature = "ssr"))]
pub mod takeover;

pub use look::forget as forget_look;
