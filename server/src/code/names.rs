//! Names for functions and constants, made of a scenario's names: what Python takes, what is not taken yet.

use std::collections::BTreeSet;

/// What a program has names for already: Python's words, what it imports, and what it calls its own things.
const TAKEN: &[&str] = &[
    "False",
    "None",
    "True",
    "and",
    "as",
    "assert",
    "async",
    "await",
    "break",
    "case",
    "class",
    "continue",
    "def",
    "del",
    "elif",
    "else",
    "except",
    "finally",
    "for",
    "from",
    "global",
    "if",
    "import",
    "in",
    "is",
    "lambda",
    "match",
    "nonlocal",
    "not",
    "or",
    "pass",
    "raise",
    "return",
    "try",
    "type",
    "while",
    "with",
    "yield",
    "bool",
    "bytes",
    "dict",
    "enumerate",
    "float",
    "getattr",
    "int",
    "isinstance",
    "len",
    "list",
    "max",
    "min",
    "next",
    "object",
    "print",
    "range",
    "round",
    "set",
    "str",
    "sum",
    "tuple",
    "accumulate",
    "asyncio",
    "asynccontextmanager",
    "contextmanager",
    "hashlib",
    "heapq",
    "interpreters",
    "multiprocessing",
    "os",
    "random",
    "repeat",
    "sys",
    "threading",
    "time",
    "wait",
    "wsgiref",
    "answer",
    "app",
    "at",
    "attempt",
    "batch",
    "begun",
    "block",
    "call",
    "calls",
    "client",
    "clients",
    "compute",
    "context",
    "data",
    "data_in",
    "data_out",
    "done",
    "due",
    "environ",
    "first",
    "found",
    "function",
    "gap",
    "group",
    "in_process",
    "job",
    "job_list",
    "jobs",
    "limit",
    "limited",
    "loop",
    "main",
    "mixed",
    "n",
    "native",
    "number",
    "numbers",
    "pool",
    "queue",
    "receive",
    "records",
    "respond",
    "response",
    "results",
    "rounds_per_second",
    "rows",
    "run",
    "run_job",
    "scope",
    "self",
    "send",
    "set_up",
    "shared",
    "slot",
    "start_response",
    "started",
    "status",
    "stop",
    "submitted",
    "task",
    "thread",
    "threads",
    "timed",
    "timeout",
    "ended",
    "left",
    "until",
    "start",
    "tokens",
    "API_DOCS",
    "BLOCK",
    "ROUTES",
];

/// Longer names are cut.
const LONGEST: usize = 40;

/// Words as a part of a name: lower case, underscores.
pub(super) fn slug(words: &str) -> String {
    let mut slug = String::new();
    for c in words.chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('_') {
            slug.push('_');
        }
    }
    let cut: String = slug.chars().take(LONGEST).collect();
    cut.trim_end_matches('_').to_owned()
}

/// The names of one program.
pub(super) struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    pub(super) fn new() -> Names {
        Names { taken: TAKEN.iter().map(|name| (*name).to_owned()).collect() }
    }

    /// A function's name for these words; `other` where they give none.
    pub(super) fn function(&mut self, words: &str, other: &str) -> String {
        // "await client.get" is a step that awaits `client.get`.
        let slug = slug(words.trim_start().strip_prefix("await ").unwrap_or(words));
        let base = match slug.chars().next() {
            None => other.to_owned(),
            Some(first) if first.is_ascii_digit() => format!("{other}_{slug}"),
            Some(_) => slug,
        };
        self.take(base)
    }

    /// A constant's name.
    pub(super) fn constant(&mut self, words: &str, other: &str, suffix: &str) -> String {
        let name = slug(words);
        let base = match name.chars().next() {
            None => other.to_owned(),
            Some(first) if first.is_ascii_digit() => format!("{other}_{name}"),
            Some(_) => name,
        };
        self.take(format!("{}{suffix}", base.to_ascii_uppercase()))
    }

    fn take(&mut self, base: String) -> String {
        let mut name = base.clone();
        let mut count = 2;
        while !self.taken.insert(name.clone()) {
            name = format!("{base}_{count}");
            count += 1;
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_python_takes_and_never_twice() {
        let mut names = Names::new();
        assert_eq!(names.function("requests.get", "step"), "requests_get");
        assert_eq!(names.function("await client.get", "step"), "client_get");
        assert_eq!(names.function("数", "step"), "step");
        assert_eq!(names.function("3 ways", "step"), "step_3_ways");
        assert_eq!(names.function("import", "step"), "import_2");
        assert_eq!(names.function("Client get!", "step"), "client_get_2");
        assert_eq!(names.constant("vector db", "SERVICE", ""), "VECTOR_DB");
    }
}
