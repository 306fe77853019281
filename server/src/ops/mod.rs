//! Keeping the server up: how much runs at once, how much one request may cost, whether it simulates rightly.

pub(crate) mod executor;
mod failure;
mod kept;
mod line;
mod ready;
pub mod runs;
mod side_by_side;
pub mod sweeps;
mod tally;
mod watched;

pub use failure::Failure;
pub(crate) use failure::Remedy;
pub(crate) use line::Line;
pub use ready::Ready;
pub use runs::Runs;
pub use sweeps::Told;
pub use tally::Tally;
