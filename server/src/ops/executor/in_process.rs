//! Runs points on the cores of this machine, each in a turn of its own, so that other requests get theirs in between.
//!
//! A thread that has run a point gives its turn back, and goes on with the next point unless somebody waits for the
//! turn: to hand every point to a thread takes as long as a third of a short one. What short points come to is told for
//! several at once, as whoever listens takes a core from those who run.

use std::mem;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use simulator::sweep::{Point, Recipe};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::{Executor, Ran, UNTAKEN, Work};
use crate::ops::failure::Failure;

/// Known points are told so often.
const TELL: Duration = Duration::from_millis(5);

#[derive(Debug)]
pub(in crate::ops) struct InProcess {
    turns: Arc<Semaphore>,
    /// How many turns there are.
    all: usize,
}

impl InProcess {
    /// `turns`: those of all simulations of this process, none of them taken.
    pub(in crate::ops) fn new(turns: Arc<Semaphore>) -> InProcess {
        let all = turns.available_permits();
        InProcess { turns, all }
    }
}

impl Executor for InProcess {
    fn begin(&self, work: Work) -> Ran {
        let (tell, ran) = mpsc::channel(UNTAKEN);
        tokio::spawn(run(Arc::clone(&self.turns), self.all, work, tell));
        ran
    }
}

/// Runs points, as many at once as there are turns, until all are told, one breaks, or nobody listens. Tells how many
/// were begun.
async fn run(
    turns: Arc<Semaphore>,
    all: usize,
    Work { recipe, points, .. }: Work,
    tell: mpsc::Sender<Result<(usize, Point), Failure>>,
) -> usize {
    let crew =
        Arc::new(Crew { recipe, points, begun: AtomicUsize::new(0), known: Mutex::default(), turns, tell });
    let mut hands = JoinSet::new();
    let begin = |hands: &mut JoinSet<bool>, turn| {
        let crew = Arc::clone(&crew);
        hands.spawn_blocking(move || crew.work(turn));
    };
    while crew.tell_known().await && (crew.begun() < crew.points.len() || !hands.is_empty()) {
        while crew.begun() < crew.points.len()
            && let Ok(free) = Arc::clone(&crew.turns).try_acquire_owned()
        {
            begin(&mut hands, free);
        }
        tokio::select! {
            () = crew.tell.closed() => break,
            // Who has every turn does not wait in line: those of its own hands would end there. Others do, so that several
            // sweeps share the turns.
            turn = Arc::clone(&crew.turns).acquire_owned(),
                if hands.len() < all && crew.begun() < crew.points.len() => {
                let Ok(turn) = turn else { break };
                begin(&mut hands, turn);
            }
            Some(done) = hands.join_next() => if !matches!(done, Ok(true)) {
                tracing::error!(?done, "a point of a sweep failed");
                crew.begin_no_other();
                crew.tell_known().await;
                // Whoever does not listen does not hear of it.
                let _ = crew.tell.send(Err(Failure::Broken)).await;
                break;
            },
            () = sleep(TELL), if !hands.is_empty() => {}
        }
    }
    crew.begun()
}

/// The threads that run the points of one sweep, and what they share.
#[derive(Debug)]
struct Crew {
    recipe: Arc<Recipe>,
    points: Vec<Vec<f64>>,
    /// How many points were begun, in their order; as many as there are, or more: no other is to be.
    begun: AtomicUsize,
    /// Those that are known and not yet told.
    known: Mutex<Vec<(usize, Point)>>,
    turns: Arc<Semaphore>,
    tell: mpsc::Sender<Result<(usize, Point), Failure>>,
}

impl Crew {
    fn begun(&self) -> usize {
        self.begun.load(Ordering::Relaxed).min(self.points.len())
    }

    fn begin_no_other(&self) {
        self.begun.store(self.points.len(), Ordering::Relaxed);
    }

    /// The next point, unless nobody listens.
    fn next(&self) -> Option<(usize, &[f64])> {
        if self.tell.is_closed() {
            return None;
        }
        let place = self.begun.fetch_add(1, Ordering::Relaxed);
        Some((place, self.points.get(place)?))
    }

    /// Runs points on this thread, until none is left, somebody else has got the turn, nobody listens or many are untold.
    /// Whether none broke.
    fn work(&self, mut turn: OwnedSemaphorePermit) -> bool {
        while let Some((place, at)) = self.next() {
            let Some(point) = self.recipe.run(at) else { return false };
            drop(turn);
            if self.know(place, point) >= self.tell.max_capacity() {
                break;
            }
            // Those who wait in line have got it already.
            match Arc::clone(&self.turns).try_acquire_owned() {
                Ok(again) => turn = again,
                Err(_) => break,
            }
        }
        true
    }

    /// Keeps a point until it is told: how many there are.
    fn know(&self, place: usize, point: Point) -> usize {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.push((place, point));
        known.len()
    }

    /// Tells what is known, as there is room. Whether somebody listens.
    async fn tell_known(&self) -> bool {
        let known = mem::take(&mut *self.known.lock().unwrap_or_else(PoisonError::into_inner));
        for point in known {
            if self.tell.send(Ok(point)).await.is_err() {
                return false;
            }
        }
        true
    }
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
        let (begun, ()) = tokio::join!(run(Arc::clone(&turns), 1, work(150), tell), async move {
            assert!(told.recv().await.is_some_and(|first| first.is_ok()));
        });
        assert!(begun < 10, "{begun} points were begun");
        let free = timeout(Duration::from_secs(60), turns.acquire()).await;
        assert!(free.is_ok(), "the turn is free again");
    }

    #[tokio::test]
    async fn whoever_waits_in_line_gets_the_turn_after_the_point_that_runs() {
        let turns = Arc::new(Semaphore::new(1));
        let (tell, mut told) = mpsc::channel(UNTAKEN);
        let (begun, ()) = tokio::join!(run(Arc::clone(&turns), 1, work(150), tell), async move {
            assert!(told.recv().await.is_some_and(|first| first.is_ok()));
            let turn = timeout(Duration::from_secs(60), turns.acquire()).await;
            assert!(turn.is_ok_and(|turn| turn.is_ok()));
            // Held until nobody listens.
            drop(told);
        });
        assert!(begun < 150, "the turn was kept to the end");
    }

    /// Another sweep's hands give their turns back after each point and take them again at once, if nobody is in line.
    #[tokio::test]
    async fn a_sweep_that_has_not_every_turn_waits_in_line_for_more() {
        let turns = Arc::new(Semaphore::new(2));
        let take = || Arc::clone(&turns).try_acquire_owned().ok();
        let mut others: Vec<_> = [take(), take()].into_iter().flatten().collect();
        let (tell, mut told) = mpsc::channel(UNTAKEN);
        let (_, left) = tokio::join!(run(Arc::clone(&turns), 2, work(150), tell), async {
            let mut begun = 0;
            while !others.is_empty() && begun < 100 {
                tokio::select! {
                    point = told.recv() => begun += usize::from(point.is_some()),
                    () = sleep(Duration::from_millis(1)) => {}
                }
                others = others
                    .into_iter()
                    .filter_map(|turn| {
                        drop(turn);
                        take()
                    })
                    .collect();
            }
            drop(told);
            others.len()
        });
        assert_eq!(left, 0, "the other sweep kept a turn");
    }

    #[test]
    fn no_other_is_run_while_many_are_untold() {
        let Work { recipe, points, .. } = work(9);
        let turns = Arc::new(Semaphore::new(1));
        let turn = Arc::clone(&turns).try_acquire_owned().unwrap();
        let (tell, _told) = mpsc::channel(3);
        let crew = Crew { recipe, points, begun: AtomicUsize::new(0), known: Mutex::default(), turns, tell };
        assert!(crew.work(turn));
        assert_eq!((crew.begun(), crew.turns.available_permits()), (3, 1));
    }
}
