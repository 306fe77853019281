//! The handler that tells how far a run is while its caller waits for the answer.

use std::convert::Infallible;

use app::client::Progress;
use axum::extract::{Path, State};
use axum::response::sse::{Event, Sse};
use futures_util::stream::{Stream, unfold};
use tokio::sync::watch::Receiver;

use super::error::ApiError;
use super::sweeps::event;
use crate::ops::Runs;

/// Letters of a name at most.
const NAME: usize = 64;

/// A name that a run may have.
pub(super) fn name(given: Option<String>) -> Result<Option<String>, ApiError> {
    match given {
        Some(name) if name.is_empty() || name.len() > NAME => {
            Err(ApiError::problem("watch", format!("must be a name of 1 to {NAME} bytes")))
        }
        name => Ok(name),
    }
}

/// `GET /progress/{name}`: nothing is wrong with a name that no run has; a run may be over before it is asked about.
pub(super) async fn progress(
    State(runs): State<Runs>,
    Path(name): Path<String>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    Sse::new(unfold(Some(runs.follow(&name)), next))
}

/// The next event; the state is none once the end was told.
async fn next(
    following: Option<Option<Receiver<Progress>>>,
) -> Option<(Result<Event, Infallible>, Option<Option<Receiver<Progress>>>)> {
    let mut told = following?;
    if let Some(receiver) = &mut told
        && receiver.changed().await.is_ok()
    {
        let progress: Progress = *receiver.borrow_and_update();
        return Some((Ok(event("progress", &progress)), Some(told)));
    }
    Some((Ok(Event::default().event("over").data("{}")), None))
}
