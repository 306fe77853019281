//! The theme's colours as the canvas and the charts need them: read from the page's tokens, once a theme.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::{document, window};
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;
use simulator::observe::timeline::SliceState;

use crate::draft::typed;
use crate::timeline::sheet::{Colour, Palette, Shade, mixed};
use crate::words;

/// From one line of a hatch to the next, and a line's width; CSS pixels.
const HATCH_PX: f64 = 6.0;
const LINE_PX: f64 = 1.5;
/// What is not picked out is drawn this faintly.
const FAINT: f64 = 0.22;

thread_local! {
    static PALETTE: RefCell<Option<Rc<Palette>>> = const { RefCell::new(None) };
}

/// The colours have changed: read them again when they are next needed.
pub fn forget() {
    PALETTE.with_borrow_mut(|palette| *palette = None);
}

/// The colours of the present theme, for so many device pixels to a CSS pixel.
pub(super) fn palette(density: f64) -> Option<Rc<Palette>> {
    let kept = PALETTE.with_borrow(Clone::clone).filter(|palette| palette.density == density);
    if kept.is_some() {
        return kept;
    }
    let palette = Rc::new(read(density)?);
    PALETTE.with_borrow_mut(|kept| *kept = Some(Rc::clone(&palette)));
    Some(palette)
}

fn read(density: f64) -> Option<Palette> {
    let colours = Colours::new()?;
    let (lines, card) = (colours.rgba("--state-hatch"), colours.rgba("--color-card"));
    let shade = |state: SliceState| {
        let name = words::token(state);
        let fill = colours.rgba(&format!("--state-{name}"));
        let edged = matches!(state, SliceState::Io | SliceState::PoolQueue);
        let edge = edged.then(|| colours.rgba(&format!("--state-{name}-edge")));
        let (hatch, hatch_step) = hatch(state, fill, lines, density);
        Shade { fill, edge, hatch, hatch_step }
    };
    let faint = |shade: &Shade| {
        let faint = |colour: &Colour| mixed(*colour, card, FAINT);
        Shade {
            fill: faint(&shade.fill),
            edge: shade.edge.as_ref().map(faint),
            hatch: shade.hatch.iter().map(faint).collect(),
            hatch_step: shade.hatch_step,
        }
    };
    let states: Vec<Shade> = words::STATES.into_iter().map(shade).collect();
    let faint = states.iter().map(faint).collect();
    Some(Palette {
        card,
        grid: colours.rgba("--color-grid"),
        ink: colours.rgba("--color-ink"),
        states,
        faint,
        density,
    })
}

/// The colours across the lines of a state's hatch, and how far along them a step to the right and one down go.
fn hatch(state: SliceState, fill: Colour, lines: Colour, density: f64) -> (Vec<Colour>, (usize, usize)) {
    if !words::is_hatched(state) {
        return (Vec::new(), (0, 0));
    }
    let apart = (HATCH_PX * density).round().max(2.0);
    let period = apart as usize;
    let (step, slant) = match state {
        SliceState::GilWait => ((1, 1), std::f64::consts::SQRT_2),
        SliceState::CoreWait => ((0, 1), 1.0),
        SliceState::LockWait => ((1, 0), 1.0),
        _ => ((1, period - 1), std::f64::consts::SQRT_2),
    };
    let opacity = f64::from(lines[3]) / 255.0;
    let colour = |at: usize| {
        let away = (at as f64 - (0.5 * apart).floor()).abs() / slant;
        let covered = (0.5 * LINE_PX * density - away + 0.5).clamp(0.0, 1.0);
        mixed(lines, fill, covered * opacity)
    };
    ((0..period).map(colour).collect(), step)
}

/// Reads tokens as the colours that they are in the present theme.
pub(super) struct Colours {
    probe: HtmlElement,
}

impl Colours {
    pub(super) fn new() -> Option<Colours> {
        let probe = document().create_element("i").ok()?.dyn_into::<HtmlElement>().ok()?;
        probe.set_hidden(true);
        // Among a reader's own colours the states keep theirs.
        probe.style().set_property("forced-color-adjust", "none").ok()?;
        document().body()?.append_child(&probe).ok()?;
        Some(Colours { probe })
    }

    pub(super) fn of(&self, token: &str) -> String {
        let set = self.probe.style().set_property("color", &format!("var({token})"));
        let style = window().get_computed_style(&self.probe).ok().flatten();
        set.ok().and(style).and_then(|s| s.get_property_value("color").ok()).unwrap_or_default()
    }
}

impl Colours {
    fn rgba(&self, token: &str) -> Colour {
        // A computed colour is `rgb(1, 2, 3)` or `rgba(1, 2, 3, 0.5)`.
        let text = self.of(token);
        let numbers = text.split(|c: char| !c.is_ascii_digit() && c != '.').filter_map(typed::float);
        let mut colour = [0, 0, 0, 255];
        for (place, number) in numbers.take(4).enumerate() {
            colour[place] = if place == 3 { (number * 255.0).round() } else { number } as u8;
        }
        colour
    }
}

impl Drop for Colours {
    fn drop(&mut self) {
        self.probe.remove();
    }
}
