//! The colours' contrast, by WCAG's formula: states can be told from the page, words can be read.

use std::collections::BTreeMap;

const TOKENS: &str = include_str!("../../../style/tokens.css");

/// Colours by their names: light, dark.
fn colours() -> BTreeMap<&'static str, [&'static str; 2]> {
    let pair = |line: &'static str| {
        let (name, value) = line.trim().strip_prefix("--")?.split_once(": light-dark(")?;
        let (light, dark) = value.strip_suffix(");")?.split_once(", ")?;
        Some((name, [light, dark]))
    };
    TOKENS.lines().filter_map(pair).collect()
}

/// Relative luminance of `#rrggbb`.
fn luminance(colour: &str) -> f64 {
    let part = |at: usize| {
        let c = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

fn contrast(one: &str, other: &str) -> f64 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The names that begin with this, except for edges and hatches.
fn named(prefix: &str) -> Vec<&'static str> {
    let own = |name: &&str| name.starts_with(prefix) && !name.ends_with("-edge") && !name.ends_with("-hatch");
    colours().into_keys().filter(own).collect()
}

#[test]
fn every_state_and_line_stands_out_by_its_colour_or_its_edge() {
    let colours = colours();
    let names = [named("state-"), named("line-")].concat();
    assert!(names.len() > 15, "{names:?}");
    for name in names {
        let seen = *colours.get(format!("{name}-edge").as_str()).unwrap_or(&colours[name]);
        for theme in 0..2 {
            for back in ["color-card", "color-page"] {
                let ratio = contrast(seen[theme], colours[back][theme]);
                assert!(ratio >= 3.0, "{name} on {back}, theme {theme}: {ratio:.2}");
            }
        }
    }
}

#[test]
fn words_can_be_read() {
    let colours = colours();
    let words =
        [named("color-ink"), named("code-"), vec!["color-good", "color-warn", "color-bad", "color-focus"]]
            .concat();
    assert!(words.len() > 9, "{words:?}");
    for name in words {
        for back in ["color-card", "color-page", "color-side", "color-well"] {
            for (theme, (word, behind)) in colours[name].iter().zip(&colours[back]).enumerate() {
                let ratio = contrast(word, behind);
                assert!(ratio >= 4.5, "{name} on {back}, theme {theme}: {ratio:.2}");
            }
        }
    }
}

#[test]
fn contrast_is_wcags() {
    assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 1e-9);
    assert!((contrast("#777777", "#ffffff") - 4.48).abs() < 0.01);
}
