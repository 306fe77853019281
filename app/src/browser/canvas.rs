//! Draws the bars of a row on its canvas, sharp at any pixel density.

use leptos::prelude::window;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::look::{Ink, look};
use crate::timeline::paint::Bar;
use crate::words;

/// What is not picked out is drawn this faintly.
const FAINT: f64 = 0.22;
/// Edges and hatches are left out of bars that are narrower.
const PLAIN_BELOW_PX: f64 = 3.0;

/// Draws a row: grid lines, then its bars, state by state. `picked`: a task is picked out.
pub fn draw(
    canvas: &HtmlCanvasElement,
    width_px: f64,
    height_px: f64,
    bars: &[Bar],
    grid_px: &[f64],
    picked: bool,
) {
    let (Some(look), Some(pen)) = (look(), pen(canvas, width_px, height_px)) else { return };
    pen.set_fill_style_str(&look.card);
    pen.fill_rect(0.0, 0.0, width_px, height_px);
    pen.set_fill_style_str(&look.grid);
    for x in grid_px {
        pen.fill_rect(x.round(), 0.0, 1.0, height_px);
    }
    let mut by_state: Vec<Vec<&Bar>> = look.states.iter().map(|_| Vec::new()).collect();
    for bar in bars {
        by_state[words::index(bar.state)].push(bar);
    }
    for (ink, bars) in look.states.iter().zip(&by_state) {
        if picked {
            pen.set_global_alpha(FAINT);
            fill(&pen, ink, bars.iter().filter(|b| !b.picked));
            pen.set_global_alpha(1.0);
            fill(&pen, ink, bars.iter().filter(|b| b.picked));
        } else {
            fill(&pen, ink, bars.iter());
        }
    }
    if picked {
        pen.set_stroke_style_str(&look.ink);
        for bar in bars.iter().filter(|b| b.picked && b.width_px >= PLAIN_BELOW_PX) {
            pen.stroke_rect(bar.x_px + 0.5, bar.y_px + 0.5, bar.width_px - 1.0, bar.height_px - 1.0);
        }
    }
}

/// The canvas' pen, in CSS pixels; the canvas is given as many device pixels as it covers.
fn pen(canvas: &HtmlCanvasElement, width_px: f64, height_px: f64) -> Option<CanvasRenderingContext2d> {
    let density = window().device_pixel_ratio().max(1.0);
    let (width, height) = ((width_px * density).round() as u32, (height_px * density).round() as u32);
    if canvas.width() != width || canvas.height() != height {
        canvas.set_width(width);
        canvas.set_height(height);
    }
    let pen = canvas.get_context("2d").ok()??.dyn_into::<CanvasRenderingContext2d>().ok()?;
    pen.set_transform(density, 0.0, 0.0, density, 0.0, 0.0).ok()?;
    Some(pen)
}

fn fill<'a>(pen: &CanvasRenderingContext2d, ink: &Ink, bars: impl Iterator<Item = &'a &'a Bar> + Clone) {
    pen.set_fill_style_str(&ink.fill);
    for bar in bars.clone() {
        pen.fill_rect(bar.x_px, bar.y_px, bar.width_px, bar.height_px);
    }
    if let Some(edge) = &ink.edge {
        pen.set_fill_style_str(edge);
        for bar in bars.clone().filter(|b| b.width_px >= PLAIN_BELOW_PX) {
            pen.fill_rect(bar.x_px, bar.y_px + bar.height_px - 1.0, bar.width_px, 1.0);
        }
    }
    if let Some(hatch) = &ink.hatch {
        pen.set_fill_style_canvas_pattern(hatch);
        for bar in bars.filter(|b| b.width_px >= PLAIN_BELOW_PX) {
            pen.fill_rect(bar.x_px, bar.y_px, bar.width_px, bar.height_px);
        }
    }
}
