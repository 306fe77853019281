//! What the server is told when it starts.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// The server's settings.
#[derive(Clone, Debug)]
pub struct Config {
    pub address: SocketAddr,
    /// Where the built site is: scripts, styles, files.
    pub site: PathBuf,
    /// Whether the site's files carry a hash of their content in their names (release builds).
    pub hashed: bool,
    /// Where others reach this site, for addresses in what is shared: `https://lockstep.example`. `None`: where a
    /// request was sent to.
    pub url: Option<String>,
    pub limits: Limits,
}

/// What one request may cost.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Turns: simulations, or models of one, that run at once.
    pub concurrency: usize,
    /// How long a request waits for its turn before it is told to come back.
    pub patience: Duration,
    /// Events of one simulation, over all its models and replications.
    pub events: f64,
    /// Memory of one simulation, bytes, with one model after the other; so much for each turn.
    pub bytes: f64,
    /// Events of all points of a sweep together, each of which stays within the limits of a simulation. Its points take
    /// turns with other requests.
    pub sweep_events: f64,
    /// Sweeps that run at once.
    pub sweeps: usize,
    /// Memory for recordings of recent runs, bytes.
    pub kept_bytes: u64,
    /// Slices of all models together in a trace that is exported.
    pub trace_slices: usize,
    /// Traces that are being sent at once.
    pub traces: usize,
    /// Memory for pictures that were drawn, bytes.
    pub drawn_bytes: u64,
    /// Body of a request, bytes.
    pub body_bytes: usize,
}

impl Default for Limits {
    /// About two seconds of one core and 256 MiB for any one request, twenty seconds for a sweep; a core each for those
    /// that run.
    fn default() -> Limits {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Limits {
            concurrency: cores,
            patience: Duration::from_secs(5),
            events: 30_000_000.0,
            bytes: 256.0 * 1024.0 * 1024.0,
            sweep_events: 300_000_000.0,
            sweeps: cores,
            kept_bytes: 256 * 1024 * 1024,
            trace_slices: 500_000,
            traces: 4 * cores,
            drawn_bytes: 32 * 1024 * 1024,
            body_bytes: 1024 * 1024,
        }
    }
}

impl Limits {
    /// None but the cores, for a command that somebody runs on a machine of their own. Nothing is kept.
    pub fn none() -> Limits {
        Limits {
            patience: Duration::MAX,
            events: f64::INFINITY,
            bytes: f64::INFINITY,
            sweep_events: f64::INFINITY,
            kept_bytes: 0,
            ..Limits::default()
        }
    }
}
