//! `/x/<link>.<extension>`: what is asked for by the end of an address.
//!
//! The link comes first and the extension last, without a query, because wikis take an address for a picture only by
//! its end, and trace viewers take no query in the address of a trace.

/// What a scenario can be had as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Report,
    Csv,
    Markdown,
    Chrome,
    Perfetto,
    Speedscope,
    Svg,
    Png,
}

impl Kind {
    pub(super) const ALL: [Kind; 8] = [
        Kind::Report,
        Kind::Csv,
        Kind::Markdown,
        Kind::Chrome,
        Kind::Perfetto,
        Kind::Speedscope,
        Kind::Svg,
        Kind::Png,
    ];

    pub(super) fn of(extension: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.extension() == extension)
    }

    pub(super) fn extension(self) -> &'static str {
        match self {
            Kind::Report => "json",
            Kind::Csv => "csv",
            Kind::Markdown => "md",
            Kind::Chrome => "trace.json",
            Kind::Perfetto => "pftrace",
            Kind::Speedscope => "speedscope.json",
            Kind::Svg => "svg",
            Kind::Png => "png",
        }
    }

    pub(super) fn content_type(self) -> &'static str {
        match self {
            Kind::Report | Kind::Chrome | Kind::Speedscope => "application/json",
            Kind::Csv => "text/csv; charset=utf-8",
            Kind::Markdown => "text/markdown; charset=utf-8",
            Kind::Perfetto => "application/octet-stream",
            Kind::Svg => "image/svg+xml; charset=utf-8",
            Kind::Png => "image/png",
        }
    }

    pub(super) fn is_picture(self) -> bool {
        matches!(self, Kind::Svg | Kind::Png)
    }

    pub(super) fn is_trace(self) -> bool {
        matches!(self, Kind::Chrome | Kind::Perfetto | Kind::Speedscope)
    }

    /// Whether a browser shows it; else it saves it.
    pub(super) fn is_shown(self) -> bool {
        self.is_picture() || matches!(self, Kind::Report | Kind::Markdown)
    }
}

/// The link and the kind of a file's name; none: its end is not known.
pub(super) fn split(file: &str) -> Option<(&str, Kind)> {
    // Of two that fit the longer is meant: `.trace.json` before `.json`.
    let fitting = Kind::ALL.into_iter().filter_map(|kind| {
        let link = file.strip_suffix(kind.extension())?.strip_suffix('.')?;
        Some((link, kind))
    });
    fitting.min_by_key(|(link, _)| link.len())
}

/// What to save a scenario's file as: its name as a file name.
pub(super) fn file_name(name: &str, kind: Kind) -> String {
    const LONGEST: usize = 60;
    let mut plain = String::new();
    for c in name.chars().map(|c| c.to_ascii_lowercase()) {
        if plain.len() >= LONGEST {
            break;
        }
        match c {
            'a'..='z' | '0'..='9' => plain.push(c),
            _ if plain.is_empty() || plain.ends_with('-') => {}
            _ => plain.push('-'),
        }
    }
    let plain = plain.trim_end_matches('-');
    format!("{}.{}", if plain.is_empty() { "lockstep" } else { plain }, kind.extension())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_extension_is_meant() {
        for kind in Kind::ALL {
            let file = format!("1.py=3.14,m=threads.{}", kind.extension());
            assert_eq!(split(&file), Some(("1.py=3.14,m=threads", kind)));
        }
        for other in ["1.m=threads", "1.m=threads.gif", "png", "", "1.m=threadspng"] {
            assert_eq!(split(other), None, "{other}");
        }
    }

    #[test]
    fn a_file_s_name_is_harmless() {
        let named = |name| file_name(name, Kind::Csv);
        assert_eq!(named("Count the tokens"), "count-the-tokens.csv");
        assert_eq!(named("\"; x=\r\n../../etc"), "x-etc.csv");
        assert_eq!(named("\u{202e}\u{1f600}"), "lockstep.csv");
        assert_eq!(named(&"a b".repeat(200)).len(), 60 + ".csv".len());
    }
}
