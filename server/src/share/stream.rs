//! Files that are written while they are sent: never more of them in memory than a few pieces.

use std::io::{self, BufWriter, Write};
use std::time::Duration;

use axum::body::{Body, Bytes};
use futures_util::stream::{StreamExt, unfold};
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::timeout;

/// Bytes of a piece.
const PIECE: usize = 64 * 1024;
/// Pieces that wait to be sent.
const WAITING: usize = 2;
/// A reader who takes no piece for so long is given up.
const PATIENCE: Duration = Duration::from_secs(30);

enum Told {
    Piece(Bytes),
    /// It is whole.
    End,
}

/// A body that `write` writes, on a thread of its own. A file that could not be finished breaks the connection off, so
/// that nobody takes it for whole.
pub(super) fn body(write: impl FnOnce(&mut Pieces) -> io::Result<()> + Send + 'static) -> Body {
    let (tell, told) = channel(WAITING);
    let runtime = Handle::current();
    tokio::task::spawn_blocking(move || {
        let mut pieces = BufWriter::with_capacity(PIECE, Channel { tell, runtime });
        let written = write(&mut pieces).and_then(|()| pieces.flush());
        match written.and_then(|()| pieces.get_mut().send(Told::End)) {
            Ok(()) => {}
            Err(fault) => tracing::debug!(%fault, "a file was not sent whole"),
        }
        // What is still in the buffer has nobody who would read it.
        drop(pieces.into_parts());
    });
    // Who packs it asks once more after the end.
    Body::from_stream(unfold(Some(told), next).fuse())
}

/// What a file is written into.
pub(super) type Pieces = BufWriter<Channel>;

pub(super) struct Channel {
    tell: Sender<Told>,
    runtime: Handle,
}

impl Channel {
    fn send(&self, told: Told) -> io::Result<()> {
        match self.runtime.block_on(timeout(PATIENCE, self.tell.send(told))) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(io::ErrorKind::BrokenPipe.into()),
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }
}

impl Write for Channel {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.send(Told::Piece(Bytes::copy_from_slice(bytes)))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The next piece, and whether others may follow.
async fn next(told: Option<Receiver<Told>>) -> Option<(io::Result<Bytes>, Option<Receiver<Told>>)> {
    let mut told = told?;
    match told.recv().await {
        Some(Told::Piece(piece)) => Some((Ok(piece), Some(told))),
        Some(Told::End) => None,
        None => Some((Err(io::ErrorKind::UnexpectedEof.into()), None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt;

    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_written_arrives() {
        let sent = body(|out| (0..100_000).try_for_each(|n| writeln!(out, "{n}")));
        let bytes = sent.collect().await.unwrap().to_bytes();
        let expected: String = (0..100_000).map(|n| format!("{n}\n")).collect();
        assert!(bytes == expected.as_bytes());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_breaks_off_is_not_taken_for_whole() {
        let sent = body(|out| {
            out.write_all(b"half")?;
            out.flush()?;
            Err(io::ErrorKind::Other.into())
        });
        assert!(sent.collect().await.is_err());
    }
}
