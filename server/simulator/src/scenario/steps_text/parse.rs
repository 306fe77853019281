//! Reads steps, or says where the text is wrong and what is allowed there.

use super::{KINDS, UNITS, USUAL_CV};
use crate::scenario::{Duration, GilUse, Place, Step, StepKind, Word};

/// Where a text cannot be read, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The first byte of what is wrong; the text's end where something is missing.
    pub from: usize,
    /// The byte after it.
    pub to: usize,
    /// What is allowed there, in words.
    pub message: String,
}

/// Reads steps.
///
/// # Errors
/// The first place that cannot be read. Never panics, whoever wrote the text.
pub fn parse(text: &str) -> Result<Vec<Step>, Fault> {
    let mut steps = Vec::new();
    for words in split(text)? {
        steps.extend(if words.is_empty() { None } else { Some(step(Words { words: &words, next: 0 })?) });
    }
    Ok(steps)
}

/// A word of the text, and where it begins.
#[derive(Clone, Copy)]
struct Token<'a> {
    from: usize,
    text: &'a str,
}

impl Token<'_> {
    fn fault<T>(&self, message: impl Into<String>) -> Result<T, Fault> {
        Err(Fault { from: self.from, to: self.from + self.text.len(), message: message.into() })
    }
}

/// The words of each step. Spaces and separators within quotes belong to their word.
fn split(text: &str) -> Result<Vec<Vec<Token<'_>>>, Fault> {
    let mut steps: Vec<Vec<Token<'_>>> = vec![Vec::new()];
    let (mut begun, mut quote, mut escaped) = (None, None, false);
    let ends = [(text.len(), ',')];
    for (at, c) in text.char_indices().chain(ends) {
        if let Some(from) = quote.filter(|_| at < text.len()) {
            quote = if c == '"' && !escaped { None } else { Some(from) };
            escaped = c == '\\' && !escaped;
            continue;
        }
        if c == '"' {
            (quote, escaped) = (Some(at), false);
        }
        if c == ',' || c.is_whitespace() {
            let word = begun.take().map(|from| Token { from, text: &text[from..at] });
            if let Some(words) = steps.last_mut() {
                words.extend(word);
            }
            if matches!(c, ',' | '\n') {
                steps.push(Vec::new());
            }
        } else {
            begun.get_or_insert(at);
        }
    }
    match quote {
        Some(from) => Token { from, text: &text[from..] }.fault("a quote is opened here and not closed"),
        None => Ok(steps),
    }
}

/// The words of a step, taken one after the other.
struct Words<'a> {
    words: &'a [Token<'a>],
    next: usize,
}

impl<'a> Words<'a> {
    fn peek(&self) -> Option<Token<'a>> {
        self.words.get(self.next).copied()
    }

    fn take(&mut self) -> Option<Token<'a>> {
        let word = self.peek();
        self.next += usize::from(word.is_some());
        word
    }

    /// The next word; where there is none, the fault is at the end of the last one.
    fn need(&mut self, what: &str) -> Result<Token<'a>, Fault> {
        let end = self.words.last().map_or(0, |word| word.from + word.text.len());
        let missing = Token { from: end, text: "" };
        self.take().map_or_else(|| missing.fault(format!("{what} is missing here")), Ok)
    }

    fn name(&mut self, what: &str) -> Result<String, Fault> {
        let word = self.need(what)?;
        name(word, word.text)
    }

    fn time(&mut self) -> Result<f64, Fault> {
        let word = self.need(TIME)?;
        self.time_of(word, word.text)
    }

    /// A time that begins with this text; its unit may be a word of its own.
    fn time_of(&mut self, word: Token<'_>, text: &str) -> Result<f64, Fault> {
        let (mut digits, mut unit) = split_unit(text);
        if unit.is_empty()
            && let Some(next) = self.peek().filter(|next| UNITS.iter().any(|(unit, ..)| *unit == next.text))
        {
            (digits, unit) = (text, next.text);
            self.next += 1;
        }
        in_ms(digits, unit).map_or_else(|| word.fault(format!("must be {TIME}")), Ok)
    }
}

const TIME: &str = "a time with its unit: 250us, 3ms, 1.5s";
const DURATION: &str =
    "a duration: 3ms, ~40ms cv0.3, exp 20ms, uniform 1..3ms, pareto 5ms a1.5 or from 1ms 9ms";
const SETTING: &str =
    "must be a setting: nogil, x4, call 1ms, @service, on loop, on thread, on process or as name";

fn step(mut words: Words<'_>) -> Result<Step, Fault> {
    let first = words.need("a kind of step")?;
    let word = first.text.to_ascii_lowercase();
    // The scenario's own word for it is taken as well.
    let short = if word == "blocking_io" { "blocking" } else { &word };
    let known = KINDS.iter().find(|(word, _)| *word == short);
    let Some((_, kind)) = known else { return first.fault("must be one of cpu, io, blocking, lock") };
    let name = if *kind == StepKind::Lock { Some(words.name("the lock's name")?) } else { None };
    let mut step = Step {
        kind: *kind,
        ms: duration(&mut words)?,
        gil: (*kind == StepKind::Cpu).then_some(GilUse::Held),
        call_ms: None,
        native_threads: None,
        service: None,
        name,
        on: None,
    };
    let mut native = None;
    while let Some(word) = words.take() {
        if setting(&mut step, word, &mut words)? {
            native = Some(word);
        }
    }
    let released = step.gil == Some(GilUse::Released);
    if let Some(word) = native.filter(|_| !released) {
        return word.fault("is for native code only: write cpu and nogil as well");
    }
    step.native_threads = step.native_threads.or(released.then_some(1));
    Ok(step)
}

fn duration(words: &mut Words<'_>) -> Result<Duration, Fault> {
    let word = words.need(DURATION)?;
    if let Some(mean) = word.text.strip_prefix('~') {
        let mean = words.time_of(word, mean)?;
        let cv = words.peek().filter(|next| next.text.starts_with("cv"));
        return Ok(match cv {
            None => Duration::Lognormal { mean, cv: USUAL_CV },
            Some(_) => Duration::Lognormal { mean, cv: lettered(words, "cv")? },
        });
    }
    match word.text {
        "exp" => Ok(Duration::Exponential { mean: words.time()? }),
        "uniform" => uniform(words),
        "pareto" => Ok(Duration::Pareto { min: words.time()?, alpha: lettered(words, "a")? }),
        "from" => {
            let mut values = vec![words.time()?];
            while words.peek().is_some_and(|next| next.text.starts_with(|c: char| c.is_ascii_digit())) {
                values.push(words.time()?);
            }
            Ok(Duration::Empirical(values))
        }
        text if text.starts_with(|c: char| c.is_ascii_digit() || c == '.') => {
            words.time_of(word, text).map(Duration::Fixed)
        }
        _ => word.fault(format!("must be {DURATION}")),
    }
}

/// A number after its letters: `cv0.5`.
fn lettered(words: &mut Words<'_>, letters: &str) -> Result<f64, Fault> {
    let what = format!("{letters} and a number, as {letters}1.5");
    let word = words.need(&what)?;
    let number = word.text.strip_prefix(letters).and_then(number);
    number.map_or_else(|| word.fault(format!("must be {what}")), Ok)
}

fn uniform(words: &mut Words<'_>) -> Result<Duration, Fault> {
    const RANGE: &str = "two times with .. between them: 1..3ms";
    let word = words.need(RANGE)?;
    let Some((min, max)) = word.text.split_once("..") else { return word.fault(format!("must be {RANGE}")) };
    let (digits, own) = split_unit(min);
    let unit = if own.is_empty() { split_unit(max).1 } else { own };
    let max = words.time_of(word, max)?;
    match in_ms(digits, unit) {
        Some(min) if min <= max => Ok(Duration::Uniform { min, max }),
        Some(_) => word.fault("must have the shorter time first"),
        None => word.fault(format!("must be {RANGE}")),
    }
}

/// Reads a setting; true: it is one of native code.
fn setting(step: &mut Step, word: Token<'_>, words: &mut Words<'_>) -> Result<bool, Fault> {
    let waits = matches!(step.kind, StepKind::Io | StepKind::BlockingIo);
    match word.text {
        "nogil" if step.kind == StepKind::Cpu => {
            step.gil = Some(GilUse::Released);
            Ok(false)
        }
        "nogil" => word.fault("is for cpu steps only"),
        "call" if step.kind == StepKind::Cpu => once(&mut step.call_ms, word, words.time()?).map(|()| false),
        "call" => word.fault("is for cpu steps only"),
        "on" => {
            let place = words.need("loop, thread or process")?;
            match Place::from_word(place.text) {
                Some(found) => once(&mut step.on, word, found).map(|()| false),
                None => place.fault("must be loop, thread or process"),
            }
        }
        "as" if step.kind == StepKind::Lock => word.fault("is not for a lock, which has its name already"),
        "as" => {
            let name = words.name("a name")?;
            once(&mut step.name, word, name).map(|()| false)
        }
        text => match (text.strip_prefix('@'), text.strip_prefix('x').map(str::parse::<u32>)) {
            (Some(service), _) if waits => {
                once(&mut step.service, word, name(word, service)?).map(|()| false)
            }
            (Some(_), _) => word.fault("is for io and blocking steps only"),
            (_, Some(Ok(threads))) => once(&mut step.native_threads, word, threads).map(|()| true),
            _ => word.fault(SETTING),
        },
    }
}

fn once<T>(slot: &mut Option<T>, word: Token<'_>, value: T) -> Result<(), Fault> {
    if slot.is_some() {
        return word.fault("is given twice");
    }
    *slot = Some(value);
    Ok(())
}

fn name(word: Token<'_>, text: &str) -> Result<String, Fault> {
    let quoted = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let Some(quoted) = quoted else {
        let plain = !text.is_empty() && !text.contains(['"', '\\']);
        return if plain {
            Ok(text.to_owned())
        } else {
            word.fault("must have a name, or one in double quotes")
        };
    };
    let mut name = String::with_capacity(quoted.len());
    let mut rest = quoted.chars();
    while let Some(c) = rest.next() {
        match if c == '\\' { rest.next() } else { Some(c) } {
            Some('"') if c == '"' => return word.fault("must have a space after the closing quote"),
            Some(c) => name.push(c),
            None => return word.fault("must have a character after the last \\"),
        }
    }
    Ok(name)
}

fn split_unit(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len()))
}

fn in_ms(digits: &str, unit: &str) -> Option<f64> {
    let (_, times, over) = UNITS.iter().find(|(word, ..)| *word == unit)?;
    number(digits).map(|n| n * times / over).filter(|ms| ms.is_finite())
}

/// Digits and at most one point.
fn number(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    text.parse().ok().filter(|n: &f64| plain && n.is_finite())
}
