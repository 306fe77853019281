//! Keeping the server up: how much runs at once, how much one request may cost, whether it is alive.

mod failure;
pub mod health;
mod kept;
pub mod runs;
mod side_by_side;
pub mod sweeps;
mod watched;

pub use failure::Failure;
pub use runs::Runs;
pub use sweeps::Told;
