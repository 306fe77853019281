//! Perfetto's own trace format: packets of track descriptors and track events, in nanoseconds.
//!
//! The numbers of the fields are those of Perfetto's `trace_packet.proto`, `track_descriptor.proto`, `track_event.proto`
//! and `debug_annotation.proto`. Names stand in every event: interning them would make packets depend on each other,
//! and compression finds the repeats.

use std::io::{self, Write};

use super::protobuf::Message;
use super::trace::{self, Format, Run, Slice, Told, Track, TrackKind};

/// Of `Trace`.
const PACKET: u64 = 1;

/// Of `TracePacket`.
mod packet {
    pub(super) const TIMESTAMP: u64 = 8;
    pub(super) const SEQUENCE: u64 = 10;
    pub(super) const TRACK_EVENT: u64 = 11;
    pub(super) const TRACK_DESCRIPTOR: u64 = 60;
}

/// Of `TrackDescriptor`, and of the descriptors in it.
mod track {
    pub(super) const UUID: u64 = 1;
    pub(super) const NAME: u64 = 2;
    pub(super) const PROCESS: u64 = 3;
    pub(super) const THREAD: u64 = 4;
    pub(super) const PARENT: u64 = 5;
    pub(super) const COUNTER: u64 = 8;
    pub(super) const CHILD_ORDERING: u64 = 11;
    pub(super) const RANK: u64 = 12;
    /// A value of `CHILD_ORDERING`.
    pub(super) const EXPLICIT: u64 = 3;
    /// Of both `ProcessDescriptor` and `ThreadDescriptor`.
    pub(super) const PID: u64 = 1;
    pub(super) const TID: u64 = 2;
    pub(super) const SORT_INDEX: u64 = 3;
    pub(super) const THREAD_NAME: u64 = 5;
    pub(super) const PROCESS_NAME: u64 = 6;
    pub(super) const UNIT_NAME: u64 = 6;
}

/// Of `TrackEvent`, and of `DebugAnnotation`.
mod event {
    pub(super) const DEBUG_ANNOTATION: u64 = 4;
    pub(super) const TYPE: u64 = 9;
    pub(super) const TRACK: u64 = 11;
    pub(super) const CATEGORY: u64 = 22;
    pub(super) const NAME: u64 = 23;
    pub(super) const COUNTER_VALUE: u64 = 30;
    pub(super) const FLOW: u64 = 47;
    pub(super) const LAST_FLOW: u64 = 48;
    /// Values of `TYPE`.
    pub(super) const BEGIN: u64 = 1;
    pub(super) const END: u64 = 2;
    pub(super) const COUNTER: u64 = 4;
    pub(super) const UINT: u64 = 3;
    pub(super) const TEXT: u64 = 6;
    pub(super) const KEY: u64 = 10;
}

/// Every packet is of the one writer that there is.
const WRITER: u64 = 1;

/// Writes a run as a `Trace`.
pub(crate) fn write(out: &mut impl Write, run: &Run) -> io::Result<()> {
    trace::write(run, &mut Packets { out, message: Message::default(), rank: 0 })
}

struct Packets<'o, W> {
    out: &'o mut W,
    /// The packet that is being written; its memory is used again.
    message: Message,
    rank: u64,
}

impl<W: Write> Packets<'_, W> {
    fn packet(&mut self, write: impl FnOnce(&mut Message)) -> io::Result<()> {
        self.message.clear();
        self.message.message(PACKET, |packet| {
            packet.uint(packet::SEQUENCE, WRITER);
            write(packet);
        });
        self.out.write_all(self.message.bytes())
    }

    fn event(&mut self, track: &Track, at_ns: u64, write: impl FnOnce(&mut Message)) -> io::Result<()> {
        self.packet(|packet| {
            packet.uint(packet::TIMESTAMP, at_ns);
            packet.message(packet::TRACK_EVENT, |event| {
                event.uint(event::TRACK, uuid(track));
                write(event);
            });
        })
    }
}

impl<W: Write> Format for Packets<'_, W> {
    fn track(&mut self, track: &Track) -> io::Result<()> {
        self.rank += 1;
        let rank = self.rank;
        self.packet(|packet| packet.message(packet::TRACK_DESCRIPTOR, |about| describe(about, track, rank)))
    }

    fn slice(&mut self, track: &Track, slice: &Slice<'_>) -> io::Result<()> {
        self.event(track, slice.from_ns, |event| begin(event, slice))?;
        self.event(track, slice.to_ns, |event| event.uint(event::TYPE, event::END))
    }

    fn count(&mut self, track: &Track, at_ns: u64, value: u64) -> io::Result<()> {
        self.event(track, at_ns, |event| {
            event.uint(event::TYPE, event::COUNTER);
            event.uint(event::COUNTER_VALUE, value);
        })
    }
}

fn describe(about: &mut Message, track: &Track, rank: u64) {
    let process = u64::from(track.process);
    about.uint(track::UUID, uuid(track));
    match track.kind {
        TrackKind::Process => {
            about.uint(track::CHILD_ORDERING, track::EXPLICIT);
            about.message(track::PROCESS, |of| {
                of.uint(track::PID, process);
                of.uint(track::SORT_INDEX, rank);
                of.text(track::PROCESS_NAME, &track.name);
            });
            return;
        }
        TrackKind::Thread => about.message(track::THREAD, |of| {
            of.uint(track::PID, process);
            of.uint(track::TID, u64::from(track.id));
            of.uint(track::SORT_INDEX, rank);
            of.text(track::THREAD_NAME, &track.name);
        }),
        TrackKind::Plain => about.text(track::NAME, &track.name),
        TrackKind::Counter(unit) => {
            about.text(track::NAME, &track.name);
            about.message(track::COUNTER, |of| of.text(track::UNIT_NAME, unit));
        }
    }
    about.uint(track::PARENT, process_uuid(process));
    about.uint(track::RANK, rank);
}

fn begin(event: &mut Message, slice: &Slice) {
    event.uint(event::TYPE, event::BEGIN);
    event.text(event::CATEGORY, slice.category);
    event.text(event::NAME, slice.name);
    if let Some(way) = slice.way {
        event.fixed64(if way.goes { event::FLOW } else { event::LAST_FLOW }, way.id);
    }
    for (key, told) in slice.told {
        event.message(event::DEBUG_ANNOTATION, |annotation| {
            annotation.text(event::KEY, key);
            match told {
                Told::Text(words) => annotation.text(event::TEXT, words),
                Told::Number(number) => annotation.uint(event::UINT, *number),
            }
        });
    }
}

/// A process has the number of its first thread, and yet a track of its own.
fn process_uuid(process: u64) -> u64 {
    process << 32
}

fn uuid(track: &Track) -> u64 {
    match track.kind {
        TrackKind::Process => process_uuid(u64::from(track.process)),
        TrackKind::Thread | TrackKind::Plain | TrackKind::Counter(_) => u64::from(track.id),
    }
}
