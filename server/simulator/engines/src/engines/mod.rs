//! Every engine: how each is run, and what it can express.

mod bare;
#[cfg(feature = "desim")]
mod desim;
mod desque;
mod nexosim;
mod odem;
mod ours;
mod simcore;
mod simu;

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::model::{Model, Preempts, Ran};

/// One that is a part of this program: name, in what it writes models, and its models.
type Within = (&'static str, &'static str, fn(Model, u64) -> Ran);

const WITHIN: &[Within] = &[
    ("bare", "plain Rust, a calendar for each model", bare::run),
    ("ours", "its calendar; C is a scenario without costs, preempted as CPython does", ours::run),
    ("desque", "events with a method, boxed", desque::run),
    #[cfg(feature = "desim")]
    ("desim", "coroutines", desim::run),
    ("odem-rs", "async jobs", odem::run),
    ("simcore", "handlers (the engine of dslab)", simcore::run),
    ("simu-des", "async processes", simu::run),
    ("nexosim", "models with mailboxes", nexosim::run),
];

/// Those who are always run: the others are compared with them.
const MEASURES: [&str; 2] = ["bare", "ours"];

/// One in another language, which `.make/engines` makes ready if it can.
struct Beside {
    name: &'static str,
    how: &'static str,
    program: &'static str,
    script: Option<&'static str>,
    /// What Python must find.
    module: &'static str,
    /// Most that it does at once, in reasonable time and memory; 0: it does no holds.
    at_once: u64,
    gil: bool,
}

const PYTHON: &str = "target/python/bin/python";

const BESIDE: &[Beside] = &[
    Beside {
        name: "systemc",
        how: "C++, threads of its own",
        program: "target/systemc",
        script: None,
        module: "",
        at_once: 1_000,
        gil: true,
    },
    Beside {
        name: "simpy",
        how: "Python, generators",
        program: PYTHON,
        script: Some("python/on_simpy.py"),
        module: "simpy",
        at_once: 100_000,
        gil: true,
    },
    Beside {
        name: "salabim",
        how: "Python, components with statistics",
        program: PYTHON,
        script: Some("python/on_salabim.py"),
        module: "salabim",
        at_once: 1_000,
        gil: true,
    },
    Beside {
        name: "ciw",
        how: "Python, networks of queues only",
        program: PYTHON,
        script: Some("python/on_ciw.py"),
        module: "ciw",
        at_once: 0,
        gil: false,
    },
];

/// An engine as the table has it: a command that takes a model, a seed, and seconds to fill with replications.
pub(crate) struct Engine {
    pub(crate) name: &'static str,
    pub(crate) how: &'static str,
    program: String,
    first: Vec<String>,
    at_once: u64,
    gil: bool,
}

impl Engine {
    pub(crate) fn preempts(&self) -> Preempts {
        if self.name == "ours" { Preempts::Otherwise } else { Preempts::BySlices }
    }

    pub(crate) fn can(&self, model: Model) -> bool {
        match model {
            Model::Hold { at_once, .. } => at_once <= self.at_once,
            Model::Queue { .. } => true,
            Model::Gil { .. } => self.gil,
        }
    }

    pub(crate) fn command(&self, model: Model, seed: u64, seconds: f64) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.first).args(model.words()).arg(seed.to_string()).arg(seconds.to_string());
        command.env("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1");
        command
    }
}

/// A function within this program, by its engine's name.
pub(crate) fn within(name: &str) -> Option<fn(Model, u64) -> Ran> {
    WITHIN.iter().find(|(own, ..)| *own == name).map(|(.., run)| *run)
}

/// All that are here; only these and the measures if any are named.
pub(crate) fn all(named: &[String]) -> Vec<Engine> {
    let program = env::current_exe().expect("this program").display().to_string();
    let within = WITHIN.iter().map(|&(name, how, _)| Engine {
        name,
        how,
        program: program.clone(),
        first: vec!["one".to_owned(), name.to_owned()],
        at_once: u64::MAX,
        gil: true,
    });
    let beside = BESIDE.iter().filter(|beside| beside.is_here()).map(|beside| Engine {
        name: beside.name,
        how: beside.how,
        program: beside.program.to_owned(),
        first: beside.script.iter().flat_map(|script| ["-B".to_owned(), (*script).to_owned()]).collect(),
        at_once: beside.at_once,
        gil: beside.gil,
    });
    let wanted = |engine: &Engine| {
        named.is_empty() || MEASURES.contains(&engine.name) || named.iter().any(|name| name == engine.name)
    };
    within.chain(beside).filter(wanted).collect()
}

impl Beside {
    fn is_here(&self) -> bool {
        if self.module.is_empty() {
            return Path::new(self.program).exists();
        }
        let import = format!("import {}", self.module);
        let tried = Command::new(self.program).args(["-c", &import]).stderr(Stdio::null()).status();
        tried.is_ok_and(|status| status.success())
    }
}
