//! A picture in the place of one that cannot be had: why, in words.

use super::Look;
use super::frame::brand;
use super::sheet::{Sheet, Type};
use super::text::{clean, wrap};
use crate::client::Refusal;

const MARGIN: f64 = 24.0;
/// As many lines as tell what is wrong first.
const LINES: usize = 4;

/// Why there is no picture, as one.
pub fn refusal(refusal: &Refusal, look: &Look) -> String {
    let (width, height) = look.own_px();
    let height = height.unwrap_or(160.0).max(120.0);
    let room = width - 2.0 * MARGIN;
    let size = (look.width_px, height * look.zoom);
    let problems = refusal.problems.iter().map(|problem| format!("{} {}.", problem.path, problem.message));
    let told = clean(&problems.collect::<Vec<_>>().join(" "));
    let mut sheet = Sheet::new(size, (width, height), look.theme, ("Lockstep", &refusal.error));
    sheet.rect("card", (0.0, 0.0), (width, height), 0.0);
    sheet.rect("bad", (0.0, 0.0), (width, 4.0), 0.0);
    brand(&mut sheet, (width - MARGIN, MARGIN + 10.0));
    let head = Type::of("bad", 15.0).bold();
    let first = wrap(&clean(&refusal.error), head.size_px, room - 110.0, 2);
    for (line, text) in first.iter().enumerate() {
        sheet.text((MARGIN, MARGIN + 12.0 + 20.0 * line as f64), head, room, text);
    }
    let below = MARGIN + 20.0 * first.len() as f64 + 18.0;
    let how = Type::of("soft", 13.0);
    for (line, text) in wrap(&told, how.size_px, room, LINES).iter().enumerate() {
        sheet.text((MARGIN, below + 18.0 * line as f64), how, room, text);
    }
    sheet.done()
}
