//! Free-threaded Python 3.13 with the cost of 3.14: it was not measured, and is known to be slower.

use std::collections::BTreeMap;

use super::{Rule, Said};
use crate::costs::Costs;
use crate::explain::facts::Facts;
use crate::explain::family::Family;
use crate::explain::words::number;
use crate::observe::report::ModelResult;
use crate::scenario::Python;

pub(super) struct FreeThreadedUnmeasured;

/// The cost that differs.
const SLOWDOWN: &str = "free_threaded_slowdown";

impl Rule for FreeThreadedUnmeasured {
    fn code(&self) -> &'static str {
        "free-threaded-unmeasured"
    }

    fn of_model(&self, facts: &Facts, seen: &ModelResult) -> Option<Said> {
        let runtime = &facts.scenario.runtime;
        let slowdown = |own: &BTreeMap<String, f64>| Costs::of(runtime.python, own).free_threaded_slowdown;
        // A report's scenario holds the whole profile: what is as it was is nobody's own.
        let default = slowdown(&BTreeMap::new()).total_cmp(&slowdown(&runtime.costs)).is_eq();
        let borrowed = runtime.python == Python::V3_13 && default;
        if Family::of(&seen.model) != Family::FreeThreads || !borrowed || facts.demand.python <= 0.0 {
            return None;
        }
        let message = format!(
            "{}: it computes in Python at the cost measured on 3.14, {} times that of the default build. The free-threaded \
             3.13 was not measured; its documentation says about 1.4 times.",
            seen.label,
            number(slowdown(&runtime.costs))
        );
        let remedy = format!("Set {SLOWDOWN} to 1.4 or to what you measure, or simulate 3.14.");
        Some(Said { message, remedy })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::of_model;
    use super::*;
    use crate::explain::testing::*;

    fn said(python: Python, own: Option<f64>, seen: ModelResult) -> Option<String> {
        let mut scenario = scenario(vec![class("parse", 50, vec![cpu(20.0)])]);
        scenario.runtime.python = python;
        scenario.runtime.costs.extend(own.map(|cost| (SLOWDOWN.to_owned(), cost)));
        of_model(&FreeThreadedUnmeasured, &scenario, seen)
    }

    #[test]
    fn the_borrowed_cost_is_told() {
        let told = said(Python::V3_13, None, seen("free_threads")).unwrap();
        assert!(told.contains("measured on 3.14, 1.11 times that of the default build"), "{told}");
        assert!(told.ends_with("or simulate 3.14."), "{told}");
    }

    #[test]
    fn what_was_measured_and_what_has_a_gil_is_fine() {
        assert_eq!(said(Python::V3_14, None, seen("free_threads")), None);
        assert_eq!(said(Python::V3_13, Some(1.4), seen("free_threads")), None);
        assert_eq!(said(Python::V3_13, None, threads(8, 300.0)), None);
    }
}
