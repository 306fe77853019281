//! From slices to pixels: a row's lanes on a sheet, exact for every pixel.
//!
//! A slice of two device pixels or more is a bar from edge to edge. What is narrower shares its pixels' columns with
//! its neighbours: each state has as much of a column's height as it had of the column's time, and never less than
//! one device pixel, so that a short wait among others still leaves a trace of its colour.

use simulator::Timeline;
use simulator::observe::timeline::{Slice, SliceState};

use super::hit::visible;
use super::sheet::{Palette, Shade, Sheet, mixed};
use super::{Layout, TimeScale};
use crate::words;

const STATES: usize = words::STATES.len();
/// Bars from this width on are hatched, edged and outlined; CSS pixels.
const PLAIN_BELOW_PX: f64 = 3.0;
/// A bar this wide ends in a fainter pixel, so that equal neighbours can be told apart; CSS pixels.
const ROOMY_PX: f64 = 4.0;

/// What one picture shows beside its slices.
pub struct Scene<'a> {
    pub layout: &'a Layout,
    pub scale: &'a TimeScale,
    pub palette: &'a Palette,
    /// Where grid lines stand, CSS pixels.
    pub grid_px: &'a [f64],
    /// The number of the task to pick out.
    pub picked: Option<u64>,
}

/// Draws a row on the sheet.
pub fn draw(sheet: &mut Sheet, timeline: &Timeline, scene: &Scene) {
    let Scene { layout, scale, palette, grid_px, .. } = scene;
    let device = |px: f64| (px * palette.density).round() as usize;
    sheet.clear(device(scale.width_px), device(layout.height_px), palette.card);
    let (height, line) = (sheet.height, device(1.0).max(1));
    for x in grid_px.iter().map(|x| device(x.round())) {
        sheet.fill((x, x + line), (0, height), palette.grid);
    }
    for (index, lane) in timeline.lanes.iter().enumerate() {
        let Some((top, height)) = layout.lane_px(index) else { continue };
        let rows = (device(top), device(top + height));
        let mut pen = Pen { sheet, scene, rows, lanes: lane.stands_for.max(1), column: Column::default() };
        visible(&lane.slices, scale).iter().for_each(|slice| pen.slice(slice));
        pen.flush();
    }
}

/// Draws one lane from left to right.
struct Pen<'a> {
    sheet: &'a mut Sheet,
    scene: &'a Scene<'a>,
    rows: (usize, usize),
    /// Lanes that this one stands for.
    lanes: u32,
    column: Column,
}

/// What falls into one column of pixels.
#[derive(Default)]
struct Column {
    at: usize,
    /// The shares of the column's time.
    shares: Shares,
    /// Something narrow is in it.
    shared: bool,
    picked: Option<SliceState>,
}

/// How much each state has of something. There are many of them and few states in each, so those that are there are
/// known.
#[derive(Default)]
struct Shares {
    of: [f64; STATES],
    /// A bit for each state that is there.
    there: u32,
}

impl Shares {
    fn add(&mut self, state: SliceState, share: f64) {
        let place = words::index(state);
        self.of[place] += share;
        self.there |= 1 << place;
    }

    /// The places of the states that are there, and their shares.
    fn iter(&self) -> impl Iterator<Item = (usize, f64)> {
        places(self.there).map(|place| (place, self.of[place]))
    }
}

/// The bits that are set, from the lowest on.
fn places(mut bits: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = bits.trailing_zeros() as usize;
        bits &= bits.checked_sub(1)?;
        Some(place)
    })
}

impl<'a> Pen<'a> {
    fn slice(&mut self, slice: &Slice) {
        let (scale, density) = (self.scene.scale, self.scene.palette.density);
        let width = self.sheet.width as f64;
        let left = (scale.x_px(slice.from_ms) * density).max(0.0);
        let right = (scale.x_px(slice.to_ms) * density).min(width);
        let picked = self.scene.picked.is_some() && slice.task == self.scene.picked;
        if right <= left {
            return;
        }
        if !slice.mix.is_empty() {
            let span_ms = (slice.to_ms - slice.from_ms) * f64::from(self.lanes);
            let shares = slice.mix.iter().map(|(state, ms)| (*state, ms / span_ms));
            if right - left < 2.0 {
                shares.for_each(|(state, share)| self.merged(left, right, state, share, picked));
            } else {
                self.flush();
                let mut all = Shares::default();
                shares.for_each(|(state, share)| all.add(state, share));
                self.pile((left.round() as usize, right.round() as usize), &all, picked);
            }
        } else if right - left < 2.0 {
            self.narrow(left, right, slice.state, picked);
        } else {
            self.wide(left, right, slice.state, picked);
        }
    }

    /// Goes on to a column.
    fn reach(&mut self, at: usize) -> &mut Column {
        if self.column.at != at {
            self.flush();
            self.column.at = at;
        }
        &mut self.column
    }

    /// A state among others gets a share of a column's time.
    fn share(&mut self, at: usize, state: SliceState, share: f64, picked: bool) {
        let column = self.reach(at);
        column.shares.add(state, share);
        column.shared = true;
        if picked {
            column.picked = Some(state);
        }
    }

    /// One of the states of a narrow stretch. They come one after the other: a stretch over a border is put where most
    /// of it is.
    fn merged(&mut self, left: f64, right: f64, state: SliceState, share: f64, picked: bool) {
        if share >= 1.0 {
            self.narrow(left, right, state, picked);
        } else if share > 0.0 {
            self.share((0.5 * (left + right)) as usize, state, (right - left) * share, picked);
        }
    }

    fn narrow(&mut self, left: f64, right: f64, state: SliceState, picked: bool) {
        for at in left as usize..right.ceil() as usize {
            let within = right.min((at + 1) as f64) - left.max(at as f64);
            if within > 0.0 {
                self.share(at, state, within, picked);
            }
        }
    }

    fn wide(&mut self, left: f64, right: f64, state: SliceState, picked: bool) {
        let (first, last) = (left.ceil() as usize, right.floor() as usize);
        if (first as f64) > left {
            self.reach(first - 1).shares.add(state, first as f64 - left);
        }
        self.flush();
        self.bar(first, last, state, picked);
        if right > last as f64 {
            self.reach(last).shares.add(state, right - last as f64);
        }
    }

    /// A bar over whole columns.
    fn bar(&mut self, first: usize, last: usize, state: SliceState, picked: bool) {
        let palette = self.scene.palette;
        let shade = self.shade(state, picked);
        let (wide, line) =
            ((last - first) as f64 / palette.density, palette.density.round().max(1.0) as usize);
        let (x, y) = ((first, last), self.rows);
        if shade.hatch.is_empty() || wide < PLAIN_BELOW_PX {
            self.sheet.fill(x, y, shade.fill);
        } else {
            self.sheet.hatch(x, y, shade);
        }
        if let Some(edge) = shade.edge.filter(|_| wide >= PLAIN_BELOW_PX) {
            self.sheet.fill(x, (y.1 - line, y.1), edge);
        }
        if wide >= ROOMY_PX {
            self.sheet.fill((last - 1, last), y, mixed(shade.fill, palette.card, 0.5));
        }
        if picked && wide >= PLAIN_BELOW_PX {
            for side in [(x, (y.0, y.0 + line)), (x, (y.1 - line, y.1))] {
                self.sheet.fill(side.0, side.1, palette.ink);
            }
            for side in [(first, first + line), (last - line, last)] {
                self.sheet.fill(side, y, palette.ink);
            }
        }
    }

    fn shade(&self, state: SliceState, picked: bool) -> &'a Shade {
        let palette = self.scene.palette;
        let faint = self.scene.picked.is_some() && !picked;
        let shades = if faint { &palette.faint } else { &palette.states };
        &shades[words::index(state)]
    }

    /// Draws the column that was reached.
    fn flush(&mut self) {
        if self.column.shares.there == 0 {
            return;
        }
        let column = std::mem::take(&mut self.column);
        let x = (column.at, column.at + 1);
        if column.shared {
            self.pile(x, &column.shares, false);
        } else if let Some((place, share)) = column.shares.iter().max_by(|a, b| a.1.total_cmp(&b.1))
            && share >= 1.0 - column.shares.iter().map(|(_, share)| share).sum::<f64>()
        {
            // Ends of bars: the column belongs to the one that has most of it.
            self.sheet.fill(x, self.rows, self.shade(words::STATES[place], false).fill);
        }
        if let Some(state) = column.picked {
            self.sheet.fill(x, self.rows, self.shade(state, true).fill);
        }
        self.column.at = column.at;
    }

    /// States on top of each other, each with its share of the height.
    fn pile(&mut self, x: (usize, usize), shares: &Shares, picked: bool) {
        let mut bottom = self.rows.1;
        let heights = heights(shares, self.rows.1 - self.rows.0);
        for place in places(shares.there) {
            let top = bottom.saturating_sub(heights[place]).max(self.rows.0);
            let fill = self.shade(words::STATES[place], picked).fill;
            self.sheet.fill(x, (top, bottom), fill);
            bottom = top;
        }
    }
}

/// How many of `rows` each state gets: its share, but at least one if it has any; together no more than there are.
fn heights(shares: &Shares, rows: usize) -> [usize; STATES] {
    let mut heights = [0; STATES];
    let (mut sum, mut whole) = (0, 0.0);
    for (place, share) in shares.iter().filter(|(_, share)| *share > 0.0) {
        // Rounded by hand: it is done for every column of every lane, and WASM has no such instruction.
        heights[place] = ((share * rows as f64 + 0.5) as usize).max(1);
        sum += heights[place];
        whole += share;
    }
    let full = whole > 1.0 - 1e-6;
    while sum != rows {
        let Some(highest) = places(shares.there).max_by_key(|place| heights[*place]) else { break };
        if sum > rows && heights[highest] > 1 {
            heights[highest] -= 1;
            sum -= 1;
        } else if sum < rows && full {
            heights[highest] += 1;
            sum += 1;
        } else {
            break;
        }
    }
    heights
}

#[cfg(test)]
mod tests;
