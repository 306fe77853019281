//! A pool of the default size in a container: Python counts the host's cores, not the quota.

use super::{Rule, Said};
use crate::explain::facts::Facts;
use crate::explain::family::Family;
use crate::explain::words::several;
use crate::observe::report::ModelResult;
use crate::scenario::Python;

pub(super) struct DefaultPoolInContainer;

impl Rule for DefaultPoolInContainer {
    fn code(&self) -> &'static str {
        "default-pool-in-container"
    }

    fn of_model(&self, facts: &Facts, seen: &ModelResult) -> Option<Said> {
        let cores = facts.scenario.machine.cores;
        let quota = facts.scenario.machine.cpu_quota.filter(|quota| *quota < f64::from(cores))?;
        let (pool, what) = match Family::of(&seen.model) {
            Family::Threads | Family::FreeThreads | Family::AsyncioThreads => (seen.model.workers?, "thread"),
            Family::Processes | Family::AsyncioProcesses => (seen.model.workers?, "worker"),
            Family::Prefork => (seen.model.processes?, "process"),
            _ => return None,
        };
        let default = match what {
            "thread" => facts.scenario.runtime.python.default_threads(cores),
            _ => cores,
        };
        if pool != default || f64::from(pool) <= quota {
            return None;
        }
        // Executors count so (concurrent/futures/thread.py, process.py). Servers have no such default: people write the
        // number of cores into their settings.
        let by_affinity = facts.scenario.runtime.python >= Python::V3_13 && what != "process";
        let counts = if by_affinity { "os.process_cpu_count()" } else { "os.cpu_count()" };
        let message = format!(
            "{}: {} is {} {}, but the container may use {quota}; {counts} does not know the quota.",
            seen.label,
            several(u64::from(pool), what),
            if what == "process" { "one for each of" } else { "the default for" },
            several(u64::from(cores), "core"),
        );
        let sized = libm::ceil(quota);
        let remedy =
            format!("Give the pool its size yourself: {sized} for computing, more only for waiting.");
        Some(Said { message, remedy })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::of_model;
    use super::*;
    use crate::explain::testing::*;
    use crate::scenario::Scenario;

    fn container(quota: Option<f64>) -> Scenario {
        let mut scenario = scenario(vec![class("parse", 50, vec![cpu(20.0)])]);
        scenario.machine.cores = 64;
        scenario.machine.cpu_quota = quota;
        scenario
    }

    #[test]
    fn default_sizes_are_recognised_and_told() {
        let said = of_model(&DefaultPoolInContainer, &container(Some(2.0)), threads(32, 500.0)).unwrap();
        assert!(
            said.contains("32 threads is the default for 64 cores, but the container may use 2;"),
            "{said}"
        );
        let said = of_model(&DefaultPoolInContainer, &container(Some(1.5)), processes(64, 500.0)).unwrap();
        assert!(said.ends_with("2 for computing, more only for waiting."), "{said}");
    }

    #[test]
    fn who_counts_the_cores_goes_by_the_version() {
        let told = |python, seen| {
            let mut scenario = container(Some(2.0));
            scenario.runtime.python = python;
            of_model(&DefaultPoolInContainer, &scenario, seen).unwrap()
        };
        let told_of_threads = |python| told(python, threads(32, 500.0));
        assert!(told_of_threads(Python::V3_12).contains("; os.cpu_count() does not know the quota."));
        assert!(told_of_threads(Python::V3_13).contains("; os.process_cpu_count() does not know the quota."));
        let server = seen("prefork").with(|m| m.processes = Some(64));
        let said = told(Python::V3_14, server);
        assert!(
            said.contains("64 processes is one for each of 64 cores"),
            "servers have no such default: {said}"
        );
        assert!(said.contains("; os.cpu_count() does not know the quota."), "{said}");
    }

    #[test]
    fn chosen_sizes_and_machines_without_a_quota_are_fine() {
        assert_eq!(of_model(&DefaultPoolInContainer, &container(Some(2.0)), threads(8, 500.0)), None);
        assert_eq!(of_model(&DefaultPoolInContainer, &container(None), threads(32, 500.0)), None);
        assert_eq!(of_model(&DefaultPoolInContainer, &container(Some(2.0)), asyncio(500.0)), None);
    }
}
