//! Reading and changing JSON by the paths that problems name: `workload[1].steps[0].ms`.

use serde_json::{Map, Value};

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part<'a> {
    Key(&'a str),
    Index(usize),
}

fn parts(path: &str) -> impl Iterator<Item = Part<'_>> {
    path.split(['.', '[']).filter(|part| !part.is_empty()).map(|part| {
        let digits = part.strip_suffix(']').and_then(|digits| digits.parse().ok());
        digits.map_or(Part::Key(part), Part::Index)
    })
}

/// The value at a path.
pub fn get<'a>(root: &'a Value, path: &str) -> Option<&'a Value> {
    parts(path).try_fold(root, |value, part| match part {
        Part::Key(key) => value.get(key),
        Part::Index(index) => value.get(index),
    })
}

/// As much of an object as is below one of its keys, by the same paths; of an empty key, all of it.
pub fn branch(root: &Value, key: &str) -> Option<Value> {
    if key.is_empty() {
        return Some(root.clone());
    }
    let below = (key.to_owned(), root.get(key)?.clone());
    Some(Value::Object([below].into_iter().collect()))
}

/// Puts a value at a path; keys that are missing on the way are made. An index beyond a list's end adds to it.
pub fn set(root: &mut Value, path: &str, value: Value) {
    let mut at = root;
    for part in parts(path) {
        at = match part {
            Part::Key(key) => {
                if !at.is_object() {
                    *at = Value::Object(Map::new());
                }
                let Value::Object(map) = at else { return };
                map.entry(key).or_insert(Value::Null)
            }
            Part::Index(index) => {
                if !at.is_array() {
                    *at = Value::Array(Vec::new());
                }
                let Value::Array(list) = at else { return };
                let index = index.min(list.len());
                if index == list.len() {
                    list.push(Value::Null);
                }
                &mut list[index]
            }
        };
    }
    *at = value;
}

/// Takes a key out of an object.
pub fn unset(root: &mut Value, path: &str) {
    if let Some((parent, key)) = path.rsplit_once('.')
        && let Some(Value::Object(map)) = get_mut(root, parent)
    {
        map.remove(key);
    }
}

fn get_mut<'a>(root: &'a mut Value, path: &str) -> Option<&'a mut Value> {
    parts(path).try_fold(root, |value, part| match part {
        Part::Key(key) => value.get_mut(key),
        Part::Index(index) => value.get_mut(index),
    })
}

/// How many items the list at a path has.
pub fn len(root: &Value, path: &str) -> usize {
    get(root, path).and_then(Value::as_array).map_or(0, Vec::len)
}

/// Adds to the end of the list at a path.
pub fn push(root: &mut Value, path: &str, value: Value) {
    let end = len(root, path);
    set(root, &format!("{path}[{end}]"), value);
}

/// Puts an item into the list at a path, before the one that stands there now. Beyond its end, at its end.
pub fn insert(root: &mut Value, path: &str, index: usize, value: Value) {
    push(root, path, value);
    if let Some(Value::Array(list)) = get_mut(root, path) {
        let index = index.min(list.len() - 1);
        list[index..].rotate_right(1);
    }
}

/// Puts a copy of an item of the list at a path behind it.
pub fn duplicate(root: &mut Value, path: &str, index: usize) {
    if let Some(copy) = get(root, path).and_then(|list| list.get(index)).cloned() {
        insert(root, path, index + 1, copy);
    }
}

/// Takes an item out of the list at a path.
pub fn remove(root: &mut Value, path: &str, index: usize) {
    if let Some(Value::Array(list)) = get_mut(root, path)
        && index < list.len()
    {
        list.remove(index);
    }
}

/// Swaps an item of the list at a path with the one after it.
pub fn swap_with_next(root: &mut Value, path: &str, index: usize) {
    if let Some(Value::Array(list)) = get_mut(root, path)
        && index + 1 < list.len()
    {
        list.swap(index, index + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn sample() -> Value {
        json!({ "workload": [ { "name": "a", "steps": [ { "ms": 1 }, { "ms": { "exponential": { "mean": 4 } } } ] } ] })
    }

    #[test]
    fn reads_by_path() {
        let root = sample();
        assert_eq!(get(&root, "workload[0].steps[1].ms.exponential.mean"), Some(&json!(4)));
        assert_eq!(get(&root, "workload[1].name"), None);
        assert_eq!(get(&root, ""), Some(&root));
        assert_eq!(len(&root, "workload[0].steps"), 2);
    }

    #[test]
    fn a_branch_has_the_paths_below_its_key_and_no_others() {
        let mut root = sample();
        set(&mut root, "machine.cores", json!(4));
        let workload = branch(&root, "workload").unwrap();
        let path = "workload[0].steps[0].ms";
        assert_eq!(get(&workload, path), get(&root, path));
        assert_eq!(get(&workload, "machine.cores"), None);
        assert_eq!((branch(&root, "services"), branch(&root, "")), (None, Some(root)));
    }

    #[test]
    fn writes_by_path_and_makes_what_is_missing() {
        let mut root = sample();
        set(&mut root, "workload[0].steps[0].ms", json!(9));
        set(&mut root, "machine.cores", json!(4));
        assert_eq!(get(&root, "workload[0].steps[0].ms"), Some(&json!(9)));
        assert_eq!(get(&root, "machine"), Some(&json!({ "cores": 4 })));
        unset(&mut root, "machine.cores");
        assert_eq!(get(&root, "machine"), Some(&json!({})));
    }

    #[test]
    fn lists_grow_shrink_and_reorder() {
        let mut root = sample();
        let steps = "workload[0].steps";
        push(&mut root, steps, json!({ "ms": 3 }));
        swap_with_next(&mut root, steps, 0);
        remove(&mut root, steps, 2);
        assert_eq!(
            get(&root, steps),
            Some(&json!([{ "ms": { "exponential": { "mean": 4 } } }, { "ms": 1 }]))
        );
        insert(&mut root, steps, 1, json!(7));
        duplicate(&mut root, steps, 1);
        duplicate(&mut root, steps, 9);
        insert(&mut root, steps, 9, json!(9));
        let last = json!([7, 7, { "ms": 1 }, 9]);
        assert_eq!(get(&root, steps).and_then(|s| s.as_array()).map(|s| json!(s[1..])), Some(last));
        (0..2).for_each(|_| remove(&mut root, steps, 1));
        remove(&mut root, steps, 2);
        remove(&mut root, steps, 7);
        swap_with_next(&mut root, steps, 1);
        assert_eq!(len(&root, steps), 2);
    }
}
