//! Chrome's trace event format, as Perfetto, `chrome://tracing` and VizTracer's viewer read it. Times are microseconds
//! with three decimals: nanoseconds.
//!
//! The format is described in "Trace Event Format" (Google) and Perfetto's "Other trace formats". Arrows are those of
//! its second version: `bind_id` with `flow_in` and `flow_out` on the slices themselves.

use std::io::{self, Write};

use serde_json::json;

use super::trace::{self, Format, Run, Slice, Told, Track, TrackKind, Way};

/// Writes a run as a JSON object.
pub(crate) fn write(out: &mut impl Write, run: &Run) -> io::Result<()> {
    let about = json!({ "scenario": run.scenario.name, "page": run.page, "made by": super::MADE_BY });
    write!(out, "{{\"displayTimeUnit\":\"ms\",\"otherData\":{about},\"traceEvents\":[")?;
    let mut events = Events { out, first: true, rank: 0 };
    trace::write(run, &mut events)?;
    out.write_all(b"]}\n")
}

struct Events<'o, W> {
    out: &'o mut W,
    first: bool,
    rank: u32,
}

impl<W: Write> Events<'_, W> {
    /// What stands between two events.
    fn comma(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.first) { self.out.write_all(b"\n") } else { self.out.write_all(b",\n") }
    }

    fn about(&mut self, track: &Track, what: &str, value: &serde_json::Value) -> io::Result<()> {
        self.comma()?;
        let Track { id, process, .. } = track;
        write!(self.out, r#"{{"ph":"M","pid":{process},"tid":{id},"name":"{what}","args":{value}}}"#)
    }
}

impl<W: Write> Format for Events<'_, W> {
    fn track(&mut self, track: &Track) -> io::Result<()> {
        let kind = match track.kind {
            TrackKind::Process => "process",
            TrackKind::Thread | TrackKind::Plain => "thread",
            // A counter is known by its name alone.
            TrackKind::Counter(_) => return Ok(()),
        };
        self.rank += 1;
        let (name, rank) = (json!({ "name": track.name }), json!({ "sort_index": self.rank }));
        self.about(track, &format!("{kind}_name"), &name)?;
        self.about(track, &format!("{kind}_sort_index"), &rank)
    }

    fn slice(&mut self, track: &Track, slice: &Slice<'_>) -> io::Result<()> {
        self.comma()?;
        let Track { id, process, .. } = track;
        let (name, category) = (text(slice.name), slice.category);
        let (ts, dur) = (Micros(slice.from_ns), Micros(slice.to_ns - slice.from_ns));
        write!(
            self.out,
            r#"{{"ph":"X","pid":{process},"tid":{id},"ts":{ts},"dur":{dur},"cat":"{category}","name":{name}"#
        )?;
        if let Some(Way { id, comes, goes }) = slice.way {
            write!(self.out, r#","bind_id":"0x{id:x}""#)?;
            let ends = [(comes, "flow_in"), (goes, "flow_out")];
            ends.into_iter()
                .filter(|end| end.0)
                .try_for_each(|end| write!(self.out, r#","{}":true"#, end.1))?;
        }
        if !slice.told.is_empty() {
            self.out.write_all(b",\"args\":{")?;
            for (place, (key, told)) in slice.told.iter().enumerate() {
                let comma = if place == 0 { "" } else { "," };
                match told {
                    Told::Text(words) => write!(self.out, "{comma}\"{key}\":{}", text(words))?,
                    Told::Number(number) => write!(self.out, "{comma}\"{key}\":{number}")?,
                }
            }
            self.out.write_all(b"}")?;
        }
        self.out.write_all(b"}")
    }

    fn count(&mut self, track: &Track, at_ns: u64, value: u64) -> io::Result<()> {
        let TrackKind::Counter(unit) = track.kind else { return Ok(()) };
        self.comma()?;
        let (process, name, ts) = (track.process, text(&track.name), Micros(at_ns));
        write!(
            self.out,
            r#"{{"ph":"C","pid":{process},"ts":{ts},"name":{name},"args":{{"{unit}":{value}}}}}"#
        )
    }
}

fn text(words: &str) -> serde_json::Value {
    serde_json::Value::from(words)
}

/// Nanoseconds, written as microseconds.
struct Micros(u64);

impl std::fmt::Display for Micros {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.0 / 1000, self.0 % 1000) {
            (whole, 0) => write!(f, "{whole}"),
            (whole, rest) => write!(f, "{whole}.{rest:03}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn microseconds_keep_every_nanosecond() {
        let cases = [(0, "0"), (999, "0.999"), (5_000, "5"), (1_234_567_891, "1234567.891")];
        for (ns, text) in cases {
            assert_eq!(Micros(ns).to_string(), text);
        }
    }
}
