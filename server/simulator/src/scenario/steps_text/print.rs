//! Prints steps in the one way that is canonical.

use super::{KINDS, UNITS, USUAL_CV};
use crate::scenario::{Duration, GilUse, Step, StepKind, Word};

/// The steps as text; [`super::parse`] reads it back as the same steps.
pub fn print(steps: &[Step]) -> String {
    let mut text = String::new();
    for step in steps {
        if !text.is_empty() {
            text.push_str(", ");
        }
        print_step(&mut text, step);
    }
    text
}

fn print_step(text: &mut String, step: &Step) {
    text.push_str(KINDS.iter().find(|(_, kind)| *kind == step.kind).map_or("", |(word, _)| word));
    let mut name = step.name.as_deref();
    if step.kind == StepKind::Lock {
        text.push(' ');
        print_name(text, name.take().unwrap_or_default());
    }
    text.push(' ');
    print_duration(text, &step.ms);
    if step.gil == Some(GilUse::Released) {
        text.push_str(" nogil");
    }
    if let Some(threads) = step.native_threads.filter(|n| *n != 1) {
        text.push_str(" x");
        text.push_str(&threads.to_string());
    }
    if let Some(ms) = step.call_ms {
        text.push_str(" call ");
        text.push_str(&time(ms));
    }
    if let Some(service) = &step.service {
        text.push_str(" @");
        print_name(text, service);
    }
    if let Some(place) = step.on {
        text.push_str(" on ");
        text.push_str(place.word());
    }
    if let Some(name) = name {
        text.push_str(" as ");
        print_name(text, name);
    }
}

fn print_duration(text: &mut String, ms: &Duration) {
    let mut put = |parts: &[&str]| parts.iter().for_each(|part| text.push_str(part));
    match ms {
        Duration::Fixed(ms) => put(&[&time(*ms)]),
        Duration::Exponential { mean } => put(&["exp ", &time(*mean)]),
        Duration::Lognormal { mean, cv } => {
            put(&["~", &time(*mean)]);
            if *cv != USUAL_CV {
                put(&[" cv", &cv.to_string()]);
            }
        }
        Duration::Uniform { min, max } => {
            let (min, max) = (time(*min), time(*max));
            let (number, unit) = split_unit(&min);
            put(&["uniform ", if unit == split_unit(&max).1 { number } else { &min }, "..", &max]);
        }
        Duration::Pareto { min, alpha } => put(&["pareto ", &time(*min), " a", &alpha.to_string()]),
        Duration::Empirical(values) => {
            put(&["from"]);
            values.iter().for_each(|value| put(&[" ", &time(*value)]));
        }
    }
}

/// A time in the unit in which it is shortest and still exact: milliseconds, unless another is shorter.
fn time(ms: f64) -> String {
    let mut shortest = format!("{ms}ms");
    for (unit, times, over) in UNITS {
        let number = ms / times * over;
        let text = format!("{number}{unit}");
        if ms > 0.0 && text.len() < shortest.len() && number * times / over == ms {
            shortest = text;
        }
    }
    shortest
}

fn split_unit(time: &str) -> (&str, &str) {
    time.split_at(time.find(|c: char| c.is_ascii_lowercase()).unwrap_or(time.len()))
}

fn print_name(text: &mut String, name: &str) {
    let plain = |c: char| !c.is_whitespace() && !matches!(c, ',' | '"' | '\\');
    if !name.is_empty() && name.chars().all(plain) {
        text.push_str(name);
        return;
    }
    text.push('"');
    for c in name.chars() {
        if matches!(c, '"' | '\\') {
            text.push('\\');
        }
        text.push(c);
    }
    text.push('"');
}
