//! What the colours mean: the states that the picture shows.

use simulator::observe::timeline::SliceState;

use super::sheet::{Sheet, Type};
use super::text::width_px;
use crate::client::Workbench;
use crate::panels::legend::shown;
use crate::words;

const WORDS: Type = Type::of("soft", 11.5);
/// From one line to the next, pixels.
const LINE: f64 = 18.0;
const SWATCH: f64 = 10.0;
/// Between a swatch and its words, and between two entries.
const GAP: f64 = 6.0;
const APART: f64 = 9.0;

/// Swatches and words in lines.
pub(super) struct Legend {
    /// Each with its place: from the left, and its line.
    entries: Vec<(SliceState, f64, usize)>,
}

impl Legend {
    pub(super) fn of(workbench: &Workbench, room_px: f64) -> Legend {
        let (mut x, mut line) = (0.0, 0);
        let place = |state| {
            let width = SWATCH + GAP + width_px(words::name(state), WORDS.size_px);
            if x > 0.0 && x + width > room_px {
                (x, line) = (0.0, line + 1);
            }
            let here = (state, x, line);
            x += width + APART;
            here
        };
        Legend { entries: shown(workbench).into_iter().map(place).collect() }
    }

    pub(super) fn height(&self) -> f64 {
        self.entries.last().map_or(0.0, |(_, _, line)| (line + 1) as f64 * LINE)
    }

    pub(super) fn draw(&self, sheet: &mut Sheet, (left, top): (f64, f64)) {
        for (state, x, line) in &self.entries {
            let (x, y) = (left + x, top + *line as f64 * LINE);
            let name = words::token(*state);
            if words::is_hatched(*state) {
                sheet.put(format_args!(
                    "<rect fill=\"url(#key-{name})\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{SWATCH}\" height=\"{SWATCH}\" rx=\"2\"/>"
                ));
            } else {
                sheet.rect(&format!("state-{name}"), (x, y), (SWATCH, SWATCH), 2.0);
            }
            sheet.text((x + SWATCH + GAP, y + 9.0), WORDS, f64::INFINITY, words::name(*state));
        }
    }
}
