//! What commands have in common that run until they are told to stop: the log, and being told.

use tracing_subscriber::EnvFilter;

use crate::config::LogFormat;
use crate::front::ACCESS;

/// The client of NATS, which tells each of its tries to connect.
const CLIENT: &str = "async_nats";

/// Begins the log, on standard error. `RUST_LOG` says what is in it.
pub(super) fn log(format: LogFormat) {
    let usual = match format {
        LogFormat::Text => format!("info,{CLIENT}=warn,{ACCESS}=warn"),
        LogFormat::Json => format!("info,{CLIENT}=warn"),
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(usual));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().flatten_event(true).with_span_list(false).init(),
    }
}

/// Until Ctrl-C or a polite kill.
pub(super) async fn told_to_stop() {
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
}
