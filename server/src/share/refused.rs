//! Why there is no file: the API's shape of an error, the right status.

use app::client::Refusal;
use axum::Json;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};
use simulator::scenario::link::LinkError;

use super::address::Kind;
use crate::ops::{Failure, Remedy};

/// Why something that was asked for by its link cannot be had.
#[derive(Debug)]
pub(super) enum Refused {
    /// The end of the address is none that is known.
    End,
    Link(LinkError),
    Run(Failure),
    /// A trace would have so many slices, more than so many.
    TooLong {
        slices: usize,
        most: usize,
    },
}

impl Refused {
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Refused::End => StatusCode::NOT_FOUND,
            Refused::Link(_) | Refused::TooLong { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Refused::Run(failure) => match failure.remedy() {
                Remedy::Ask => StatusCode::UNPROCESSABLE_ENTITY,
                Remedy::Wait => StatusCode::SERVICE_UNAVAILABLE,
                Remedy::Repair => StatusCode::INTERNAL_SERVER_ERROR,
            },
        }
    }

    pub(super) fn refusal(self) -> Refusal {
        match self {
            Refused::End => {
                let ends: Vec<String> =
                    Kind::ALL.iter().map(|kind| format!(".{}", kind.extension())).collect();
                Refusal::new(format!(
                    "A file's address is /x/, a scenario's link, and one of {} at its end.",
                    ends.join(" ")
                ))
            }
            Refused::Link(fault) => Refusal {
                error: "The scenario of this address cannot be read.".to_owned(),
                problems: fault.problems(),
                passing: false,
            },
            Refused::Run(failure) => failure.refusal(),
            Refused::TooLong { slices, most } => Refusal::new(format!(
                "The traces of this scenario have {slices} slices; a file holds {most} at most. Use fewer tasks or \
                 models: a link with a single model gives the trace of that one."
            )),
        }
    }
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Refused {
        Refused::Run(failure)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = self.status();
        let body = Json(self.refusal());
        if status == StatusCode::SERVICE_UNAVAILABLE {
            (status, [(RETRY_AFTER, "1")], body).into_response()
        } else {
            (status, body).into_response()
        }
    }
}
