//! A value out of JSON together with its path, and the problems that are met while reading it.
//!
//! Every reading function returns `None` after it has noted what is wrong, so that reading goes on and all
//! problems come out at once.

use std::cell::RefCell;
use std::fmt::{self, Display};

use serde_json::{Map, Value};

use super::Problem;
use crate::scenario::limits::{self, Counts, Numbers, grouped};
use crate::scenario::words::Word;

/// Where a value stands: `workload[1].steps[0].ms`.
#[derive(Clone, Copy)]
pub(super) enum Path<'a> {
    Root,
    Key(&'a Path<'a>, &'a str),
    Index(&'a Path<'a>, usize),
}

impl Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Path::Root => Ok(()),
            Path::Key(Path::Root, key) => f.write_str(&named(key)),
            Path::Key(parent, key) => write!(f, "{parent}.{}", named(key)),
            Path::Index(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}

/// The problems so far: told up to a limit, counted beyond it.
#[derive(Default)]
pub(super) struct Problems {
    told: RefCell<Vec<Problem>>,
    untold: RefCell<usize>,
}

impl Problems {
    fn add(&self, path: Path<'_>, message: String) {
        let mut told = self.told.borrow_mut();
        if told.len() < limits::PROBLEMS {
            told.push(Problem { path: path.to_string(), message });
        } else {
            *self.untold.borrow_mut() += 1;
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.told.borrow().is_empty()
    }

    pub(super) fn into_list(self) -> Vec<Problem> {
        let (mut told, untold) = (self.told.into_inner(), self.untold.into_inner());
        if untold > 0 {
            told.push(Problem { path: String::new(), message: format!("and {untold} more problems") });
        }
        told
    }
}

/// A value and where it stands.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) value: &'a Value,
    pub(super) path: Path<'a>,
    pub(super) problems: &'a Problems,
}

impl<'a> At<'a> {
    /// Notes a problem here.
    pub(super) fn problem<T>(&self, message: impl Into<String>) -> Option<T> {
        self.problems.add(self.path, message.into());
        None
    }

    /// Notes that this value is not what it must be.
    pub(super) fn expected<T>(&self, what: impl Display) -> Option<T> {
        self.problem(format!("must be {what}; got {}", described(self.value)))
    }

    pub(super) fn count<T>(&self, range: Counts<T>) -> Option<T>
    where
        T: Copy + PartialOrd + Display + TryFrom<u64>,
    {
        let number = whole(self.value).and_then(|n| T::try_from(n).ok());
        match number.filter(|n| (range.min..=range.max).contains(n)) {
            Some(n) => Some(n),
            None => self.expected(range),
        }
    }

    pub(super) fn number(&self, range: Numbers) -> Option<f64> {
        match self.value.as_f64().filter(|n| (range.min..=range.max).contains(n)) {
            Some(n) => Some(n + 0.0), // no negative zero
            None => self.expected(range),
        }
    }

    pub(super) fn name(&self) -> Option<String> {
        let max = limits::NAME_CHARACTERS;
        match self.value.as_str() {
            Some(s)
                if s.trim().is_empty() || s.chars().nth(max).is_some() || s.contains(char::is_control) =>
            {
                self.expected(format!("a text of 1 to {max} characters, on one line"))
            }
            Some(s) => Some(s.to_owned()),
            None => self.expected("a text"),
        }
    }

    /// A word of a closed list.
    pub(super) fn word<W: Word>(&self) -> Option<W> {
        let words: Vec<&str> = W::WORDS.iter().map(|(word, _)| *word).collect();
        let word = self.one_of(&words)?;
        W::from_word(word)
    }

    /// One of these texts, as it stands in the list.
    pub(super) fn one_of<'w>(&self, words: &[&'w str]) -> Option<&'w str> {
        let text = self.value.as_str();
        if let Some(word) = words.iter().find(|word| Some(**word) == text) {
            return Some(word);
        }
        let (got, hint) = (described(self.value), text.map(|t| hint(t, words)).unwrap_or_default());
        self.problem(format!("must be one of {}; got {got}{hint}", listed(words)))
    }

    /// The `kind` of an object that has one.
    pub(super) fn kind<'w>(&self, kinds: &[&'w str]) -> Option<&'w str> {
        let Some(entries) = self.value.as_object() else { return self.expected("an object with kind") };
        Object { entries, at: *self }.required("kind", |at| at.one_of(kinds))
    }

    /// A list of at most `max` items, each read.
    pub(super) fn list<T>(
        &self,
        what: &str,
        min: usize,
        max: usize,
        read: impl Fn(At<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let Some(items) = self.value.as_array() else { return self.expected(format!("a list of {what}")) };
        if items.len() < min || items.len() > max {
            let (count, max) = (grouped(&items.len()), grouped(&max));
            return self.problem(format!("must hold {min} to {max} {what}; it holds {count}"));
        }
        let at = |index, value| At { value, path: Path::Index(&self.path, index), ..*self };
        let read: Vec<Option<T>> = items.iter().enumerate().map(|(i, item)| read(at(i, item))).collect();
        read.into_iter().collect()
    }

    /// An object with these keys and no others.
    pub(super) fn object(self, keys: &[&str]) -> Option<Object<'a>> {
        let Some(entries) = self.value.as_object() else {
            return self.expected(format!("an object with {}", keys.join(", ")));
        };
        let object = Object { entries, at: self };
        for (key, _) in entries.iter().filter(|(key, _)| !keys.contains(&key.as_str())) {
            object.problem(key, format!("is not known; known here: {}{}", keys.join(", "), hint(key, keys)));
        }
        Some(object)
    }
}

/// An object whose keys are known. A key with the value null counts as left out.
pub(super) struct Object<'a> {
    entries: &'a Map<String, Value>,
    at: At<'a>,
}

static NULL: Value = Value::Null;

impl Object<'_> {
    pub(super) fn has(&self, key: &str) -> bool {
        self.entries.get(key).is_some_and(|value| !value.is_null())
    }

    /// Notes a problem with the value of a key.
    pub(super) fn problem(&self, key: &str, message: String) {
        self.at.problems.add(Path::Key(&self.at.path, key), message);
    }

    /// Reads a key that must be there.
    pub(super) fn required<T>(&self, key: &str, read: impl FnOnce(At<'_>) -> Option<T>) -> Option<T> {
        let value = self.entries.get(key).unwrap_or(&NULL);
        read(At { value, path: Path::Key(&self.at.path, key), ..self.at })
    }

    /// Reads a key that may be left out: `None` is a problem, `Some(None)` left out.
    pub(super) fn optional<T>(&self, key: &str, read: impl FnOnce(At<'_>) -> Option<T>) -> Option<Option<T>> {
        if self.has(key) { self.required(key, read).map(Some) } else { Some(None) }
    }

    /// Reads a key that has a default.
    pub(super) fn or<T>(&self, key: &str, default: T, read: impl FnOnce(At<'_>) -> Option<T>) -> Option<T> {
        if self.has(key) { self.required(key, read) } else { Some(default) }
    }
}

/// A whole number, also where it is written `4.0` as some languages do.
fn whole(value: &Value) -> Option<u64> {
    let exact = |n: &f64| n.fract() == 0.0 && (0.0..9e15).contains(n);
    value.as_u64().or_else(|| value.as_f64().filter(exact).map(|n| n as u64))
}

fn described(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(b) => b.to_string(),
        Value::Number(n) => written(&n.to_string()),
        Value::String(s) => format!("\"{}\"", shortened(s)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// A number as people write it: not `3.0`, and with its thousands apart unless it has an exponent.
fn written(number: &str) -> String {
    if number.contains('e') {
        number.to_owned()
    } else {
        grouped(&number.strip_suffix(".0").unwrap_or(number))
    }
}

/// A key as it stands in a path, where one without letters would be none.
fn named(key: &str) -> String {
    if key.trim().is_empty() { format!("\"{}\"", shortened(key)) } else { shortened(key) }
}

/// A stranger's text, fit for a message: one line, at most 40 characters.
fn shortened(text: &str) -> String {
    let mut short: String =
        text.chars().take(40).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(40).is_some() {
        short.push('…');
    }
    short
}

fn listed(words: &[&str]) -> String {
    words.iter().map(|word| shortened(word)).collect::<Vec<_>>().join(", ")
}

/// A hint at the nearest of the words, when one is near: a third of its letters may differ.
pub(super) fn hint(text: &str, words: &[&str]) -> String {
    if text.len() > 40 {
        return String::new();
    }
    let distances = words.iter().map(|word| (strsim::osa_distance(text, word), word));
    let near = distances.filter(|(distance, word)| *distance <= word.len().max(3) / 3);
    match near.min_by_key(|(distance, _)| *distance) {
        Some((_, word)) => format!(". Did you mean \"{word}\"?"),
        None => String::new(),
    }
}
