//! The colours of a picture: the page's own, as rules that stand in the picture itself.

use std::fmt::Write;

use crate::words;

/// Where every raw colour of the project is.
const TOKENS: &str = include_str!("../../../style/tokens.css");

/// What a picture is looked at on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the reader's system has it; where that cannot be told, light.
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    /// The theme of a word in an address; of none that is known, [`Theme::Auto`].
    pub fn of(word: &str) -> Theme {
        match word {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            _ => Theme::Auto,
        }
    }

    /// The query of an address that asks for it.
    pub fn as_query(self) -> &'static str {
        match self {
            Theme::Light => "?theme=light",
            Theme::Dark => "?theme=dark",
            Theme::Auto => "",
        }
    }
}

/// Fills and lines by their classes, and the token of each one's colour.
const FILLS: [(&str, &str); 8] = [
    (".page", "color-page"),
    (".card", "color-card"),
    (".ink", "color-ink"),
    (".soft", "color-ink-soft"),
    (".faint", "color-ink-faint"),
    (".good", "color-good"),
    (".bad", "color-bad"),
    (".well", "color-good-well"),
];
const LINES: [(&str, &str); 3] =
    [(".line", "color-line"), (".grid", "color-grid"), (".hatch", "state-hatch")];

/// The rules of a theme; of [`Theme::Auto`], those of both.
pub(super) fn rules(theme: Theme) -> String {
    match theme {
        Theme::Light => one(|(light, _)| light),
        Theme::Dark => one(|(_, dark)| dark),
        Theme::Auto => {
            let (light, dark) = (rules(Theme::Light), rules(Theme::Dark));
            format!("{light}@media (prefers-color-scheme:dark){{{dark}}}")
        }
    }
}

fn one(choose: fn((&'static str, &'static str)) -> &'static str) -> String {
    let mut out = String::new();
    let mut rule = |selector: &str, property: &str, token: &str| {
        let colour = pair(token).map_or("", choose);
        // Not every reader of SVG knows a colour with its opacity in it.
        let (opaque, opacity) = match (colour.get(..7), colour.get(7..9)) {
            (Some(opaque), Some(opacity)) => (opaque, u8::from_str_radix(opacity, 16).ok()),
            _ => (colour, None),
        };
        let opacity = opacity.map(|o| format!(";{property}-opacity:{:.2}", f64::from(o) / 255.0));
        let written = write!(out, "{selector}{{{property}:{opaque}{}}}", opacity.unwrap_or_default());
        debug_assert!(written.is_ok(), "writing to a string cannot fail");
    };
    FILLS.iter().for_each(|(class, token)| rule(class, "fill", token));
    LINES.iter().for_each(|(class, token)| rule(class, "stroke", token));
    for state in words::STATES.map(words::token) {
        rule(&format!(".state-{state}"), "fill", &format!("state-{state}"));
        rule(&format!(".state-{state}[stroke-width]"), "stroke", &format!("state-{state}"));
    }
    out
}

/// A token's colours, light and dark.
fn pair(token: &str) -> Option<(&'static str, &'static str)> {
    let (_, value) = TOKENS.split_once(&format!("--{token}: light-dark("))?;
    value.split_once(')')?.0.split_once(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_is_known() {
        for theme in [Theme::Light, Theme::Dark, Theme::Auto] {
            let rules = rules(theme);
            assert!(!rules.contains(":}") && !rules.contains(":;"), "{rules}");
            assert_eq!(rules.contains("@media"), theme == Theme::Auto);
        }
        assert!(rules(Theme::Light).contains(".state-python{fill:#d07c00}"));
        assert!(rules(Theme::Light).contains(".hatch{stroke:#ffffff;stroke-opacity:0.65}"));
    }
}
