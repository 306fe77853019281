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
mod tests {
    use super::*;
    use crate::timeline::View;
    use crate::timeline::testing::{slice, timeline};

    const CARD: [u8; 4] = [255, 255, 255, 255];

    fn colour(state: SliceState) -> [u8; 4] {
        [10 + words::index(state) as u8, 0, 0, 255]
    }

    fn palette(density: f64) -> Palette {
        let shade = |state: SliceState| Shade { fill: colour(state), ..Shade::default() };
        let states: Vec<Shade> = words::STATES.into_iter().map(shade).collect();
        Palette { card: CARD, grid: CARD, ink: [0; 4], faint: states.clone(), states, density }
    }

    /// Draws slices of one lane over `width` CSS pixels, one millisecond each.
    fn drawn(slices: Vec<Slice>, width: f64, density: f64) -> Sheet {
        let line = timeline(slices);
        let layout = Layout::of(&line.lanes, &[]);
        let (scale, palette) = (TimeScale::new(View::new(0.0, width), width), palette(density));
        let mut sheet = Sheet::default();
        let scene = Scene { layout: &layout, scale: &scale, palette: &palette, grid_px: &[], picked: None };
        draw(&mut sheet, &line, &scene);
        sheet
    }

    /// How many pixels of a column have a colour.
    fn count(sheet: &Sheet, column: usize, colour: [u8; 4]) -> usize {
        let pixels = sheet.bytes().chunks_exact(4).skip(column).step_by(sheet.width);
        pixels.filter(|pixel| **pixel == colour).count()
    }

    #[test]
    fn a_bar_fills_its_pixels_and_no_others() {
        let sheet = drawn(vec![slice(10.0, 20.0, SliceState::Python, 0)], 40.0, 2.0);
        let lane = count(&sheet, 30, colour(SliceState::Python));
        assert_eq!(lane, 48, "a lane of 24 CSS pixels");
        for column in 0..80 {
            let expected = if (20..39).contains(&column) { lane } else { 0 };
            assert_eq!(count(&sheet, column, colour(SliceState::Python)), expected, "column {column}");
        }
    }

    #[test]
    fn a_short_wait_among_others_leaves_a_trace() {
        let (python, wait) = (SliceState::Python, SliceState::GilWait);
        let slices =
            vec![slice(0.0, 5.4, python, 0), slice(5.4, 5.401, wait, 0), slice(5.401, 20.0, python, 0)];
        let sheet = drawn(slices, 20.0, 1.0);
        assert_eq!(count(&sheet, 5, colour(wait)), 1);
        assert_eq!(count(&sheet, 5, colour(python)), 23);
        assert_eq!(count(&sheet, 5, CARD), sheet.height - 24);
    }

    #[test]
    fn a_merged_stretch_is_a_pile_of_its_states_and_its_idle_time() {
        let mut merged = slice(0.0, 8.0, SliceState::Io, 0);
        merged.count = 9;
        merged.mix = vec![(SliceState::Io, 4.0), (SliceState::Python, 2.0)];
        let sheet = drawn(vec![merged], 10.0, 1.0);
        assert_eq!(count(&sheet, 3, colour(SliceState::Io)), 12);
        assert_eq!(count(&sheet, 3, colour(SliceState::Python)), 6);
    }

    #[test]
    fn a_folded_lane_is_as_high_as_its_lanes_are_busy() {
        let mut folded = slice(0.0, 8.0, SliceState::Io, 0);
        folded.mix = vec![(SliceState::Io, 16.0)];
        let mut line = timeline(vec![folded]);
        line.lanes[0].stands_for = 4;
        let layout = Layout::of(&line.lanes, &[]);
        let (scale, palette) = (TimeScale::new(View::new(0.0, 10.0), 10.0), palette(1.0));
        let mut sheet = Sheet::default();
        let scene = Scene { layout: &layout, scale: &scale, palette: &palette, grid_px: &[], picked: None };
        draw(&mut sheet, &line, &scene);
        assert_eq!(count(&sheet, 3, colour(SliceState::Io)), 12, "half of 24");
    }

    #[test]
    fn the_picked_task_keeps_its_colour_and_the_others_fade() {
        let line = timeline(vec![
            slice(0.0, 10.0, SliceState::Io, 1),
            slice(10.0, 10.2, SliceState::Python, 2),
            slice(10.2, 20.0, SliceState::Io, 1),
        ]);
        let layout = Layout::of(&line.lanes, &[]);
        let scale = TimeScale::new(View::new(0.0, 20.0), 20.0);
        let mut palette = palette(1.0);
        palette.faint.iter_mut().for_each(|shade| shade.fill = [200; 4]);
        let mut sheet = Sheet::default();
        let scene =
            Scene { layout: &layout, scale: &scale, palette: &palette, grid_px: &[], picked: Some(2) };
        draw(&mut sheet, &line, &scene);
        assert_eq!(count(&sheet, 10, colour(SliceState::Python)), 24, "over the whole height");
        assert_eq!(count(&sheet, 5, colour(SliceState::Io)), 0);
        assert_eq!(count(&sheet, 5, [200; 4]), 24);
    }

    /// Whatever the slices are: every state that has time in a column of narrow slices has a pixel there, and every
    /// wide one a whole column.
    #[test]
    fn no_slice_is_lost() {
        let mut seed = 1_u64;
        let mut random = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        for round in 0..200 {
            let (mut at, mut slices) = (0.0, Vec::new());
            while at < 50.0 {
                let length = if random(3) == 0 { random(6_000) } else { random(300) } as f64 / 1000.0 + 0.001;
                let idle = if random(2) == 0 { random(800) as f64 / 1000.0 } else { 0.0 };
                slices.push(slice(at, at + length, words::STATES[random(STATES as u64) as usize], 0));
                at += length + idle;
            }
            let sheet = drawn(slices.clone(), 50.0, 1.0);
            for slice in slices.iter().filter(|slice| slice.to_ms < 50.0) {
                let columns = slice.from_ms.floor() as usize..slice.to_ms.ceil() as usize;
                let most = columns.map(|column| count(&sheet, column, colour(slice.state))).max();
                let least = if slice.to_ms - slice.from_ms >= 2.0 { 24 } else { 1 };
                assert!(most >= Some(least), "round {round}: {slice:?} has {most:?} pixels");
            }
        }
    }

    #[test]
    fn heights_are_shares_and_at_least_one() {
        let mut shares = Shares::default();
        let each = [0.9899, 0.01, 0.0001];
        words::STATES.into_iter().zip(each).for_each(|(state, share)| shares.add(state, share));
        let found = heights(&shares, 24);
        assert_eq!((found[0], found[1], found[2]), (22, 1, 1));
        shares.of[0] = 0.49;
        assert_eq!(heights(&shares, 24).iter().sum::<usize>(), 14, "the rest is idle");
    }
}
