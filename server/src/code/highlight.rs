//! A small tokenizer of the Python that this room writes, and the code as HTML with a class for each kind of token.

/// What a piece of code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Comment,
    Text,
    Number,
    Keyword,
    /// The name that a `def` or `class` defines.
    Defined,
    Plain,
}

impl Kind {
    fn class(self) -> Option<&'static str> {
        match self {
            Kind::Comment => Some("py-comment"),
            Kind::Text => Some("py-text"),
            Kind::Number => Some("py-number"),
            Kind::Keyword => Some("py-keyword"),
            Kind::Defined => Some("py-defined"),
            Kind::Plain => None,
        }
    }
}

const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "async", "await", "break", "class", "continue", "def", "else",
    "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "not", "or", "pass",
    "raise", "return", "try", "while", "with", "yield",
];

/// The code in pieces; together they are the code.
pub(super) fn tokens(code: &str) -> Vec<(Kind, &str)> {
    let mut found: Vec<(Kind, &str)> = Vec::new();
    let (mut rest, mut defines) = (code, false);
    while let Some(first) = rest.chars().next() {
        let length = length(rest, first);
        let (text, after) = rest.split_at(length);
        let kind = match first {
            '#' => Kind::Comment,
            '"' => Kind::Text,
            c if c.is_ascii_digit() => Kind::Number,
            c if is_part(c) && KEYWORDS.contains(&text) => Kind::Keyword,
            c if is_part(c) && defines => Kind::Defined,
            _ => Kind::Plain,
        };
        if !text.trim().is_empty() {
            defines = matches!(text, "def" | "class");
        }
        found.push((kind, text));
        rest = after;
    }
    found
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// How many bytes the first piece has.
fn length(rest: &str, first: char) -> usize {
    let until = |end: fn(char) -> bool| rest.find(end).unwrap_or(rest.len());
    match first {
        '#' => until(|c| c == '\n'),
        '"' if rest.starts_with("\"\"\"") => rest[3..].find("\"\"\"").map_or(rest.len(), |at| at + 6),
        '"' => string(rest),
        c if c.is_ascii_digit() => number(rest),
        c if is_part(c) => until(|c| !is_part(c)),
        c if c.is_whitespace() => until(|c| !c.is_whitespace()),
        c => c.len_utf8(),
    }
}

/// A string on one line; a backslash takes the next character with it.
fn string(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' | '\n' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// A number, with an exponent's sign.
fn number(rest: &str) -> usize {
    let mut before = ' ';
    for (at, c) in rest.char_indices() {
        let signed = matches!(c, '+' | '-') && before == 'e';
        if !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_') || signed) {
            return at;
        }
        before = c;
    }
    rest.len()
}

/// The code as HTML: everything escaped, tokens in spans.
pub(super) fn html(code: &str) -> String {
    let mut out = String::with_capacity(code.len() * 2);
    for (kind, text) in tokens(code) {
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        match kind.class() {
            Some(class) => {
                out.push_str("<span class=\"");
                out.push_str(class);
                out.push_str("\">");
                out.push_str(&escaped);
                out.push_str("</span>");
            }
            None => out.push_str(&escaped),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_the_code_and_have_their_kinds() {
        let code = "def f(x: int) -> str:  # a \"b\"\n    \"\"\"Doc.\"\"\"\n    return \"\\\"<\" + 5e-5 - g_2(None)\n";
        let pieces = tokens(code);
        assert_eq!(pieces.iter().map(|(_, text)| *text).collect::<String>(), code);
        let of = |text: &str| pieces.iter().find(|(_, t)| *t == text).unwrap().0;
        assert_eq!(of("def"), Kind::Keyword);
        assert_eq!(of("f"), Kind::Defined);
        assert_eq!(of("# a \"b\""), Kind::Comment);
        assert_eq!(of("\"\"\"Doc.\"\"\""), Kind::Text);
        assert_eq!(of("\"\\\"<\""), Kind::Text);
        assert_eq!(of("5e-5"), Kind::Number);
        assert_eq!(of("g_2"), Kind::Plain);
        assert_eq!(of("None"), Kind::Keyword);
    }

    #[test]
    fn nothing_of_the_code_is_markup() {
        assert_eq!(html("# <b>&"), "<span class=\"py-comment\"># &lt;b&gt;&amp;</span>");
    }
}
