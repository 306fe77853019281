//! What the server is told when it starts. `settings` says how: by flags, the environment, a file.

mod file;
mod settings;

pub(crate) use file::{Given, printed, with_given};
pub(crate) use settings::{Settings, Shared};

/// The address of a server of NATS, perhaps with a name and a password.
pub use async_nats::ServerAddr as NatsServer;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use axum::http::HeaderName;
use axum::http::header::FORWARDED;
use clap::ValueEnum;
use ipnet::IpNet;

/// The server's settings.
#[derive(Clone, Debug)]
pub struct Config {
    pub address: SocketAddr,
    /// Where the built site is: scripts, styles, files. None: within this program, if it was built so.
    pub site: Option<PathBuf>,
    /// Whether the site's files carry a hash of their content in their names (release builds).
    pub hashed: bool,
    /// Where others reach this site, for addresses in what is shared: `https://lockstep.example`. `None`: where a
    /// request was sent to.
    pub url: Option<String>,
    pub limits: Limits,
    /// The servers of NATS, of one cluster, from which workers take the points of sweeps; none: they are run here.
    pub nats: Vec<NatsServer>,
    pub connections: Connections,
    pub clients: Clients,
    /// Where those who run the server read its figures; none: nowhere.
    pub admin: Option<SocketAddr>,
    /// How long it goes on answering, and calls itself not ready, after it was told to stop.
    pub notice: Duration,
    pub log: LogFormat,
}

impl Config {
    /// What holds unless told otherwise, for a site that was built into a folder.
    pub fn of(site: PathBuf) -> Config {
        Config {
            address: ([127, 0, 0, 1], 3000).into(),
            site: Some(site),
            hashed: false,
            url: None,
            limits: Limits::default(),
            nats: Vec::new(),
            connections: Connections::default(),
            clients: Clients::default(),
            admin: None,
            notice: Duration::ZERO,
            log: LogFormat::Text,
        }
    }
}

/// What one connection may take, and how many there may be.
#[derive(Clone, Copy, Debug)]
pub struct Connections {
    /// Connections at once. Others wait before they are heard.
    pub most: usize,
    /// Connections at once of one client, which is a network of 64 bits in IPv6; others are closed. This machine itself
    /// may have all.
    pub of_a_client: usize,
    /// From when a connection is open, or its last answer was sent, until a whole head is there.
    pub head_time: Duration,
    /// Head of a request, bytes; at least 8192.
    pub head_bytes: usize,
    /// Headers of a request.
    pub headers: usize,
    /// From a request's head until its answer begins: a body that trickles in does not take longer.
    pub request_time: Duration,
    /// A reader who takes nothing for so long is given up.
    pub write_time: Duration,
    /// After it was told to stop, requests that were begun have so long to be answered.
    pub drain: Duration,
}

impl Default for Connections {
    /// Fewer than the 1024 files that a process usually may have open.
    fn default() -> Connections {
        Connections {
            most: 900,
            of_a_client: 200,
            head_time: Duration::from_secs(10),
            head_bytes: 32 * 1024,
            headers: 100,
            request_time: Duration::from_secs(30),
            write_time: Duration::from_secs(30),
            drain: Duration::from_secs(20),
        }
    }
}

/// How often one client may ask, and how clients are told apart.
#[derive(Clone, Debug)]
pub struct Clients {
    /// Requests that work something out, a second, in the long run; 0: as many as it likes.
    pub rate_per_s: u32,
    /// As many at once, after a while without any.
    pub burst: u32,
    /// Proxies that tell whom they ask for.
    pub trusted_proxies: Vec<IpNet>,
    /// The header in which they do.
    pub forwarded_by: ForwardedBy,
}

impl Default for Clients {
    /// Somebody who drags a slider asks for some twenty answers a second.
    fn default() -> Clients {
        Clients {
            rate_per_s: 50,
            burst: 500,
            trusted_proxies: Vec::new(),
            forwarded_by: ForwardedBy::XForwardedFor,
        }
    }
}

/// The header by which proxies tell whom they ask for. Only one is believed: what a proxy does not write itself, it
/// passes on as the client wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ForwardedBy {
    XForwardedFor,
    Forwarded,
}

impl ForwardedBy {
    pub(crate) fn name(self) -> HeaderName {
        match self {
            ForwardedBy::XForwardedFor => HeaderName::from_static("x-forwarded-for"),
            ForwardedBy::Forwarded => FORWARDED,
        }
    }
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people; requests that went well are left out.
    Text,
    /// A line of JSON for each event, requests too.
    Json,
}

/// What one request may cost.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Turns: simulations, or models of one, that run at once.
    pub concurrency: usize,
    /// How long a request waits for its turn before it is told to come back.
    pub patience: Duration,
    /// The same where more than four wait already for each that runs.
    pub crowded_patience: Duration,
    /// Events of one simulation, over all its models and replications.
    pub events: f64,
    /// Memory of one simulation, bytes, with one model after the other; so much for each turn.
    pub bytes: f64,
    /// Events of all points of a sweep together, each of which stays within the limits of a simulation. Its points take
    /// turns with other requests.
    pub sweep_events: f64,
    /// Points of a sweep's grid.
    pub sweep_points: usize,
    /// Sweeps that run at once.
    pub sweeps: usize,
    /// Memory for recordings of recent runs, bytes.
    pub kept_bytes: u64,
    /// Slices of all models together in a trace that is exported.
    pub trace_slices: usize,
    /// Traces that are being sent at once.
    pub traces: usize,
    /// Memory for pictures, frames and tables that were written, bytes.
    pub written_bytes: u64,
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
            crowded_patience: Duration::from_millis(200),
            events: 30_000_000.0,
            bytes: 256.0 * 1024.0 * 1024.0,
            sweep_events: 300_000_000.0,
            sweep_points: simulator::sweep::POINTS,
            sweeps: cores,
            kept_bytes: 256 * 1024 * 1024,
            trace_slices: 500_000,
            traces: 4 * cores,
            written_bytes: 32 * 1024 * 1024,
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
            // Each is held until the end.
            sweep_points: 1_000_000,
            kept_bytes: 0,
            ..Limits::default()
        }
    }
}
