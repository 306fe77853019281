//! Text in other syntaxes: what it is there, and nothing else. Each is given text of one line, without control characters.

/// Text in HTML, XML and JSX attributes and elements.
pub(crate) fn html(text: &str) -> String {
    replaced(text, |c| {
        Some(match c {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\'' => "&#39;",
            _ => return None,
        })
    })
}

/// Text in Markdown, where any punctuation of ASCII may be escaped: all that can begin or end something within a line is.
pub(super) fn markdown(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        if "\\`*_[]<>&|~$".contains(c) {
            out.push('\\');
        }
        out.push(c);
        out
    })
}

/// Text in MediaWiki's markup: within `nowiki` only tags and entities mean something.
pub(super) fn mediawiki(text: &str) -> String {
    let text = replaced(text, |c| {
        Some(match c {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            _ => return None,
        })
    });
    format!("<nowiki>{text}</nowiki>")
}

/// The title of a DokuWiki picture. It ends at the first bracket or brace, which have no escape: round ones take their
/// place.
pub(super) fn dokuwiki(text: &str) -> String {
    replaced(text, |c| {
        Some(match c {
            '[' | '{' => "(",
            ']' | '}' => ")",
            _ => return None,
        })
    })
}

/// Text in a quoted attribute of AsciiDoc, where typography, references and macros are replaced, too: character
/// references are the one thing that is put back as it was meant.
pub(super) fn asciidoc(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut last = ' ';
    for c in text.chars() {
        // Two hyphens become a dash, three points an ellipsis.
        let doubled = matches!(c, '-' | '.') && c == last;
        if doubled || "&<>\"'{}[]\\|(".contains(c) {
            out.push_str(&format!("&#{};", u32::from(c)));
        } else {
            out.push(c);
        }
        last = c;
    }
    out
}

/// A string of JavaScript and of Python, with its quotes.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// An address in `srcset`, where a comma may end it.
pub(super) fn srcset(address: &str) -> String {
    html(&address.replace(',', "%2C"))
}

fn replaced(text: &str, with: impl Fn(char) -> Option<&'static str>) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match with(c) {
            Some(other) => out.push_str(other),
            None => out.push(c),
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_has_no_markup() {
        assert_eq!(html("a<b c='1' d=\"2\">&"), "a&lt;b c=&#39;1&#39; d=&quot;2&quot;&gt;&amp;");
    }

    #[test]
    fn markdown_has_no_markup() {
        assert_eq!(
            markdown("a](b) ![c] `d` *e* | <f> \\"),
            "a\\](b) !\\[c\\] \\`d\\` \\*e\\* \\| \\<f\\> \\\\"
        );
    }

    #[test]
    fn mediawiki_stays_within_nowiki() {
        assert_eq!(
            mediawiki("[[a]] {{b}} </nowiki> &lt;"),
            "<nowiki>[[a]] {{b}} &lt;/nowiki&gt; &amp;lt;</nowiki>"
        );
    }

    #[test]
    fn dokuwiki_s_titles_do_not_end_early() {
        assert_eq!(dokuwiki("a }} b ]] {{c|d}} [e]"), "a )) b )) ((c|d)) (e)");
    }

    #[test]
    fn asciidoc_keeps_typography_as_it_was() {
        assert_eq!(asciidoc("1.5 s -- {name} \"x\""), "1.5 s -&#45; &#123;name&#125; &#34;x&#34;");
        assert_eq!(asciidoc("(C) &lt; ..."), "&#40;C) &#38;lt; .&#46;&#46;");
    }

    #[test]
    fn strings_of_programs_end_where_they_should() {
        assert_eq!(quoted("a\"b\\c"), "\"a\\\"b\\\\c\"");
    }

    #[test]
    fn a_list_of_pictures_is_not_cut_at_a_comma() {
        assert_eq!(
            srcset("https://a.b/x/1.m=x,w=8.svg?a=1&b=2"),
            "https://a.b/x/1.m=x%2Cw=8.svg?a=1&amp;b=2"
        );
    }
}
