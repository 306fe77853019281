//! Everything that the page remembers, made once in the page's root and passed down.

mod asking;
mod edit;
mod fetch;
mod fields;
mod looks;
mod measured;
mod origin;
mod pin;
mod play;
mod point;
mod settled;
mod stage;
mod waiting;

use std::sync::Arc;

use leptos::prelude::*;
use serde_json::Value;
use simulator::scenario::read;
use simulator::{Problem, Report, Scenario, models};

use crate::client::{Refusal, Workbench};
use crate::draft::{History, path};
use crate::measured::costs::with_own_costs;
use crate::measured::{Comparison, RealRun};
use crate::opening::Opening;

pub use asking::Asking;
pub use edit::Phase;
use edit::Unwritten;
pub use fetch::Fetch;
#[cfg(feature = "ssr")]
pub use fetch::first_window;
pub use fields::field_id;
pub use looks::Looks;
pub use origin::Origins;
pub use play::Playback;
pub use stage::Stage;

/// First names of paths below which there are many fields; an empty one stands for all of them.
const BRANCHES: [&str; 6] = ["workload", "services", "machine", "models", "runtime", ""];

/// The page's memory.
#[derive(Clone, Copy)]
pub struct Session {
    /// The scenario being edited, as JSON. It may be wrong for the moment.
    pub draft: RwSignal<Value>,
    /// It by the first names of its paths ([`BRANCHES`]): fields that are in one of them follow that alone.
    branches: [Memo<Option<Value>>; BRANCHES.len()],
    /// What is wrong with the draft; empty: nothing.
    pub problems: Memo<Vec<Problem>>,
    /// The last draft that was right.
    pub scenario: Memo<Arc<Scenario>>,
    /// The scenario as it was opened, to tell what was changed since.
    pub origin: RwSignal<Value>,
    /// What can be undone and redone.
    pub history: RwSignal<History<Value>>,
    /// A gesture is going on: further changes belong to the same step of undo.
    gesture: StoredValue<bool>,
    /// The scenario is too long for a link: the address holds an earlier one.
    pub unlinked: RwSignal<bool>,
    /// What the address does not tell yet.
    unwritten: StoredValue<Unwritten>,
    /// The last answer of the simulator: what is on screen.
    pub picture: RwSignal<Arc<Workbench>>,
    /// Runs that were put on screen. Another window of the same run is another picture and no other run: what does not
    /// show slices follows this.
    pub runs: RwSignal<u32>,
    /// Its report, once it has stood for a while.
    pub settled: RwSignal<Arc<Report>>,
    /// The answer that was pinned, to compare with.
    pub pinned: RwSignal<Option<Arc<Workbench>>>,
    /// Where it came from.
    pub origins: Origins,
    /// How far predictions are off (`validation::Summary`), or null.
    pub accuracy: StoredValue<Value>,
    /// How the asking goes.
    pub fetch: Fetch,
    /// The timelines' view.
    pub stage: Stage,
    /// The playhead.
    pub play: Playback,
    /// Closer looks at the run on screen.
    pub looks: Looks,
    /// What was run for real, as it was pasted.
    pub real: RwSignal<Option<Arc<RealRun>>>,
    /// The reader takes the tour.
    pub learning: RwSignal<bool>,
    /// That beside what is on screen.
    pub comparison: RwSignal<Option<Arc<Comparison>>>,
}

impl Session {
    /// Begins with what the page opens with.
    ///
    /// # Errors
    /// Why there is nothing to begin with.
    pub fn begin(opening: Opening) -> Result<Session, Refusal> {
        let Opening { answer, accuracy, origin, noted } = opening;
        let session = Session::new(answer?);
        session.accuracy.set_value(accuracy);
        session.origins.start(origin, noted);
        Ok(session)
    }

    /// Starts with a scenario and what came of it.
    fn new(workbench: Workbench) -> Session {
        // A report names every cost that was used; what is edited has its own only.
        let start = Arc::new(with_own_costs(&workbench.report.scenario));
        let draft = RwSignal::new(as_draft(&start));
        let checked = Memo::new(move |_| draft.with(check));
        let problems = Memo::new(move |_| checked.with(|c| c.as_ref().err().cloned().unwrap_or_default()));
        let scenario = Memo::new(move |last: Option<&Arc<Scenario>>| {
            let right = checked.with(|c| c.as_ref().ok().cloned());
            right.unwrap_or_else(|| last.unwrap_or(&start).clone())
        });
        let settled = RwSignal::new(Arc::new(workbench.report.clone()));
        let picture = RwSignal::new(Arc::new(workbench));
        let runs = RwSignal::new(0);
        let stage = Stage::new(picture, runs);
        Session {
            origin: RwSignal::new(draft.get_untracked()),
            draft,
            branches: BRANCHES.map(|name| Memo::new(move |_| draft.with(|draft| path::branch(draft, name)))),
            problems,
            scenario,
            history: RwSignal::new(History::default()),
            gesture: StoredValue::new(false),
            unlinked: RwSignal::new(false),
            unwritten: StoredValue::new(Unwritten::default()),
            picture,
            runs,
            settled,
            pinned: RwSignal::new(None),
            origins: Origins::new(),
            accuracy: StoredValue::new(Value::Null),
            fetch: Fetch::new(),
            stage,
            play: Playback::new(),
            looks: Looks::new(),
            real: RwSignal::new(None),
            learning: RwSignal::new(false),
            comparison: RwSignal::new(None),
        }
    }

    /// As much of the draft as has all paths of this one's first name.
    fn branch(&self, at: &str) -> Memo<Option<Value>> {
        let place = BRANCHES.iter().position(|name| at.starts_with(name));
        self.branches[place.unwrap_or_default()]
    }

    /// The document's title.
    pub fn title(&self) -> String {
        self.scenario.with(|scenario| [&scenario.name, " · Lockstep"].concat())
    }

    /// Reads the report on screen, and follows it.
    pub fn report<T>(&self, read: impl FnOnce(&Report) -> T) -> T {
        self.runs.track();
        self.picture.with_untracked(|picture| read(&picture.report))
    }
}

/// A scenario as the JSON to edit.
pub fn as_draft(scenario: &Scenario) -> Value {
    serde_json::to_value(scenario).unwrap_or(Value::Null)
}

fn check(draft: &Value) -> Result<Arc<Scenario>, Vec<Problem>> {
    read::read(draft, &models::catalogue()).map(Arc::new)
}
