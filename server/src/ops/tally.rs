//! What was run, kept and refused, counted for those who run the server.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

/// The name of a line that is waited in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct At {
    line: &'static str,
}

/// Counts since the server began.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    simulations: Counter,
    kept_runs: Counter,
    written: Counter,
    kept_answers: Counter,
    waiting: Family<At, Gauge>,
    shed: Family<At, Counter>,
}

impl Tally {
    pub(crate) fn register(&self, registry: &mut Registry) {
        registry.register("simulations", "Scenarios that were simulated", self.simulations.clone());
        registry.register("kept_runs", "Looks at a run that was still known", self.kept_runs.clone());
        registry.register("written", "Pictures, frames and tables that were written", self.written.clone());
        registry.register(
            "kept_answers",
            "Of those, asked for again and still known",
            self.kept_answers.clone(),
        );
        registry.register("waiting", "Requests that wait for their turn", self.waiting.clone());
        registry.register(
            "shed",
            "Requests refused because their turn did not come in time",
            self.shed.clone(),
        );
    }

    pub(super) fn simulation(&self) {
        self.simulations.inc();
    }

    pub(super) fn kept_run(&self) {
        self.kept_runs.inc();
    }

    /// A picture, a frame or a table was asked for, and was still known or was not.
    pub(crate) fn wanted(&self, known: bool) {
        if known { &self.kept_answers } else { &self.written }.inc();
    }

    pub(super) fn waiting(&self, line: &'static str) -> Gauge {
        self.waiting.get_or_create_owned(&At { line })
    }

    pub(super) fn shed(&self, line: &'static str) -> Counter {
        self.shed.get_or_create_owned(&At { line })
    }
}
