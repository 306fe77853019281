//! Numbers and durations: as Python writes them, and as people read them.

use simulator::scenario::{Duration, GilUse, Step, StepKind};

/// Longer lists of durations stand in a constant of their own.
const SHORT_LIST: usize = 6;

/// A whole number, its thousands apart.
pub(super) fn int(n: u64) -> String {
    let digits = n.to_string();
    if digits.len() < 5 {
        return digits;
    }
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('_');
        }
        text.push(digit);
    }
    text
}

/// A float, without the noise of its last digits.
pub(super) fn float(x: f64) -> String {
    let rounded = (x * 1e9).round() / 1e9;
    format!("{:?}", if x.abs() < 1e6 { rounded } else { x })
}

/// Milliseconds as seconds.
pub(super) fn seconds(ms: f64) -> String {
    float(ms / 1e3)
}

/// A number of at most three decimals, as people read it.
pub(super) fn plain(x: f64) -> String {
    let rounded = (x * 1e3).round() / 1e3;
    format!("{rounded}")
}

/// The values of a list that is too long to stand in the middle of code.
pub(super) fn long_list(duration: &Duration) -> Option<&[f64]> {
    match duration {
        Duration::Empirical(values) if values.len() > SHORT_LIST => Some(values),
        _ => None,
    }
}

/// An expression for the seconds that a step takes; `list` names the constant of a long list.
pub(super) fn draw(duration: &Duration, list: &str) -> String {
    match duration {
        Duration::Fixed(ms) => seconds(*ms),
        Duration::Exponential { mean } | Duration::Lognormal { mean, .. } if *mean <= 0.0 => "0.0".to_owned(),
        Duration::Exponential { mean } => format!("random.expovariate({})", float(1e3 / mean)),
        Duration::Lognormal { mean, cv } => {
            let variance = (cv * cv).ln_1p();
            let mu = (mean / 1e3).ln() - variance / 2.0;
            let round = |x: f64| float((x * 1e4).round() / 1e4);
            format!("random.lognormvariate({}, {})", round(mu), round(variance.sqrt()))
        }
        Duration::Uniform { min, max } => format!("random.uniform({}, {})", seconds(*min), seconds(*max)),
        Duration::Pareto { min, alpha } => {
            format!("{} * random.paretovariate({})", seconds(*min), float(*alpha))
        }
        Duration::Empirical(_) if long_list(duration).is_some() => format!("random.choice({list})"),
        Duration::Empirical(values) => {
            let values: Vec<String> = values.iter().map(|ms| seconds(*ms)).collect();
            format!("random.choice([{}])", values.join(", "))
        }
    }
}

/// How long a step takes: `3 ms`, `about 40 ms`.
fn length(duration: &Duration) -> String {
    match duration {
        Duration::Fixed(ms) => format!("{} ms", plain(*ms)),
        Duration::Exponential { mean } => format!("{} ms on average, exponential", plain(*mean)),
        Duration::Lognormal { mean, cv } => {
            format!("{} ms on average, lognormal (cv {})", plain(*mean), plain(*cv))
        }
        Duration::Uniform { min, max } => format!("{} to {} ms", plain(*min), plain(*max)),
        Duration::Pareto { min, alpha } => {
            format!("at least {} ms, Pareto (alpha {})", plain(*min), plain(*alpha))
        }
        Duration::Empirical(values) => format!("one of {} measured times", values.len()),
    }
}

/// What a step is, in a few words.
pub(super) fn what(step: &Step) -> String {
    let kind = match (step.kind, step.gil) {
        (StepKind::Cpu, Some(GilUse::Released)) => "computing without the GIL",
        (StepKind::Cpu, _) if step.call_ms.is_some() => "computing in C with the GIL",
        (StepKind::Cpu, _) => "computing",
        (StepKind::Io, _) => "waiting",
        (StepKind::BlockingIo, _) => "a blocking call",
        (StepKind::Lock, _) => "computing under a lock",
    };
    format!("{kind}, {}", length(&step.ms))
}

/// A reader's words for a comment or a docstring: nothing in them can end it, or turn the text around it.
pub(super) fn quoted(words: &str) -> String {
    let turns = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let calm: String = words.chars().map(|c| if turns(c) { ' ' } else { c }).collect();
    let calm = calm.replace('\\', "/").replace('"', "'");
    calm.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words in lines of at most so many characters.
pub(super) fn wrapped(words: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_pythons() {
        assert_eq!(int(2000), "2000");
        assert_eq!(int(1_048_576), "1_048_576");
        assert_eq!(seconds(1.1), "0.0011");
        assert_eq!(seconds(2000.0), "2.0");
        assert_eq!(seconds(0.05), "5e-5");
        assert_eq!(
            draw(&Duration::Lognormal { mean: 40.0, cv: 0.3 }, ""),
            "random.lognormvariate(-3.262, 0.2936)"
        );
        assert_eq!(draw(&Duration::Exponential { mean: 0.0 }, ""), "0.0");
        assert_eq!(draw(&Duration::Exponential { mean: 20.0 }, ""), "random.expovariate(50.0)");
    }

    #[test]
    fn words_cannot_leave_their_comment() {
        assert_eq!(quoted("a\"\"\"\\\n import os\u{202e} b"), "a'''/ import os b");
        assert_eq!(wrapped("one two three", 8), ["one two", "three"]);
    }
}
