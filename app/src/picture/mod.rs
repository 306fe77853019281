//! A scenario's result as a picture that stands by itself: the verdict, every model's lanes on one time axis, what the
//! colours mean. For places that show pictures and nothing else: wikis, chats, cards.
//!
//! The lanes are those of the page: the same window, the same layout, the same bars.

mod alt;
mod embed;
mod frame;
mod legend;
mod refusal;
mod rows;
mod sheet;
mod text;
mod theme;

pub use alt::{alt, short};
pub use embed::{Ways, embed, frame_px, refused};
pub use frame::timelines;
pub use refusal::refusal;
pub use text::clean;
pub use theme::Theme;

use simulator::{Scenario, Window};

use crate::state::first_window;

/// What a picture needs of a run's timelines: the page's first window, at about a point a pixel of the lanes.
pub fn window(scenario: &Scenario) -> Window {
    let first = first_window(scenario);
    Window { width_px: first.width_px.min(1_000), ..first }
}

/// How a picture is wanted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// Width that it is shown at, pixels.
    pub width_px: f64,
    /// Height likewise; none: as high as its rows need.
    pub height_px: Option<f64>,
    /// What one pixel of its own coordinates is shown at. More makes all of it larger.
    pub zoom: f64,
    pub theme: Theme,
}

impl Look {
    /// As wide as a column of text.
    pub const PAGE: Look = Look { width_px: 960.0, height_px: None, zoom: 1.0, theme: Theme::Auto };
    /// What chats show beside a link: small, so that everything is large.
    pub const CARD: Look = Look { width_px: 1200.0, height_px: Some(630.0), zoom: 1.6, theme: Theme::Light };

    /// Width and height in the picture's own coordinates.
    fn own_px(&self) -> (f64, Option<f64>) {
        (self.width_px / self.zoom, self.height_px.map(|height| height / self.zoom))
    }
}
