//! A server at a real socket, and what is said to it byte by byte.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::time::Duration;

use server::config::Config;
use server::front;
use server::ops::Ready;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::support::RUNTIME;

/// Longer than anything here takes: reached only when something hangs.
const HANGS: Duration = Duration::from_secs(60);

/// A server that listens.
pub(crate) struct Site {
    pub(crate) address: SocketAddr,
    /// Where it is told to those who run it.
    pub(crate) admin: SocketAddr,
    pub(crate) ready: Ready,
    stop: Option<oneshot::Sender<()>>,
    ended: JoinHandle<()>,
}

impl Site {
    /// Opens a server whose settings are changed.
    pub(crate) fn open(change: impl FnOnce(&mut Config)) -> Site {
        let mut config = Config::of(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../public"));
        change(&mut config);
        RUNTIME.block_on(async {
            let faces = server::faces(&config);
            let (listener, admin) = (listener().await, listener().await);
            let (address, admin_address) = (listener.local_addr().unwrap(), admin.local_addr().unwrap());
            let (stop, stopped) = oneshot::channel::<()>();
            let limits = config.connections;
            let ended = tokio::spawn(front::serve(listener, faces.site, limits, async {
                let _ = stopped.await;
            }));
            tokio::spawn(front::serve(admin, faces.admin, limits, std::future::pending()));
            Site { address, admin: admin_address, ready: faces.ready, stop: Some(stop), ended }
        })
    }

    pub(crate) fn connect(&self) -> TcpStream {
        connect(self.address)
    }

    /// Sends a head without a body and reads the answer to its end.
    pub(crate) fn get(&self, path: &str, headers: &str) -> Answer {
        get(self.address, path, headers)
    }

    /// Tells it to stop.
    pub(crate) fn stop(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
    }

    /// Until it has ended.
    pub(crate) fn ended(self) {
        RUNTIME.block_on(async { tokio::time::timeout(HANGS, self.ended).await }).unwrap().unwrap();
    }
}

async fn listener() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(HANGS)).unwrap();
    stream.set_write_timeout(Some(HANGS)).unwrap();
    stream
}

pub(crate) fn get(address: SocketAddr, path: &str, headers: &str) -> Answer {
    let mut stream = connect(address);
    write!(stream, "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{headers}\r\n").unwrap();
    answer(&mut stream)
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Names in small letters.
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(key, _)| *key == name).map(|(_, value)| value).next()
    }
}

/// Everything until the connection ends. Who ends it without having read all may cut it short.
pub(crate) fn rest(stream: &mut TcpStream) -> String {
    let (mut all, mut piece) = (Vec::new(), [0; 4096]);
    loop {
        match stream.read(&mut piece) {
            Ok(0) => break,
            Ok(read) => all.extend(&piece[..read]),
            Err(fault) if fault.kind() == std::io::ErrorKind::ConnectionReset => break,
            Err(fault) => panic!("it does not end: {fault}"),
        }
    }
    String::from_utf8_lossy(&all).into_owned()
}

/// The answer of a connection that ends with it.
pub(crate) fn answer(stream: &mut TcpStream) -> Answer {
    let all = rest(stream);
    let (head, body) = all.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {all:?}"));
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head: head.to_lowercase(), body: body.to_owned() }
}
