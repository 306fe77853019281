//! What stands before every handler: bodies that are too large, clients that ask too often, requests that take too long.
//!
//! Pictures pass: proxies of pictures make "not found" of any refusal, and keep it. They have limits of their own, and
//! say in a picture what is wrong.

use std::sync::Arc;
use std::time::Duration;

use app::client::Refusal;
use axum::extract::{Request, State};
use axum::http::header::{CONNECTION, CONTENT_LENGTH};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use tokio::time::timeout;

use super::client::Client;
use super::metrics::Metrics;
use super::rates::{self, Rates};
use super::refuse::refuse;
use crate::config::{Clients, Config};
use crate::share;

/// What the guard knows.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    clients: Arc<Clients>,
    rates: Option<Rates>,
    body_bytes: u64,
    request_time: Duration,
    metrics: Metrics,
}

impl Guard {
    pub(super) fn new(config: &Config, metrics: Metrics) -> Guard {
        Guard {
            rates: Rates::new(&config.clients),
            clients: Arc::new(config.clients.clone()),
            body_bytes: config.limits.body_bytes as u64,
            request_time: config.connections.request_time,
            metrics,
        }
    }

    /// How long a client has to wait until it may ask for this; none: it may now.
    fn early(&self, request: &Request) -> Option<Duration> {
        let (rates, cost) = (self.rates.as_ref()?, rates::cost(request.uri().path())?);
        let Clients { trusted_proxies, forwarded_by, .. } = self.clients.as_ref();
        let client = Client::of(request.extensions(), request.headers(), trusted_proxies, *forwarded_by);
        // Whoever is on this machine needs no server to keep it busy.
        if client.is_here() { None } else { rates.take(client, cost).err() }
    }
}

/// Lets a request through, or says why not.
pub(super) async fn guard(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    if share::is_picture(&path) {
        return next.run(request).await;
    }
    if length(&request).is_some_and(|bytes| bytes > guard.body_bytes) {
        let refusal = Refusal::new("The body is larger than this server takes.");
        return for_good(refuse(&path, StatusCode::PAYLOAD_TOO_LARGE, refusal, None));
    }
    if let Some(wait) = guard.early(&request) {
        guard.metrics.limited();
        let refusal = Refusal::passing("Too many requests came from your address. Try again in a moment.");
        return refuse(&path, StatusCode::TOO_MANY_REQUESTS, refusal, Some(wait.as_secs() + 1));
    }
    match timeout(guard.request_time, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            let refusal = Refusal::passing("The request took too long to arrive or to be answered.");
            for_good(refuse(&path, StatusCode::REQUEST_TIMEOUT, refusal, None))
        }
    }
}

fn length(request: &Request) -> Option<u64> {
    request.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// The rest of such a request is not read: the connection ends.
fn for_good(mut response: Response) -> Response {
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}
