//! Finding one's way: the palette of commands, the list of keys, and the tour. Their words are files of the site
//! (`public/help`), fetched when they are opened.

mod palette;
mod scene;
mod tour;

pub use palette::Palette;
pub use tour::Tour;
