//! Runs points on the cores of this machine, each in a turn of its own, so that other requests get theirs in between.

use std::sync::Arc;

use simulator::sweep::Point;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;

use super::{Executor, Ran, UNTAKEN, Work};
use crate::ops::failure::Failure;

#[derive(Debug)]
pub(in crate::ops) struct InProcess {
    turns: Arc<Semaphore>,
}

impl InProcess {
    /// `turns`: those of all simulations of this process.
    pub(in crate::ops) fn new(turns: Arc<Semaphore>) -> InProcess {
        InProcess { turns }
    }
}

impl Executor for InProcess {
    fn begin(&self, work: Work) -> Ran {
        let (tell, ran) = mpsc::channel(UNTAKEN);
        tokio::spawn(run(Arc::clone(&self.turns), work, tell));
        ran
    }
}

/// Runs points, as many at once as there are turns, until all are told, one breaks, or nobody listens. Tells how many
/// were begun.
async fn run(
    turns: Arc<Semaphore>,
    work: Work,
    tell: mpsc::Sender<Result<(usize, Point), Failure>>,
) -> usize {
    let (mut begun, mut left) = (0, work.points.into_iter().enumerate());
    let mut next = left.next();
    let mut running = JoinSet::new();
    while next.is_some() || !running.is_empty() {
        tokio::select! {
            () = tell.closed() => break,
            turn = Arc::clone(&turns).acquire_owned(), if next.is_some() => {
                let (Ok(turn), Some((place, at))) = (turn, next.take()) else { break };
                let recipe = Arc::clone(&work.recipe);
                running.spawn_blocking(move || {
                    let point = recipe.run(&at);
                    drop(turn);
                    (place, point)
                });
                begun += 1;
                next = left.next();
            }
            Some(done) = running.join_next() => {
                let told = match done {
                    Ok((place, Some(point))) => Ok((place, point)),
                    broken => {
                        tracing::error!(?broken, "a point of a sweep failed");
                        Err(Failure::Broken)
                    }
                };
                let last = told.is_err();
                if tell.send(told).await.is_err() || last {
                    break;
                }
            }
        }
    }
    begun
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;
    use crate::ops::sweeps::tests::sweep;

    fn work(points: u32) -> Work {
        let sweep = sweep(points);
        Work { recipe: Arc::clone(sweep.recipe()), points: sweep.grid(), events: 0.0 }
    }

    #[tokio::test]
    async fn every_point_is_told_once_with_its_place() {
        let (work, same) = (work(9), work(9));
        let mut ran = InProcess::new(Arc::new(Semaphore::new(2))).begin(work);
        let mut told = Vec::new();
        while let Some(point) = ran.recv().await {
            told.push(point.unwrap());
        }
        told.sort_by_key(|(place, _)| *place);
        let expected: Vec<_> =
            same.points.iter().map(|at| same.recipe.run(at).unwrap()).enumerate().collect();
        assert_eq!(told, expected);
    }

    #[tokio::test]
    async fn it_stops_when_nobody_listens_and_gives_its_turns_back() {
        let turns = Arc::new(Semaphore::new(1));
        let (tell, mut told) = mpsc::channel(1);
        let (begun, ()) = tokio::join!(run(Arc::clone(&turns), work(150), tell), async move {
            assert!(told.recv().await.is_some_and(|first| first.is_ok()));
        });
        assert!(begun < 10, "{begun} points were begun");
        let free = timeout(Duration::from_secs(60), turns.acquire()).await;
        assert!(free.is_ok(), "the turn is free again");
    }
}
