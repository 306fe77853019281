//! A scenario that is built from the input: read, or refused with paths; and what was read is printed and read back, as a
//! link and as JSON.

#![no_main]

use fuzz::{bounded, build, lead_somewhere, reads_back};
use libfuzzer_sys::fuzz_target;
use simulator::models;
use simulator::scenario::read;

fuzz_target!(|input: &[u8]| {
    let Ok(json) = build::scenario(input) else { return };
    bounded(input, || match read::read(&json, &models::catalogue()) {
        Ok(scenario) => reads_back(&scenario, &models::catalogue()),
        Err(problems) => lead_somewhere(&problems, &json),
    });
});
