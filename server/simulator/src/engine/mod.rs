//! The engine: simulated time, the event calendar, random streams. It knows nothing of Python.

pub mod calendar;
mod heap;
mod queue;
pub mod random;
pub mod time;
mod ziggurat;

pub use calendar::{Calendar, Code, Key, Timer};
pub(crate) use queue::Queue;
pub use time::{Span, Time};
