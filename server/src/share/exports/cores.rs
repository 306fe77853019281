//! Who has the cores: tracks of a model's machine, one a core.
//!
//! The simulator's cores are alike, and a recording does not tell which one a thread had, only what it did. So a thread
//! that computes is put on the core that it had last, or else on the first that is free. That is one way in which the
//! same threads can have run at the same times, and there are as many at once as there were. A thread that waits for
//! its own native threads, or for a pipe, looks as if it computed: where that is more than there are cores, it has none.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io;

use simulator::Recording;
use simulator::observe::exact::ExactSlice;
use simulator::observe::timeline::{LaneKind, SliceState};

use super::trace::{Format, Slice, Track};

/// Threads on a core, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stay {
    core: usize,
    lane: usize,
    from_ns: u64,
    to_ns: u64,
}

/// Writes who has which core.
pub(super) fn write(
    recording: &Recording,
    cores: &[Track],
    lanes: &[Track],
    format: &mut impl Format,
) -> io::Result<()> {
    let mut stays = stays(recording, cores.len());
    stays.sort_unstable_by_key(|stay| (stay.core, stay.from_ns));
    stays.iter().try_for_each(|stay| {
        let Stay { core, lane, from_ns, to_ns } = *stay;
        let slice = Slice { name: &lanes[lane].name, category: "core", from_ns, to_ns, told: &[], way: None };
        format.slice(&cores[core], &slice)
    })
}

fn computes(slice: &ExactSlice) -> bool {
    matches!(
        slice.state(),
        SliceState::Python
            | SliceState::Native
            | SliceState::Serialize
            | SliceState::Overhead
            | SliceState::Start
    )
}

/// Goes through all threads' computing in order of time.
fn stays(recording: &Recording, cores: usize) -> Vec<Stay> {
    let threads = recording.lanes().enumerate().filter(|(_, lane)| lane.kind != LaneKind::InFlight);
    let threads: Vec<usize> = threads.map(|(lane, _)| lane).collect();
    let mut computing: Vec<_> = threads.iter().map(|lane| recording.slices(*lane).filter(computes)).collect();
    let mut next = BinaryHeap::new();
    let mut come = |thread: usize, next: &mut BinaryHeap<_>| {
        if let Some(slice) = computing[thread].next() {
            next.push(Reverse((slice.from_ns(), thread, slice.to_ns())));
        }
    };
    (0..threads.len()).for_each(|thread| come(thread, &mut next));
    let mut until = vec![0; cores];
    let mut had = vec![None; threads.len()];
    // By core: the last stay there, which may go on.
    let mut open: Vec<Option<Stay>> = vec![None; cores];
    let mut done = Vec::new();
    while let Some(Reverse((from_ns, thread, to_ns))) = next.pop() {
        come(thread, &mut next);
        let free = |core: &usize| until[*core] <= from_ns;
        let Some(core) = had[thread].filter(free).or_else(|| (0..cores).find(free)) else { continue };
        (until[core], had[thread]) = (to_ns, Some(core));
        let lane = threads[thread];
        match &mut open[core] {
            Some(stay) if stay.lane == lane && stay.to_ns == from_ns => stay.to_ns = to_ns,
            other => done.extend(other.replace(Stay { core, lane, from_ns, to_ns })),
        }
    }
    done.extend(open.into_iter().flatten());
    done
}

#[cfg(test)]
mod tests {
    use super::*;
    use simulator::scenario::presets;

    #[test]
    fn nobody_is_on_two_cores_and_no_core_has_two() {
        let scenario = presets::get(presets::DEFAULT_ID).unwrap().scenario();
        let cores = scenario.machine.cores as usize;
        for model in 0..scenario.models.len() {
            let recording = simulator::record(&scenario, model).unwrap();
            let mut all = stays(&recording, cores);
            for key in [|stay: &Stay| stay.core, |stay: &Stay| stay.lane] {
                all.sort_unstable_by_key(|stay| (key(stay), stay.from_ns));
                let apart =
                    |pair: &[Stay]| key(&pair[0]) != key(&pair[1]) || pair[0].to_ns <= pair[1].from_ns;
                assert!(all.windows(2).all(apart), "{}", recording.label);
            }
            let told: u64 = all.iter().map(|stay| stay.to_ns - stay.from_ns).sum();
            let lanes = recording.lanes().enumerate().filter(|(_, lane)| lane.kind != LaneKind::InFlight);
            let slices = lanes.flat_map(|(lane, _)| recording.slices(lane)).filter(computes);
            let computed: u64 = slices.map(|slice| slice.to_ns() - slice.from_ns()).sum();
            assert!(told <= computed && told as f64 > 0.99 * computed as f64, "{}", recording.label);
        }
    }
}
