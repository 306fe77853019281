//! The validation of the project's own data, computed once for the whole process, in the background.

use std::sync::{Once, OnceLock};

use app::client::Refusal;
use app::validation::Validation;

/// What came of it, once it is done; none: it failed.
static DONE: OnceLock<Option<Validation>> = OnceLock::new();
static STARTED: Once = Once::new();

/// Begins the validation unless it has begun already. It takes some seconds of one core, on a thread of its own.
pub fn start() {
    STARTED.call_once(|| {
        let work = || {
            let found = std::panic::catch_unwind(super::validate).ok();
            if found.is_none() {
                tracing::error!("the validation failed");
            }
            DONE.get_or_init(|| found);
        };
        if let Err(fault) = std::thread::Builder::new().name("validation".to_owned()).spawn(work) {
            tracing::error!(%fault, "the validation could not be started");
        }
    });
}

/// Gives the pages and the API what was found, or says that it is not there yet.
#[derive(Clone, Copy, Debug)]
pub struct Validator;

impl Validator {
    pub(crate) fn whole(self) -> Result<&'static Validation, Refusal> {
        start();
        match DONE.get() {
            Some(Some(validation)) => Ok(validation),
            Some(None) => Err(Refusal::new("The validation failed. This is a fault of the server.")),
            None => Err(Refusal::passing(
                "The measured cases are being replayed. This takes some seconds after the server has started.",
            )),
        }
    }
}
