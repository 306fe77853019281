//! Every model's row: its name, its numbers, its lanes on the axis that all rows share.

use simulator::Timeline;
use simulator::explain;

use super::sheet::{Sheet, Type};
use super::text::{cut, width_px};
use crate::client::Workbench;
use crate::format;
use crate::names::{Name, name};
use crate::panels::facts::{Facts, Place};
use crate::timeline::layout::DRAWING_WIDTH;
use crate::timeline::{Layout, TimeScale, View, svg, ticks};

/// Height of the axis above the rows, pixels.
pub(super) const AXIS: f64 = 26.0;
/// Width of the column of names.
const NAMES: f64 = 210.0;
/// A row is as high as its lanes, within these.
const LEAST: f64 = 56.0;
const MOST: f64 = 120.0;
/// Where the height is given: a row that is lower cannot be read.
const LOWEST: f64 = 20.0;
/// A row that is lower has one line of text.
const TWO_LINES: f64 = 33.0;
/// Space above and below the lanes within a row.
const BESIDE: f64 = 5.0;
/// Ticks are at least so far from each other.
const APART: f64 = 76.0;

/// The rows that are shown.
pub(super) struct Rows<'w> {
    shown: Vec<Row<'w>>,
    hidden: usize,
    view: View,
}

struct Row<'w> {
    timeline: &'w Timeline,
    layout: Layout,
    /// Where the lanes begin in the layout, and how high they are together.
    lanes_px: (f64, f64),
    name: Name,
    facts: Facts,
    recommended: bool,
    height: f64,
}

impl<'w> Rows<'w> {
    /// All rows; or, in a given height, as many as can be read: the recommended model and the fastest others.
    pub(super) fn of(workbench: &'w Workbench, height: Option<f64>) -> Rows<'w> {
        let results = &workbench.report.results;
        let recommended = workbench.report.verdict.recommended;
        let measure = explain::measure(&workbench.report.scenario);
        let most = height.map_or(usize::MAX, |height| ((height / LOWEST) as usize).max(1));
        let mut order: Vec<usize> = (0..results.len().min(workbench.timelines.len())).collect();
        order.sort_by(|a, b| {
            let rank = |at: usize| (at != recommended, measure.of(&results[at]));
            rank(*a).0.cmp(&rank(*b).0).then(rank(*a).1.total_cmp(&rank(*b).1))
        });
        let hidden = order.len().saturating_sub(most);
        order.truncate(most);
        order.sort_unstable();
        let share = height.map(|height| height / order.len().max(1) as f64);
        let row = |at: usize| {
            let timeline = &workbench.timelines[at];
            let layout = Layout::of(&timeline.lanes, &[]);
            let lanes_px = extent(&layout, timeline.lanes.len());
            let height = share.unwrap_or((lanes_px.1 + 2.0 * BESIDE).clamp(LEAST, MOST)).min(MOST);
            let facts = Facts::of(workbench, at);
            let name = name(results.iter().map(|r| r.label.as_str()), at);
            Row { timeline, layout, lanes_px, name, facts, recommended: at == recommended, height }
        };
        let shown: Vec<Row> = order.into_iter().map(row).collect();
        let ends: Vec<f64> = shown.iter().map(|row| row.timeline.makespan_ms).collect();
        Rows { shown, hidden, view: View::first(&ends) }
    }

    pub(super) fn height(&self) -> f64 {
        self.shown.iter().map(|row| row.height).sum()
    }

    /// Models that there is no room for.
    pub(super) fn hidden(&self) -> usize {
        self.hidden
    }

    /// The patterns of what waits: for the lanes, which are stretched to their width, and for the legend.
    pub(super) fn patterns(&self, sheet: &mut Sheet, room: f64) {
        let across = DRAWING_WIDTH / (room - NAMES);
        sheet.put(format_args!("<defs>"));
        for (state, lines) in svg::hatches() {
            for (prefix, across) in [("hatch", across), ("key", 1.0)] {
                sheet.put(format_args!(
                    "<pattern id=\"{prefix}-{state}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
                     patternTransform=\"scale({across:.2} 1)\"><rect class=\"state-{state}\" width=\"6\" \
                     height=\"6\"/><path class=\"hatch\" stroke-width=\"1.5\" d=\"{lines}\"/></pattern>"
                ));
            }
        }
        sheet.put(format_args!("</defs>"));
    }

    /// Draws axis and rows below a place.
    pub(super) fn draw(&self, sheet: &mut Sheet, (left, top): (f64, f64), room: f64) {
        let (lanes, width) = (left + NAMES, room - NAMES);
        let scale = TimeScale::new(self.view, width);
        for tick in ticks::ticks(self.view, width, APART) {
            let x = lanes + scale.x_px(tick.at_ms);
            sheet.line("grid", (x, top - 4.0), (x, top + self.height()));
            let last = x + 60.0 > left + room;
            let how = Type::of("faint", 11.0);
            sheet.text((x, top - 9.0), if last { how.ending() } else { how }, 100.0, &tick.label);
        }
        let mut y = top;
        for row in &self.shown {
            sheet.line("line", (left, y), (left + room, y));
            sheet.put(format_args!("<g class=\"row\">"));
            row.tell(sheet, (left, y));
            row.lanes(sheet, (lanes, y), width, self.view);
            sheet.put(format_args!("</g>"));
            y += row.height;
        }
        sheet.line("line", (left, y), (left + room, y));
    }
}

/// A name in its room. What tells it from others stays: the kind is cut first.
fn fitted(name: &Name, size_px: f64, room_px: f64) -> String {
    let which = name.which.as_ref().map_or(String::new(), |which| format!(" · {which}"));
    let kind = cut(&name.kind, size_px, (room_px - width_px(&which, size_px)).max(width_px("…", size_px)));
    cut(&format!("{kind}{which}"), size_px, room_px)
}

/// From the first lane's top to the last one's bottom.
fn extent(layout: &Layout, lanes: usize) -> (f64, f64) {
    let places: Vec<(f64, f64)> = (0..lanes).filter_map(|lane| layout.lane_px(lane)).collect();
    let top = places.iter().map(|place| place.0).fold(f64::INFINITY, f64::min);
    let bottom = places.iter().map(|place| place.0 + place.1).fold(0.0, f64::max);
    if bottom > top { (top, bottom - top) } else { (0.0, 1.0) }
}

impl Row<'_> {
    /// Name and numbers, in as many lines as there is room for.
    fn tell(&self, sheet: &mut Sheet, (left, top): (f64, f64)) {
        let facts = &self.facts;
        let room = NAMES - 12.0;
        let roomy = self.height >= LEAST;
        let low = self.height < TWO_LINES;
        let first = top
            + match (roomy, low) {
                (true, _) => 20.0,
                (_, true) => 0.5 * self.height + 4.5,
                _ => 0.5 * self.height - 3.0,
            };
        if self.recommended {
            sheet.rect("good", (left, top + 4.0), (3.0, self.height - 8.0), 1.5);
        }
        let indent = if self.recommended { 10.0 } else { 0.0 };
        let (left, room) = (left + indent, room - indent);
        let class = if self.recommended { "good" } else { "ink" };
        let how = Type::of(class, 13.5).bold();
        if low {
            let figure = facts.figure();
            let end = left + room;
            sheet.text((end, first), Type::of("ink", 12.5).ending(), room, &figure);
            let left_over = room - width_px(&figure, 12.5) - 8.0;
            sheet.text((left, first), how, left_over, &fitted(&self.name, how.size_px, left_over));
            return;
        }
        sheet.text((left, first), how, room, &fitted(&self.name, how.size_px, room));
        let spread = facts.spread().map_or(String::new(), |spread| format!(" {spread}"));
        let place = match facts.place {
            Some(Place::Fastest) => " · fastest",
            Some(Place::Tied) => " · tied",
            None => "",
        };
        let figure = format!("{}{spread}{place}", facts.figure());
        sheet.text((left, first + 16.0), Type::of("ink", 12.5), room, &figure);
        if roomy {
            sheet.text((left, first + 30.0), Type::of("faint", 11.0), room, &facts.pace());
        }
    }

    fn lanes(&self, sheet: &mut Sheet, (left, top): (f64, f64), width: f64, view: View) {
        let across = width / DRAWING_WIDTH;
        let (first, height) = self.lanes_px;
        let down = ((self.height - 2.0 * BESIDE) / height).min(1.5);
        let y = top + 0.5 * (self.height - down * height) - down * first;
        let bars = svg::lanes(self.timeline, &self.layout, view);
        sheet.put(format_args!(
            "<g transform=\"translate({left:.1} {y:.2}) scale({across:.5} {down:.3})\">{bars}</g>"
        ));
        let end = self.facts.end_ms;
        if end > view.to_ms {
            let how = Type::of("ink", 11.0).bold().ending();
            let words = format!("ends at {} →", format::duration(end));
            let room = width_px(&words, how.size_px) + 14.0;
            let (right, middle) = (left + width, top + 0.5 * self.height);
            sheet.rect("card", (right - room, middle - 9.0), (room, 18.0), 4.0);
            sheet.text((right - 6.0, middle + 4.0), how, room, &words);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_two_models_apart_is_not_cut() {
        let of = |kind: &str, which: &str| Name { kind: kind.to_owned(), which: Some(which.to_owned()) };
        assert_eq!(fitted(&of("Threads", "16"), 13.5, 188.0), "Threads · 16");
        let long = fitted(&of("asyncio + processes", "forkserver"), 13.5, 188.0);
        assert!(long.starts_with("async") && long.ends_with("… · forkserver"), "{long}");
        for room in [10.0, 60.0, 188.0] {
            let cut =
                fitted(&of("asyncio + processes", "100 in flight, forkserver, chunks of 8"), 13.5, room);
            assert!(cut.ends_with('…') && width_px(&cut, 13.5) <= room + 1.0, "{cut}");
        }
    }
}
