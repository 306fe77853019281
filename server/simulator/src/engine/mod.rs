//! The engine: simulated time, the event calendar, random streams. It knows nothing of Python.

pub mod calendar;
mod heap;
mod queue;
pub mod random;
pub mod time;

pub use calendar::{Calendar, Code, Key, Timer};
pub use time::{Span, Time};
