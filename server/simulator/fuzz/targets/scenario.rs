//! Any text as a scenario's JSON, and as the text of a step's line.

#![no_main]

use fuzz::{bounded, lead_somewhere, reads_back};
use libfuzzer_sys::fuzz_target;
use simulator::models;

fuzz_target!(|input: &[u8]| {
    let Ok(text) = std::str::from_utf8(input) else { return };
    bounded(input, || match simulator::parse(text) {
        Ok(scenario) => reads_back(&scenario, &models::catalogue()),
        Err(problems) => match serde_json::from_str(text) {
            Ok(json) => lead_somewhere(&problems, &json),
            Err(_) => assert!(problems.len() == 1 && problems[0].message.starts_with("this is not JSON")),
        },
    });
});
