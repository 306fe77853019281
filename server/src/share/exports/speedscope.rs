//! speedscope's file format: a profile a lane, whose stack is the task's class, its step, and its state.
//!
//! <https://github.com/jlfwong/speedscope/blob/main/src/lib/file-format-spec.ts>. Frames are shared, so that its
//! sandwich view adds up what each class, step and state took. Times are nanoseconds.

use std::collections::BTreeMap;
use std::io::{self, Write};

use app::words;
use serde_json::json;
use simulator::Scenario;
use simulator::observe::exact::ExactSlice;
use simulator::observe::timeline::SliceState;
use simulator::scenario::steps_text;

use super::trace::Run;

/// Writes a run as a JSON object.
pub(crate) fn write(out: &mut impl Write, run: &Run) -> io::Result<()> {
    let frames = Frames::of(run.scenario);
    let head = json!("https://www.speedscope.app/file-format-schema.json");
    let name = if run.scenario.name.is_empty() { "Lockstep" } else { &run.scenario.name };
    let (name, by, shared) = (json!(name), json!(super::MADE_BY), json!({ "frames": frames.list }));
    write!(
        out,
        "{{\"$schema\":{head},\"name\":{name},\"exporter\":{by},\"activeProfileIndex\":0,\
         \"shared\":{shared},\"profiles\":["
    )?;
    let mut first = true;
    for recording in run.recordings {
        let end = recording.end_ns();
        for (index, lane) in recording.lanes().enumerate() {
            let comma = if std::mem::take(&mut first) { "" } else { "," };
            let name = json!(format!("{} / {}", recording.label, lane.name));
            write!(
                out,
                "{comma}\n{{\"type\":\"evented\",\"name\":{name},\"unit\":\"nanoseconds\",\
                 \"startValue\":0,\"endValue\":{end},\"events\":["
            )?;
            let mut lane = Lane { out: &mut *out, first: true, stack: Vec::new(), end_ns: 0 };
            for slice in recording.slices(index) {
                lane.slice(frames.stack(&slice), slice.from_ns(), slice.to_ns())?;
            }
            lane.close(0)?;
            out.write_all(b"]}")?;
        }
    }
    out.write_all(b"]}\n")
}

/// Everything that can stand in a stack, and where it does in the list.
struct Frames {
    list: Vec<serde_json::Value>,
    classes: Vec<usize>,
    steps: BTreeMap<(usize, usize), usize>,
    states: Vec<usize>,
}

impl Frames {
    fn of(scenario: &Scenario) -> Frames {
        let mut list = Vec::new();
        let mut add = |name: String, file: Option<&str>| {
            list.push(
                file.map_or_else(|| json!({ "name": name }), |file| json!({ "name": name, "file": file })),
            );
            list.len() - 1
        };
        let states = words::STATES.iter().map(|state| add(words::name(*state).to_owned(), None)).collect();
        let (mut classes, mut steps) = (Vec::new(), BTreeMap::new());
        for (class, about) in scenario.workload.iter().enumerate() {
            classes.push(add(about.name.clone(), None));
            for (step, what) in about.steps.iter().enumerate() {
                let text = steps_text::print(std::slice::from_ref(what));
                steps.insert((class, step), add(text, Some(&about.name)));
            }
        }
        Frames { list, classes, steps, states }
    }

    /// From the outside in.
    fn stack(&self, slice: &ExactSlice) -> Vec<usize> {
        let class = slice.class().map(|class| class as usize);
        let step = class.zip(slice.step().map(|step| step as usize));
        let works = !matches!(slice.state(), SliceState::Overhead | SliceState::Start);
        let frames = [
            class.and_then(|class| self.classes.get(class)),
            step.filter(|_| works).and_then(|step| self.steps.get(&step)),
            self.states.get(words::index(slice.state())),
        ];
        frames.into_iter().flatten().copied().collect()
    }
}

/// Opens and closes frames, so that what goes on without a pause stays open.
struct Lane<'o, W> {
    out: &'o mut W,
    first: bool,
    stack: Vec<usize>,
    end_ns: u64,
}

impl<W: Write> Lane<'_, W> {
    fn slice(&mut self, stack: Vec<usize>, from_ns: u64, to_ns: u64) -> io::Result<()> {
        let same = self.stack.iter().zip(&stack).take_while(|(a, b)| a == b).count();
        self.close(if from_ns == self.end_ns { same } else { 0 })?;
        for frame in &stack[self.stack.len()..] {
            self.event('O', *frame, from_ns)?;
        }
        self.stack = stack;
        self.end_ns = to_ns;
        Ok(())
    }

    /// Closes frames until so many are open.
    fn close(&mut self, open: usize) -> io::Result<()> {
        while self.stack.len() > open {
            if let Some(frame) = self.stack.pop() {
                self.event('C', frame, self.end_ns)?;
            }
        }
        Ok(())
    }

    fn event(&mut self, kind: char, frame: usize, at: u64) -> io::Result<()> {
        let comma = if std::mem::take(&mut self.first) { "" } else { "," };
        write!(self.out, "{comma}{{\"type\":\"{kind}\",\"frame\":{frame},\"at\":{at}}}")
    }
}
