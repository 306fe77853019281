//! The Python that people run on their own machines: what measures a machine, and what runs a scenario for real.
//!
//! Each is one file that needs nothing but Python's standard library; here it stands in parts, one job each.

use std::collections::BTreeMap;

use serde::Serialize;
use simulator::{Scenario, models};

/// The parts of a script, one after the other.
macro_rules! script {
    ($($part:literal),* $(,)?) => { concat!($(include_str!(concat!("../python/", $part)), "\n\n"),*) };
}

const MEASURE: &str = script![
    "measure/1_head.py",
    "measure/2_threads.py",
    "measure/3_processes.py",
    "measure/4_asyncio.py",
    "measure/5_memory.py",
    "measure/6_builds.py",
    "measure/7_run.py",
];

const RUN_REAL: &str = script![
    "real/1_head.py",
    "real/2_draws.py",
    "real/3_steps.py",
    "real/4_gates.py",
    "real/5_book.py",
    "real/6_pools.py",
    "real/7_loops.py",
    "real/8_prefork.py",
    "real/9_repetition.py",
    "real/10_driver.py",
];

/// What stands in the template where the scenario and the chosen models go.
const SCENARIO: &str = "null  # <scenario>";
const MODELS: &str = "[]  # <models>";

/// The script that measures a machine, and prints a cost profile.
pub fn measure() -> &'static str {
    MEASURE
}

/// The script that runs some models of a scenario for real, by their places in it, and prints what was measured.
/// Costs are left out: only the simulator uses them.
pub fn run_real(scenario: &Scenario, chosen: &[usize]) -> String {
    let mut bare = scenario.clone();
    bare.runtime.costs = BTreeMap::new();
    let catalogue = models::catalogue();
    let labels: Vec<(usize, String)> = chosen
        .iter()
        .filter_map(|place| Some((*place, scenario.models.get(*place)?.label(&catalogue))))
        .collect();
    // The marks are looked for in the template alone, whatever the scenario's names are.
    let (head, rest) = RUN_REAL.split_once(SCENARIO).unwrap_or((RUN_REAL, ""));
    let (middle, tail) = rest.split_once(MODELS).unwrap_or((rest, ""));
    [head, &literal(&bare), middle, &literal(&labels), tail].concat()
}

/// A value as Python reads it: JSON, given `null`, `true` and `false`.
fn literal(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_else(|_| "null".to_owned())
}

#[cfg(test)]
mod tests {
    use simulator::scenario::presets;

    use super::*;

    #[test]
    fn the_template_has_each_mark_once() {
        for mark in [SCENARIO, MODELS] {
            assert_eq!(RUN_REAL.matches(mark).count(), 1, "{mark}");
        }
        assert!(RUN_REAL.find(SCENARIO) < RUN_REAL.find(MODELS));
    }

    #[test]
    fn a_script_holds_its_scenario_and_the_models_that_were_chosen() {
        let mut scenario = presets::get(presets::DEFAULT_ID).unwrap().scenario();
        scenario.name = format!("\"Quoted\" {SCENARIO} \u{7} naïve");
        let script = run_real(&scenario, &[1]);
        let name = serde_json::to_string(&scenario.name).unwrap();
        assert!(script.contains(&name));
        assert!(script.contains(&scenario.models[1].label(&models::catalogue())));
        assert!(!script.contains(MODELS));
    }
}
