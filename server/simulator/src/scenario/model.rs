//! A concurrency model as the contract names it: a kind and its settings. What a kind means is told by a
//! [`ModelSpec`], which the file of that model provides; this room knows only the form.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{Python, Word};

/// A model to run: which kind, and its settings. Settings that the kind does not have are `None`.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Model {
    /// One of the catalogue's kinds, such as `threads`.
    pub kind: String,
    /// Threads, processes or interpreters in the pool.
    pub workers: Option<u32>,
    pub start_method: Option<StartMethod>,
    /// Tasks that travel to a worker together (`Executor.map`).
    pub chunksize: Option<u32>,
    /// A worker exits after so many tasks; null: never. What is simulated goes on with new workers; before 3.13.15 and
    /// 3.14.7, CPython hangs if it is above 1 and more tasks wait than workers × this (gh-115634).
    pub max_tasks_per_child: Option<u32>,
    /// Tasks in flight at once (a semaphore); null: unbounded.
    pub concurrency: Option<u32>,
    /// Server processes.
    pub processes: Option<u32>,
    /// What runs inside each server process.
    pub inner: Option<Box<Model>>,
}

/// How `multiprocessing` starts a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StartMethod {
    Fork,
    Forkserver,
    Spawn,
}

impl StartMethod {
    pub const ALL: [StartMethod; 3] = [StartMethod::Fork, StartMethod::Forkserver, StartMethod::Spawn];

    pub fn name(self) -> &'static str {
        self.word()
    }
}

/// A setting that a kind of model has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeySpec {
    /// Pool size; left out: the version's `min(32, cpus + 4)`.
    Threads,
    /// Pool size; left out: one a core.
    ProcessWorkers,
    /// Left out: the version's default.
    StartMethod,
    /// Left out: 1.
    Chunksize,
    /// Left out: none.
    MaxTasksPerChild,
    /// Left out: unbounded.
    Concurrency,
    /// Server processes; left out: one a core.
    Processes,
    /// A model of one of these kinds.
    Inner(&'static [&'static str]),
}

impl KeySpec {
    /// The key's name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            KeySpec::Threads | KeySpec::ProcessWorkers => "workers",
            KeySpec::StartMethod => "start_method",
            KeySpec::Chunksize => "chunksize",
            KeySpec::MaxTasksPerChild => "max_tasks_per_child",
            KeySpec::Concurrency => "concurrency",
            KeySpec::Processes => "processes",
            KeySpec::Inner(_) => "inner",
        }
    }
}

/// What a kind of model is, as data: the page's forms, validation and docs follow from it.
#[derive(Clone, Copy, Debug)]
pub struct ModelSpec {
    /// The contract's name: `threads`.
    pub kind: &'static str,
    /// What people read: `Threads`.
    pub title: &'static str,
    /// What it is in Python: `ThreadPoolExecutor under the GIL`.
    pub python: &'static str,
    /// Its settings, in the order in which they are written.
    pub keys: &'static [KeySpec],
    /// The first version that has it.
    pub since: Python,
    /// How much a team has to know to run it: 0 is a for loop. Decides "the simplest within 10 %".
    pub complexity: u8,
}

/// The kinds that exist, in the order in which they are shown.
pub type Catalogue = [&'static ModelSpec];

impl Model {
    /// A model of this kind with every setting left to its default.
    pub fn of(kind: &str) -> Model {
        Model { kind: kind.to_owned(), ..Model::default() }
    }

    /// What people read: `Threads · 8`, `Processes · 4, forkserver`.
    pub fn label(&self, catalogue: &Catalogue) -> String {
        let title = catalogue.iter().find(|s| s.kind == self.kind).map_or(self.kind.as_str(), |s| s.title);
        let mut settings: Vec<String> = Vec::new();
        settings.extend(self.processes.map(|n| n.to_string()));
        settings.extend(self.concurrency.map(|n| format!("{n} in flight")));
        settings.extend(self.workers.map(|n| n.to_string()));
        settings.extend(self.start_method.map(|m| m.name().to_owned()));
        settings.extend(self.chunksize.filter(|n| *n > 1).map(|n| format!("chunks of {n}")));
        settings.extend(self.max_tasks_per_child.map(|n| format!("{n} tasks a child")));
        settings.extend(self.inner.as_ref().map(|m| m.label(catalogue)));
        if settings.is_empty() { title.to_owned() } else { format!("{title} · {}", settings.join(", ")) }
    }
}

impl Serialize for Model {
    /// The kind first, then the settings that are set: what is absent is none, or unbounded.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kind", &self.kind)?;
        if let Some(n) = self.processes {
            map.serialize_entry("processes", &n)?;
        }
        if let Some(n) = self.concurrency {
            map.serialize_entry("concurrency", &n)?;
        }
        if let Some(n) = self.workers {
            map.serialize_entry("workers", &n)?;
        }
        if let Some(method) = self.start_method {
            map.serialize_entry("start_method", &method)?;
        }
        if let Some(n) = self.chunksize {
            map.serialize_entry("chunksize", &n)?;
        }
        if let Some(n) = self.max_tasks_per_child {
            map.serialize_entry("max_tasks_per_child", &n)?;
        }
        if let Some(inner) = &self.inner {
            map.serialize_entry("inner", inner)?;
        }
        map.end()
    }
}
