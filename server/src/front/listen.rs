//! Connections: so many at once, so many of one client, none that dawdles; and an end that lets open requests finish.
//!
//! axum's own loop has no limit of connections and does not start hyper's clock for heads. Only HTTP/1.1 is spoken:
//! browsers speak HTTP/2 only over TLS, which a proxy in front ends.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

use super::client::Client;
use crate::config::Connections;

/// Answers what comes in at `listener` until `stop` is over; then finishes what was begun, for a bounded time.
pub async fn serve(listener: TcpListener, app: Router, limits: Connections, stop: impl Future<Output = ()>) {
    let http = http(&limits);
    let places = Arc::new(Semaphore::new(limits.most));
    let peers = Peers::default();
    let open = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await.ok()?;
            Some((place, accept(&listener).await))
        };
        let (place, (stream, peer)) = tokio::select! {
            next = next => match next {
                Some(next) => next,
                None => break,
            },
            () = &mut stop => break,
        };
        // Whoever has their share already is not heard: reading what they ask would cost what this saves.
        let Some(share) = peers.admit(peer.ip(), limits.of_a_client) else { continue };
        let connection = http.serve_connection(TokioIo::new(timed(stream, &limits)), service(&app, peer));
        let connection = open.watch(connection);
        tokio::spawn(async move {
            if let Err(fault) = connection.await {
                tracing::debug!(%fault, "a connection ended early");
            }
            drop((place, share));
        });
    }
    drop(listener);
    if tokio::time::timeout(limits.drain, open.shutdown()).await.is_err() {
        tracing::warn!("some requests were not answered in time, and are given up");
    }
}

fn http(limits: &Connections) -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.head_time)
        .max_headers(limits.headers)
        .max_buf_size(limits.head_bytes);
    http
}

/// What answers the requests of one connection; they know who sent them.
fn service(
    app: &Router,
    peer: SocketAddr,
) -> impl hyper::service::Service<
    Request<Incoming>,
    Response = axum::response::Response,
    Error = std::convert::Infallible,
    Future: Send,
> + use<> {
    let app = app.clone();
    hyper::service::service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        app.clone().oneshot(request)
    })
}

/// A stream whose reader has to take what it is sent. How long it may take to send its request is the head's clock and
/// the request's.
fn timed(stream: TcpStream, limits: &Connections) -> Pin<Box<TimeoutStream<TcpStream>>> {
    // Answers are written whole: waiting for more would only delay them.
    if let Err(fault) = stream.set_nodelay(true) {
        tracing::debug!(%fault, "a connection sends later than it could");
    }
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(limits.write_time));
    Box::pin(stream)
}

/// The next connection. What is wrong with one says nothing of the next; where there is no room, it waits for some.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(fault) => match fault.kind() {
                ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset | ErrorKind::ConnectionRefused => {}
                _ => {
                    tracing::error!(%fault, "cannot take connections for a second");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            },
        }
    }
}

/// How many connections each client has.
#[derive(Clone, Debug, Default)]
struct Peers(Arc<Mutex<BTreeMap<Client, usize>>>);

/// One of a client's connections.
struct Share {
    peers: Peers,
    client: Client,
}

impl Peers {
    /// Counts another connection; none: the client has its share. This machine itself, where a proxy may be, has no
    /// share.
    fn admit(&self, peer: IpAddr, most: usize) -> Option<Share> {
        let client = Client::from(peer);
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(client).or_insert(0);
        if *count >= most && !client.is_here() {
            return None;
        }
        *count += 1;
        Some(Share { peers: self.clone(), client })
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut counts = self.peers.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.client) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_has_its_share_and_gets_it_back() {
        let peers = Peers::default();
        let at = |text: &str| text.parse::<IpAddr>().unwrap();
        let first = peers.admit(at("2001:db8::1"), 2);
        let second = peers.admit(at("2001:db8::2"), 2);
        assert!(first.is_some() && second.is_some());
        assert!(peers.admit(at("2001:db8::3"), 2).is_none(), "a network of IPv6 is one client");
        assert!(peers.admit(at("2001:db8:0:1::1"), 2).is_some());
        drop(first);
        assert!(peers.admit(at("2001:db8::3"), 2).is_some());
        let here: Vec<_> = (0..10).map(|_| peers.admit(at("127.0.0.1"), 2)).collect();
        assert!(here.iter().all(Option::is_some));
        drop((second, here));
        assert!(peers.0.lock().unwrap().is_empty(), "who is gone is forgotten");
    }
}
