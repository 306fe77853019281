//! `server serve`: from the settings to a server that answers until it is told to stop.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;

use super::fail;
use super::running::{log, told_to_stop};
use crate::config::{Config, Connections, Settings};
use crate::files;
use crate::front::serve as listen;

/// Connections of those who run the server: a few are plenty.
const ADMIN_CONNECTIONS: usize = 32;
/// What still runs when all else has ended, such as a simulation that nobody waits for, has so long.
const LAST: Duration = Duration::from_secs(1);

pub(super) fn run(settings: &Settings) -> ExitCode {
    let config = settings.config();
    log(config.log);
    if let Some(fault) = files::fault(&config) {
        return fail(&fault, 2);
    }
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(fault) => return fail(&format!("Cannot start: {fault}."), 1),
    };
    let served = runtime.block_on(serve(&config));
    runtime.shutdown_timeout(LAST);
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err((address, fault)) => fail(&explained(&fault, address), 1),
    }
}

/// Serves until it is told to stop; an error names the address that it cannot have.
async fn serve(config: &Config) -> Result<(), (SocketAddr, std::io::Error)> {
    let listener = bound(config.address).await?;
    let admin = match config.admin {
        Some(address) => Some(bound(address).await?),
        None => None,
    };
    let shown = |listener: &TcpListener, else_at| listener.local_addr().unwrap_or(else_at);
    println!("Lockstep is at http://{}", shown(&listener, config.address));
    if let (Some(admin), Some(address)) = (&admin, config.admin) {
        println!("Its figures are at http://{}/metrics", shown(admin, address));
    }
    crate::validation::start();
    let faces = crate::faces(config);
    let (stop, stopped) = watch::channel(false);
    let until_told = || {
        let mut stopped = stopped.clone();
        async move {
            // Who could tell it is gone: that is a way of telling it.
            let _ = stopped.wait_for(|stop| *stop).await;
        }
    };
    let stopping = async {
        told_to_stop().await;
        faces.ready.stop();
        tokio::time::sleep(config.notice).await;
        tracing::info!("stopping once the open requests are answered");
        stop.send_replace(true);
    };
    let admin = async {
        if let Some(admin) = admin {
            let few = Connections { most: ADMIN_CONNECTIONS, ..config.connections };
            listen(admin, faces.admin, few, until_told()).await;
        }
    };
    tokio::join!(stopping, listen(listener, faces.site, config.connections, until_told()), admin);
    Ok(())
}

async fn bound(address: SocketAddr) -> Result<TcpListener, (SocketAddr, std::io::Error)> {
    TcpListener::bind(address).await.map_err(|fault| (address, fault))
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
