//! The parts of a scenario that come in kinds (steps, durations, arrivals, models): which kind a draft has, how it
//! changes into another without losing what both have, and what a new part looks like.

use serde_json::{Map, Value, json};

use super::{strip, typed};

/// Kinds of steps as the page offers them: value and words. `native` is `cpu` with the GIL released.
pub const STEP_KINDS: [(&str, &str); 5] = [
    ("cpu", "Python code"),
    ("native", "native code, GIL released"),
    ("io", "I/O, awaitable"),
    ("blocking_io", "I/O, blocking call"),
    ("lock", "Python code under a lock"),
];

/// Which of [`STEP_KINDS`] a step is.
pub fn step_kind(step: &Value) -> &str {
    match (step["kind"].as_str(), step["gil"].as_str()) {
        (Some("cpu"), Some("released")) => "native",
        (Some(kind), _) => kind,
        (None, _) => "cpu",
    }
}

/// Makes a step one of another kind; its duration and its name stay.
pub fn set_step_kind(step: &mut Value, kind: &str) {
    let Value::Object(old) = &*step else { return };
    let mut new = Map::new();
    let plain = if kind == "native" { "cpu" } else { kind };
    new.insert("kind".to_owned(), json!(plain));
    let keeps_service = matches!(kind, "io" | "blocking_io");
    for (key, value) in old {
        if key == "ms" || key == "name" || key == "on" || (key == "service" && keeps_service) {
            new.insert(key.clone(), value.clone());
        }
    }
    if kind == "native" {
        new.insert("gil".to_owned(), json!("released"));
    }
    if kind == "lock" && !new.contains_key("name") {
        new.insert("name".to_owned(), json!("lock"));
    }
    *step = Value::Object(new);
}

/// Distributions of a duration: value and words.
pub const DISTRIBUTIONS: [(&str, &str); 6] = [
    ("fixed", "always the same"),
    ("lognormal", "lognormal"),
    ("exponential", "exponential"),
    ("uniform", "uniform"),
    ("pareto", "Pareto, heavy tail"),
    ("empirical", "a list of samples"),
];

/// Key, label and unit of each number of a distribution.
pub fn parameters(distribution: &str) -> &'static [(&'static str, &'static str, &'static str)] {
    match distribution {
        "lognormal" => &[("mean", "Mean", "ms"), ("cv", "Deviation over mean", "")],
        "exponential" => &[("mean", "Mean", "ms")],
        "uniform" => &[("min", "From", "ms"), ("max", "To", "ms")],
        "pareto" => &[("min", "Shortest", "ms"), ("alpha", "Tail exponent", "")],
        _ => &[],
    }
}

/// Which distribution a duration is.
pub fn distribution(ms: &Value) -> &str {
    match ms {
        Value::Object(map) => map.keys().next().map_or("fixed", String::as_str),
        _ => "fixed",
    }
}

/// The mean of a duration, as far as it can be read.
pub fn mean_ms(ms: &Value) -> f64 {
    let number = |value: &Value| value.as_f64().unwrap_or(0.0);
    match distribution(ms) {
        "lognormal" => number(&ms["lognormal"]["mean"]),
        "exponential" => number(&ms["exponential"]["mean"]),
        "uniform" => 0.5 * (number(&ms["uniform"]["min"]) + number(&ms["uniform"]["max"])),
        "pareto" => {
            let alpha = number(&ms["pareto"]["alpha"]);
            if alpha > 1.0 {
                alpha * number(&ms["pareto"]["min"]) / (alpha - 1.0)
            } else {
                number(&ms["pareto"]["min"])
            }
        }
        "empirical" => {
            let values: Vec<f64> = ms["empirical"].as_array().into_iter().flatten().map(number).collect();
            values.iter().sum::<f64>() / values.len().max(1) as f64
        }
        _ => number(ms),
    }
}

/// Changes the distribution; the mean stays.
pub fn set_distribution(ms: &mut Value, distribution: &str) {
    let mean = typed::json(mean_ms(ms));
    let times = |factor: f64| typed::json((mean_ms(ms) * factor * 1e6).round() / 1e6);
    *ms = match distribution {
        "lognormal" => json!({ "lognormal": { "mean": mean, "cv": 0.3 } }),
        "exponential" => json!({ "exponential": { "mean": mean } }),
        "uniform" => json!({ "uniform": { "min": times(0.5), "max": times(1.5) } }),
        "pareto" => json!({ "pareto": { "min": times(1.0 / 3.0), "alpha": 1.5 } }),
        "empirical" => json!({ "empirical": [times(0.5), mean, times(1.5)] }),
        _ => mean,
    };
}

/// Gives a duration another mean, milliseconds; its distribution stays, and its other numbers grow as the mean does.
pub fn set_mean(ms: &mut Value, mean: f64) {
    let old = mean_ms(ms);
    let scaled = |number: &Value| {
        let grown = number.as_f64().filter(|_| old > 0.0).map_or(mean, |n| n * mean / old);
        typed::json(strip::rounded(grown, 4))
    };
    match ms {
        Value::Object(kinds) => {
            for (_, numbers) in kinds.iter_mut() {
                match numbers {
                    Value::Object(numbers) => {
                        let times =
                            numbers.iter_mut().filter(|(key, _)| !matches!(key.as_str(), "cv" | "alpha"));
                        times.for_each(|(_, number)| *number = scaled(number));
                    }
                    Value::Array(values) => values.iter_mut().for_each(|value| *value = scaled(value)),
                    _ => {}
                }
            }
        }
        _ => *ms = typed::json(mean),
    }
}

/// Arrivals: value and words.
pub const ARRIVALS: [(&str, &str); 4] = [
    ("batch", "all at once"),
    ("uniform", "one by one, evenly"),
    ("poisson", "at random (Poisson)"),
    ("closed", "by clients that wait and think"),
];

/// Which of [`ARRIVALS`] a task class has.
pub fn arrival(class: &Value) -> &str {
    class["arrival"]["kind"].as_str().or(class["arrival"].as_str()).unwrap_or("batch")
}

/// An arrival of this kind with common numbers.
pub fn new_arrival(kind: &str) -> Value {
    match kind {
        "uniform" => json!({ "kind": "uniform", "every_ms": 20 }),
        "poisson" => json!({ "kind": "poisson", "rate_per_s": 50 }),
        "closed" => json!({ "kind": "closed", "clients": 20, "think_ms": 100 }),
        _ => json!({ "kind": "batch" }),
    }
}

/// A step of one of [`STEP_KINDS`] to start from.
pub fn new_step(kind: &str) -> Value {
    let waits = matches!(kind, "io" | "blocking_io");
    let mut step = json!({ "ms": if waits { 20 } else { 5 } });
    set_step_kind(&mut step, kind);
    step
}

/// A task class to start from; `number` tells it from the others.
pub fn new_class(number: usize) -> Value {
    json!({ "name": format!("task {number}"), "tasks": 20,
        "steps": [{ "kind": "cpu", "ms": 1 }, { "kind": "io", "ms": 20 }, { "kind": "cpu", "ms": 1 }] })
}

/// A service to start from.
pub fn new_service(number: usize) -> Value {
    json!({ "name": format!("service {number}"), "concurrency": 10 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_keeps_what_both_kinds_have() {
        let mut step = json!({ "kind": "io", "ms": 4, "service": "api", "name": "call" });
        set_step_kind(&mut step, "blocking_io");
        assert_eq!(step, json!({ "kind": "blocking_io", "ms": 4, "service": "api", "name": "call" }));
        set_step_kind(&mut step, "native");
        assert_eq!(step, json!({ "kind": "cpu", "gil": "released", "ms": 4, "name": "call" }));
        assert_eq!(step_kind(&step), "native");
        set_step_kind(&mut step, "cpu");
        assert_eq!(step_kind(&step), "cpu");
    }

    #[test]
    fn a_lock_has_a_name() {
        let mut step = json!({ "kind": "cpu", "ms": 4 });
        set_step_kind(&mut step, "lock");
        assert_eq!(step, json!({ "kind": "lock", "ms": 4, "name": "lock" }));
    }

    #[test]
    fn a_change_of_distribution_keeps_the_mean() {
        for (kind, _) in DISTRIBUTIONS {
            let mut ms = json!(30);
            set_distribution(&mut ms, kind);
            assert_eq!(distribution(&ms), kind);
            assert!((mean_ms(&ms) - 30.0).abs() < 1e-3, "{kind}: {ms}");
            set_distribution(&mut ms, "fixed");
            assert!((mean_ms(&ms) - 30.0).abs() < 1e-3);
        }
    }

    #[test]
    fn a_new_mean_keeps_the_distribution() {
        for (kind, _) in DISTRIBUTIONS {
            let mut ms = json!(30);
            set_distribution(&mut ms, kind);
            set_mean(&mut ms, 60.0);
            assert_eq!(distribution(&ms), kind);
            assert!((mean_ms(&ms) - 60.0).abs() < 0.01, "{kind}: {ms}");
        }
        let mut ms = json!({ "uniform": { "min": 0, "max": 0 } });
        set_mean(&mut ms, 4.0);
        assert_eq!(ms, json!({ "uniform": { "min": 4, "max": 4 } }));
    }

    #[test]
    fn a_new_step_is_of_its_kind() {
        for (kind, _) in STEP_KINDS {
            assert_eq!(step_kind(&new_step(kind)), kind);
        }
    }

    #[test]
    fn arrivals_are_read_in_both_forms() {
        assert_eq!(arrival(&json!({})), "batch");
        assert_eq!(arrival(&json!({ "arrival": new_arrival("closed") })), "closed");
    }
}
