//! Running sweeps: so many at once, none that would cost too much, told as their points come. Who runs the points is the
//! executor's affair.

use std::sync::Arc;

use serde_json::Value;
use simulator::Problem;
use simulator::sweep::{AxisRequest, Findings, Point, Room, Sweep};
use tokio::sync::mpsc;

use super::executor::{Executor, UNTAKEN, Work};
use super::failure::{Cost, Failure};
use super::runs::Runs;

/// What is told of a sweep while it runs.
#[derive(Clone, Debug)]
pub enum Told {
    /// So many points are known, of so many that are planned by now.
    Progress { done: usize, of: usize },
    /// Points, as soon as they are known; in no order. Those of many short runs come together.
    Points(Vec<Point>),
    /// The end: what they all come to.
    Findings(Findings),
    /// The end: it broke.
    Failed(Failure),
}

impl Runs {
    /// Reads a sweep, in a turn: each of its points is read. The problems with it, if there are any.
    pub async fn plan(
        &self,
        scenario: Value,
        axes: Vec<AxisRequest>,
    ) -> Result<Result<Sweep, Vec<Problem>>, Failure> {
        let turn = self.turns.enter().await?;
        let room = Room { points: self.limits.sweep_points };
        let read = move || {
            let read = Sweep::within(room, &scenario, &axes);
            drop(turn);
            read
        };
        tokio::task::spawn_blocking(read).await.map_err(|fault| {
            tracing::error!(%fault, "a sweep could not be read");
            Failure::Broken
        })
    }

    /// Begins a sweep, unless it would cost too much or too many run already. It ends early when the receiver is
    /// dropped.
    pub async fn sweep(&self, sweep: Sweep) -> Result<mpsc::Receiver<Told>, Failure> {
        self.afford_sweep(&sweep)?;
        let admitted = self.sweeps.enter().await?;
        let (tell, told) = mpsc::channel(16);
        let executor = Arc::clone(&self.executor);
        tokio::spawn(async move {
            drive(&sweep, &*executor, &tell).await;
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

/// Runs a sweep to its end, or until nobody listens.
async fn drive(sweep: &Sweep, executor: &dyn Executor, tell: &mpsc::Sender<Told>) {
    let mut known: Vec<Point> = Vec::new();
    loop {
        let round = sweep.todo(&known);
        if round.is_empty() {
            break;
        }
        if let Err(failure) = self::round(sweep, executor, tell, round, &mut known).await {
            // Whoever does not listen does not hear of it.
            let _ = tell.send(Told::Failed(failure)).await;
            return;
        }
    }
    let _ = tell.send(Told::Findings(sweep.findings(&known))).await;
}

/// Runs the points of a round.
async fn round(
    sweep: &Sweep,
    executor: &dyn Executor,
    tell: &mpsc::Sender<Told>,
    points: Vec<Vec<f64>>,
    known: &mut Vec<Point>,
) -> Result<(), Failure> {
    let of = known.len() + points.len();
    let recipe = Arc::clone(sweep.recipe());
    let mut ran = executor.begin(Work { recipe, points, events: sweep.estimate().point.events });
    let mut come = Vec::new();
    loop {
        tokio::select! {
            () = tell.closed() => return Err(Failure::Broken),
            some = ran.recv_many(&mut come, UNTAKEN) => if some == 0 { break },
        }
        // What came before a failure is told all the same.
        let mut failure = None;
        let known_now = come.drain(..).map_while(|ran| ran.map_err(|why| failure = Some(why)).ok());
        let points: Vec<Point> = known_now.map(|(_, point)| point).collect();
        known.extend_from_slice(&points);
        let progress = Told::Progress { done: known.len(), of };
        if tell.send(Told::Points(points)).await.is_err() || tell.send(progress).await.is_err() {
            return Err(Failure::Broken);
        }
        if let Some(why) = failure {
            return Err(why);
        }
    }
    if known.len() == of { Ok(()) } else { Err(Failure::Broken) }
}

#[cfg(test)]
pub(super) mod tests {
    use simulator::scenario::presets;
    use simulator::sweep::Scale;
    use tokio::sync::Semaphore;

    use super::*;
    use crate::ops::executor::InProcess;

    pub(in crate::ops) fn sweep(points: u32) -> Sweep {
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
        Sweep::new(&scenario, &[axis]).unwrap()
    }

    #[tokio::test]
    async fn every_point_is_told_once_then_what_they_come_to() {
        let (tell, mut told) = mpsc::channel(1_000);
        drive(&sweep(9), &InProcess::new(Arc::new(Semaphore::new(2))), &tell).await;
        drop(tell);
        let (mut points, mut last) = (Vec::new(), None);
        while let Some(event) = told.recv().await {
            match &event {
                Told::Points(some) => points.extend_from_slice(some),
                Told::Progress { done, of } => assert!(*done == points.len() && done <= of),
                _ => {}
            }
            last = Some(event);
        }
        assert!(points.len() >= 9);
        let Some(Told::Findings(findings)) = last else { panic!("{last:?}") };
        assert_eq!(findings, sweep(9).findings(&points), "in whatever order they came");
    }

    #[tokio::test]
    async fn what_costs_too_much_is_refused_beforehand() {
        let limits = crate::config::Limits { sweep_events: 1_000.0, ..Default::default() };
        let refused = Runs::new(limits).sweep(sweep(9)).await;
        assert!(matches!(refused, Err(Failure::TooManyPoints { .. })), "{refused:?}");
        let limits = crate::config::Limits { events: 1_000.0, ..Default::default() };
        assert!(matches!(Runs::new(limits).sweep(sweep(9)).await, Err(Failure::TooMuch { .. })));
        let limits =
            crate::config::Limits { sweeps: 0, patience: std::time::Duration::ZERO, ..Default::default() };
        assert!(matches!(Runs::new(limits).sweep(sweep(9)).await, Err(Failure::Busy)));
    }
}
