//! How a picture is wanted, by the query of its address; and an SVG as PNG.

use std::sync::{Arc, LazyLock};

use app::picture::{Look, Theme};
use axum::body::Bytes;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};

/// Inter, cut down to the alphabets of Europe: `server/fonts`.
const FONTS: [&[u8]; 2] =
    [include_bytes!("../../fonts/inter-regular.ttf"), include_bytes!("../../fonts/inter-semibold.ttf")];

/// Width and height that may be asked for, pixels.
const WIDTHS: (f64, f64) = (320.0, 2_400.0);
const HEIGHTS: (f64, f64) = (160.0, 2_400.0);
/// Pixels of a PNG: 48 MB of memory while it is drawn.
const MOST_PIXELS: f64 = 12e6;

/// How a picture is wanted, and how many of its pixels stand for one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Wish {
    pub(super) look: Look,
    pub(super) scale: f64,
}

impl Wish {
    /// Reads `view=card`, `theme=dark`, `w=800`, `h=400`, `scale=2`. What is not known or makes no sense is as if it
    /// were not there: a picture with a mistake in its address is better than none.
    pub(super) fn read(query: &str) -> Wish {
        let pairs = || query.split('&').filter_map(|pair| pair.split_once('='));
        let of = |key: &str| pairs().find(|(name, _)| *name == key).map(|(_, value)| value);
        let number = |key: &str, (low, high): (f64, f64)| {
            of(key)
                .and_then(|text| text.parse::<f64>().ok())
                .filter(|n| n.is_finite())
                .map(|n| n.round().clamp(low, high))
        };
        let is_card = of("view") == Some("card");
        let mut look = if is_card { Look::CARD } else { Look::PAGE };
        if let Some(theme) = of("theme") {
            look.theme = Theme::of(theme);
        }
        let width_px = number("w", WIDTHS).unwrap_or(look.width_px);
        // A card is the same card at any width.
        if is_card {
            look.zoom *= width_px / look.width_px;
        }
        look.width_px = width_px;
        look.height_px = number("h", HEIGHTS).or(look.height_px);
        Wish { look, scale: number("scale", (1.0, 3.0)).unwrap_or(1.0) }
    }
}

static READING: LazyLock<Options<'static>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    FONTS.iter().for_each(|font| fonts.load_font_data(font.to_vec()));
    fonts.set_sans_serif_family("Inter");
    Options { fontdb: Arc::new(fonts), font_family: "Inter".to_owned(), ..Options::default() }
});

/// Reads the fonts now, so that no request waits for it.
pub(super) fn prepare() {
    LazyLock::force(&READING);
}

/// An SVG as PNG. None: it is not one that can be drawn, which is a fault of ours.
pub(super) fn png(svg: &str, scale: f64) -> Option<Bytes> {
    let tree = Tree::from_str(svg, &READING)
        .inspect_err(|fault| tracing::error!(%fault, "a picture is no SVG"))
        .ok()?;
    let size = tree.size();
    let pixels = f64::from(size.width()) * f64::from(size.height());
    let scale = scale.min((MOST_PIXELS / pixels).sqrt()) as f32;
    let (width, height) = ((size.width() * scale).round() as u32, (size.height() * scale).round() as u32);
    let mut pixmap = Pixmap::new(width, height)?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    encode(&pixmap)
        .inspect_err(|fault| tracing::error!(%fault, "a picture cannot be written"))
        .ok()
        .map(Bytes::from)
}

/// Quick rather than small: a card is worked out while somebody waits. Every pixel is opaque, the ground is.
fn encode(pixmap: &Pixmap) -> Result<Vec<u8>, png::EncodingError> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, pixmap.width(), pixmap.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let colours: Vec<u8> =
        pixmap.data().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    encoder.write_header()?.write_image_data(&colours)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::client::Refusal;

    #[test]
    fn a_query_with_mistakes_is_a_picture_all_the_same() {
        let usual = Wish { look: Look::PAGE, scale: 1.0 };
        for query in ["", "theme", "theme=neon&w=wide&h=&scale=NaN", "view=&x=1&&=", "%00=%ff"] {
            assert_eq!(Wish::read(query), usual, "{query}");
        }
        let wish = Wish::read("w=99999&h=1&scale=9&theme=dark");
        assert_eq!((wish.look.width_px, wish.look.height_px, wish.scale), (2_400.0, Some(160.0), 3.0));
        assert_eq!(wish.look.theme, Theme::Dark);
        assert_eq!(Wish::read("view=card").look, Look::CARD);
    }

    #[test]
    fn a_picture_has_the_size_that_was_asked_for() {
        let svg = app::picture::refusal(&Refusal::new("No."), &Look { height_px: Some(200.0), ..Look::PAGE });
        for scale in [1.0, 2.0] {
            let drawn = Pixmap::decode_png(&png(&svg, scale).unwrap()).unwrap();
            assert_eq!((drawn.width(), drawn.height()), ((960.0 * scale) as u32, (200.0 * scale) as u32));
        }
        let large = app::picture::refusal(&Refusal::new("No."), &Wish::read("w=2400&h=2400").look);
        let drawn = Pixmap::decode_png(&png(&large, 3.0).unwrap()).unwrap();
        assert!(f64::from(drawn.width() * drawn.height()) < 1.01 * MOST_PIXELS);
        assert_eq!(png("<html>", 1.0), None);
    }

    /// What a font does not have is drawn as an empty box: the same for every letter.
    #[test]
    fn the_fonts_have_what_pictures_say() {
        let drawn = |c: char, weight: u32| {
            let svg = format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"40\"><rect fill=\"white\" width=\"40\" height=\"40\"/><text x=\"5\" y=\"30\" \
                 font-family=\"Inter\" font-weight=\"{weight}\" font-size=\"24\">{c}</text></svg>"
            );
            png(&svg, 1.0).unwrap()
        };
        for weight in [400, 600] {
            let missing = drawn('\u{e000}', weight);
            for c in "Lockstep0123456789×±µ−∞·…→←“”%éßłžñΩж".chars() {
                assert!(drawn(c, weight) != missing, "{c} at {weight}");
            }
        }
        assert!(drawn('a', 400) != drawn('a', 600), "two weights");
    }
}
