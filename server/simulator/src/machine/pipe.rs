//! Pipes between processes: 64 KiB, blocking readers and writers, copying charged to whoever copies.
//!
//! A message longer than the free space goes through in pieces: the writer sleeps until the reader has made room
//! (fs/pipe.c). Reader and writer work at the same time, page by page; here, on quarters of the pipe. Above 16 KiB
//! a message's header is written by itself (multiprocessing/connection.py: Connection._send_bytes). The GIL is
//! released around every piece.

use std::collections::VecDeque;

use super::thread::{Op, ThreadId};
use super::{Machine, State};
use crate::engine::Time;

/// Bytes that a pipe holds: 16 pages.
const CAPACITY: u64 = 65_536;
/// What is copied before the other end may go on: four pages.
const PIECE: u64 = CAPACITY / 4;
/// A message's length goes before it; with a body above this size, in a write of its own.
const HEADER: u64 = 4;
const ONE_WRITE: u64 = 16_384;

#[derive(Clone, Debug, Default)]
pub struct Pipe {
    used: u64,
    /// Messages that are being or have been written and not yet begun to be read: item and size.
    messages: VecDeque<(usize, u64)>,
    reader: Option<ThreadId>,
    writer: Option<ThreadId>,
}

/// A message on its way through a thread's hands.
#[derive(Clone, Copy, Debug, Default)]
pub struct Transfer {
    left: u64,
    copying: u64,
    /// Bytes of the header that is written first.
    header: u64,
}

impl Pipe {
    /// Whether nobody has begun to read this item's message.
    pub fn is_unread(&self, item: usize) -> bool {
        self.messages.iter().any(|(waiting, _)| *waiting == item)
    }
}

impl Machine<'_> {
    pub fn add_pipe(&mut self) -> usize {
        self.pipes.push(Pipe::default());
        self.pipes.len() - 1
    }

    /// Begins to write a message; the writer must be the only one.
    pub fn begin_write(&mut self, id: ThreadId, pipe: usize, item: usize, bytes: u64) {
        self.pipes[pipe].messages.push_back((item, bytes));
        let header = if bytes > ONE_WRITE { HEADER } else { 0 };
        self.thread_mut(id).transfer = Transfer { left: bytes, copying: 0, header };
        self.memory.take(bytes);
    }

    /// The next piece of the message that the thread writes; `None`: it is written.
    pub fn write_op(&mut self, id: ThreadId, pipe: usize) -> Option<Op> {
        let copied = std::mem::take(&mut self.thread_mut(id).transfer.copying);
        if copied > 0 {
            self.pipes[pipe].used += copied;
            self.thread_mut(id).transfer.left -= copied;
            if let Some(reader) = self.pipes[pipe].reader {
                self.unpark(reader);
            }
        }
        let left = self.thread(id).transfer.left;
        if left == 0 {
            self.pipes[pipe].writer = None;
            return None;
        }
        let free = CAPACITY - self.pipes[pipe].used;
        let piece = match std::mem::take(&mut self.thread_mut(id).transfer.header) {
            0 => left.min(free).min(PIECE),
            header => header.min(free),
        };
        if piece == 0 {
            self.pipes[pipe].writer = Some(id);
            return Some(Op::park(Time::NEVER, Some(State::Serialize)));
        }
        self.thread_mut(id).transfer.copying = piece;
        Some(Op::native(self.prices.pipe(piece), State::Serialize))
    }

    /// Begins to read the next message, if there is one; its item.
    pub fn begin_read(&mut self, id: ThreadId, pipe: usize) -> Option<usize> {
        let Some((item, bytes)) = self.pipes[pipe].messages.pop_front() else {
            self.pipes[pipe].reader = Some(id);
            return None;
        };
        self.thread_mut(id).transfer = Transfer { left: bytes, copying: 0, header: 0 };
        self.memory.give_back(bytes);
        Some(item)
    }

    /// The next piece of the message that the thread reads; `None`: it has all of it.
    pub fn read_op(&mut self, id: ThreadId, pipe: usize) -> Option<Op> {
        let copied = std::mem::take(&mut self.thread_mut(id).transfer.copying);
        if copied > 0 {
            self.pipes[pipe].used -= copied;
            self.thread_mut(id).transfer.left -= copied;
            if let Some(writer) = self.pipes[pipe].writer {
                self.unpark(writer);
            }
        }
        let left = self.thread(id).transfer.left;
        if left == 0 {
            self.pipes[pipe].reader = None;
            return None;
        }
        let piece = left.min(self.pipes[pipe].used).min(PIECE);
        if piece == 0 {
            self.pipes[pipe].reader = Some(id);
            return Some(Op::park(Time::NEVER, Some(State::Serialize)));
        }
        self.thread_mut(id).transfer.copying = piece;
        Some(Op::native(self.prices.pipe(piece), State::Serialize))
    }
}
