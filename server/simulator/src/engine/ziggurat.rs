//! Exponential and normal draws by the ziggurat (Marsaglia and Tsang 2000) with 256 layers: nearly all of them take one
//! number, a product and a comparison, where inversion takes a logarithm.
//!
//! The area under the density is cut into layers of the same area, one upon the other. A layer is drawn, and a point of its
//! width; it counts if it lies under the layer above too, else if it lies under the density. The lowest layer holds the
//! tail, which is drawn by itself. Tasks are not drawn so: a script in Python draws the same ones.

use std::sync::LazyLock;

use super::random::Stream;

const LAYERS: usize = 256;

/// Where each layer ends to the right, and the density there.
struct Layers {
    x: [f64; LAYERS + 1],
    density: [f64; LAYERS + 1],
}

/// A density: where its tail begins, and the area of each layer.
const EXPONENTIAL: (f64, f64) = (7.697_117_470_131_05, 0.003_949_659_822_581_572);
const NORMAL: (f64, f64) = (3.654_152_885_361_009, 0.004_928_673_233_974_655);

static EXPONENTIALS: LazyLock<Layers> =
    LazyLock::new(|| Layers::new(EXPONENTIAL, |x| libm::exp(-x), |y| -libm::log(y)));
static NORMALS: LazyLock<Layers> =
    LazyLock::new(|| Layers::new(NORMAL, |x| libm::exp(-0.5 * x * x), |y| libm::sqrt(-2.0 * libm::log(y))));

impl Layers {
    fn new((tail, area): (f64, f64), density: fn(f64) -> f64, inverse: fn(f64) -> f64) -> Layers {
        let mut x = [0.0; LAYERS + 1];
        // As wide as the lowest layer would be as a rectangle.
        x[0] = area / density(tail);
        x[1] = tail;
        for layer in 2..LAYERS {
            x[layer] = inverse(area / x[layer - 1] + density(x[layer - 1]));
        }
        Layers { x, density: x.map(density) }
    }

    /// A point of a layer, and the layer; `true`: it counts as it is.
    #[inline]
    fn point(&self, bits: u64) -> (f64, usize, bool) {
        let layer = bits as usize % LAYERS;
        let x = Stream::unit_of(bits) * self.x[layer];
        (x, layer, x < self.x[layer + 1])
    }

    /// A height within a layer.
    fn height(&self, layer: usize, unit: f64) -> f64 {
        self.density[layer] + unit * (self.density[layer + 1] - self.density[layer])
    }
}

/// With mean 1.
#[inline]
pub(super) fn exponential(stream: &mut Stream) -> f64 {
    let layers = &*EXPONENTIALS;
    let (x, layer, counts) = layers.point(stream.bits());
    if counts { x } else { exponential_at_edge(stream, layers, x, layer) }
}

#[cold]
fn exponential_at_edge(stream: &mut Stream, layers: &Layers, x: f64, layer: usize) -> f64 {
    if layer == 0 {
        // The tail is as the whole.
        return EXPONENTIAL.0 + exponential(stream);
    }
    if layers.height(layer, stream.unit()) < libm::exp(-x) { x } else { exponential(stream) }
}

/// With mean 0 and standard deviation 1.
#[inline]
pub(super) fn normal(stream: &mut Stream) -> f64 {
    let layers = &*NORMALS;
    let bits = stream.bits();
    let (x, layer, counts) = layers.point(bits);
    if !counts {
        return normal_at_edge(stream, layers, bits, (x, layer));
    }
    signed(x, bits)
}

/// The bit above the layer's says which side.
fn signed(x: f64, bits: u64) -> f64 {
    if bits & LAYERS as u64 == 0 { x } else { -x }
}

#[cold]
fn normal_at_edge(stream: &mut Stream, layers: &Layers, bits: u64, (x, layer): (f64, usize)) -> f64 {
    if layer == 0 {
        return signed(normal_tail(stream), bits);
    }
    let counts = layers.height(layer, stream.unit()) < libm::exp(-0.5 * x * x);
    if counts { signed(x, bits) } else { normal(stream) }
}

/// Beyond where the tail begins (Marsaglia 1964).
fn normal_tail(stream: &mut Stream) -> f64 {
    let tail = NORMAL.0;
    loop {
        let beyond = exponential(stream) / tail;
        if 2.0 * exponential(stream) > beyond * beyond {
            return tail + beyond;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWS: usize = 400_000;

    fn draws(draw: fn(&mut Stream) -> f64) -> Vec<f64> {
        let mut stream = Stream::new(1, [2, 3, 4]);
        let mut all: Vec<f64> = (0..DRAWS).map(|_| draw(&mut stream)).collect();
        all.sort_by(f64::total_cmp);
        all
    }

    /// The greatest distance between what was drawn and what should be, times the root of how many (Kolmogorov).
    fn distance(draws: &[f64], law: impl Fn(f64) -> f64) -> f64 {
        let n = draws.len() as f64;
        let off = draws.iter().enumerate().map(|(at, x)| (law(*x) - (at as f64 + 0.5) / n).abs());
        off.fold(0.0, f64::max) * n.sqrt()
    }

    #[test]
    fn layers_meet_at_the_top() {
        for (layers, area) in [(&*EXPONENTIALS, EXPONENTIAL.1), (&*NORMALS, NORMAL.1)] {
            let top = layers.x[LAYERS - 1] * (1.0 - layers.density[LAYERS - 1]);
            assert!((top / area - 1.0).abs() < 1e-6, "{top} {area}");
        }
    }

    /// 1.95 is passed by chance once in a thousand times.
    #[test]
    fn draws_follow_their_laws() {
        let exponentials = draws(exponential);
        assert!(distance(&exponentials, |x| 1.0 - (-x).exp()) < 1.95);
        let normals = draws(normal);
        assert!(distance(&normals, |x| 0.5 * libm::erfc(-x / 2.0_f64.sqrt())) < 1.95);
    }

    #[test]
    fn tails_are_as_heavy_as_they_should_be() {
        let beyond = |all: &[f64], x: f64| all.iter().filter(|draw| draw.abs() > x).count() as f64;
        for (all, tail, law) in [
            (draws(exponential), EXPONENTIAL.0, (-EXPONENTIAL.0).exp()),
            (draws(normal), NORMAL.0, libm::erfc(NORMAL.0 / 2.0_f64.sqrt())),
        ] {
            let expected = law * DRAWS as f64;
            assert!((beyond(&all, tail) - expected).abs() < 4.0 * expected.sqrt(), "{expected}");
        }
    }
}
