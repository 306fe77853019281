//! `server serve`: from the settings to a server that answers until it is told to stop.

use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use super::fail;
use crate::config::{Config, Limits};

/// Where to serve, and from what.
#[derive(Args, Clone, Debug)]
pub(super) struct Options {
    /// The address to listen on
    #[arg(long, env = "LOCKSTEP_ADDRESS", default_value = "127.0.0.1")]
    address: IpAddr,
    /// The port to listen on; 0 takes any free one
    #[arg(long, env = "LOCKSTEP_PORT", default_value_t = 3000)]
    port: u16,
    /// The folder of the built site
    #[arg(long, env = "LEPTOS_SITE_ROOT", default_value = "target/site", value_name = "FOLDER")]
    site: PathBuf,
    /// The site's files have hashes in their names (release builds)
    #[arg(long, env = "LEPTOS_HASH_FILES")]
    hashed: bool,
    /// Where others reach this site: https://lockstep.example [default: where a request was sent to]
    #[arg(long, env = "LOCKSTEP_URL", value_name = "URL", value_parser = url)]
    url: Option<String>,
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

impl Options {
    fn config(&self) -> Config {
        Config {
            address: SocketAddr::new(self.address, self.port),
            site: self.site.clone(),
            hashed: self.hashed,
            url: self.url.clone(),
            limits: Limits::default(),
        }
    }
}

pub(super) fn run(options: &Options) -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let config = options.config();
    if !config.site.is_dir() {
        let site = config.site.display();
        return fail(
            &format!("There is no built site at {site}. Run make run, or name its folder by --site."),
            2,
        );
    }
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(fault) => return fail(&format!("Cannot start: {fault}."), 1),
    };
    match runtime.block_on(serve(&config)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => fail(&explained(&fault, config.address), 1),
    }
}

async fn serve(config: &Config) -> std::io::Result<()> {
    let listener = TcpListener::bind(config.address).await?;
    println!("Lockstep is at http://{}", listener.local_addr()?);
    crate::validation::start();
    axum::serve(listener, crate::app(config)).with_graceful_shutdown(told_to_stop()).await
}

/// Until Ctrl-C or a polite kill.
async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let interrupt = tokio::signal::ctrl_c();
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        },
        Err(fault) => {
            tracing::warn!(%fault, "SIGTERM will not be graceful");
            if let Err(fault) = interrupt.await {
                tracing::warn!(%fault, "neither will Ctrl-C");
            }
        }
    }
    tracing::info!("stopping once the open requests are answered");
}

fn explained(fault: &std::io::Error, address: SocketAddr) -> String {
    match fault.kind() {
        ErrorKind::AddrInUse => format!(
            "Port {0} is taken: stop the program that has it, or choose another: make run PORT={1}.",
            address.port(),
            address.port().wrapping_add(1).max(1024),
        ),
        ErrorKind::PermissionDenied => {
            format!("Port {} is not yours to take: choose one above 1023 with --port.", address.port())
        }
        ErrorKind::AddrNotAvailable => {
            format!("This machine does not have the address {}: choose another with --address.", address.ip())
        }
        _ => format!("Cannot serve at {address}: {fault}."),
    }
}
