//! Keeping the server up: how much runs at once, how much one request may cost, whether it is alive.

pub mod health;
mod kept;
pub mod runs;
pub mod sweeps;

pub use runs::{Failure, Runs};
pub use sweeps::Told;
