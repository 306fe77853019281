//! Where simulations run: off the async threads, so many at once, and none that would cost too much.

use std::sync::Arc;

use app::client::{Progress, Workbench};
use simulator::ladder::Ladder;
use simulator::{Recording, Report, Run, Scenario, Timeline, Window};
use tokio::sync::{OwnedSemaphorePermit, watch};

use super::executor::nats::{Nats, Queue};
use super::executor::{Executor, InProcess};
use super::failure::{Cost, Failure};
use super::kept::{Kept, Recent};
use super::line::Line;
use super::side_by_side::side_by_side;
use super::tally::Tally;
use super::watched::{Watch, Watched};
use crate::config::{Limits, NatsServer};

/// What a simulation is for: timelines have to be recorded.
#[derive(Clone, Copy)]
enum Needs {
    Report,
    Timelines,
}

/// A request that was let in: its own turn, and what is told to those who follow it.
struct Admitted {
    turn: OwnedSemaphorePermit,
    watch: Watch,
}

/// Runs simulations for the pages and the API.
#[derive(Clone, Debug)]
pub struct Runs {
    pub(super) turns: Line,
    pub(super) sweeps: Line,
    /// Who runs the points of sweeps.
    pub(super) executor: Arc<dyn Executor>,
    pub(super) limits: Limits,
    tally: Tally,
    recent: Recent,
    watched: Watched,
}

impl Runs {
    pub fn new(limits: Limits) -> Runs {
        let tally = Tally::default();
        let turns = Line::new("turns", limits.concurrency, &limits, &tally);
        let sweeps = Line::new("sweeps", limits.sweeps, &limits, &tally).patient();
        let executor = Arc::new(InProcess::new(Arc::clone(turns.places())));
        let recent = Recent::new(limits.kept_bytes);
        Runs { turns, sweeps, executor, limits, tally, recent, watched: Watched::default() }
    }

    /// The same, with workers to run the points of sweeps, if there is a server of NATS that they take them from.
    /// Within an async runtime.
    pub(crate) fn with_workers(self, nats: &[NatsServer]) -> Runs {
        match nats {
            [] => self,
            servers => Runs { executor: Arc::new(Nats::new(Queue::new(servers))), ..self },
        }
    }

    /// The same for those who are never sent away because many wait.
    pub(crate) fn patient(&self) -> Runs {
        Runs { turns: self.turns.clone().patient(), ..self.clone() }
    }

    /// A line of its own for work that is no simulation.
    pub(crate) fn line(&self, name: &'static str, places: usize) -> Line {
        Line::new(name, places, &self.limits, &self.tally)
    }

    pub(crate) fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Runs every model.
    pub async fn report(&self, scenario: Scenario) -> Result<Report, Failure> {
        let admitted = self.admit(&scenario, Needs::Report, None).await?;
        self.tally.simulation();
        let run = Arc::new(Run::new(scenario));
        let work = {
            let run = Arc::clone(&run);
            move |piece| run.piece(piece)
        };
        let results = self.pieces(admitted, run.dearest_first(), work).await?;
        Ok(run.report(results))
    }

    /// Runs every model, once for both the report and the timelines; under a name, if it is to be followed.
    pub async fn both(
        &self,
        scenario: Scenario,
        window: Window,
        name: Option<String>,
    ) -> Result<Workbench, Failure> {
        let admitted = self.admit(&scenario, Needs::Timelines, name).await?;
        if let Some(kept) = self.recent.get(&scenario)
            && let Some(report) = kept.report.clone()
        {
            let timelines = self.kept(admitted, kept, move |recording| recording.window(&window)).await?;
            return Ok(Workbench { report, timelines });
        }
        let keeps = self.keeps(&scenario);
        self.tally.simulation();
        let run = Arc::new(Run::new(scenario));
        let work = {
            let run = Arc::clone(&run);
            move |piece| {
                let mut shown = None;
                let result = run.piece_and_record(piece, |recording| {
                    shown = Some((recording.window(&window), keeps.then_some(recording)));
                });
                (result, shown)
            }
        };
        let (results, shown): (Vec<_>, Vec<_>) =
            self.pieces(admitted, run.dearest_first(), work).await?.into_iter().unzip();
        let (timelines, recordings): (Vec<_>, Vec<_>) = shown.into_iter().flatten().unzip();
        let report = run.report(results);
        if keeps {
            let recordings = recordings.into_iter().flatten().collect();
            self.recent.keep(run.scenario(), Kept { report: Some(report.clone()), recordings });
        }
        Ok(Workbench { report, timelines })
    }

    /// Looks at every model's recording: a kept one, if the scenario ran a short while ago. Under a name, if it is to
    /// be followed.
    pub async fn look<T: Send + 'static>(
        &self,
        scenario: Scenario,
        name: Option<String>,
        look: impl Fn(&Recording) -> T + Send + Sync + 'static,
    ) -> Result<Vec<T>, Failure> {
        let admitted = self.admit(&scenario, Needs::Timelines, name).await?;
        if let Some(kept) = self.recent.get(&scenario) {
            return self.kept(admitted, kept, look).await;
        }
        let keeps = self.keeps(&scenario);
        self.tally.simulation();
        let run = Arc::new(Run::new(scenario));
        let work = {
            let run = Arc::clone(&run);
            move |model| {
                let recording = run.record(model)?;
                Some((look(&recording), keeps.then_some(recording)))
            }
        };
        let models = run.scenario().models.len();
        let order = run.dearest_first().into_iter().filter(|piece| *piece < models).collect();
        let all = self.pieces(admitted, order, work).await?;
        let (seen, recordings): (Vec<_>, Vec<_>) = all.into_iter().flatten().unzip();
        if keeps {
            let recordings = recordings.into_iter().flatten().collect();
            self.recent.keep(run.scenario(), Kept { report: None, recordings });
        }
        Ok(seen)
    }

    /// Looks at every model's kept recording.
    async fn kept<T: Send + 'static>(
        &self,
        admitted: Admitted,
        kept: Arc<Kept>,
        look: impl Fn(&Recording) -> T + Send + Sync + 'static,
    ) -> Result<Vec<T>, Failure> {
        self.tally.kept_run();
        self.pieces(admitted, (0..kept.recordings.len()).collect(), move |model| {
            look(&kept.recordings[model])
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

    /// How far the run of a name is, from now on, until it is over; none: none of this name is under way.
    pub fn follow(&self, name: &str) -> Option<watch::Receiver<Progress>> {
        self.watched.follow(name)
    }

    /// Whether the recordings of a scenario are few enough to keep.
    fn keeps(&self, scenario: &Scenario) -> bool {
        let estimate = simulator::estimate(scenario);
        let needed = estimate.bytes + estimate.timeline_bytes + estimate.recordings_bytes;
        self.recent.takes(estimate.recordings_bytes) && needed <= self.limits.bytes
    }

    /// Runs `work` in one piece.
    async fn run<T: Send + 'static>(
        &self,
        scenario: Scenario,
        needs: Needs,
        work: impl Fn(&Scenario) -> T + Send + Sync + 'static,
    ) -> Result<T, Failure> {
        let admitted = self.admit(&scenario, needs, None).await?;
        self.tally.simulation();
        self.pieces(admitted, vec![0], move |_| work(&scenario)).await?.pop().ok_or(Failure::Broken)
    }

    /// Runs every piece, on as many threads as there are turns.
    async fn pieces<T: Send + 'static>(
        &self,
        admitted: Admitted,
        pieces: Vec<usize>,
        work: impl Fn(usize) -> T + Send + Sync + 'static,
    ) -> Result<Vec<T>, Failure> {
        let Admitted { turn, watch } = admitted;
        side_by_side(self.turns.places(), turn, pieces, work, |done| watch.done(done)).await.map_err(
            |fault| {
                tracing::error!(%fault, "a simulation failed");
                Failure::Broken
            },
        )
    }

    /// Waits for a turn, unless the scenario would cost too much. Whoever knows the name can follow the request from
    /// now on.
    async fn admit(
        &self,
        scenario: &Scenario,
        needs: Needs,
        name: Option<String>,
    ) -> Result<Admitted, Failure> {
        self.afford(scenario, needs)?;
        let watch = self.watched.begin(name, scenario.models.len());
        Ok(Admitted { turn: self.turns.enter().await?, watch })
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
            let payload = simulator::heavy_payload(scenario);
            Err(Failure::TooMuch { needed, allowed: Cost { events, bytes }, payload })
        }
    }
}

#[cfg(test)]
mod tests {
    use simulator::scenario::presets;

    use super::*;

    const WINDOW: Window = Window { from_ms: 0.0, to_ms: None, width_px: 500, max_lanes: 8 };

    fn runs(turns: usize) -> Runs {
        Runs::new(Limits { concurrency: turns, ..Limits::default() })
    }

    fn text(report: &Report) -> String {
        serde_json::to_string(report).unwrap()
    }

    #[tokio::test]
    async fn models_side_by_side_come_to_the_same_as_one_after_the_other() {
        let mut all: Vec<Scenario> = presets::all().map(|preset| preset.scenario()).collect();
        for (n, scenario) in all.iter_mut().enumerate() {
            // A run of one replication and of several, each with every preset's models once.
            scenario.run.replications = 1 + 2 * (n as u32 % 2);
            let (report, timelines) = simulator::simulate_with_timelines(scenario, Some(&WINDOW));
            let both = runs(3).both(scenario.clone(), WINDOW, None).await.unwrap();
            assert_eq!(text(&both.report), text(&report), "{}", scenario.name);
            assert_eq!(both.timelines, timelines, "{}", scenario.name);
        }
        let report = simulator::simulate(&all[0]);
        assert_eq!(text(&runs(3).report(all.swap_remove(0)).await.unwrap()), text(&report));
    }

    #[tokio::test]
    async fn a_kept_run_is_looked_at_as_a_new_one() {
        let scenario = presets::get(presets::DEFAULT_ID).unwrap().scenario();
        let runs = runs(2);
        let first = runs.both(scenario.clone(), WINDOW, None).await.unwrap();
        assert!(
            runs.recent.get(&scenario).is_some_and(|kept| kept.recordings.len() == scenario.models.len())
        );
        assert_eq!(runs.both(scenario.clone(), WINDOW, None).await.unwrap(), first);
        let looked = runs.look(scenario, None, |recording| recording.window(&WINDOW)).await.unwrap();
        assert_eq!(looked, first.timelines);
        assert_eq!(runs.turns.places().available_permits(), 2);
    }

    #[tokio::test]
    async fn a_run_tells_how_many_of_its_models_are_done() {
        let scenario = presets::get(presets::DEFAULT_ID).unwrap().scenario();
        let models = scenario.models.len();
        let runs = runs(0);
        let run = tokio::spawn({
            let runs = runs.clone();
            async move { runs.both(scenario, WINDOW, Some("mine".to_owned())).await }
        });
        let mut told = loop {
            match runs.follow("mine") {
                Some(told) => break told,
                None => tokio::task::yield_now().await,
            }
        };
        assert_eq!(*told.borrow_and_update(), Progress { done: 0, of: models }, "it waits for its turn");
        runs.turns.places().add_permits(1);
        let mut seen = vec![0];
        while told.changed().await.is_ok() {
            seen.push(told.borrow_and_update().done);
        }
        assert!(seen.is_sorted() && seen.len() > 1, "{seen:?}");
        assert_eq!(seen.last(), Some(&models));
        assert_eq!(run.await.unwrap().unwrap().timelines.len(), models);
    }
}
