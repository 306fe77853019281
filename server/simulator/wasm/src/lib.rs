//! The simulator for a host without any library of ours: the host writes a scenario into the input, calls
//! [`simulate`], and reads the report.
#![cfg(target_arch = "wasm32")]

use std::cell::RefCell;

thread_local! {
    static INPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static OUTPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Makes room for a scenario of so many bytes, and says where.
#[unsafe(no_mangle)]
pub extern "C" fn input(length: usize) -> *mut u8 {
    INPUT.with_borrow_mut(|input| {
        *input = vec![0; length];
        input.as_mut_ptr()
    })
}

/// Simulates the scenario that was written; the length of the report, or of the problems.
#[unsafe(no_mangle)]
pub extern "C" fn simulate() -> usize {
    let report = INPUT.with_borrow(|input| match simulator::parse(&String::from_utf8_lossy(input)) {
        Ok(scenario) => serde_json::to_vec(&simulator::simulate(&scenario)),
        Err(problems) => serde_json::to_vec(&problems),
    });
    OUTPUT.with_borrow_mut(|output| {
        *output = report.unwrap_or_else(|fault| fault.to_string().into_bytes());
        output.len()
    })
}

/// Where the report is.
#[unsafe(no_mangle)]
pub extern "C" fn output() -> *const u8 {
    OUTPUT.with_borrow(|output| output.as_ptr())
}
