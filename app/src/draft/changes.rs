//! What differs between two drafts, in words: `Threads: workers 8 → 16`.

use serde_json::Value;
use simulator::models;

use super::{shapes, typed};
use crate::format;

/// Something that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The task class, service or model that it belongs to; empty: the whole.
    of: String,
    what: String,
    before: String,
    after: String,
}

impl Change {
    /// `Threads: workers 8 → 16`.
    pub fn words(&self) -> String {
        let mut words = self.of.clone();
        if !words.is_empty() {
            words.push_str(": ");
        }
        for (sign, part) in [("", &self.what), (" ", &self.before), (" → ", &self.after)] {
            if !part.is_empty() {
                words.push_str(sign);
                words.push_str(part);
            }
        }
        words
    }
}

/// Everything that differs, in the order of the scenario's keys. What several models change alike is told once.
pub fn changes(before: &Value, after: &Value) -> Vec<Change> {
    let mut all = Vec::new();
    compare(&mut Vec::new(), before, after, after, &mut all);
    let mut told: Vec<Change> = Vec::new();
    for change in all {
        let same =
            |c: &&mut Change| (&c.what, &c.before, &c.after) == (&change.what, &change.before, &change.after);
        match told.iter_mut().find(same) {
            Some(earlier) => earlier.of.clear(),
            None => told.push(change),
        }
    }
    told
}

/// The first of the changes, and how many more there are.
pub fn in_short(changes: &[Change], most: usize) -> String {
    let mut words: Vec<String> = changes.iter().take(most).map(Change::words).collect();
    if changes.len() > most {
        words.push(format!("and {} more", changes.len() - most));
    }
    words.join("; ")
}

#[derive(Clone, Copy, PartialEq)]
enum Part<'a> {
    Key(&'a str),
    Index(usize),
}

fn compare<'a>(
    path: &mut Vec<Part<'a>>,
    before: &'a Value,
    after: &'a Value,
    root: &Value,
    told: &mut Vec<Change>,
) {
    if before == after || typed::shown(Some(before)) == typed::shown(Some(after)) && !before.is_object() {
        return;
    }
    let is_ms = path.last() == Some(&Part::Key("ms"));
    match (before, after) {
        (Value::Object(old), Value::Object(new))
            if !is_ms || shapes::distribution(before) == shapes::distribution(after) =>
        {
            let keys = old.keys().chain(new.keys().filter(|key| !old.contains_key(*key)));
            for key in keys {
                path.push(Part::Key(key));
                compare(path, &before[key], &after[key], root, told);
                path.pop();
            }
        }
        (Value::Array(old), Value::Array(new))
            if old.len() == new.len() && old.iter().any(Value::is_object) =>
        {
            if old.iter().all(|item| new.contains(item)) && new.iter().all(|item| old.contains(item)) {
                told.push(change(path, root, "order".to_owned(), String::new()));
                return;
            }
            for (index, (before, after)) in old.iter().zip(new).enumerate() {
                path.push(Part::Index(index));
                compare(path, before, after, root, told);
                path.pop();
            }
        }
        _ => {
            let (before, after) = (shown(path, before), shown(path, after));
            if before == after {
                told.push(change(path, root, "changed".to_owned(), String::new()));
            } else {
                told.push(change(path, root, before, after));
            }
        }
    }
}

fn change(path: &[Part<'_>], root: &Value, before: String, after: String) -> Change {
    let (of, inside) = match path {
        [Part::Key(list), Part::Index(index), rest @ ..] => (owner(list, *index, root), rest),
        _ => (String::new(), path),
    };
    let mut what = Vec::new();
    for part in inside {
        match part {
            Part::Key("steps") if inside.len() > 1 => {}
            // The kind of a thing is called as the thing; what holds a group of keys says nothing.
            Part::Key("kind") if !what.is_empty() => {}
            Part::Key("machine" | "runtime" | "run" | "payload" | "costs") => {}
            Part::Key("lognormal" | "exponential" | "uniform" | "pareto") => {}
            Part::Key("ms") if inside.last() != Some(part) => {}
            Part::Key("ms") => what.push("time".to_owned()),
            Part::Key(key) => what.push(plain(key)),
            Part::Index(index) => what.push(format!("step {}", index + 1)),
        }
    }
    Change { of, what: what.join(" "), before, after }
}

/// What a part of the scenario is called.
fn owner(list: &str, index: usize, root: &Value) -> String {
    let item = &root[list][index];
    let kind = item["kind"].as_str().unwrap_or_default();
    match models::catalogue().into_iter().find(|spec| spec.kind == kind && list == "models") {
        Some(spec) => spec.title.to_owned(),
        None => item["name"].as_str().map_or_else(|| format!("{list} {}", index + 1), str::to_owned),
    }
}

/// A key as people read it, without its unit.
fn plain(key: &str) -> String {
    let name =
        ["_ms", "_bytes", "_per_s", "_us"].iter().find_map(|unit| key.strip_suffix(unit)).unwrap_or(key);
    name.replace('_', " ")
}

/// A value with its unit.
fn shown(path: &[Part<'_>], value: &Value) -> String {
    let key = path.iter().rev().find_map(|part| if let Part::Key(key) = part { Some(*key) } else { None });
    let key = key.unwrap_or_default();
    let time = key.ends_with("ms") || matches!(key, "mean" | "min" | "max");
    match value {
        Value::Null => "none".to_owned(),
        Value::Array(items) if items.iter().any(Value::is_object) || key == "steps" => {
            items.len().to_string()
        }
        Value::Object(_) if key == "ms" => {
            format!("{} {}", shapes::distribution(value), format::duration(shapes::mean_ms(value)))
        }
        Value::Object(kinds) => kinds.get("kind").map_or_else(String::new, |kind| typed::shown(Some(kind))),
        Value::Number(n) if time => format::duration(n.as_f64().unwrap_or(0.0)),
        Value::Number(n) if key.ends_with("_bytes") => format::bytes(n.as_f64().unwrap_or(0.0)),
        Value::Number(_) if key.ends_with("_per_s") => typed::shown(Some(value)) + " per s",
        Value::Number(_) if key.ends_with("_us") => typed::shown(Some(value)) + " µs",
        // A word of the contract, as people read it; names stay as they are.
        Value::String(word) if matches!(key, "kind" | "start_method") => word.replace('_', " "),
        _ => typed::shown(Some(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn sample() -> Value {
        json!({ "name": "x", "machine": { "cores": 4, "cpu_quota": null },
            "workload": [ { "name": "fetch", "tasks": 48, "timeout_ms": null, "steps": [
                { "kind": "cpu", "ms": 1.0 }, { "kind": "io", "ms": { "lognormal": { "mean": 40, "cv": 0.3 } } } ],
                "payload": { "result_bytes": 0 }, "arrival": { "kind": "batch" } } ],
            "models": [ { "kind": "threads", "workers": 8 }, { "kind": "interpreters", "workers": 8 } ],
            "run": { "seed": 1, "until": { "kind": "all_done" } } })
    }

    fn told(change: impl Fn(&mut Value)) -> String {
        let mut after = sample();
        change(&mut after);
        in_short(&changes(&sample(), &after), 3)
    }

    #[test]
    fn each_change_has_its_words() {
        assert_eq!(told(|_| ()), "");
        assert_eq!(told(|d| d["machine"]["cores"] = json!(8)), "cores 4 → 8");
        assert_eq!(told(|d| d["machine"]["cpu_quota"] = json!(1.5)), "cpu quota none → 1.5");
        assert_eq!(told(|d| d["models"][0]["workers"] = json!(16)), "Threads: workers 8 → 16");
        assert_eq!(told(|d| d["workload"][0]["timeout_ms"] = json!(500)), "fetch: timeout none → 500 ms");
        assert_eq!(
            told(|d| d["workload"][0]["payload"]["result_bytes"] = json!(2000)),
            "fetch: result 0 B → 2 kB"
        );
        assert_eq!(told(|d| d["workload"][0]["steps"][0]["ms"] = json!(3)), "fetch: step 1 time 1 ms → 3 ms");
        let mean = told(|d| d["workload"][0]["steps"][1]["ms"]["lognormal"]["mean"] = json!(60));
        assert_eq!(mean, "fetch: step 2 mean 40 ms → 60 ms");
        let varies = told(|d| d["workload"][0]["steps"][0]["ms"] = json!({ "exponential": { "mean": 2 } }));
        assert_eq!(varies, "fetch: step 1 time 1 ms → exponential 2 ms");
        assert_eq!(told(|d| d["workload"][0]["steps"] = json!([])), "fetch: steps 2 → 0");
        assert_eq!(
            told(|d| d["workload"][0]["steps"].as_array_mut().unwrap().reverse()),
            "fetch: steps order"
        );
        assert_eq!(
            told(|d| d["run"]["until"] = json!({ "kind": "duration", "ms": 5 })),
            "until all done → duration; until time none → 5 ms"
        );
    }

    #[test]
    fn the_same_number_written_otherwise_is_no_change() {
        assert_eq!(told(|d| d["workload"][0]["steps"][0]["ms"] = json!(1)), "");
    }

    #[test]
    fn what_models_change_alike_is_told_once() {
        let both = |d: &mut Value| (0..2).for_each(|i| d["models"][i]["workers"] = json!(16));
        assert_eq!(told(both), "workers 8 → 16");
    }

    #[test]
    fn many_are_counted() {
        let many = |d: &mut Value| {
            d["name"] = json!("y");
            d["machine"]["cores"] = json!(1);
            d["run"]["seed"] = json!(2);
            d["workload"][0]["tasks"] = json!(1);
        };
        assert!(told(many).ends_with("; and 1 more"), "{}", told(many));
    }
}
