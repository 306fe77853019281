//! The geometry of the timelines: which millisecond is at which pixel, where lanes lie, what is under a point,
//! what a playhead has passed. Pure: nothing of leptos or the browser, so that all of it is tested natively and
//! the server draws its first picture with the same code as the canvas.

pub mod gesture;
pub mod hit;
pub mod layout;
#[cfg(any(feature = "ssr", test))]
mod paint;
pub mod play;
pub mod raster;
pub mod scale;
pub mod sheet;
// The browser draws on a canvas at once.
#[cfg(any(feature = "ssr", test))]
pub mod svg;
pub mod tell;
#[cfg(test)]
mod testing;
pub mod ticks;
pub mod view;

pub use layout::Layout;
pub use scale::TimeScale;
pub use view::View;
