//! Runs points on workers: other processes, here or on other machines, that take shares of them from a queue of NATS.
//!
//! A share is a few points and all that is needed to run them. It stays in the queue until a worker has told what they
//! came to, and whoever asked has said that it heard: when a worker is lost, another gets its share; when whoever asked
//! is gone, nobody answers, and the share is given up. What is told twice is taken once.

mod asker;
mod ledger;
mod queue;
mod wire;
mod worker;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;

use super::{Executor, Ran, UNTAKEN, Work};
pub(crate) use queue::Queue;
pub(crate) use worker::work;

/// A worker that has not said for so long that it is at a share has lost it.
const SHARE_LOST_AFTER: Duration = Duration::from_secs(10);
/// A share that was begun so often and never told to its end is not begun again: it may be what ends the workers.
const BEGINNINGS: i64 = 4;
/// Whoever asks waits so long for a sign of any worker, or of the queue.
const PATIENCE: Duration = Duration::from_secs(10);

/// Workers, by the queue that they take their shares from.
#[derive(Debug)]
pub(crate) struct Nats {
    queue: Arc<Queue>,
}

impl Nats {
    /// Begins to connect, within an async runtime: what is wrong with the queue is in the log before anybody asks.
    pub(crate) fn new(queue: Queue) -> Nats {
        let queue = Arc::new(queue);
        let connects = Arc::clone(&queue);
        tokio::spawn(async move { connects.connect().await.map(drop) });
        Nats { queue }
    }
}

impl Executor for Nats {
    fn begin(&self, work: Work) -> Ran {
        let (tell, ran) = mpsc::channel(UNTAKEN);
        tokio::spawn(asker::ask(Arc::clone(&self.queue), work, tell));
        ran
    }
}
