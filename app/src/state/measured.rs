//! Taking over what people measured on their own machines.

use std::sync::Arc;

use leptos::prelude::*;
use serde_json::Value;
use simulator::Scenario;

use super::{Phase, Session, as_draft};
use crate::draft::path;
use crate::measured::costs::Taken;
use crate::measured::{CostsFile, RealRun, compare};

impl Session {
    /// The measured costs, and the Python that they are of, as one step of undo.
    ///
    /// # Errors
    /// One sentence, if the scenario cannot take them.
    pub fn take_costs(&self, file: &CostsFile) -> Result<Taken, String> {
        let mut scenario = (*self.scenario.get_untracked()).clone();
        let taken = file.apply(&mut scenario)?;
        self.replace(&scenario);
        Ok(taken)
    }

    /// The defaults of the scenario's Python again.
    pub fn drop_costs(&self) {
        self.edit(Phase::Done, |draft| path::set(draft, "runtime.costs", Value::Object(Default::default())));
    }

    /// From now on, lays what was measured beside what is on screen.
    pub fn keep_comparing(&self) {
        let session = *self;
        Effect::new(move |_| {
            let run = session.real.get();
            let compared = run.map(|run| Arc::new(session.report(|report| compare(&run, report))));
            session.comparison.set(compared);
        });
    }

    /// Lays a real run beside what is on screen. What an earlier one of the same scenario measured stays.
    pub fn take_real(&self, run: RealRun) {
        let earlier = self.real.get_untracked();
        let same = |old: &&Arc<RealRun>| with_models_of(&old.scenario, &run.scenario) == run.scenario;
        let run = match earlier.as_ref().filter(same) {
            Some(old) => run.with_earlier(old),
            None => run,
        };
        self.real.set(Some(Arc::new(run)));
    }

    /// Shows the scenario that was run for real.
    pub fn show_real(&self) {
        if let Some(run) = self.real.get_untracked() {
            let mut scenario = run.scenario.clone();
            let present = self.scenario.get_untracked();
            if scenario.runtime.python == present.runtime.python {
                scenario.runtime.costs = present.runtime.costs.clone();
            }
            let draft = as_draft(&scenario);
            self.edit(Phase::Done, |now| *now = draft);
        }
    }
}

/// A scenario with the models of another, which may be others of the same workload.
fn with_models_of(scenario: &Scenario, other: &Scenario) -> Scenario {
    Scenario { models: other.models.clone(), name: other.name.clone(), ..scenario.clone() }
}
