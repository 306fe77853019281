//! Figures for Prometheus: what was asked for, how long it took, how much was refused and why.

use std::sync::Arc;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use crate::ops::Tally;

/// Upper ends of the histogram's buckets, seconds.
const SECONDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// What a request was, in few words: a route's template, never an address, of which there are as many as people write.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

/// The figures of one server.
#[derive(Clone, Debug)]
pub(super) struct Metrics {
    registry: Arc<Registry>,
    requests: Family<Answered, Counter>,
    seconds: Family<Route, Histogram>,
    limited: Counter,
    memory: Gauge,
}

impl Metrics {
    pub(super) fn new(tally: &Tally) -> Metrics {
        let mut registry = Registry::with_prefix("lockstep");
        let requests = Family::default();
        let seconds = Family::new_with_constructor((|| Histogram::new(SECONDS)) as fn() -> Histogram);
        let (limited, memory) = (Counter::default(), Gauge::default());
        let build = Info::new(vec![("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "What is running", build);
        registry.register("requests", "Requests that were answered", requests.clone());
        let took = "From a request's head to the head of its answer";
        registry.register_with_unit("request_duration", took, Unit::Seconds, seconds.clone());
        registry.register("limited", "Requests refused because their client asks too often", limited.clone());
        let resident = "Memory of the process that is in use";
        registry.register_with_unit("resident_memory", resident, Unit::Bytes, memory.clone());
        tally.register(&mut registry);
        Metrics { registry: Arc::new(registry), requests, seconds, limited, memory }
    }

    /// A request was answered.
    pub(super) fn answered(&self, method: &Method, route: &str, status: StatusCode, took: Duration) {
        let (method, route) = (known(method), route.to_owned());
        self.seconds.get_or_create(&Route { route: route.clone() }).observe(took.as_secs_f64());
        self.requests.get_or_create(&Answered { method, route, status: status.as_u16() }).inc();
    }

    /// A request was refused because its client asks too often.
    pub(super) fn limited(&self) {
        self.limited.inc();
    }

    /// Everything as OpenMetrics text; none: it cannot be written, which is a fault of ours.
    pub(super) fn written(&self) -> Option<String> {
        if let Some(bytes) = resident_bytes() {
            self.memory.set(bytes);
        }
        let mut out = String::new();
        encode(&mut out, &self.registry).ok().map(|()| out)
    }
}

/// Methods that somebody makes up are one.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// Memory in use, as Linux tells it.
fn resident_bytes() -> Option<i64> {
    const KIB: i64 = 1024;
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse::<i64>().ok().map(|kib| kib * KIB)
}
