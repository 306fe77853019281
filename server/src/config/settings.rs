//! Every setting of the server, once: its flag, its name in the environment and in the file, its help, its default.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use bytesize::ByteSize;
use clap::Args;
use clap::builder::{BoolishValueParser, RangedI64ValueParser};
use humantime::Duration;
use ipnet::IpNet;

use super::{Clients, Config, Connections, ForwardedBy, Limits, LogFormat, NatsServer};

/// What other commands than `server serve` are told by the same names.
#[derive(Args, Clone, Debug)]
pub(crate) struct Shared {
    /// A file of settings in TOML, as `server config` prints it; flags and the environment come before it
    #[arg(long, env = "LOCKSTEP_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Servers of NATS (with JetStream) from which `server work` takes the points of sweeps, with commas between:
    /// nats://user:password@host:4222 [default: none; sweeps are run here]
    #[arg(long, env = "LOCKSTEP_NATS", value_name = "URLS", help_heading = BEYOND, value_delimiter = ',',
          hide_env_values = true)]
    pub(crate) nats: Vec<NatsServer>,
}

/// How the server is told its settings: `--trace-slices`, `LOCKSTEP_TRACE_SLICES`, `trace_slices` in the file.
#[derive(Args, Clone, Debug)]
pub(crate) struct Settings {
    #[command(flatten)]
    shared: Shared,
    /// The address to listen on
    #[arg(long, env = "LOCKSTEP_ADDRESS", default_value = "127.0.0.1")]
    address: IpAddr,
    /// The port to listen on; 0 takes any free one
    #[arg(long, env = "LOCKSTEP_PORT", default_value_t = 3000)]
    port: u16,
    /// The folder of the built site [default: target/site; in one that was built for distribution: none]
    #[arg(long, env = "LEPTOS_SITE_ROOT", value_name = "FOLDER")]
    site: Option<PathBuf>,
    /// The site's files have hashes in their names (release builds)
    #[arg(long, env = "LEPTOS_HASH_FILES", value_name = "BOOL", num_args = 0..=1, require_equals = true,
          default_value = "false", default_missing_value = "true", value_parser = BoolishValueParser::new())]
    hashed: bool,
    /// Where others reach this site: https://lockstep.example [default: where a request was sent to]
    #[arg(long, env = "LOCKSTEP_URL", value_name = "URL", value_parser = url)]
    url: Option<String>,

    /// Simulations, or models of one, that run at once
    #[arg(long, env = "LOCKSTEP_CONCURRENCY", value_name = "COUNT", help_heading = LIMITS,
          default_value_t = defaults().concurrency as u32, value_parser = at_least_one())]
    concurrency: u32,
    /// How long a request waits for its turn before it is told to come back
    #[arg(long, env = "LOCKSTEP_PATIENCE", value_name = "TIME", help_heading = LIMITS,
          default_value_t = defaults().patience.into())]
    patience: Duration,
    /// The same where more than four wait already for each that runs
    #[arg(long, env = "LOCKSTEP_CROWDED_PATIENCE", value_name = "TIME", help_heading = LIMITS,
          default_value_t = defaults().crowded_patience.into())]
    crowded_patience: Duration,
    /// Events of one simulation, over all its models and replications
    #[arg(long, env = "LOCKSTEP_EVENTS", value_name = "COUNT", help_heading = LIMITS,
          default_value_t = defaults().events as u64)]
    events: u64,
    /// Memory of one simulation, for each that runs at once
    #[arg(long, env = "LOCKSTEP_MEMORY", value_name = "BYTES", help_heading = LIMITS,
          default_value = size(defaults().bytes as u64))]
    memory: ByteSize,
    /// Events of all points of a sweep together
    #[arg(long, env = "LOCKSTEP_SWEEP_EVENTS", value_name = "COUNT", help_heading = LIMITS,
          default_value_t = defaults().sweep_events as u64)]
    sweep_events: u64,
    /// Points of a sweep's grid
    #[arg(long, env = "LOCKSTEP_SWEEP_POINTS", value_name = "COUNT", help_heading = LIMITS,
          default_value_t = defaults().sweep_points as u32, value_parser = at_least_one())]
    sweep_points: u32,
    /// Sweeps that run at once
    #[arg(long, env = "LOCKSTEP_SWEEPS", value_name = "COUNT", help_heading = LIMITS,
          default_value_t = defaults().sweeps as u32, value_parser = at_least_one())]
    sweeps: u32,
    /// Memory for recordings of recent runs
    #[arg(long, env = "LOCKSTEP_KEPT", value_name = "BYTES", help_heading = LIMITS,
          default_value = size(defaults().kept_bytes))]
    kept: ByteSize,
    /// Slices of all models together in a trace that is exported
    #[arg(long, env = "LOCKSTEP_TRACE_SLICES", value_name = "COUNT", help_heading = LIMITS,
          default_value_t = defaults().trace_slices as u32)]
    trace_slices: u32,
    /// Traces that are being sent at once
    #[arg(long, env = "LOCKSTEP_TRACES", value_name = "COUNT", help_heading = LIMITS,
          default_value_t = defaults().traces as u32, value_parser = at_least_one())]
    traces: u32,
    /// Memory for pictures, frames and tables that were written
    #[arg(long, env = "LOCKSTEP_WRITTEN", value_name = "BYTES", help_heading = LIMITS,
          default_value = size(defaults().written_bytes))]
    written: ByteSize,
    /// Body of a request
    #[arg(long, env = "LOCKSTEP_BODY", value_name = "BYTES", help_heading = LIMITS,
          default_value = size(defaults().body_bytes as u64))]
    body: ByteSize,

    /// Connections at once; others wait before they are heard
    #[arg(long, env = "LOCKSTEP_CONNECTIONS", value_name = "COUNT", help_heading = CONNECTIONS,
          default_value_t = connections().most as u32, value_parser = at_least_one())]
    connections: u32,
    /// Connections at once of one client; a network of 64 bits in IPv6
    #[arg(long, env = "LOCKSTEP_CLIENT_CONNECTIONS", value_name = "COUNT", help_heading = CONNECTIONS,
          default_value_t = connections().of_a_client as u32, value_parser = at_least_one())]
    client_connections: u32,
    /// From when a connection is open until the whole head of a request is there
    #[arg(long, env = "LOCKSTEP_HEAD_TIME", value_name = "TIME", help_heading = CONNECTIONS,
          default_value_t = connections().head_time.into())]
    head_time: Duration,
    /// Head of a request; at least 8 KiB
    #[arg(long, env = "LOCKSTEP_HEAD", value_name = "BYTES", help_heading = CONNECTIONS,
          default_value = size(connections().head_bytes as u64), value_parser = head)]
    head: ByteSize,
    /// Headers of a request
    #[arg(long, env = "LOCKSTEP_HEADERS", value_name = "COUNT", help_heading = CONNECTIONS,
          default_value_t = connections().headers as u32, value_parser = at_least_one())]
    headers: u32,
    /// From a request's head until its answer begins, its body included
    #[arg(long, env = "LOCKSTEP_REQUEST_TIME", value_name = "TIME", help_heading = CONNECTIONS,
          default_value_t = connections().request_time.into())]
    request_time: Duration,
    /// A reader who takes nothing for so long is given up
    #[arg(long, env = "LOCKSTEP_WRITE_TIME", value_name = "TIME", help_heading = CONNECTIONS,
          default_value_t = connections().write_time.into())]
    write_time: Duration,

    /// Requests that work something out, a second, of one client; 0 for as many as it likes. Pictures and files are
    /// free, and so is this machine itself
    #[arg(long, env = "LOCKSTEP_RATE", value_name = "COUNT", help_heading = CLIENTS,
          default_value_t = clients().rate_per_s)]
    rate: u32,
    /// As many at once, after a while without any
    #[arg(long, env = "LOCKSTEP_BURST", value_name = "COUNT", help_heading = CLIENTS,
          default_value_t = clients().burst, value_parser = at_least_one())]
    burst: u32,
    /// Networks of proxies that tell whom they ask for, with commas between: 127.0.0.0/8,10.0.0.0/8
    #[arg(long, env = "LOCKSTEP_TRUSTED_PROXIES", value_name = "NETWORKS", help_heading = CLIENTS,
          value_delimiter = ',')]
    trusted_proxies: Vec<IpNet>,
    /// The header in which they do; they must write it themselves
    #[arg(long, env = "LOCKSTEP_FORWARDED_BY", value_name = "HEADER", help_heading = CLIENTS, value_enum,
          default_value_t = clients().forwarded_by)]
    forwarded_by: ForwardedBy,

    /// Address and port for figures (/metrics) and health, for those who run the server [default: none]
    #[arg(long, env = "LOCKSTEP_ADMIN_ADDRESS", value_name = "ADDRESS:PORT", help_heading = RUNNING)]
    admin_address: Option<SocketAddr>,
    /// How the log is written
    #[arg(long, env = "LOCKSTEP_LOG_FORMAT", value_name = "FORMAT", help_heading = RUNNING, value_enum,
          default_value_t = LogFormat::Text)]
    log_format: LogFormat,
    /// How long it goes on, but calls itself not ready, after it was told to stop: until proxies have noticed
    #[arg(long, env = "LOCKSTEP_NOTICE", value_name = "TIME", help_heading = RUNNING, default_value = "0s")]
    notice: Duration,
    /// How long requests that were begun have to be answered after that
    #[arg(long, env = "LOCKSTEP_DRAIN", value_name = "TIME", help_heading = RUNNING,
          default_value_t = connections().drain.into())]
    drain: Duration,
}

/// Whether the site is part of this program.
const WITHIN: bool = cfg!(feature = "embedded");

const LIMITS: &str = "What one request may cost";
const BEYOND: &str = "Beyond one machine";
const CONNECTIONS: &str = "What a connection may take";
const CLIENTS: &str = "How often one client may ask";
const RUNNING: &str = "For those who run it";

fn defaults() -> Limits {
    Limits::default()
}

fn connections() -> Connections {
    Connections::default()
}

fn clients() -> Clients {
    Clients::default()
}

/// A size as one writes it.
fn size(bytes: u64) -> String {
    const KIB: u64 = 1024;
    const MIB: u64 = 1024 * KIB;
    match bytes {
        whole if whole % MIB == 0 => format!("{}MiB", whole / MIB),
        whole if whole % KIB == 0 => format!("{}KiB", whole / KIB),
        other => format!("{other}B"),
    }
}

/// hyper reads heads in pieces of this size.
fn head(text: &str) -> Result<ByteSize, String> {
    match text.parse::<ByteSize>()? {
        size if size >= ByteSize::kib(8) => Ok(size),
        _ => Err("must be 8 KiB or more".to_owned()),
    }
}

fn at_least_one() -> RangedI64ValueParser<u32> {
    clap::value_parser!(u32).range(1..)
}

/// An address that a path can be put behind.
fn url(text: &str) -> Result<String, String> {
    let plain = |c: char| c.is_ascii_graphic() && !"\"'<>?#\\".contains(c);
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match rest.filter(|rest| !rest.is_empty() && rest.chars().all(plain)) {
        Some(_) => Ok(text.trim_end_matches('/').to_owned()),
        None => Err("must begin with https:// or http://, and have neither ? nor #".to_owned()),
    }
}

fn bytes(size: ByteSize) -> usize {
    usize::try_from(size.as_u64()).unwrap_or(usize::MAX)
}

impl Settings {
    pub(crate) fn config(&self) -> Config {
        Config {
            address: SocketAddr::new(self.address, self.port),
            site: self.site.clone().or_else(|| (!WITHIN).then(|| PathBuf::from("target/site"))),
            hashed: self.hashed,
            url: self.url.clone(),
            limits: self.limits(),
            nats: self.shared.nats.clone(),
            connections: self.connections(),
            clients: self.clients(),
            admin: self.admin_address,
            notice: self.notice.into(),
            log: self.log_format,
        }
    }

    fn connections(&self) -> Connections {
        Connections {
            most: self.connections as usize,
            of_a_client: self.client_connections as usize,
            head_time: self.head_time.into(),
            head_bytes: bytes(self.head),
            headers: self.headers as usize,
            request_time: self.request_time.into(),
            write_time: self.write_time.into(),
            drain: self.drain.into(),
        }
    }

    fn clients(&self) -> Clients {
        Clients {
            rate_per_s: self.rate,
            burst: self.burst,
            trusted_proxies: self.trusted_proxies.clone(),
            forwarded_by: self.forwarded_by,
        }
    }

    fn limits(&self) -> Limits {
        Limits {
            concurrency: self.concurrency as usize,
            patience: self.patience.into(),
            crowded_patience: self.crowded_patience.into(),
            events: self.events as f64,
            bytes: self.memory.as_u64() as f64,
            sweep_events: self.sweep_events as f64,
            sweep_points: self.sweep_points as usize,
            sweeps: self.sweeps as usize,
            kept_bytes: self.kept.as_u64(),
            trace_slices: self.trace_slices as usize,
            traces: self.traces as usize,
            written_bytes: self.written.as_u64(),
            body_bytes: bytes(self.body),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{Command, FromArgMatches};

    #[test]
    fn a_setting_has_one_name_in_all_three_places() {
        for setting in Settings::augment_args(Command::new("")).get_arguments() {
            let id = setting.get_id().as_str();
            assert_eq!(setting.get_long().unwrap(), id.replace('_', "-"));
            let known = setting.get_env().unwrap().to_str().unwrap();
            // cargo-leptos tells these two by names of its own.
            let expected = match id {
                "site" => "LEPTOS_SITE_ROOT".to_owned(),
                "hashed" => "LEPTOS_HASH_FILES".to_owned(),
                id => format!("LOCKSTEP_{}", id.to_uppercase()),
            };
            assert_eq!(known, expected);
            assert!(setting.get_help().is_some(), "{id}");
        }
    }

    #[test]
    fn what_is_told_is_what_holds() {
        let told = ["", "--body=10KiB", "--patience=250ms", "--memory=1GiB", "--hashed", "--port=0"];
        let matches = Settings::augment_args(Command::new("")).get_matches_from(told);
        let config = Settings::from_arg_matches(&matches).unwrap().config();
        assert_eq!(config.limits.body_bytes, 10 * 1024);
        assert_eq!(config.limits.patience, std::time::Duration::from_millis(250));
        assert_eq!(config.limits.bytes, 1024.0 * 1024.0 * 1024.0);
        assert!(config.hashed && config.address.port() == 0);
        assert_eq!(config.limits.sweeps, defaults().sweeps);
    }
}
