//! The drawing being written: texts, rectangles, lines, groups. Every text is escaped here.

use std::fmt::Write;

use super::text::{clean, cut, escape};
use super::theme::{Theme, rules};

/// Inter is what the server's own pictures are drawn with; readers may have something else.
pub(super) const FONTS: &str =
    "Inter,system-ui,-apple-system,&quot;Segoe UI&quot;,&quot;DejaVu Sans&quot;,sans-serif";

/// An SVG that is being written.
pub(super) struct Sheet {
    out: String,
}

/// How a text stands.
#[derive(Clone, Copy)]
pub(super) struct Type {
    pub(super) class: &'static str,
    pub(super) size_px: f64,
    pub(super) bold: bool,
    /// It ends at its place, and does not begin there.
    pub(super) ends: bool,
}

impl Type {
    pub(super) const fn of(class: &'static str, size_px: f64) -> Type {
        Type { class, size_px, bold: false, ends: false }
    }

    pub(super) const fn bold(self) -> Type {
        Type { bold: true, ..self }
    }

    pub(super) const fn ending(self) -> Type {
        Type { ends: true, ..self }
    }
}

impl Sheet {
    /// Begins a picture: `size_px` is what it is shown at, `own_px` its own coordinates.
    pub(super) fn new(
        size_px: (f64, f64),
        own_px: (f64, f64),
        theme: Theme,
        (title, about): (&str, &str),
    ) -> Sheet {
        let ((width, height), (own_width, own_height)) = (size_px, own_px);
        let (title, about) = (escape(&clean(title)), escape(&clean(about)));
        let mut sheet = Sheet { out: String::with_capacity(16 * 1024) };
        sheet.put(format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {own_width} {own_height}\" role=\"img\" aria-labelledby=\"title about\" \
             font-family=\"{FONTS}\"><title id=\"title\">{title}</title><desc id=\"about\">{about}</desc>\
             <style>path[stroke-width]{{fill:none}}{}</style>",
            rules(theme)
        ));
        sheet
    }

    pub(super) fn done(mut self) -> String {
        self.out.push_str("</svg>\n");
        self.out
    }

    /// SVG that is known to be right.
    pub(super) fn put(&mut self, what: std::fmt::Arguments) {
        let written = self.out.write_fmt(what);
        debug_assert!(written.is_ok(), "writing to a string cannot fail");
    }

    /// A line of text, cut to its room.
    pub(super) fn text(&mut self, (x, y): (f64, f64), how: Type, room_px: f64, text: &str) {
        let Type { class, size_px, bold, ends } = how;
        let text = escape(&cut(&clean(text), size_px, room_px));
        let weight = if bold { " font-weight=\"600\"" } else { "" };
        let anchor = if ends { " text-anchor=\"end\"" } else { "" };
        self.put(format_args!(
            "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size_px}\"{weight}{anchor}>{text}</text>"
        ));
    }

    pub(super) fn rect(&mut self, class: &str, (x, y): (f64, f64), (width, height): (f64, f64), radius: f64) {
        self.put(format_args!(
            "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"{radius}\"/>"
        ));
    }

    /// A line one pixel wide.
    pub(super) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let ((x, y), (to_x, to_y)) = (from, to);
        self.put(format_args!(
            "<path class=\"{class}\" stroke-width=\"1\" d=\"M{x:.1} {y:.1}L{to_x:.1} {to_y:.1}\"/>"
        ));
    }
}
