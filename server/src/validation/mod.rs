//! The simulator held against real Python: measured cases are mapped to scenarios, replayed and compared, and so is
//! what others published. The data and where it comes from: `server/validation/`.

mod case;
mod mapping;
mod published;
mod quantiles;
mod replay;
mod service;

pub use case::{Measured, read};
pub use replay::replay;
pub use service::{Validator, start};

use app::validation::Validation;

/// The project's own measured cases.
const CASES: &str = include_str!("../../validation/cases.jsonl");

/// The project's own measured cases, as text.
pub fn own_cases() -> &'static str {
    CASES
}

/// Everything that the validation page shows. It takes some seconds: call it off the async threads.
///
/// # Panics
/// If the project's own data is broken; the tests read each line of it.
pub fn validate() -> Validation {
    let cases = match read(CASES) {
        Ok(cases) => cases,
        Err(fault) => panic!("server/validation/cases.jsonl: {fault}"),
    };
    Validation { measured: replay(&cases), published: published::compare() }
}
