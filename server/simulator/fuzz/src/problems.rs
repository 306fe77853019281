//! That a problem with a scenario says where it is: its path leads to a value of the JSON, or to a key that its object
//! lacks.

use serde_json::Value;
use simulator::Problem;

/// Each problem has a message, and a path that leads somewhere; only the whole has none.
pub fn lead_somewhere(problems: &[Problem], json: &Value) {
    assert!(!problems.is_empty(), "refused without a reason: {json}");
    for Problem { path, message } in problems {
        assert!(!message.trim().is_empty(), "{path} has no message");
        let whole = !json.is_object() || message.starts_with("and ") && message.ends_with("more problems");
        assert!(if path.is_empty() { whole } else { leads(path, json) }, "{path} {message}: {json}");
    }
}

fn leads(path: &str, at: &Value) -> bool {
    match at {
        Value::Object(entries) => {
            let inside = entries.iter().any(|(key, value)| {
                path.strip_prefix(&*shown(key)).is_some_and(|rest| match rest.strip_prefix('.') {
                    Some(rest) => leads(rest, value),
                    None => rest.is_empty() || rest.starts_with('[') && leads(rest, value),
                })
            });
            // Or it is a key that must be there.
            inside || !path.is_empty() && path.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
        }
        Value::Array(items) => {
            let place = path.strip_prefix('[').and_then(|rest| rest.split_once(']'));
            let found =
                place.and_then(|(index, rest)| Some((items.get(index.parse::<usize>().ok()?)?, rest)));
            found.is_some_and(|(item, rest)| match rest.strip_prefix('.') {
                Some(rest) => leads(rest, item),
                None => rest.is_empty() || leads(rest, item),
            })
        }
        _ => false,
    }
}

/// A key as paths show it: one line, at most 40 characters, in quotes where there would be nothing else.
fn shown(key: &str) -> String {
    let mut shown: String =
        key.chars().take(40).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if key.chars().nth(40).is_some() {
        shown.push('…');
    }
    if key.trim().is_empty() { format!("\"{shown}\"") } else { shown }
}
