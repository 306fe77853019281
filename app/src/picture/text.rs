//! Text in a picture: no markup, nothing that turns its neighbours round, as long as there is room for.

/// Widths of the characters from space to tilde in Inter, hundredths of the font's size.
const WIDTHS: [u8; 95] = [
    28, 29, 47, 63, 64, 98, 64, 30, 36, 36, 50, 66, 29, 46, 29, 36, 63, 41, 61, 62, 65, 59, 62, 57, 62, 62,
    29, 30, 66, 66, 66, 51, 97, 69, 65, 73, 72, 60, 59, 75, 74, 27, 57, 67, 57, 90, 75, 76, 64, 76, 64, 64,
    65, 74, 69, 99, 68, 68, 63, 36, 36, 36, 47, 46, 32, 56, 61, 57, 61, 58, 37, 61, 59, 24, 24, 55, 24, 88,
    59, 60, 61, 61, 38, 53, 33, 59, 56, 82, 55, 56, 55, 43, 33, 43, 66,
];
/// Of other letters, and of those beyond the alphabets: Chinese, signs, emoji.
const LETTER: u8 = 64;
const SIGN: u8 = 105;
/// A reader may have another font in its place: DejaVu Sans is so much wider.
const WIDER: f64 = 1.13;

/// How wide a text is at most, pixels.
pub(super) fn width_px(text: &str, size_px: f64) -> f64 {
    let width = |c: char| match c {
        ' '..='~' => WIDTHS[c as usize - 32],
        c if (c as u32) < 0x2e80 => LETTER,
        _ => SIGN,
    };
    text.chars().map(|c| f64::from(width(c))).sum::<f64>() / 100.0 * size_px * WIDER
}

/// Text without what a picture must not hold: signs that XML forbids, and those that change the direction of what
/// follows. What joins letters and emoji stays. Spaces of any kind are one space.
pub fn clean(text: &str) -> String {
    let turns = |c: &char| matches!(c, '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    let kept: String =
        text.chars().filter(|c| !turns(c)).map(|c| if c.is_control() { ' ' } else { c }).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// As much of a text as fits, with an ellipsis where it was cut.
pub(super) fn cut(text: &str, size_px: f64, room_px: f64) -> String {
    if width_px(text, size_px) <= room_px {
        return text.to_owned();
    }
    let mut left = room_px - width_px("…", size_px);
    let fits = |c: &char| {
        left -= width_px(c.encode_utf8(&mut [0; 4]), size_px);
        left >= 0.0
    };
    let kept: String = text.chars().take_while(fits).collect();
    format!("{}…", kept.trim_end_matches([',', '.', ':', ' ']))
}

/// A text in lines of a width, at most so many; what does not fit ends in an ellipsis.
pub(super) fn wrap(text: &str, size_px: f64, room_px: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let full = lines.len() == most;
        match lines.last_mut() {
            // The last line is cut to its room later.
            Some(line)
                if full
                    || width_px(line, size_px) + width_px(" ", size_px) + width_px(word, size_px)
                        <= room_px =>
            {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.iter().map(|line| cut(line, size_px, room_px)).collect()
}

/// A text as it stands in XML.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_turns_text_round_is_left_out() {
        assert_eq!(clean("a\u{0}b\u{202e}c\r\n\u{200f} d"), "a bc d");
        assert_eq!(clean("\u{1f468}\u{200d}\u{1f469}\u{200b}"), "\u{1f468}\u{200d}\u{1f469}");
        assert_eq!(escape("<b a='1'>&\""), "&lt;b a=&#39;1&#39;&gt;&amp;&quot;");
    }

    #[test]
    fn a_text_is_cut_to_its_room() {
        assert_eq!(cut("short", 10.0, 100.0), "short");
        let long = cut(&"word ".repeat(1_000), 10.0, 100.0);
        assert!(long.ends_with('…') && width_px(&long, 10.0) <= 100.0 && long.len() > 10, "{long}");
        assert_eq!(cut("abc", 10.0, 1.0), "…");
        let sentence = "Use threads. They are enough";
        assert_eq!(cut(sentence, 10.0, width_px("Use threads. …", 10.0)), "Use threads…");
    }

    #[test]
    fn lines_hold_what_fits() {
        let text = "one two three four five six seven eight nine ten";
        for most in 1..6 {
            let lines = wrap(text, 10.0, 60.0, most);
            assert!(
                lines.len() <= most && lines.iter().all(|line| width_px(line, 10.0) <= 60.0),
                "{lines:?}"
            );
        }
        assert_eq!(wrap(text, 10.0, 1_000.0, 2), [text]);
        assert_eq!(wrap(&"x".repeat(10_000), 10.0, 60.0, 2).len(), 1);
        assert!(wrap("", 10.0, 60.0, 2).is_empty());
    }
}
