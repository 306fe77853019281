//! The numbers behind the charts, from a report alone.

use simulator::observe::report::ModelResult;
use simulator::observe::timeline::SliceState;

use crate::timeline::View;
use crate::words;

/// A curve: a model's label and its points.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    pub label: String,
    pub points: Vec<(f64, f64)>,
}

/// A stack: a model's label, and milliseconds per task in each state.
#[derive(Clone, Debug, PartialEq)]
pub struct Stack {
    pub label: String,
    pub parts: Vec<(SliceState, f64)>,
}

/// Points of a throughput curve.
const BINS: usize = 24;

/// Until when the charts run: as the first view of the timelines, so that the slowest model does not flatten the rest.
pub fn until_ms(results: &[ModelResult]) -> f64 {
    View::first(&results.iter().map(|r| r.makespan_ms).collect::<Vec<_>>()).to_ms
}

/// Completions a second over time [ms], in bins that all models share.
pub fn throughput(results: &[ModelResult]) -> Vec<Curve> {
    let width_ms = until_ms(results) / BINS as f64;
    let curve = |result: &ModelResult| {
        let mut completed = [0.0; BINS];
        let mut from = 0.0;
        for bin in &result.throughput {
            spread(&mut completed, width_ms, (from, bin.until_ms), bin.completed as f64);
            from = bin.until_ms;
        }
        let used = ((from / width_ms).ceil() as usize).min(BINS);
        let middle = |(index, n): (usize, &f64)| ((index as f64 + 0.5) * width_ms, n / width_ms * 1e3);
        Curve {
            label: result.label.clone(),
            points: completed[..used].iter().enumerate().map(middle).collect(),
        }
    };
    results.iter().map(curve).collect()
}

/// Shares an amount out over the bins that a stretch touches.
fn spread(bins: &mut [f64], width_ms: f64, stretch: (f64, f64), amount: f64) {
    let length = (stretch.1 - stretch.0).max(1e-12);
    for (index, bin) in bins.iter_mut().enumerate() {
        let (from, to) = (index as f64 * width_ms, (index + 1) as f64 * width_ms);
        let common = stretch.1.min(to) - stretch.0.max(from);
        if common > 0.0 {
            *bin += amount * common / length;
        }
    }
}

/// Share of the tasks [%] that are done within a latency [ms].
pub fn latency(results: &[ModelResult]) -> Vec<Curve> {
    let until = until_ms(results);
    let curve = |result: &ModelResult| {
        let percentiles = result.latency_percentiles_ms.iter().enumerate();
        let points = percentiles.map(|(share, ms)| (*ms, share as f64)).take_while(|point| point.0 <= until);
        Curve { label: result.label.clone(), points: points.collect() }
    };
    results.iter().map(curve).collect()
}

/// Where a task's time goes on average, from its beginning on: waiting in the pool's queue is left out, since it
/// says how long the whole takes and nothing about the task.
pub fn time(results: &[ModelResult]) -> Vec<Stack> {
    let stack = |result: &ModelResult| {
        let tasks = result.tasks.completed.max(1) as f64;
        let values = result.time_ms.values();
        let shown = words::times().filter(|(state, _)| *state != SliceState::PoolQueue);
        let parts = shown.map(|(state, place)| (state, values[place] / tasks)).filter(|(_, ms)| *ms > 0.0);
        Stack { label: result.label.clone(), parts: parts.collect() }
    };
    results.iter().map(stack).collect()
}

/// The states that occur in any stack, in the order in which stacks show them.
pub fn states(stacks: &[Stack]) -> Vec<SliceState> {
    let occurs =
        |state: &SliceState| stacks.iter().flat_map(|stack| &stack.parts).any(|part| part.0 == *state);
    words::STATES.into_iter().filter(occurs).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_each_state_that_occurs_once() {
        let stack = |parts: &[SliceState]| Stack {
            label: String::new(),
            parts: parts.iter().map(|state| (*state, 1.0)).collect(),
        };
        let stacks = [
            stack(&[SliceState::Python, SliceState::LoopWait]),
            stack(&[SliceState::Python, SliceState::Io]),
        ];
        assert_eq!(states(&stacks), [SliceState::Python, SliceState::Io, SliceState::LoopWait]);
    }

    #[test]
    fn amounts_are_shared_out_by_overlap() {
        let mut bins = [0.0; 3];
        spread(&mut bins, 10.0, (5.0, 25.0), 4.0);
        assert_eq!(bins, [1.0, 2.0, 1.0]);
        spread(&mut bins, 10.0, (25.0, 45.0), 4.0);
        assert_eq!(bins, [1.0, 2.0, 2.0], "what lies beyond is not shown");
    }
}
