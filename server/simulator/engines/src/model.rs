//! The three reference models: how large, what came of them, and the laws that this must follow.

use std::fmt::{self, Display};

/// What is run, and how much of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Model {
    /// Events that each schedule the next after Exp(1): so many at once, about so many in all.
    Hold { at_once: u64, holds: u64 },
    /// M/M/4 at a load of 0.8, from empty to empty.
    Queue { customers: u64 },
    /// Threads that wait (mean 20 ms), compute under one token in slices of 5 ms (mean 2 ms), wait (mean 5 ms).
    Gil { tasks: u64 },
}

/// Arrivals in a unit of time, in which a server serves one.
pub(crate) const ARRIVALS: f64 = 3.2;
pub(crate) const SERVERS: u32 = 4;
pub(crate) const WORKERS: u32 = 32;
/// Seconds.
pub(crate) const IO_BEFORE: f64 = 20e-3;
pub(crate) const COMPUTING: f64 = 2e-3;
pub(crate) const IO_AFTER: f64 = 5e-3;
pub(crate) const SLICE: f64 = 5e-3;

/// What came of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Outcome {
    /// So many, in so much simulated time.
    Holds {
        holds: u64,
        time: f64,
    },
    MeanWait(f64),
    Gil {
        makespan_s: f64,
        preemptions: u64,
    },
}

/// When a thread must give the token to those who wait.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Preempts {
    /// After each slice from when it was given the token, as the model has it.
    BySlices,
    /// As CPython has it: after an interval of one who waits, in which the token has not changed hands. That is later.
    Otherwise,
}

/// A run: the simulation's loop alone, by the clock, and what came of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ran {
    pub(crate) seconds: f64,
    pub(crate) outcome: Outcome,
}

impl Outcome {
    /// The time in it.
    fn simulated(self) -> f64 {
        match self {
            Outcome::Holds { time, .. } | Outcome::MeanWait(time) | Outcome::Gil { makespan_s: time, .. } => {
                time
            }
        }
    }

    /// What is counted in it.
    fn counted(self) -> f64 {
        match self {
            Outcome::Holds { holds: count, .. } | Outcome::Gil { preemptions: count, .. } => count as f64,
            Outcome::MeanWait(_) => 0.0,
        }
    }
}

impl Model {
    /// Events of the model, whatever the engine took for them.
    pub(crate) fn events(self, outcome: Outcome) -> u64 {
        let counted = outcome.counted() as u64;
        match self {
            Model::Hold { .. } => counted,
            Model::Queue { customers } => 2 * customers,
            Model::Gil { tasks } => 3 * tasks + counted,
        }
    }

    /// Whether what came of these replications follows the model's laws, as closely as so much of it must. Where they
    /// come from: the number of holds is Poisson's, the mean wait Erlang's (0.745541), the token is never free (2 ms a
    /// task, and the ramp), and a task is preempted q/(1-q) times, with q = exp(-5/2): but by whose `preempts` is another.
    pub(crate) fn is_lawful(self, replications: &[Ran], preempts: Preempts) -> bool {
        let sum =
            |value: fn(Outcome) -> f64| -> f64 { replications.iter().map(|ran| value(ran.outcome)).sum() };
        let runs = replications.len() as f64;
        let near = |value: f64, law: f64, by: f64| (value / law - 1.0).abs() < by;
        // Of less than the defined size the luck is larger.
        let luck = |size: u64, defined: f64| (defined / (size as f64 * runs)).max(1.0).sqrt();
        match self {
            Model::Hold { at_once, .. } => {
                let expected = at_once as f64 * sum(Outcome::simulated);
                near(sum(Outcome::counted), expected, 4.0 / expected.sqrt())
            }
            Model::Queue { customers } => {
                near(sum(Outcome::simulated) / runs, 0.745_541, 0.04 * luck(customers, 1e6))
            }
            Model::Gil { tasks } => {
                let luck = luck(tasks, 1e5);
                let tasks = tasks as f64 * runs;
                near(sum(Outcome::simulated), COMPUTING * tasks, 0.0125 * luck)
                    && (preempts == Preempts::Otherwise
                        || near(sum(Outcome::counted), 0.089_43 * tasks, 0.056 * luck))
            }
        }
    }

    /// From the words of a command line.
    pub(crate) fn parse(words: &[String]) -> Option<Model> {
        let number = |at: usize| words.get(at)?.parse().ok();
        match words.first()?.as_str() {
            "hold" => Some(Model::Hold { at_once: number(1)?, holds: number(2)? }),
            "queue" => Some(Model::Queue { customers: number(1)? }),
            "gil" => Some(Model::Gil { tasks: number(1)? }),
            _ => None,
        }
    }

    /// As `parse` reads it.
    pub(crate) fn words(self) -> Vec<String> {
        match self {
            Model::Hold { at_once, holds } => vec!["hold".to_owned(), at_once.to_string(), holds.to_string()],
            Model::Queue { customers } => vec!["queue".to_owned(), customers.to_string()],
            Model::Gil { tasks } => vec!["gil".to_owned(), tasks.to_string()],
        }
    }

    /// Reads what `Ran` prints.
    pub(crate) fn read(self, line: &str) -> Option<Ran> {
        let mut words = line.split_whitespace();
        let seconds = words.next()?.parse().ok()?;
        let first = words.next()?;
        let outcome = match self {
            Model::Hold { .. } => {
                Outcome::Holds { holds: first.parse().ok()?, time: words.next()?.parse().ok()? }
            }
            Model::Queue { .. } => Outcome::MeanWait(first.parse().ok()?),
            Model::Gil { .. } => {
                Outcome::Gil { makespan_s: first.parse().ok()?, preemptions: words.next()?.parse().ok()? }
            }
        };
        Some(Ran { seconds, outcome })
    }
}

/// A line for each replication: seconds, and what came of it.
impl Display for Ran {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "{:.9} ", self.seconds)?;
        match self.outcome {
            Outcome::Holds { holds, time } => write!(out, "{holds} {time:.9}"),
            Outcome::MeanWait(wait) => write!(out, "{wait:.9}"),
            Outcome::Gil { makespan_s, preemptions } => write!(out, "{makespan_s:.9} {preemptions}"),
        }
    }
}
