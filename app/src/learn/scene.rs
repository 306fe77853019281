//! A scene of the tour: what it shows, what it asks for, and whether that was done. No browser in here.

use serde::Deserialize;
use serde_json::Value;
use simulator::Report;

use crate::draft::path;
use crate::format;

/// One scene, as the site's file tells it.
#[derive(Clone, PartialEq, Deserialize)]
pub struct Scene {
    pub title: String,
    /// What there is to see; `{threads}` stands for the makespan of a model of that kind, `{headline}` for the verdict.
    pub text: String,
    /// The part of the page to look at, as CSS names it.
    pub look: String,
    pub scenario: Value,
    /// The one change that the reader is asked for.
    pub ask: Option<Ask>,
}

/// A change to make, and what follows from it.
#[derive(Clone, PartialEq, Deserialize)]
pub struct Ask {
    pub text: String,
    /// The number or word to change.
    pub path: String,
    /// The value that is asked for. A number beyond it, seen from where it was, will do, too.
    pub to: Value,
    /// What to say when it was done.
    pub after: String,
}

impl Ask {
    /// Whether a scenario is changed as asked, from how the scene began.
    pub fn is_done(&self, start: &Value, now: &Value) -> bool {
        let (Some(was), Some(is)) = (path::get(start, &self.path), path::get(now, &self.path)) else {
            return false;
        };
        match (was.as_f64(), is.as_f64(), self.to.as_f64()) {
            (Some(was), Some(is), Some(to)) if to > was => is >= to,
            (Some(_), Some(is), Some(to)) => is <= to,
            _ => *is == self.to,
        }
    }
}

/// A text with the numbers of a run in it.
pub fn told(text: &str, report: &Report) -> String {
    let mut parts = text.split('{');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap_or(("", part));
        let result = report.results.iter().find(|result| result.model.kind == name);
        match result {
            Some(result) => out.push_str(&format::duration(result.makespan_ms)),
            None if name == "headline" => out.push_str(&report.verdict.headline),
            None => out.push_str(name),
        }
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_change_is_done_at_the_value_or_beyond_it() {
        let ask = |to: Value| Ask {
            text: String::new(),
            path: "machine.cores".to_owned(),
            to,
            after: String::new(),
        };
        let cores = |n: Value| json!({ "machine": { "cores": n } });
        assert!(!ask(json!(8)).is_done(&cores(json!(4)), &cores(json!(7))));
        assert!(ask(json!(8)).is_done(&cores(json!(4)), &cores(json!(9))));
        assert!(ask(json!(2)).is_done(&cores(json!(4)), &cores(json!(1))));
        assert!(ask(json!("io")).is_done(&cores(json!("cpu")), &cores(json!("io"))));
        assert!(!ask(json!("io")).is_done(&cores(json!("cpu")), &json!({})));
    }
}
