//! Any text as what the two scripts print: a cost profile, which is taken over, or the result of a real run.

#![no_main]

use std::sync::LazyLock;

use fuzz::measured::{CostsFile, RealRun};
use fuzz::{bounded, reads_back};
use libfuzzer_sys::fuzz_target;
use simulator::scenario::presets;
use simulator::{Scenario, models};

static SCENARIO: LazyLock<Scenario> =
    LazyLock::new(|| presets::get(presets::DEFAULT_ID).expect("the default is one of them").scenario());

fuzz_target!(|input: &[u8]| {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let mut scenario = SCENARIO.clone();
    bounded(input, || match CostsFile::read(text) {
        Ok(costs) => {
            assert!(!costs.costs.is_empty());
            match costs.apply(&mut scenario) {
                Ok(_) => reads_back(&scenario, &models::catalogue()),
                Err(reason) => assert!(!reason.is_empty()),
            }
        }
        Err(reason) => {
            assert!(!reason.is_empty());
            if let Err(reason) = RealRun::read(text) {
                assert!(!reason.is_empty());
            }
        }
    });
});
