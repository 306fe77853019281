//! Draws a row on its canvas, sharp at any pixel density.

use std::cell::RefCell;

use leptos::wasm_bindgen::{Clamped, JsCast};
use leptos::web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};
use simulator::Timeline;

use super::look::palette;
use super::paper;
use crate::timeline::raster::{self, Scene};
use crate::timeline::sheet::Sheet;
use crate::timeline::{Layout, TimeScale};

thread_local! {
    /// All rows are drawn on one sheet, one after the other, so that no picture asks for memory.
    static SHEET: RefCell<Sheet> = RefCell::default();
}

/// Draws a row: grid lines, then its lanes. `picked`: the task to pick out.
pub fn draw(
    canvas: &HtmlCanvasElement,
    timeline: &Timeline,
    layout: &Layout,
    scale: &TimeScale,
    grid_px: &[f64],
    picked: Option<u64>,
) {
    let Some(palette) = palette(paper::density()) else { return };
    SHEET.with_borrow_mut(|sheet| {
        raster::draw(sheet, timeline, &Scene { layout, scale, palette: &palette, grid_px, picked });
        show(canvas, sheet);
    });
}

/// Puts the sheet on the canvas, which is given as many device pixels as it has.
fn show(canvas: &HtmlCanvasElement, sheet: &Sheet) -> Option<()> {
    let (width, height) = (sheet.width as u32, sheet.height as u32);
    if canvas.width() != width || canvas.height() != height {
        canvas.set_width(width);
        canvas.set_height(height);
    }
    let pen = canvas.get_context("2d").ok()??.dyn_into::<CanvasRenderingContext2d>().ok()?;
    let image = ImageData::new_with_u8_clamped_array_and_sh(Clamped(sheet.bytes()), width, height).ok()?;
    pen.put_image_data(&image, 0.0, 0.0).ok()
}
