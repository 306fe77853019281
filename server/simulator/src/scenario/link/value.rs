//! Values in a link: text, words, numbers, durations, and values with parts.

use serde_json::{Map, Number, Value};

/// How a value is written.
#[derive(Clone, Copy)]
pub(super) enum Form {
    /// Free text, escaped.
    Text,
    /// A word of the contract as it is.
    Word,
    Number,
    /// A number of milliseconds.
    Ms,
    /// A word and its parts, in JSON an object with a `kind`.
    Kinds(&'static [Shape]),
    /// A number of milliseconds, or a distribution.
    Duration,
}

/// A word, and its parts by their names in JSON.
pub(super) type Shape = (&'static str, &'static [(&'static str, Form)]);

const DISTRIBUTIONS: &[Shape] = &[
    ("exponential", &[("mean", Form::Ms)]),
    ("lognormal", &[("mean", Form::Ms), ("cv", Form::Number)]),
    ("uniform", &[("min", Form::Ms), ("max", Form::Ms)]),
    ("pareto", &[("min", Form::Ms), ("alpha", Form::Number)]),
];
/// A list of durations.
const EMPIRICAL: &str = "empirical";

impl Form {
    /// The text of a JSON value that has this form; none for null.
    pub(super) fn print(self, value: &Value) -> Option<String> {
        match self {
            Form::Text => value.as_str().map(escaped),
            Form::Word => value.as_str().map(str::to_owned),
            Form::Number => match value.as_u64() {
                Some(n) => Some(n.to_string()),
                None => value.as_f64().map(|n| n.to_string()),
            },
            Form::Ms => Form::Number.print(value).map(|n| n + "ms"),
            Form::Kinds(shapes) => {
                let parts = value.as_object()?;
                let (kind, names) = shapes.iter().find(|(kind, _)| value["kind"] == *kind)?;
                Some(joined(kind, names, parts))
            }
            Form::Duration => {
                let Some((kind, parts)) = value.as_object().and_then(|shape| shape.iter().next()) else {
                    return Form::Ms.print(value);
                };
                if let Some(values) = parts.as_array() {
                    let parts = values.iter().filter_map(|v| Form::Ms.print(v));
                    return Some([kind.clone()].into_iter().chain(parts).collect::<Vec<_>>().join("_"));
                }
                let (kind, names) = DISTRIBUTIONS.iter().find(|(known, _)| known == kind)?;
                Some(joined(kind, names, parts.as_object()?))
            }
        }
    }

    /// The JSON value of a text in this form, or what the text must be.
    pub(super) fn parse(self, text: &str) -> Result<Value, String> {
        match self {
            Form::Text => unescaped(text).map(Value::String).ok_or_else(|| {
                "must be letters, digits and -, with _ for a space and .XX for any other byte".to_owned()
            }),
            Form::Word => Ok(Value::String(text.to_owned())),
            Form::Number => number(text).map(Value::Number).ok_or_else(|| "must be a number".to_owned()),
            Form::Ms => {
                ms(text).map(Value::Number).ok_or_else(|| "must be a duration such as 5ms".to_owned())
            }
            Form::Kinds(shapes) => {
                let (kind, mut parts) = shape(text, shapes).ok_or_else(|| listed(shapes))??;
                parts.insert("kind".to_owned(), Value::from(kind));
                Ok(Value::Object(parts))
            }
            Form::Duration => duration(text),
        }
    }
}

fn duration(text: &str) -> Result<Value, String> {
    if let Some(list) = text.strip_prefix(EMPIRICAL).and_then(|rest| rest.strip_prefix('_')) {
        let values: Result<Vec<Value>, String> = list.split('_').map(|v| Form::Ms.parse(v)).collect();
        return Ok(Value::Object(Map::from_iter([(EMPIRICAL.to_owned(), Value::Array(values?))])));
    }
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return Form::Ms.parse(text);
    }
    let wanted = || format!("{}, {EMPIRICAL}_1ms_2ms, or a duration such as 5ms", listed(DISTRIBUTIONS));
    let (kind, parts) = shape(text, DISTRIBUTIONS).ok_or_else(wanted)??;
    Ok(Value::Object(Map::from_iter([(kind.to_owned(), Value::Object(parts))])))
}

/// `lognormal_40ms_0.3`.
fn joined(kind: &str, names: &[(&str, Form)], parts: &Map<String, Value>) -> String {
    let parts = names.iter().filter_map(|(name, form)| form.print(parts.get(*name)?));
    parts.fold(kind.to_owned(), |text, part| text + "_" + &part)
}

type Parts = (&'static str, Map<String, Value>);

/// The shape that a text has, and its parts; none for an unknown word.
fn shape(text: &str, shapes: &[Shape]) -> Option<Result<Parts, String>> {
    let parts_of = |kind: &str| {
        let rest = text.strip_prefix(kind)?;
        if rest.is_empty() { Some("") } else { rest.strip_prefix('_') }
    };
    let ((kind, names), rest) = shapes.iter().find_map(|s| Some((s, parts_of(s.0)?)))?;
    let parts: Vec<&str> = if rest.is_empty() { Vec::new() } else { rest.split('_').collect() };
    if parts.len() != names.len() {
        let names: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
        return Some(Err(format!("must have {} parts after {kind}: {}", names.len(), names.join(", "))));
    }
    let read =
        names.iter().zip(parts).map(|((name, form), part)| Ok(((*name).to_owned(), form.parse(part)?)));
    Some(read.collect::<Result<Map<String, Value>, String>>().map(|parts| (*kind, parts)))
}

fn listed(shapes: &[Shape]) -> String {
    let kinds: Vec<&str> = shapes.iter().map(|(kind, _)| *kind).collect();
    format!("must begin with one of {}", kinds.join(", "))
}

/// Digits and at most one point: no sign, no exponent.
fn number(text: &str) -> Option<Number> {
    if !text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    match text.parse::<u64>() {
        Ok(n) => Some(Number::from(n)),
        Err(_) => Number::from_f64(text.parse().ok()?),
    }
}

fn ms(text: &str) -> Option<Number> {
    if let Some(ms) = text.strip_suffix("ms") {
        return number(ms);
    }
    let scaled = |text: &str, factor: f64| Number::from_f64(number(text)?.as_f64()? * factor);
    match text.strip_suffix("us") {
        Some(us) => Number::from_f64(number(us)?.as_f64()? / 1e3),
        None => text.strip_suffix('s').map_or_else(|| number(text), |s| scaled(s, 1e3)),
    }
}

fn escaped(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' => escaped.push(char::from(byte)),
            b' ' => escaped.push('_'),
            _ => {
                let digits = [HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]];
                escaped.push('.');
                escaped.extend(digits.map(char::from));
            }
        }
    }
    escaped
}

fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' => bytes.push(byte),
            b'_' => bytes.push(b' '),
            b'.' => {
                let digit = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
                bytes.push(digit(rest.next()?)? << 4 | digit(rest.next()?)?);
            }
            _ => return None,
        }
    }
    String::from_utf8(bytes).ok()
}
