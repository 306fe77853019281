//! The engine: simulated time, the event calendar, random streams. It knows nothing of Python.

pub mod calendar;
pub mod random;
pub mod time;

pub use calendar::{Calendar, Key, Timer};
pub use time::{Span, Time};
