//! Where the points of sweeps are run: on this machine, or by workers on others. Whoever asks for them does not know.

mod in_process;
pub(crate) mod nats;

use std::fmt::Debug;
use std::sync::Arc;

use simulator::sweep::{Point, Recipe};
use tokio::sync::mpsc::Receiver;

use super::failure::Failure;
pub(super) use in_process::InProcess;

/// Points as they come to be known, each with its place in the list of those that were asked for; or why no more come.
pub(crate) type Ran = Receiver<Result<(usize, Point), Failure>>;

/// Points that wait to be taken by whoever asked for them. Many, as short ones come together; about as many again are
/// run meanwhile, and no more.
pub(super) const UNTAKEN: usize = 256;

/// What is to be run.
#[derive(Debug)]
pub(crate) struct Work {
    pub(crate) recipe: Arc<Recipe>,
    pub(crate) points: Vec<Vec<f64>>,
    /// Events of the dearest point, as estimated.
    pub(crate) events: f64,
}

/// Runs points of a sweep.
pub(crate) trait Executor: Debug + Send + Sync {
    /// Begins to run points, within an async runtime. Each is told once, in no order; the end comes after the last of
    /// them, or after a failure. When nobody listens any more, no other point is begun.
    fn begin(&self, work: Work) -> Ran;
}
