//! The queue: a connection to NATS that comes back by itself, a stream of shares, and the names of what goes over it.
//!
//! Names hold this program's fingerprint: workers of another build neither see its shares nor answer for it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_nats::connection::State;
use async_nats::jetstream::consumer::{AckPolicy, PullConsumer, pull};
use async_nats::jetstream::stream::{
    Config, DiscardPolicy, LastRawMessageErrorKind, RetentionPolicy, Stream,
};
use async_nats::jetstream::{self, Context, ErrorCode};
use async_nats::{
    Client, ClientError, ConnectErrorKind, ConnectOptions, Event, Request, ServerAddr, Subscriber,
};
use percent_encoding::percent_decode_str;
use tokio::sync::OnceCell;
use tokio::time::{Instant, sleep};

use super::{PATIENCE, SHARE_LOST_AFTER};
use crate::ops::failure::Failure;
use crate::program;

/// The stream that holds the shares of everybody.
const STREAM: &str = "lockstep-shares";
/// What nobody took for so long is let go: whoever asked for it is gone.
const OLDEST: Duration = Duration::from_secs(24 * 3_600);
/// The place of a build's workers among the stream's readers is let go when none was there for so long.
const UNUSED: Duration = Duration::from_secs(3_600);
/// One answer has so long.
const ANSWER: Duration = Duration::from_secs(10);
/// Workers answer at once.
const SIGN: Duration = Duration::from_secs(2);
/// How often it is looked whether the connection is there.
const LOOK: Duration = Duration::from_millis(50);

/// The queue of one or more servers of NATS, which are one cluster.
#[derive(Debug)]
pub(crate) struct Queue {
    servers: Vec<ServerAddr>,
    client: OnceCell<Client>,
    told: Arc<Told>,
}

/// The queue with a connection that was there a moment ago.
pub(super) struct Open {
    pub(super) client: Client,
    pub(super) jetstream: Context,
    pub(super) shares: Stream,
}

impl Queue {
    pub(crate) fn new(servers: &[ServerAddr]) -> Queue {
        let places = servers.iter().map(|server| format!("{}:{}", server.host(), server.port()));
        let told = Told { queue: places.collect::<Vec<_>>().join(", "), last: Mutex::default() };
        Queue { servers: servers.to_vec(), client: OnceCell::new(), told: Arc::new(told) }
    }

    /// Where it is, without anybody's password.
    pub(crate) fn shown(&self) -> String {
        self.told.queue.clone()
    }

    /// Begins to connect, and goes on until it is connected.
    pub(crate) async fn connect(&self) -> Result<&Client, Failure> {
        let told = Arc::clone(&self.told);
        let options = signed_in(&self.servers)
            .name("lockstep")
            .retry_on_initial_connect()
            .request_timeout(Some(ANSWER))
            .event_callback(move |event| {
                told.tell(&event);
                std::future::ready(())
            });
        let connect = || async { options.connect(self.servers.clone()).await };
        self.client.get_or_try_init(connect).await.map_err(|fault| {
            tracing::error!(%fault, "cannot connect to the workers' queue");
            Failure::NoQueue("it cannot be reached")
        })
    }

    /// Opens it, as soon as it is connected.
    ///
    /// # Errors
    /// [`Failure::NoQueue`]: it is not connected in time, does not let us in, or has no streams.
    pub(super) async fn open(&self) -> Result<Open, Failure> {
        let client = self.connect().await?.clone();
        let since = Instant::now();
        while !is_connected(&client) {
            if self.told.is_refused() {
                return Err(Failure::NoQueue("it refuses the name and password, or the token, of --nats"));
            }
            if since.elapsed() > PATIENCE {
                return Err(Failure::NoQueue("it cannot be reached"));
            }
            sleep(LOOK).await;
        }
        let jetstream = jetstream::new(client.clone());
        let shares = jetstream.get_or_create_stream(stream()).await.map_err(|fault| {
            tracing::error!(%fault, "the workers' queue has no stream");
            Failure::NoQueue("it has no JetStream (nats-server -js)")
        })?;
        Ok(Open { client, jetstream, shares })
    }
}

/// With the name and the password, or the token, of the first address that has one: the client itself leaves them out.
fn signed_in(servers: &[ServerAddr]) -> ConnectOptions {
    match servers.iter().find_map(credentials) {
        Some((name, Some(password))) => ConnectOptions::with_user_and_password(name, password),
        Some((token, None)) => ConnectOptions::with_token(token),
        None => ConnectOptions::new(),
    }
}

/// What stands before the host in an address, as it was before it was put there.
fn credentials(server: &ServerAddr) -> Option<(String, Option<String>)> {
    let plain = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    server.username().map(|name| (plain(name), server.password().map(plain)))
}

fn stream() -> Config {
    Config {
        name: STREAM.to_owned(),
        subjects: vec!["lockstep.shares.>".to_owned()],
        retention: RetentionPolicy::WorkQueue,
        discard: DiscardPolicy::New,
        max_age: OLDEST,
        ..Config::default()
    }
}

pub(super) fn is_connected(client: &Client) -> bool {
    client.connection_state() == State::Connected
}

/// The name of shares of what was asked for.
pub(super) fn shares_of(asked: &str) -> String {
    format!("lockstep.shares.{}.{asked}", program::fingerprint())
}

/// The name under which is told what shares come to.
pub(super) fn told_of(asked: &str) -> String {
    format!("lockstep.told.{asked}")
}

/// The name that all workers of this build answer to.
fn workers() -> String {
    format!("lockstep.workers.{}", program::fingerprint())
}

/// The name of the place of this build's workers among the stream's readers.
fn reader() -> String {
    format!("workers-{}", program::fingerprint())
}

impl Open {
    /// The place of this build's workers among the stream's readers.
    pub(super) async fn reader(&self) -> Result<PullConsumer, String> {
        let config = pull::Config {
            durable_name: Some(reader()),
            filter_subject: shares_of("*"),
            ack_policy: AckPolicy::Explicit,
            ack_wait: SHARE_LOST_AFTER,
            // Workers count themselves how often a share was begun, and tell whoever asked.
            max_deliver: -1,
            max_ack_pending: -1,
            inactive_threshold: UNUSED,
            ..pull::Config::default()
        };
        self.shares.get_or_create_consumer(&reader(), config).await.map_err(|fault| fault.to_string())
    }

    /// Fails if the queue has no such place any more.
    pub(super) async fn knows_the_reader(&self) -> Result<(), String> {
        self.shares.consumer_info(reader()).await.map(drop).map_err(|fault| fault.to_string())
    }

    /// What is asked of all workers, to see whether any is there.
    pub(super) async fn asked_of_workers(&self) -> Result<Subscriber, String> {
        self.client.subscribe(workers()).await.map_err(|fault| fault.to_string())
    }

    /// Whether any worker is there.
    pub(super) async fn is_any_worker_there(&self) -> bool {
        let request = Request::new().payload("there?".into()).timeout(Some(SIGN));
        self.client.send_request(workers(), request).await.is_ok()
    }

    /// Whether the queue knows no share of what was asked for, begun ones included, as after it was begun anew without
    /// its files.
    pub(super) async fn has_forgotten(&self, asked: &str) -> bool {
        let last = self.shares.get_last_raw_message_by_subject(&shares_of(asked)).await;
        match last.map_err(|fault| fault.kind()) {
            Err(LastRawMessageErrorKind::NoMessageFound) => true,
            Err(LastRawMessageErrorKind::JetStream(fault)) => {
                fault.error_code() == ErrorCode::STREAM_NOT_FOUND
            }
            Ok(_) | Err(_) => false,
        }
    }

    /// Whether what is in the queue does not go out, as after it was killed while it took note of something.
    pub(super) async fn is_stuck(&self) -> bool {
        let reader = self.shares.consumer_info(reader()).await;
        reader.is_ok_and(|reader| reader.num_pending == 0 && reader.num_ack_pending == 0)
    }

    /// Makes the stream again if it is gone. Whether it is there.
    pub(super) async fn restore(&self) -> bool {
        self.jetstream.get_or_create_stream(stream()).await.is_ok()
    }
}

/// Tells the log what becomes of the connection, each thing once.
#[derive(Debug)]
struct Told {
    queue: String,
    last: Mutex<String>,
}

impl Told {
    fn tell(&self, event: &Event) {
        let text = event.to_string();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if *last == text {
            return;
        }
        let queue = self.queue.as_str();
        match event {
            Event::Connected => tracing::info!(queue, "connected to the workers' queue"),
            Event::Disconnected => tracing::warn!(queue, "the workers' queue is gone; connecting again"),
            _ => tracing::warn!(queue, event = text, "the workers' queue"),
        }
        *last = text;
    }

    /// Whether it was not let in when it tried last.
    fn is_refused(&self) -> bool {
        let refused = ClientError::Other(ConnectErrorKind::AuthorizationViolation.to_string());
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) == Event::ClientError(refused).to_string()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    /// Says to everybody what a server of NATS says to a wrong password.
    async fn lets_nobody_in(listener: TcpListener) {
        while let Ok((mut stream, _)) = listener.accept().await {
            let info = "INFO {\"server_id\":\"a\",\"version\":\"2.10.0\",\"max_payload\":1048576,\"auth_required\":true}\r\n";
            let _ = stream.write_all(info.as_bytes()).await;
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(b"-ERR 'Authorization Violation'\r\n").await;
        }
    }

    #[tokio::test]
    async fn a_wrong_password_is_told_as_such() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("nats://me:wrong@{}", listener.local_addr().unwrap());
        let server = tokio::spawn(lets_nobody_in(listener));
        let refused = Queue::new(&[address.parse().unwrap()]).open().await.err();
        assert!(matches!(refused, Some(Failure::NoQueue(why)) if why.contains("refuses")), "{refused:?}");
        server.abort();
    }

    #[test]
    fn an_address_may_hold_a_name_and_a_password_which_are_not_shown() {
        let queue =
            Queue::new(&["nats://me:p%40ss%2Fw%C3%B6rd@one:4222", "two"].map(|text| text.parse().unwrap()));
        assert_eq!(credentials(&queue.servers[0]), Some(("me".to_owned(), Some("p@ss/wörd".to_owned()))));
        assert_eq!(queue.servers.iter().find_map(credentials), credentials(&queue.servers[0]));
        assert_eq!(queue.shown(), "one:4222, two:4222");
        assert_eq!(credentials(&"nats://token@one".parse().unwrap()), Some(("token".to_owned(), None)));
        assert_eq!(credentials(&"nats://one".parse().unwrap()), None);
    }
}
