//! Between what is typed into a field and the JSON value it stands for. What cannot be read stays as text in the
//! draft, so that the validator names it and nothing that was typed is lost.

use serde_json::{Number, Value};

/// What a field's text stands for. `empty` is what an empty field means: null for a setting that may be left out.
pub fn number(text: &str, optional: bool) -> Value {
    let text = text.trim();
    if text.is_empty() && optional {
        return Value::Null;
    }
    if let Ok(whole) = text.parse::<u64>() {
        return Value::Number(whole.into());
    }
    match float(text).and_then(Number::from_f64) {
        Some(number) => Value::Number(number),
        None => Value::String(text.to_owned()),
    }
}

/// A number as it is typed or told, `.5` and `5.` too. JSON's reader is in the page anyway; the standard library's
/// would bring ten kilobytes of tables that do not compress.
pub fn float(text: &str) -> Option<f64> {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    let digits = digits.strip_suffix('.').unwrap_or(digits);
    let zero = if digits.starts_with('.') { "0" } else { "" };
    serde_json::from_slice([sign, zero, digits].concat().as_bytes()).ok()
}

/// A list of numbers, as typed: `12, 15, 90`.
pub fn numbers(text: &str) -> Value {
    Value::Array(
        text.split([',', ' ', '\n', ';']).filter(|t| !t.is_empty()).map(|t| number(t, false)).collect(),
    )
}

/// A number as JSON: whole where it is whole, as people write it.
pub fn json(x: f64) -> Value {
    if x >= 0.0 && x.fract() == 0.0 && x < 9e15 {
        Value::Number((x as u64).into())
    } else {
        Number::from_f64(x).map_or(Value::Null, Value::Number)
    }
}

/// An instant in a field, as finely as tells the ends of a span apart.
pub fn instant(ms: f64, span_ms: f64) -> String {
    // Times are whole nanoseconds.
    let decimals = if span_ms < 1.0 { 6 } else { 3 };
    let text = format!("{ms:.decimals$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The text that shows a value in a field.
pub fn shown(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => match number.as_f64() {
            Some(x) if x.fract() == 0.0 && x.abs() < 9e15 => format!("{x:.0}"),
            _ => number.to_string(),
        },
        Some(Value::Array(items)) => {
            items.iter().map(|item| shown(Some(item))).collect::<Vec<_>>().join(", ")
        }
        Some(other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn text_becomes_numbers_where_it_can() {
        assert_eq!(number("12", false), json!(12));
        assert_eq!(number(" 0.5 ", false), json!(0.5));
        assert_eq!(number("-3", false), json!(-3.0));
        assert_eq!(number("1e3", false), json!(1000.0));
        assert_eq!(number("many", false), json!("many"));
        assert_eq!(number(".5", false), json!(0.5));
        assert_eq!(number("-.5", false), json!(-0.5));
        assert_eq!(number("5.", false), json!(5.0));
        assert_eq!(number(".", false), json!("."));
        assert_eq!(number("NaN", false), json!("NaN"));
        assert_eq!(number("", false), json!(""));
        assert_eq!(number("", true), Value::Null);
        assert_eq!(numbers("12, 15 90"), json!([12, 15, 90]));
    }

    #[test]
    fn values_are_shown_as_people_write_them() {
        assert_eq!(shown(Some(&json!(1000.0))), "1000");
        assert_eq!(shown(Some(&json!(0.25))), "0.25");
        assert_eq!(shown(Some(&json!([12, 15.5]))), "12, 15.5");
        assert_eq!(shown(Some(&Value::Null)), "");
        assert_eq!(instant(95.961995249, 80.0), "95.962");
        assert_eq!(instant(95.961995249, 0.5), "95.961995");
        assert_eq!(instant(100.0, 80.0), "100");
        assert_eq!(super::json(5.0), json!(5));
        assert_eq!(super::json(0.5), json!(0.5));
    }
}
