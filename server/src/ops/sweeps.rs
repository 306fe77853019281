//! Running sweeps: their points on all cores, each taking its turn beside other requests, told as they come. When
//! nobody listens any more, it stops: points that run are finished, no other is begun.

use std::sync::Arc;

use simulator::sweep::{Findings, Point, Sweep};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;

use super::failure::{Cost, Failure};
use super::runs::Runs;

/// What is told of a sweep while it runs.
#[derive(Clone, Debug)]
pub enum Told {
    /// So many points are known, of so many that are planned by now.
    Progress { done: usize, of: usize },
    /// A point, as soon as it is known; in no order.
    Point(Point),
    /// The end: what they all come to.
    Findings(Findings),
    /// The end: it broke.
    Failed(Failure),
}

impl Runs {
    /// Begins a sweep, unless it would cost too much or too many run already. It ends early when the receiver is
    /// dropped.
    pub async fn sweep(&self, sweep: Sweep) -> Result<mpsc::Receiver<Told>, Failure> {
        self.afford_sweep(&sweep)?;
        let admitted = self.sweeps.enter().await?;
        let (tell, told) = mpsc::channel(16);
        let turns = Arc::clone(self.turns.places());
        tokio::spawn(async move {
            drive(&Arc::new(sweep), &turns, &tell).await;
            drop(admitted);
        });
        Ok(told)
    }

    fn afford_sweep(&self, sweep: &Sweep) -> Result<(), Failure> {
        let (estimate, limits) = (sweep.estimate(), self.limits);
        let needed = Cost { events: estimate.point.events, bytes: estimate.point.bytes };
        if needed.events > limits.events || needed.bytes > limits.bytes {
            return Err(Failure::TooMuch {
                needed,
                allowed: Cost { events: limits.events, bytes: limits.bytes },
                payload: simulator::heavy_payload(sweep.scenario()),
            });
        }
        if estimate.events > limits.sweep_events {
            return Err(Failure::TooManyPoints { needed: estimate.events, allowed: limits.sweep_events });
        }
        Ok(())
    }
}

/// Runs a sweep to its end, or until nobody listens. Tells how many points were begun.
async fn drive(sweep: &Arc<Sweep>, turns: &Arc<Semaphore>, tell: &mpsc::Sender<Told>) -> usize {
    let mut known: Vec<Point> = Vec::new();
    let mut begun = 0;
    loop {
        let round = sweep.todo(&known);
        if round.is_empty() {
            break;
        }
        begun += round.len();
        match self::round(sweep, turns, tell, round, &mut known).await {
            Ok(()) => {}
            Err(left) => return begun - left,
        }
    }
    let _ = tell.send(Told::Findings(sweep.findings(&known))).await;
    begun
}

/// Runs the points of a round, as many at once as there are turns. An error: nobody listens, or it broke; so many
/// points were not begun.
async fn round(
    sweep: &Arc<Sweep>,
    turns: &Arc<Semaphore>,
    tell: &mpsc::Sender<Told>,
    round: Vec<Vec<f64>>,
    known: &mut Vec<Point>,
) -> Result<(), usize> {
    let of = known.len() + round.len();
    let mut left = round.into_iter();
    let mut next = left.next();
    let mut running: JoinSet<Option<Point>> = JoinSet::new();
    while next.is_some() || !running.is_empty() {
        let not_begun = left.len() + usize::from(next.is_some());
        tokio::select! {
            () = tell.closed() => return Err(not_begun),
            turn = Arc::clone(turns).acquire_owned(), if next.is_some() => {
                let (Ok(turn), Some(at)) = (turn, next.take()) else { return Err(not_begun) };
                let sweep = Arc::clone(sweep);
                running.spawn_blocking(move || {
                    let point = sweep.run(&at);
                    drop(turn);
                    point
                });
                next = left.next();
            }
            Some(done) = running.join_next() => match done {
                Ok(Some(point)) => {
                    known.push(point.clone());
                    let progress = Told::Progress { done: known.len(), of };
                    if tell.send(Told::Point(point)).await.is_err() || tell.send(progress).await.is_err() {
                        return Err(not_begun);
                    }
                }
                broken => {
                    tracing::error!(?broken, "a point of a sweep failed");
                    let _ = tell.send(Told::Failed(Failure::Broken)).await;
                    return Err(not_begun);
                }
            },
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use simulator::scenario::presets;
    use simulator::sweep::{AxisRequest, Scale};
    use tokio::time::timeout;

    use super::*;

    fn sweep(points: u32) -> Arc<Sweep> {
        let scenario: Value =
            serde_json::from_str(presets::get(presets::DEFAULT_ID).unwrap().scenario_json).unwrap();
        let axis = AxisRequest {
            path: "workload[0].steps[1].ms".to_owned(),
            from: Some(1.0),
            to: Some(100.0),
            points: Some(points),
            scale: Scale::Log,
            ..AxisRequest::default()
        };
        Arc::new(Sweep::new(&scenario, &[axis]).unwrap())
    }

    #[tokio::test]
    async fn every_point_is_told_once_then_what_they_come_to() {
        let (tell, mut told) = mpsc::channel(1_000);
        let begun = drive(&sweep(9), &Arc::new(Semaphore::new(2)), &tell).await;
        drop(tell);
        let (mut points, mut last) = (Vec::new(), None);
        while let Some(event) = told.recv().await {
            match &event {
                Told::Point(point) => points.push(point.clone()),
                Told::Progress { done, of } => assert!(*done == points.len() && done <= of),
                _ => {}
            }
            last = Some(event);
        }
        assert_eq!(points.len(), begun);
        let Some(Told::Findings(findings)) = last else { panic!("{last:?}") };
        assert_eq!(findings, sweep(9).findings(&points), "in whatever order they came");
    }

    #[tokio::test]
    async fn it_stops_when_nobody_listens_and_gives_its_turns_back() {
        let turns = Arc::new(Semaphore::new(1));
        let (tell, mut told) = mpsc::channel(1);
        let (stopped, _) = tokio::join!(async { drive(&sweep(150), &turns, &tell).await }, async {
            let first = told.recv().await;
            drop(told);
            assert!(matches!(first, Some(Told::Point(_))));
        });
        assert!(stopped < 10, "{stopped} points were begun");
        let free = timeout(std::time::Duration::from_secs(60), turns.acquire()).await;
        assert!(free.is_ok(), "the turn is free again");
    }

    #[tokio::test]
    async fn what_costs_too_much_is_refused_beforehand() {
        let limits = crate::config::Limits { sweep_events: 1_000.0, ..Default::default() };
        let refused = Runs::new(limits).sweep((*sweep(9)).clone()).await;
        assert!(matches!(refused, Err(Failure::TooManyPoints { .. })), "{refused:?}");
        let limits = crate::config::Limits { events: 1_000.0, ..Default::default() };
        assert!(matches!(Runs::new(limits).sweep((*sweep(9)).clone()).await, Err(Failure::TooMuch { .. })));
        let limits =
            crate::config::Limits { sweeps: 0, patience: std::time::Duration::ZERO, ..Default::default() };
        assert!(matches!(Runs::new(limits).sweep((*sweep(9)).clone()).await, Err(Failure::Busy)));
    }
}
