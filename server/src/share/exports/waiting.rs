//! Counters beside the tracks: tasks that are open and done, threads that wait for the GIL or a core.

use std::io;

use simulator::Recording;
use simulator::observe::timeline::SliceState;

use super::trace::{Format, Tracks};

/// A counter, and what changes it.
pub(super) struct Counter {
    pub(super) name: &'static str,
    pub(super) unit: &'static str,
    changes: fn(&Recording) -> Vec<(u64, i64)>,
}

/// Every counter, in the order of their tracks.
pub(super) const COUNTERS: [Counter; 4] = [
    Counter { name: "open tasks", unit: "tasks", changes: open },
    Counter { name: "tasks done", unit: "tasks", changes: done },
    Counter {
        name: "threads that wait for the GIL",
        unit: "threads",
        changes: |r| in_state(r, SliceState::GilWait),
    },
    Counter {
        name: "threads that wait for a core",
        unit: "threads",
        changes: |r| in_state(r, SliceState::CoreWait),
    },
];

/// Writes every counter's values.
pub(super) fn write(recording: &Recording, tracks: &Tracks, format: &mut impl Format) -> io::Result<()> {
    for (counter, track) in COUNTERS.iter().zip(&tracks.counters) {
        let mut changes = (counter.changes)(recording);
        changes.sort_unstable();
        let mut value = 0;
        format.count(track, 0, 0)?;
        for instant in changes.chunk_by(|a, b| a.0 == b.0) {
            let change: i64 = instant.iter().map(|(_, by)| by).sum();
            value += change;
            if change != 0 {
                format.count(track, instant[0].0, u64::try_from(value).unwrap_or(0))?;
            }
        }
    }
    Ok(())
}

/// Tasks between submission and completion. One that is given up stays open: its caller has no result.
fn open(recording: &Recording) -> Vec<(u64, i64)> {
    let submitted = recording.tasks().filter(|task| task.attempt == 0).map(|task| (task.submitted_ns, 1));
    submitted.chain(done(recording).into_iter().map(|(at, _)| (at, -1))).collect()
}

fn done(recording: &Recording) -> Vec<(u64, i64)> {
    recording.tasks().filter_map(|task| Some((task.done_ns?, 1))).collect()
}

fn in_state(recording: &Recording, state: SliceState) -> Vec<(u64, i64)> {
    let slices = (0..recording.lane_count()).flat_map(|lane| recording.slices(lane));
    let waits = slices.filter(|slice| slice.state() == state);
    waits.flat_map(|slice| [(slice.from_ns(), 1), (slice.to_ns(), -1)]).collect()
}
