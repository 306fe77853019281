//! Values of a scenario's JSON by the paths that problems name: `workload[1].steps[0].ms`.

use serde_json::{Map, Value};

/// One step of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part<'a> {
    Key(&'a str),
    Index(usize),
}

/// The steps of a path; none: it is not written as a path.
pub(crate) fn parts(path: &str) -> Option<Vec<Part<'_>>> {
    let mut parts = Vec::new();
    for segment in path.split('.') {
        let mut pieces = segment.split('[');
        let key = pieces.next().filter(|key| !key.is_empty())?;
        parts.push(Part::Key(key));
        for piece in pieces {
            parts.push(Part::Index(piece.strip_suffix(']')?.parse().ok()?));
        }
    }
    Some(parts)
}

/// The value at a path.
pub(crate) fn get<'a>(root: &'a Value, path: &str) -> Option<&'a Value> {
    parts(path)?.into_iter().try_fold(root, |value, part| match part {
        Part::Key(key) => value.get(key),
        Part::Index(index) => value.get(index),
    })
}

/// Puts a value at a path; objects that are left out on the way are made. False: the way leads through what is no
/// object, or beyond a list's end.
pub(crate) fn set(root: &mut Value, path: &str, value: Value) -> bool {
    let Some(parts) = parts(path) else { return false };
    let mut at = root;
    for part in parts {
        let next = match (part, at) {
            (Part::Key(key), Value::Object(map)) => Some(map.entry(key).or_insert(Value::Null)),
            (Part::Key(key), made @ Value::Null) => {
                *made = Value::Object(Map::new());
                made.as_object_mut().map(|map| map.entry(key).or_insert(Value::Null))
            }
            (Part::Index(index), Value::Array(list)) => list.get_mut(index),
            _ => None,
        };
        match next {
            Some(next) => at = next,
            None => return false,
        }
    }
    *at = value;
    true
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_found_and_set_by_path() {
        let mut root =
            json!({ "workload": [{ "steps": [{ "ms": 1 }, { "ms": { "exponential": { "mean": 4 } } }] }] });
        assert_eq!(get(&root, "workload[0].steps[1].ms.exponential.mean"), Some(&json!(4)));
        assert!(set(&mut root, "workload[0].steps[0].ms", json!(9)));
        assert!(set(&mut root, "workload[0].payload.result_bytes", json!(7)), "objects are made");
        assert_eq!(get(&root, "workload[0].payload"), Some(&json!({ "result_bytes": 7 })));
        assert_eq!(get(&root, "workload[0].steps[0].ms"), Some(&json!(9)));
    }

    #[test]
    fn what_leads_nowhere_is_refused() {
        let mut root = json!({ "workload": [{ "tasks": 3 }] });
        let before = root.clone();
        for path in ["", ".", "workload[1].tasks", "workload[x]", "workload[0", "workload[0].tasks.ms"] {
            assert!(!set(&mut root, path, json!(1)), "{path:?}");
        }
        assert_eq!(root, before);
        assert_eq!(get(&root, "workload[0].none"), None);
    }
}
