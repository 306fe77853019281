//! Arrows along the way of the picked task, from lane to lane: submitted here, run there, its result taken back.

use std::fmt::Write;

use leptos::prelude::*;
use simulator::observe::look::Journey;

use crate::state::Session;
use crate::timeline::{Layout, TimeScale};

/// Arrows that are drawn at most in a row.
const MOST: usize = 200;
/// Half of an arrow's head, pixels.
const HEAD_PX: f64 = 3.0;

/// The arrows over a row's lanes.
#[component]
pub fn Flows(session: Session, index: usize, layout: Memo<Layout>) -> impl IntoView {
    let stage = session.stage;
    let path = Memo::new(move |_| {
        let scale = TimeScale::new(stage.view.get(), stage.width_px.get());
        session.looks.journeys.with(|all| {
            let way = all.iter().find(|way| way.model == index)?;
            let path = layout.with(|layout| arrows(way, layout, &scale));
            (!path.is_empty()).then_some(path)
        })
    });
    move || path.get().map(|path| view! { <svg class="lanes-flows" aria-hidden="true"><path d=path/></svg> })
}

/// A stretch of the task's way: lane, from, to.
type Stay = (usize, f64, f64);

/// Where the task was: submitted, in lanes, its result taken.
fn stays(way: &Journey) -> Vec<Stay> {
    let end = |at_ms: Option<f64>| Some((way.submitted_by?, at_ms?, at_ms?));
    let stops = way.stops.iter().map(|stop| (stop.lane, stop.from_ms, stop.to_ms));
    // Of a way that is cut off the end is not known.
    let result = way.done_ms.filter(|_| way.stops.len() == way.stops_total);
    end(way.submitted_ms).into_iter().chain(stops).chain(end(result)).collect()
}

/// Lines from the end of each stretch of the task's way to the begin of the next one in another lane.
fn arrows(way: &Journey, layout: &Layout, scale: &TimeScale) -> String {
    let (mut path, stays) = (String::new(), stays(way));
    let moves = stays.windows(2).filter(|pair| pair[0].0 != pair[1].0);
    let seen = moves.filter(|pair| pair[1].1 >= scale.from_ms && pair[0].2 <= scale.to_ms);
    for pair in seen.take(MOST) {
        let (Some(from), Some(to)) = (layout.middle_px(pair[0].0), layout.middle_px(pair[1].0)) else {
            continue;
        };
        // A stretch in another lane may begin before the one before it has ended.
        let (x0, x1) = (scale.x_px(pair[0].2.min(pair[1].1)), scale.x_px(pair[1].1));
        let bend = (0.5 * (x1 - x0)).clamp(2.0, 24.0);
        let (back, side) = (x1 - HEAD_PX, HEAD_PX);
        let drawn = write!(
            path,
            "M{x0:.1} {from:.1}C{:.1} {from:.1} {:.1} {to:.1} {x1:.1} {to:.1}M{back:.1} {:.1}L{x1:.1} {to:.1}L{back:.1} {:.1}",
            x0 + bend,
            x1 - bend,
            to - side,
            to + side,
        );
        debug_assert!(drawn.is_ok(), "writing to a string cannot fail");
    }
    path
}
