//! Any text as a link. The first byte says how the rest is meant: as it stands, as a body that is packed here, or as
//! the bytes of a packed link, which lead into the unpacking.

#![no_main]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fuzz::{bounded, reads_back};
use libfuzzer_sys::fuzz_target;
use miniz_oxide::deflate::compress_to_vec;
use simulator::models;
use simulator::scenario::link;

fuzz_target!(|input: &[u8]| {
    let Some((how, rest)) = input.split_first() else { return };
    let packed = |bytes: &[u8]| format!("1z.{}z", URL_SAFE_NO_PAD.encode(bytes));
    let text = match how {
        // Stored, not deflated: that is quick.
        b'B' => packed(&compress_to_vec(rest, 0)),
        b'P' => packed(rest),
        _ => String::from_utf8_lossy(rest).into_owned(),
    };
    bounded(input, || match link::parse(&text, &models::catalogue()) {
        Ok(scenario) => reads_back(&scenario, &models::catalogue()),
        Err(fault) => {
            assert!(!fault.to_string().is_empty());
            let problems = fault.problems();
            assert!(!problems.is_empty() && problems.iter().all(|p| !p.message.is_empty()), "{text}");
        }
    });
});
