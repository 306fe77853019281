//! A sheet of pixels, and the colours to put on it.

/// Red, green, blue, opacity.
pub type Colour = [u8; 4];

/// How a state is drawn.
#[derive(Clone, Debug, Default)]
pub struct Shade {
    pub fill: Colour,
    /// A line along the bottom: light fills need it to stand out from the page.
    pub edge: Option<Colour>,
    /// The colours across the hatch's lines; empty: not hatched.
    pub hatch: Vec<Colour>,
    /// How far along `hatch` one pixel to the right and one down are.
    pub hatch_step: (usize, usize),
}

/// The colours of a theme at a pixel density.
#[derive(Clone, Debug)]
pub struct Palette {
    pub card: Colour,
    pub grid: Colour,
    pub ink: Colour,
    /// In the order of [`crate::words::STATES`].
    pub states: Vec<Shade>,
    /// The same for what is not picked out.
    pub faint: Vec<Shade>,
    /// Device pixels to a CSS pixel.
    pub density: f64,
}

/// Between two colours: `share` of the first.
pub fn mixed(one: Colour, other: Colour, share: f64) -> Colour {
    let part = |i: usize| (f64::from(one[i]) * share + f64::from(other[i]) * (1.0 - share)).round() as u8;
    [part(0), part(1), part(2), 255]
}

/// Device pixels, row by row; one sheet serves all rows in turn.
#[derive(Debug, Default)]
pub struct Sheet {
    pixels: Vec<Colour>,
    /// Device pixels.
    pub width: usize,
    /// Device pixels.
    pub height: usize,
}

impl Sheet {
    /// All pixels as the canvas takes them.
    pub fn bytes(&self) -> &[u8] {
        self.pixels.as_flattened()
    }

    pub(super) fn clear(&mut self, width: usize, height: usize, colour: Colour) {
        (self.width, self.height) = (width, height);
        self.pixels.clear();
        self.pixels.resize(width * height, colour);
    }

    /// A part of each line from one row to another.
    fn lines(
        &mut self,
        (left, right): (usize, usize),
        (top, bottom): (usize, usize),
    ) -> impl Iterator<Item = (usize, &mut [Colour])> {
        let (right, width) = (right.min(self.width), self.width);
        let left = left.min(right);
        let rows = self.pixels.chunks_exact_mut(width.max(1)).enumerate();
        rows.take(bottom).skip(top).map(move |(y, row)| (y, &mut row[left..right]))
    }

    pub(super) fn fill(&mut self, x: (usize, usize), y: (usize, usize), colour: Colour) {
        if x.1 != x.0 + 1 {
            return self.lines(x, y).for_each(|(_, line)| line.fill(colour));
        }
        // A column of one pixel, as most of what is narrow is.
        if x.0 < self.width {
            let below = self.pixels.iter_mut().skip(y.0 * self.width + x.0).step_by(self.width);
            below.take(y.1.saturating_sub(y.0)).for_each(|pixel| *pixel = colour);
        }
    }

    pub(super) fn hatch(&mut self, x: (usize, usize), y: (usize, usize), shade: &Shade) {
        let (across, down) = shade.hatch_step;
        for (row, line) in self.lines(x, y) {
            let mut at = (row * down + x.0 * across) % shade.hatch.len();
            for pixel in line {
                *pixel = shade.hatch[at];
                at = (at + across) % shade.hatch.len();
            }
        }
    }
}
