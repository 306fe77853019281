//! A slice in words: what the tooltip shows and a screen reader says.

use simulator::observe::timeline::{Lane, LaneKind, Slice};
use simulator::{Scenario, Timeline};

use super::hit::{self, Spot};
use crate::{format, words};

/// What there is to say about a slice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The last part of the state's CSS class.
    pub token: &'static str,
    /// The state, in words.
    pub state: String,
    /// Which task and step, if it is one's.
    pub task: Option<String>,
    /// What the state means, in a sentence.
    pub meaning: &'static str,
    /// From when to when, and where.
    pub time: String,
    /// What it waited for, or what was merged.
    pub note: Option<String>,
}

impl Told {
    /// All of it as one line.
    pub fn line(&self) -> String {
        let parts = [Some(&self.state), self.task.as_ref(), Some(&self.time), self.note.as_ref()];
        parts.into_iter().flatten().cloned().collect::<Vec<_>>().join(". ")
    }
}

/// The slice at a spot.
pub fn tell(scenario: &Scenario, timeline: &Timeline, spot: Spot) -> Option<Told> {
    let slice = hit::slice(timeline, spot)?;
    let lane = timeline.lanes.get(spot.lane)?;
    let length = format::duration(slice.to_ms - slice.from_ms);
    let share = (slice.to_ms - slice.from_ms) / timeline.makespan_ms.max(1e-9);
    let time = format!(
        "{length} ({} of the run), from {} to {}, in {}",
        format::percent(share),
        format::duration(slice.from_ms),
        format::duration(slice.to_ms),
        lane.name
    );
    Some(Told {
        token: words::token(slice.state),
        state: words::name(slice.state).to_owned(),
        meaning: words::meaning(slice.state),
        task: task(scenario, slice),
        time,
        note: merged(lane, slice)
            .or_else(|| slice.waits_for.as_ref().map(|what| format!("Waits for {what}"))),
    })
}

/// `fetch document, task 12 · API call`.
fn task(scenario: &Scenario, slice: &Slice) -> Option<String> {
    let number = slice.task?;
    let class = slice.class.and_then(|class| scenario.workload.get(class as usize));
    let name = class.map_or("task", |class| class.name.as_str());
    let step = slice.step.and_then(|step| class?.steps.get(step as usize)?.name.clone());
    let step = step.map(|step| format!(" · {step}")).unwrap_or_default();
    Some(format!("{name}, task {number}{step}"))
}

fn merged(lane: &Lane, slice: &Slice) -> Option<String> {
    if slice.mix.is_empty() {
        return None;
    }
    let all: f64 = slice.mix.iter().map(|(_, ms)| ms).sum();
    let shares: Vec<String> = slice
        .mix
        .iter()
        .take(4)
        .map(|(state, ms)| format!("{} {}", format::percent(ms / all), words::name(*state)))
        .collect();
    let shares = shares.join(", ");
    Some(match lane.kind {
        LaneKind::Folded => {
            format!(
                "{} of {} lanes busy: {shares}. Show more lanes to see them",
                slice.count, lane.stands_for
            )
        }
        _ => format!("{} slices in one: {shares}. Zoom in to see them", slice.count),
    })
}
