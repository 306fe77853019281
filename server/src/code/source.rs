//! A program as a file: its docstring, the imports that it uses, and its parts in order.

use std::collections::{BTreeMap, BTreeSet};

use super::highlight::{Kind, tokens};
use super::words::wrapped;

/// Modules that a program may use by their names.
const MODULES: &[&str] =
    &["asyncio", "hashlib", "heapq", "math", "multiprocessing", "random", "sys", "threading", "time"];

/// Names that a program may use, and the modules that they come from.
const NAMES: &[(&str, &str)] = &[
    ("AsyncIterator", "collections.abc"),
    ("Awaitable", "collections.abc"),
    ("Callable", "collections.abc"),
    ("Iterator", "collections.abc"),
    ("Iterable", "collections.abc"),
    ("Future", "concurrent.futures"),
    ("InterpreterPoolExecutor", "concurrent.futures"),
    ("ProcessPoolExecutor", "concurrent.futures"),
    ("ThreadPoolExecutor", "concurrent.futures"),
    ("interpreters", "concurrent"),
    ("asynccontextmanager", "contextlib"),
    ("contextmanager", "contextlib"),
    ("dataclass", "dataclasses"),
    ("cache", "functools"),
    ("accumulate", "itertools"),
    ("repeat", "itertools"),
    ("BaseContext", "multiprocessing.context"),
    ("Lock", "multiprocessing.synchronize"),
    ("Semaphore", "multiprocessing.synchronize"),
    ("Any", "typing"),
    ("NamedTuple", "typing"),
    ("StartResponse", "wsgiref.types"),
    ("WSGIEnvironment", "wsgiref.types"),
    ("setup_testing_defaults", "wsgiref.util"),
];

/// Puts a file together. Parts begin with their blank lines.
pub(super) fn file(about: &[String], parts: &[String]) -> String {
    let body = parts.concat();
    let docstring: Vec<String> = about.iter().flat_map(|words| paragraph(words)).collect();
    let head = format!("\"\"\"{}\n\"\"\"\n", docstring.join("\n").trim_end());
    let text = format!("{head}\n{}\n{body}", imports(&body));
    tidy(&text)
}

/// Lines, so many levels in.
pub(super) fn block(depth: usize, lines: &[String]) -> String {
    let mut text = String::new();
    for line in lines.iter().flat_map(|line| line.split('\n')) {
        if !line.is_empty() {
            text.push_str(&"    ".repeat(depth));
            text.push_str(line);
        }
        text.push('\n');
    }
    text
}

/// A paragraph of the docstring, and a blank line. What begins with spaces is a command and stays as it is.
fn paragraph(words: &str) -> Vec<String> {
    let mut lines = if words.starts_with(' ') { vec![words.to_owned()] } else { wrapped(words, 80) };
    lines.push(String::new());
    lines
}

/// The imports of what the code names: whole modules, then names, in the usual order.
fn imports(body: &str) -> String {
    let mut used: BTreeSet<&str> = BTreeSet::new();
    let mut before = "";
    for (kind, text) in tokens(body) {
        // What follows a dot belongs to something else.
        if kind == Kind::Plain && is_name(text) && before != "." {
            used.insert(text);
        }
        if !text.trim().is_empty() {
            before = text;
        }
    }
    let whole =
        MODULES.iter().filter(|module| used.contains(**module)).map(|module| format!("import {module}\n"));
    let mut from: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, module) in NAMES.iter().filter(|(name, _)| used.contains(name)) {
        from.entry(module).or_default().push(name);
    }
    let from = from.into_iter().map(|(module, names)| format!("from {module} import {}\n", names.join(", ")));
    whole.chain(from).collect()
}

fn is_name(text: &str) -> bool {
    text.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_')
}

/// Never more than two blank lines, one at the end.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = 0;
    for line in text.trim_end().lines() {
        blank = if line.is_empty() { blank + 1 } else { 0 };
        if blank <= 2 {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}
