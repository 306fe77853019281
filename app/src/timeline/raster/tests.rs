//! What a raster shows, pixel by pixel.

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
    let slices = vec![slice(0.0, 5.4, python, 0), slice(5.4, 5.401, wait, 0), slice(5.401, 20.0, python, 0)];
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
    let scene = Scene { layout: &layout, scale: &scale, palette: &palette, grid_px: &[], picked: Some(2) };
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
