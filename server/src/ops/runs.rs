//! Where simulations run: off the async threads, so many at once, and none that would cost too much.

use std::sync::Arc;

use app::client::{Refusal, Workbench};
use simulator::ladder::Ladder;
use simulator::{Recording, Report, Scenario, Timeline, Window};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::kept::{Kept, Recent};

use crate::config::Limits;

/// What a simulation takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// Events of the calendar.
    pub events: f64,
    /// Memory, bytes.
    pub bytes: f64,
}

/// What a simulation is for: timelines have to be recorded.
#[derive(Clone, Copy)]
enum Needs {
    Report,
    Timelines,
}

/// Why a simulation did not run, or did not end.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// It would cost more than one request may.
    TooMuch { needed: Cost, allowed: Cost },
    /// All points of a sweep together would cost more events than a sweep may.
    TooManyPoints { needed: f64, allowed: f64 },
    /// Too many run already.
    Busy,
    /// The scenario has so many models, and this is none of them.
    NoSuchModel { models: usize },
    /// A fault of ours, which the log tells more about.
    Broken,
}

impl Failure {
    /// What a caller is told.
    pub(crate) fn refusal(&self) -> Refusal {
        match self {
            Failure::Busy | Failure::Broken => Refusal::passing(self.to_string()),
            Failure::TooMuch { .. } | Failure::TooManyPoints { .. } | Failure::NoSuchModel { .. } => {
                Refusal::new(self.to_string())
            }
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Failure::TooMuch { needed, allowed } => write!(
                f,
                "This scenario needs about {} and {}; this server allows {} and {} a request. \
                 Use fewer tasks, models or replications.",
                events(needed.events),
                memory(needed.bytes),
                events(allowed.events),
                memory(allowed.bytes),
            ),
            Failure::TooManyPoints { needed, allowed } => write!(
                f,
                "This sweep needs about {}; this server allows {} a sweep. Use fewer points, tasks, models or \
                 replications.",
                events(*needed),
                events(*allowed),
            ),
            Failure::Busy => f.write_str("The server is busy with other simulations. Try again in a moment."),
            Failure::NoSuchModel { models } => {
                write!(
                    f,
                    "`model` is an index into the scenario's models: 0 to {}.",
                    models.saturating_sub(1)
                )
            }
            Failure::Broken => f.write_str("The simulation failed. This is a fault of the server."),
        }
    }
}

fn events(n: f64) -> String {
    match n {
        n if n >= 1e9 => format!("{:.1} billion events", n / 1e9),
        n if n >= 1e6 => format!("{:.1} million events", n / 1e6),
        n => format!("{n:.0} events"),
    }
}

fn memory(bytes: f64) -> String {
    const MIB: f64 = 1024.0 * 1024.0;
    match bytes {
        b if b >= 1024.0 * MIB => format!("{:.1} GiB", b / 1024.0 / MIB),
        b => format!("{:.0} MiB", (b / MIB).ceil()),
    }
}

/// Runs simulations for the pages and the API.
#[derive(Clone, Debug)]
pub struct Runs {
    pub(super) turns: Arc<Semaphore>,
    pub(super) sweeps: Arc<Semaphore>,
    pub(super) limits: Limits,
    recent: Recent,
}

impl Runs {
    pub fn new(limits: Limits) -> Runs {
        let turns = Arc::new(Semaphore::new(limits.concurrency));
        let recent = Recent::new(limits.kept_bytes);
        Runs { turns, sweeps: Arc::new(Semaphore::new(limits.sweeps)), limits, recent }
    }

    /// Runs every model.
    pub async fn report(&self, scenario: Scenario) -> Result<Report, Failure> {
        self.run(scenario, Needs::Report, simulator::simulate).await
    }

    /// Runs every model, once for both the report and the timelines.
    pub async fn both(&self, scenario: Scenario, window: Window) -> Result<Workbench, Failure> {
        let (recent, keeps) = (self.recent.clone(), self.keeps(&scenario));
        self.run(scenario, Needs::Timelines, move |scenario| {
            if let Some(kept) = recent.get(scenario)
                && let Some(report) = &kept.report
            {
                let timelines = kept.recordings.iter().map(|recording| recording.window(&window)).collect();
                return Workbench { report: report.clone(), timelines };
            }
            let (mut timelines, mut recordings) = (Vec::new(), Vec::new());
            let report = simulator::simulate_and_record(scenario, |recording| {
                timelines.push(recording.window(&window));
                recordings.extend(keeps.then_some(recording));
            });
            if keeps {
                recent.keep(scenario, Kept { report: Some(report.clone()), recordings });
            }
            Workbench { report, timelines }
        })
        .await
    }

    /// Looks at every model's recording: a kept one, if the scenario ran a short while ago.
    pub async fn look<T: Send + 'static>(
        &self,
        scenario: Scenario,
        look: impl Fn(&Recording) -> T + Send + 'static,
    ) -> Result<Vec<T>, Failure> {
        let (recent, keeps) = (self.recent.clone(), self.keeps(&scenario));
        self.run(scenario, Needs::Timelines, move |scenario| {
            if let Some(kept) = recent.get(scenario) {
                return kept.recordings.iter().map(look).collect();
            }
            let mut recordings = Vec::new();
            let all = (0..scenario.models.len()).filter_map(|model| simulator::record(scenario, model));
            let seen = all.map(|recording| {
                let seen = look(&recording);
                recordings.extend(keeps.then_some(recording));
                seen
            });
            let seen = seen.collect();
            if keeps {
                recent.keep(scenario, Kept { report: None, recordings });
            }
            seen
        })
        .await
    }

    /// Runs one model for its timeline.
    pub async fn one(&self, scenario: Scenario, model: usize, window: Window) -> Result<Timeline, Failure> {
        let none = Failure::NoSuchModel { models: scenario.models.len() };
        let recent = self.recent.clone();
        let work = move |scenario: &Scenario| match recent.get(scenario) {
            Some(kept) => kept.recordings.get(model).map(|recording| recording.window(&window)),
            None => simulator::timeline(scenario, model, &window),
        };
        self.run(scenario, Needs::Timelines, work).await?.ok_or(none)
    }

    /// What binds a model, by its index; within the events of one request.
    pub async fn ladder(&self, scenario: Scenario, model: usize) -> Result<Ladder, Failure> {
        let none = Failure::NoSuchModel { models: scenario.models.len() };
        let most_events = self.limits.events;
        let work = move |scenario: &Scenario| simulator::ladder::ladder(scenario, model, most_events);
        self.run(scenario, Needs::Report, work).await?.ok_or(none)
    }

    /// Whether the recordings of a scenario are few enough to keep.
    fn keeps(&self, scenario: &Scenario) -> bool {
        let estimate = simulator::estimate(scenario);
        let needed = estimate.bytes + estimate.timeline_bytes + estimate.recordings_bytes;
        self.recent.takes(estimate.recordings_bytes) && needed <= self.limits.bytes
    }

    /// Waits for a turn and runs `work`, unless the scenario would cost too much.
    async fn run<T: Send + 'static>(
        &self,
        scenario: Scenario,
        needs: Needs,
        work: impl FnOnce(&Scenario) -> T + Send + 'static,
    ) -> Result<T, Failure> {
        self.afford(&scenario, needs)?;
        let turn = self.turn().await?;
        let job = tokio::task::spawn_blocking(move || {
            let result = work(&scenario);
            drop(turn);
            result
        });
        job.await.map_err(|fault| {
            tracing::error!(%fault, "a simulation failed");
            Failure::Broken
        })
    }

    fn afford(&self, scenario: &Scenario, needs: Needs) -> Result<(), Failure> {
        let estimate = simulator::estimate(scenario);
        let recorded = match needs {
            Needs::Report => 0.0,
            Needs::Timelines => estimate.timeline_bytes,
        };
        let needed = Cost { events: estimate.events, bytes: estimate.bytes + recorded };
        let Limits { events, bytes, .. } = self.limits;
        if needed.events <= events && needed.bytes <= bytes {
            Ok(())
        } else {
            Err(Failure::TooMuch { needed, allowed: Cost { events, bytes } })
        }
    }

    async fn turn(&self) -> Result<OwnedSemaphorePermit, Failure> {
        match timeout(self.limits.patience, Arc::clone(&self.turns).acquire_owned()).await {
            Ok(Ok(turn)) => Ok(turn),
            Ok(Err(_)) | Err(_) => Err(Failure::Busy),
        }
    }
}
