//! A run as profilers see it: processes, tracks, slices within slices, arrows, counters. The formats only write it
//! down.
//!
//! Every model is a process (and more, if it starts some) with a machine of its own. On a lane, what is done for a
//! task without a pause is one slice, and the states that it goes through are slices within it. Arrows lead from the
//! submission of a task through the lanes that work on it to the one that takes its result.

use std::io;

use app::words;
use simulator::observe::exact::{ExactSlice, ExactTask};
use simulator::observe::timeline::LaneKind;
use simulator::scenario::steps_text;
use simulator::{Recording, Scenario};

use super::cores;
use super::waiting;

/// A run to write down.
#[derive(Clone, Copy)]
pub(crate) struct Run<'r> {
    pub(crate) scenario: &'r Scenario,
    /// The address where the scenario can be looked at.
    pub(crate) page: &'r str,
    /// One a model.
    pub(crate) recordings: &'r [Recording],
}

/// A row of a profiler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Track {
    pub(super) kind: TrackKind,
    pub(super) name: String,
    /// No other process or track has it, as threads have numbers of their own on a machine.
    pub(super) id: u32,
    /// The process that it belongs to.
    pub(super) process: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TrackKind {
    Process,
    Thread,
    /// No thread: a call in flight, a core.
    Plain,
    /// A number that changes, and what is counted.
    Counter(&'static str),
}

/// A stretch of a track.
pub(super) struct Slice<'s> {
    pub(super) name: &'s str,
    pub(super) category: &'static str,
    pub(super) from_ns: u64,
    pub(super) to_ns: u64,
    pub(super) told: &'s [(&'static str, Told<'s>)],
    pub(super) way: Option<Way>,
}

/// What is told of a slice.
pub(super) enum Told<'s> {
    Text(&'s str),
    Number(u64),
}

/// A slice's place on the way of its task: whether an arrow comes, and whether one goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Way {
    /// The same for all of a task's.
    pub(super) id: u64,
    pub(super) comes: bool,
    pub(super) goes: bool,
}

/// A format that a trace is written in.
pub(super) trait Format {
    fn track(&mut self, track: &Track) -> io::Result<()>;
    /// Slices of a track come in order, those within one after it; but those of results that are taken come after all others
    /// of theirs. Viewers sort.
    fn slice(&mut self, track: &Track, slice: &Slice<'_>) -> io::Result<()>;
    /// From this instant on, a counter has this value.
    fn count(&mut self, track: &Track, at_ns: u64, value: u64) -> io::Result<()>;
}

/// Writes a run down.
pub(super) fn write(run: &Run, format: &mut impl Format) -> io::Result<()> {
    let mut next = 1;
    for recording in run.recordings {
        let tracks = Tracks::of(recording, run.scenario, &mut next);
        tracks.announce(format)?;
        let model = Model { run, recording, tracks: &tracks, ways: Ways::of(recording) };
        for lane in 0..recording.lane_count() {
            model.lane(lane, format)?;
        }
        model.results(format)?;
        cores::write(recording, &tracks.cores, &tracks.lanes, format)?;
        waiting::write(recording, &tracks, format)?;
    }
    Ok(())
}

/// The tracks of one model.
pub(super) struct Tracks {
    processes: Vec<Track>,
    pub(super) lanes: Vec<Track>,
    pub(super) cores: Vec<Track>,
    /// What [`waiting`] counts, in its order.
    pub(super) counters: Vec<Track>,
}

impl Tracks {
    fn of(recording: &Recording, scenario: &Scenario, next: &mut u32) -> Tracks {
        let mut fresh = || {
            *next += 1;
            *next - 1
        };
        let mut known: Vec<(u32, u32)> = Vec::new();
        let (mut processes, mut lanes) = (Vec::new(), Vec::new());
        for lane in recording.lanes() {
            let id = fresh();
            // A process has the number of its first thread, as on Linux.
            let process = known.iter().find(|(of, _)| *of == lane.process).map(|(_, id)| *id);
            let process = process.unwrap_or_else(|| {
                known.push((lane.process, id));
                let name = match lane.process {
                    0 => recording.label.clone(),
                    _ => format!("{}: {}", recording.label, lane.name),
                };
                processes.push(Track { kind: TrackKind::Process, name, id, process: id });
                id
            });
            let in_flight = lane.kind == LaneKind::InFlight;
            let kind = if in_flight { TrackKind::Plain } else { TrackKind::Thread };
            lanes.push(Track { kind, name: lane.name.to_owned(), id, process });
        }
        let main = processes.first().map_or(0, |process: &Track| process.id);
        let mut plain = |kind, name: String| Track { kind, name, id: fresh(), process: main };
        let counters = waiting::COUNTERS
            .iter()
            .map(|counter| plain(TrackKind::Counter(counter.unit), counter.name.to_owned()))
            .collect();
        let cores =
            (0..scenario.machine.cores).map(|n| plain(TrackKind::Plain, format!("core {n}"))).collect();
        Tracks { processes, lanes, cores, counters }
    }

    fn announce(&self, format: &mut impl Format) -> io::Result<()> {
        let all = self.processes.iter().chain(&self.counters).chain(&self.cores).chain(&self.lanes);
        all.into_iter().try_for_each(|track| format.track(track))
    }
}

/// One model of a run.
struct Model<'r> {
    run: &'r Run<'r>,
    recording: &'r Recording,
    tracks: &'r Tracks,
    ways: Ways,
}

impl Model<'_> {
    /// A lane: what is done for a task without a pause, and the states within.
    fn lane(&self, lane: usize, format: &mut impl Format) -> io::Result<()> {
        let track = &self.tracks.lanes[lane];
        let mut visits = Visits { rest: self.recording.slices(lane).peekable() };
        let mut visit = Vec::new();
        while visits.next_into(&mut visit) {
            let (first, last) = (&visit[0], &visit[visit.len() - 1]);
            if let (Some(task), Some(class)) = (first.task(), first.class()) {
                let name = self.task_name(task, class);
                let told = [("task", Told::Number(u64::from(task)))];
                format.slice(
                    track,
                    &Slice {
                        name: &name,
                        category: "task",
                        from_ns: first.from_ns(),
                        to_ns: last.to_ns(),
                        told: &told,
                        way: self.ways.at(self.recording.model, task, (first.from_ns(), lane as u32)),
                    },
                )?;
            }
            visit.iter().try_for_each(|slice| self.state(track, slice, format))?;
        }
        Ok(())
    }

    fn state(&self, track: &Track, slice: &ExactSlice, format: &mut impl Format) -> io::Result<()> {
        let waits_for = slice.waits_for();
        let step = slice.step().zip(slice.class()).and_then(|(step, class)| {
            let step = self.run.scenario.workload.get(class as usize)?.steps.get(step as usize)?;
            Some(steps_text::print(std::slice::from_ref(step)))
        });
        let texts = [("waits for", waits_for), ("step", step)];
        let told: Vec<_> =
            texts.iter().filter_map(|(key, text)| Some((*key, Told::Text(text.as_deref()?)))).collect();
        format.slice(
            track,
            &Slice {
                name: words::name(slice.state()),
                category: "state",
                from_ns: slice.from_ns(),
                to_ns: slice.to_ns(),
                told: &told,
                way: None,
            },
        )
    }

    /// Where the program takes the results of tasks that were done elsewhere.
    fn results(&self, format: &mut impl Format) -> io::Result<()> {
        let Some(track) = self.tracks.lanes.first().filter(|_| self.recording.submits()) else {
            return Ok(());
        };
        for task in self.recording.tasks() {
            let (Some(at), true) = (task.done_ns, self.ways.ends_elsewhere(task.number)) else { continue };
            let name = format!("result of {}", self.task_name(task.number, task.class));
            let way = Way { id: way_id(self.recording.model, task.number), comes: true, goes: false };
            let slice =
                Slice { name: &name, category: "task", from_ns: at, to_ns: at, told: &[], way: Some(way) };
            format.slice(track, &slice)?;
        }
        Ok(())
    }

    /// `score 12`.
    fn task_name(&self, task: u32, class: u32) -> String {
        let class = self.run.scenario.workload.get(class as usize).map_or("task", |class| &class.name);
        format!("{class} {task}")
    }
}

fn way_id(model: usize, task: u32) -> u64 {
    (model as u64 + 1) << 32 | u64::from(task)
}

/// Groups the slices of a lane: all of one task that follow each other without a pause.
struct Visits<'r, I: Iterator<Item = ExactSlice<'r>>> {
    rest: std::iter::Peekable<I>,
}

impl<'r, I: Iterator<Item = ExactSlice<'r>>> Visits<'r, I> {
    /// Puts the next group into `visit`; false at the end.
    fn next_into(&mut self, visit: &mut Vec<ExactSlice<'r>>) -> bool {
        visit.clear();
        let Some(first) = self.rest.next() else { return false };
        let (task, mut end) = (first.task(), first.to_ns());
        visit.push(first);
        let goes_on =
            |slice: &ExactSlice, end: u64| task.is_some() && slice.task() == task && slice.from_ns() == end;
        while let Some(next) = self.rest.next_if(|slice| goes_on(slice, end)) {
            end = next.to_ns();
            visit.push(next);
        }
        true
    }
}

/// Where the ways of tasks begin and end: which of their visits is the first, and which the last.
struct Ways {
    /// By task: begin and lane of both.
    ends: Vec<Option<[(u64, u32); 2]>>,
    /// Whether the first lane takes the results.
    submits: bool,
}

impl Ways {
    fn of(recording: &Recording) -> Ways {
        let tasks = recording.tasks().last().map_or(0, |task: ExactTask| task.number as usize + 1);
        let mut ends: Vec<Option<[(u64, u32); 2]>> = vec![None; tasks];
        for lane in 0..recording.lane_count() {
            let mut visits = Visits { rest: recording.slices(lane).peekable() };
            let mut visit = Vec::new();
            while visits.next_into(&mut visit) {
                let Some(known) = visit[0].task().and_then(|task| ends.get_mut(task as usize)) else {
                    continue;
                };
                let here = (visit[0].from_ns(), lane as u32);
                let [first, last] = known.get_or_insert([here, here]);
                (*first, *last) = ((*first).min(here), (*last).max(here));
            }
        }
        Ways { ends, submits: recording.submits() }
    }

    fn at(&self, model: usize, task: u32, here: (u64, u32)) -> Option<Way> {
        let [first, last] = self.ends.get(task as usize).copied().flatten()?;
        let way = Way {
            id: way_id(model, task),
            comes: here != first,
            goes: here != last || self.ends_elsewhere(task),
        };
        (way.comes || way.goes).then_some(way)
    }

    /// Whether a task was last seen in another lane than the one that takes its result.
    fn ends_elsewhere(&self, task: u32) -> bool {
        let ends = self.ends.get(task as usize).copied().flatten();
        self.submits && ends.is_some_and(|[_, last]| last.1 != 0)
    }
}
