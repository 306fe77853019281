//! What if, and the ladder: pieces of the page that the server writes when they are asked for, as HTML. The browser
//! puts them in place and carries no code for them.

mod figure;
mod form;
mod ladder;
mod map;
mod picture;
mod ticks;

pub use figure::figure;
pub use form::{Asked, form};
pub use ladder::ladder;
pub use picture::picture;

use std::fmt::{Arguments, Write};

use simulator::Scenario;
use simulator::models;

/// Adds to a text.
fn put(out: &mut String, text: Arguments<'_>) {
    let written = out.write_fmt(text);
    debug_assert!(written.is_ok(), "writing to a string cannot fail");
}

/// A text as it stands in HTML, in attributes too.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            letter => out.push(letter),
        }
    }
    out
}

/// Each model's label, as its row has it.
fn labels(scenario: &Scenario) -> Vec<String> {
    let catalogue = models::catalogue();
    scenario.models.iter().map(|model| model.label(&catalogue)).collect()
}

/// A letter for each label, its own where that is free.
fn letters(labels: &[String]) -> Vec<char> {
    let mut taken: Vec<char> = Vec::new();
    for label in labels {
        let own = label.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_uppercase());
        let free = own.chain('A'..='Z').chain('0'..='9').find(|letter| !taken.contains(letter));
        taken.push(free.unwrap_or('?'));
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_of_the_label_and_differ() {
        let labels = ["asyncio", "asyncio + threads · 8", "Threads · 8", "Threads · 16"].map(str::to_owned);
        assert_eq!(letters(&labels), ['A', 'S', 'T', 'H']);
    }

    #[test]
    fn names_stay_text() {
        assert_eq!(escape("<b a=\"1\" b='2'> & c"), "&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt; &amp; c");
    }
}
