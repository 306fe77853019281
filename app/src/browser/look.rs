//! The theme's colours as the canvas and the charts need them: read from the page's tokens, once a theme.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::{document, window};
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{CanvasPattern, CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement};
use simulator::observe::timeline::SliceState;

use crate::words;

/// Side of a hatch pattern's tile, pixels.
const TILE_PX: f64 = 6.0;

/// How a state is drawn.
pub(super) struct Ink {
    pub fill: String,
    /// A line along both sides: light fills need it to stand out from the page.
    pub edge: Option<String>,
    /// Lines over the fill of what waits.
    pub hatch: Option<CanvasPattern>,
}

/// All colours of the canvas.
pub(super) struct Look {
    pub card: String,
    pub grid: String,
    pub ink: String,
    pub states: Vec<Ink>,
}

thread_local! {
    static LOOK: RefCell<Option<Rc<Look>>> = const { RefCell::new(None) };
}

/// The colours have changed: read them again when they are next needed.
pub fn forget() {
    LOOK.with_borrow_mut(|look| *look = None);
}

pub(super) fn look() -> Option<Rc<Look>> {
    if let Some(look) = LOOK.with_borrow(Clone::clone) {
        return Some(look);
    }
    let look = Rc::new(read()?);
    LOOK.with_borrow_mut(|kept| *kept = Some(Rc::clone(&look)));
    Some(look)
}

fn read() -> Option<Look> {
    let colours = Colours::new()?;
    let hatch = colours.of("--state-hatch");
    let ink = |state: SliceState| {
        let name = words::token(state);
        let edged = matches!(state, SliceState::Io | SliceState::PoolQueue);
        Ink {
            fill: colours.of(&format!("--state-{name}")),
            edge: edged.then(|| colours.of(&format!("--state-{name}-edge"))),
            hatch: lines(state).and_then(|lines| pattern(lines, &hatch)),
        }
    };
    Some(Look {
        card: colours.of("--color-card"),
        grid: colours.of("--color-grid"),
        ink: colours.of("--color-ink"),
        states: words::STATES.into_iter().map(ink).collect(),
    })
}

/// Reads tokens as the colours that they are in the present theme.
pub(super) struct Colours {
    probe: HtmlElement,
}

impl Colours {
    pub(super) fn new() -> Option<Colours> {
        let probe = document().create_element("i").ok()?.dyn_into::<HtmlElement>().ok()?;
        probe.set_hidden(true);
        document().body()?.append_child(&probe).ok()?;
        Some(Colours { probe })
    }

    pub(super) fn of(&self, token: &str) -> String {
        let set = self.probe.style().set_property("color", &format!("var({token})"));
        let style = window().get_computed_style(&self.probe).ok().flatten();
        set.ok().and(style).and_then(|s| s.get_property_value("color").ok()).unwrap_or_default()
    }
}

impl Drop for Colours {
    fn drop(&mut self) {
        self.probe.remove();
    }
}

/// The lines of a state's hatch within a tile: from and to, in tiles.
fn lines(state: SliceState) -> Option<&'static [[f64; 4]]> {
    match state {
        SliceState::GilWait => Some(&[[0.0, 1.0, 1.0, 0.0], [-0.5, 0.5, 0.5, -0.5], [0.5, 1.5, 1.5, 0.5]]),
        SliceState::ServiceQueue | SliceState::LoopWait => {
            Some(&[[0.0, 0.0, 1.0, 1.0], [-0.5, 0.5, 0.5, 1.5], [0.5, -0.5, 1.5, 0.5]])
        }
        SliceState::CoreWait => Some(&[[0.0, 0.5, 1.0, 0.5]]),
        SliceState::LockWait => Some(&[[0.5, 0.0, 0.5, 1.0]]),
        _ => None,
    }
}

fn pattern(lines: &[[f64; 4]], colour: &str) -> Option<CanvasPattern> {
    let tile = document().create_element("canvas").ok()?.dyn_into::<HtmlCanvasElement>().ok()?;
    tile.set_width(TILE_PX as u32);
    tile.set_height(TILE_PX as u32);
    let pen = tile.get_context("2d").ok()??.dyn_into::<CanvasRenderingContext2d>().ok()?;
    pen.set_stroke_style_str(colour);
    pen.set_line_width(1.5);
    pen.begin_path();
    for [x0, y0, x1, y1] in lines {
        pen.move_to(x0 * TILE_PX, y0 * TILE_PX);
        pen.line_to(x1 * TILE_PX, y1 * TILE_PX);
    }
    pen.stroke();
    pen.create_pattern_with_html_canvas_element(&tile, "repeat").ok()?
}
