//! The pieces of one request on several threads: one in its own turn, others in turns that are free at the moment.
//! They are begun in the order that the request gives.
//!
//! A request keeps its own turn until it is done, so that whoever was let in gets on. Every other turn goes back after
//! one piece, and those who wait in line come before it is taken again: nobody waits longer than for one piece because
//! somebody else has many. Each turn holds one piece, so that memory stays within what so many requests may take.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::{JoinError, JoinSet};

/// Does the pieces of these numbers, and returns what they came to by their numbers; `done` is told how many are, after
/// each. Dropped, it begins no other piece; those that run are finished.
///
/// # Errors
/// When a piece panics. No other is begun then.
pub(super) async fn side_by_side<T: Send + 'static>(
    turns: &Arc<Semaphore>,
    own: OwnedSemaphorePermit,
    pieces: Vec<usize>,
    work: impl Fn(usize) -> T + Send + Sync + 'static,
    done: impl Fn(usize),
) -> Result<Vec<T>, JoinError> {
    let work = Arc::new(work);
    let mut own = Some(own);
    let mut results: Vec<(usize, T)> = Vec::with_capacity(pieces.len());
    let mut left = pieces.into_iter();
    let mut running = JoinSet::new();
    loop {
        while left.len() > 0 {
            let (turn, is_own) = match (own.take(), Arc::clone(turns).try_acquire_owned()) {
                (Some(own), _) => (own, true),
                (None, Ok(free)) => (free, false),
                (None, Err(_)) => break,
            };
            let Some(piece) = left.next() else { break };
            let work = Arc::clone(&work);
            running.spawn_blocking(move || {
                let result = work(piece);
                (piece, result, is_own.then_some(turn))
            });
        }
        let Some(finished) = running.join_next().await else { break };
        let (piece, result, turn) = finished?;
        results.push((piece, result));
        done(results.len());
        own = own.or(turn);
    }
    results.sort_unstable_by_key(|(piece, _)| *piece);
    Ok(results.into_iter().map(|(_, result)| result).collect())
}

#[cfg(test)]
mod tests {
    use std::sync::{Barrier, Mutex};
    use std::time::Duration;

    use tokio::sync::Semaphore;
    use tokio::time::timeout;

    use super::*;

    /// Longer than anything here takes: reached only when something hangs.
    const HANGS: Duration = Duration::from_secs(60);

    async fn turns(count: usize) -> (Arc<Semaphore>, OwnedSemaphorePermit) {
        let turns = Arc::new(Semaphore::new(count));
        let own = Arc::clone(&turns).acquire_owned().await.unwrap();
        (turns, own)
    }

    #[tokio::test]
    async fn as_many_pieces_run_at_once_as_turns_are_free() {
        let (turns, own) = turns(3).await;
        // Each waits until three are here: with fewer at once it would never end.
        let together = Barrier::new(3);
        let told = Mutex::new(Vec::new());
        let work = move |piece| {
            together.wait();
            piece * 10
        };
        let all =
            side_by_side(&turns, own, (0..9).rev().collect(), work, |done| told.lock().unwrap().push(done));
        assert_eq!(timeout(HANGS, all).await.unwrap().unwrap(), [0, 10, 20, 30, 40, 50, 60, 70, 80]);
        assert_eq!(*told.lock().unwrap(), (1..=9).collect::<Vec<_>>());
        assert_eq!(turns.available_permits(), 3, "every turn is given back");
    }

    #[tokio::test]
    async fn whoever_waits_in_line_comes_before_another_piece() {
        let (turns, own) = turns(2).await;
        let (begun, gates) = (Arc::new(Semaphore::new(0)), Arc::new([Barrier::new(2), Barrier::new(2)]));
        let (begins, closed) = (Arc::clone(&begun), Arc::clone(&gates));
        let work = move |piece: usize| {
            begins.add_permits(1);
            if let Some(gate) = closed.get(piece) {
                gate.wait();
            }
        };
        let pieces = {
            let turns = Arc::clone(&turns);
            tokio::spawn(async move {
                side_by_side(&turns, own, (0..50).collect(), work, |_| {}).await.unwrap().len()
            })
        };
        begun.acquire_many(2).await.unwrap().forget();
        let mut waiting = std::pin::pin!(turns.acquire());
        assert!(timeout(Duration::ZERO, &mut waiting).await.is_err(), "both turns are taken");
        gates[1].wait();
        let turn = timeout(HANGS, waiting).await.unwrap().unwrap();
        assert_eq!(begun.available_permits(), 0, "no other piece came before");
        gates[0].wait();
        assert_eq!(
            timeout(HANGS, pieces).await.unwrap().unwrap(),
            50,
            "the request's own turn is left to it"
        );
        drop(turn);
        assert_eq!(turns.available_permits(), 2);
    }

    #[tokio::test]
    async fn a_piece_that_breaks_ends_it_and_gives_the_turns_back() {
        let (turns, own) = turns(2).await;
        let work = |piece| assert!(piece < 2, "piece {piece} breaks");
        assert!(side_by_side(&turns, own, (0..5).collect(), work, |_| {}).await.is_err());
        let all = timeout(HANGS, turns.acquire_many(2)).await;
        assert!(all.is_ok());
    }

    #[tokio::test]
    async fn dropped_it_begins_no_other_piece() {
        let (turns, own) = turns(1).await;
        let (begun, go) = (Arc::new(Semaphore::new(0)), Arc::new(Barrier::new(2)));
        let (begins, waits) = (Arc::clone(&begun), Arc::clone(&go));
        let work = move |_| {
            begins.add_permits(1);
            waits.wait();
        };
        let pieces = {
            let turns = Arc::clone(&turns);
            tokio::spawn(
                async move { side_by_side(&turns, own, (0..5).collect(), work, |_| {}).await.map(drop) },
            )
        };
        begun.acquire().await.unwrap().forget();
        pieces.abort();
        assert!(pieces.await.is_err_and(|end| end.is_cancelled()));
        go.wait();
        assert!(timeout(HANGS, turns.acquire()).await.is_ok(), "the piece that ran is finished");
        assert_eq!(begun.available_permits(), 0);
    }
}
