//! The runs: each engine in a process of its own, engine after engine in each round, so that whatever else the machine does
//! meets all alike.

use std::process::Stdio;

use crate::engines::Engine;
use crate::model::{Model, Ran};

pub(crate) const ROUNDS: usize = 5;
/// What a run fills with replications.
pub(crate) const SECONDS: f64 = 0.3;

/// The models, so small that the slowest does each within a moment.
pub(crate) const PILOTS: [Model; 6] = [
    Model::Hold { at_once: 10, holds: 20_000 },
    Model::Hold { at_once: 1_000, holds: 20_000 },
    Model::Hold { at_once: 100_000, holds: 100_000 },
    Model::Hold { at_once: 1_000_000, holds: 500_000 },
    Model::Queue { customers: 2_000 },
    Model::Gil { tasks: 5_000 },
];

/// An engine on a model.
pub(crate) struct Cell {
    /// None: it cannot, or failed.
    model: Option<Model>,
    /// Million events of the model a second, of each round.
    rates: Vec<f64>,
    pub(crate) is_lawful: bool,
}

/// Every engine on every model, `ROUNDS` times.
pub(crate) fn all(engines: &[Engine]) -> Vec<Vec<Cell>> {
    eprintln!("trying each");
    let mut table: Vec<Vec<Cell>> =
        engines.iter().map(|engine| PILOTS.iter().map(|pilot| Cell::new(engine, *pilot)).collect()).collect();
    for round in 1..=ROUNDS {
        eprintln!("round {round} of {ROUNDS}");
        for column in 0..PILOTS.len() {
            for (engine, row) in engines.iter().zip(&mut table) {
                row[column].measure(engine, round as u64);
            }
        }
    }
    table
}

impl Cell {
    fn new(engine: &Engine, pilot: Model) -> Cell {
        let tried = engine.can(pilot).then(|| run(engine, pilot, 0, 0.0)).flatten();
        Cell { model: tried.map(|run| pilot.sized(run.rate())), rates: Vec::new(), is_lawful: true }
    }

    fn measure(&mut self, engine: &Engine, round: u64) {
        let Some(model) = self.model else { return };
        // Seeds of their own in each round.
        match run(engine, model, round * 1_000_000, SECONDS) {
            Some(run) => {
                self.rates.push(run.rate() / 1e6);
                self.is_lawful &= model.is_lawful(&run.replications, engine.preempts());
            }
            None => self.model = None,
        }
    }

    pub(crate) fn median(&self) -> Option<f64> {
        Some(self.sorted()?[ROUNDS / 2])
    }

    pub(crate) fn fastest(&self) -> Option<f64> {
        self.sorted()?.last().copied()
    }

    /// The fastest run over the slowest.
    pub(crate) fn spread(&self) -> Option<f64> {
        Some(self.fastest()? / self.sorted()?[0])
    }

    /// The rates of all rounds, if it went through all.
    fn sorted(&self) -> Option<Vec<f64>> {
        let mut rates = self.rates.clone();
        rates.sort_by(f64::total_cmp);
        (rates.len() == ROUNDS).then_some(rates)
    }
}

impl Model {
    /// As large as it is defined, if an engine of this rate (events a second) does that soon; or else as much as
    /// it does in a second.
    fn sized(self, rate: f64) -> Model {
        match self {
            // What is at once is turned over by half at least.
            Model::Hold { at_once, .. } => {
                Model::Hold { at_once, holds: ((rate * 1.5 * SECONDS) as u64).max(at_once / 2).max(10_000) }
            }
            Model::Queue { .. } if rate > 1e6 => Model::Queue { customers: 1_000_000 },
            Model::Queue { .. } => Model::Queue { customers: (rate / 2.0) as u64 },
            Model::Gil { .. } if rate > 0.15e6 => Model::Gil { tasks: 100_000 },
            Model::Gil { .. } => Model::Gil { tasks: (rate / 3.0) as u64 },
        }
    }
}

/// Replications of one run.
struct Run {
    model: Model,
    replications: Vec<Ran>,
}

impl Run {
    fn seconds(&self) -> f64 {
        self.replications.iter().map(|ran| ran.seconds).sum()
    }

    /// Events of the model a second.
    fn rate(&self) -> f64 {
        let events: u64 = self.replications.iter().map(|ran| self.model.events(ran.outcome)).sum();
        events as f64 / self.seconds()
    }
}

/// Runs an engine until so many seconds are full; once at least. Some do one replication in a process, whatever they are
/// asked. None: it failed, and has said why.
fn run(engine: &Engine, model: Model, seed: u64, seconds: f64) -> Option<Run> {
    let mut run = Run { model, replications: Vec::new() };
    while run.replications.is_empty() || run.seconds() < seconds {
        let next = seed + run.replications.len() as u64;
        let output = engine.command(model, next, seconds).stderr(Stdio::inherit()).output().ok()?;
        let text = String::from_utf8_lossy(&output.stdout);
        let before = run.replications.len();
        run.replications.extend(text.lines().filter_map(|line| model.read(line)));
        if !output.status.success() || run.replications.len() == before {
            eprintln!("{} failed: {}", engine.name, model.words().join(" "));
            return None;
        }
    }
    Some(run)
}
