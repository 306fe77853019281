//! A scenario with everything that came of it, and the loop that puts many of them to a law.

use std::io::Write as _;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};
use serde_json::Value;
use simulator::observe::report::ModelResult;
use simulator::{Report, Scenario, Timeline, Window, parse, simulate_with_timelines};

use super::swarm::Question;

/// All of a run, every slice in its own right.
pub(crate) const WHOLE: Window = Window { from_ms: 0.0, to_ms: None, width_px: u32::MAX, max_lanes: 100_000 };

/// Nanoseconds are kept; printing and summing in milliseconds may lose so much.
pub(crate) const NANOSECOND_MS: f64 = 1e-6;

#[derive(Clone)]
pub(crate) struct Run {
    pub(crate) scenario: Scenario,
    pub(crate) report: Report,
    pub(crate) timelines: Vec<Timeline>,
}

impl Run {
    pub(crate) fn of(question: &Value) -> Run {
        let scenario = parse(&question.to_string()).unwrap_or_else(|p| panic!("{p:?} in {question}"));
        let (report, timelines) = ends(question, {
            let scenario = scenario.clone();
            move || simulate_with_timelines(&scenario, Some(&WHOLE))
        });
        Run { scenario, report, timelines }
    }

    /// Each model's result with its timeline.
    pub(crate) fn models(&self) -> impl Iterator<Item = (&ModelResult, &Timeline)> {
        assert_eq!(self.report.results.len(), self.scenario.models.len(), "a result a model");
        assert_eq!(self.timelines.len(), self.scenario.models.len(), "a timeline a model");
        self.report.results.iter().zip(&self.timelines)
    }

    /// Tasks over all replications.
    pub(crate) fn tasks(&self) -> u64 {
        self.scenario.task_count() * u64::from(self.scenario.run.replications)
    }

    /// Of these, the models that completed every task: what is summed over tasks is then over all of them.
    pub(crate) fn complete_models(&self) -> impl Iterator<Item = (&ModelResult, &Timeline)> {
        let tasks = self.tasks();
        self.models().filter(move |(result, _)| result.tasks.completed == tasks)
    }

    /// The result of the first model of a kind.
    pub(crate) fn result(&self, kind: &str) -> &ModelResult {
        self.report.results.iter().find(|r| r.model.kind == kind).expect("the scenario has that model")
    }
}

/// A small run that takes so long will never end.
const ENDLESS: Duration = Duration::from_secs(30);

/// Runs a simulation that has to end. One that does not cannot be stopped, nor made smaller: it is told, and ends
/// all tests of this program.
pub(crate) fn ends<T: Send + 'static>(question: &Value, run: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, result) = mpsc::channel();
    let running = thread::spawn(move || done.send(run()));
    match result.recv_timeout(ENDLESS) {
        Ok(result) => result,
        Err(RecvTimeoutError::Disconnected) => {
            let panicked = running.join().err();
            std::panic::resume_unwind(panicked.unwrap_or_else(|| Box::new("no result")))
        }
        Err(RecvTimeoutError::Timeout) => {
            // Not by `eprintln`, which a test that never returns would keep to itself.
            let told = writeln!(std::io::stderr(), "This scenario does not end: {question}");
            std::process::exit(if told.is_ok() { 1 } else { 2 });
        }
    }
}

/// What a law says of a run: nothing, or what is wrong.
pub(crate) type Law = fn(&Run) -> Result<(), String>;

/// How many scenarios, and from which seed: always the same ones, unless the environment says otherwise.
pub(crate) fn config(cases: u32) -> Config {
    let asked = std::env::var("LAWS_CASES").ok().and_then(|n| n.parse().ok());
    let standard = Config { max_shrink_iters: 2_000, failure_persistence: None, ..Config::default() };
    let rng_seed = match standard.rng_seed {
        RngSeed::Random => RngSeed::Fixed(1),
        fixed => fixed,
    };
    Config { cases: asked.unwrap_or(cases), rng_seed, ..standard }
}

/// Puts random scenarios to a law; or only the one in the file that `LAWS_SCENARIO` names.
pub(crate) fn holds(law: Law, cases: u32, questions: impl Strategy<Value = Question>) {
    if let Ok(path) = std::env::var("LAWS_SCENARIO") {
        let text = std::fs::read_to_string(&path).expect("LAWS_SCENARIO names a file");
        let question = serde_json::from_str(&text).expect("LAWS_SCENARIO is JSON");
        assert_eq!(law(&Run::of(&question)), Ok(()), "{path}");
        return;
    }
    let outcome = TestRunner::new(config(cases))
        .run(&questions, |question| law(&Run::of(&question.0)).map_err(TestCaseError::fail));
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

/// Shows that a law can fail: it holds for the run, and no longer once it has been tampered with.
pub(crate) fn notices(law: Law, run: &Run, tamper: impl FnOnce(&mut Run)) {
    assert_eq!(law(run), Ok(()));
    let mut tampered = run.clone();
    tamper(&mut tampered);
    assert!(law(&tampered).is_err(), "the law does not notice");
}

/// Whether two times are the same nanosecond, however they were added up.
pub(crate) fn same_ms(a: f64, b: f64) -> bool {
    (a - b).abs() <= NANOSECOND_MS + 1e-12 * a.abs().max(b.abs())
}
