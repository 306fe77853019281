//! What people measured on their own machines: read from the JSON that the scripts print, and compared with what was
//! simulated. Pure: nothing of leptos or the browser here.

pub mod compare;
pub mod costs;
pub mod real;

use serde_json::Value;

pub use compare::{Comparison, compare};
pub use costs::CostsFile;
pub use real::RealRun;

/// What a pasted text is, by its own mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Costs,
    Real,
    Scenario,
    Report,
    Unknown,
}

/// Reads a text as a JSON object of the kind that is expected; else one sentence that says what it is instead.
fn object(text: &str, expected: Kind, script: &str) -> Result<Value, String> {
    if text.trim().is_empty() {
        return Err(format!("There is nothing here yet: paste what {script} printed, or choose its file."));
    }
    let value: Value = serde_json::from_slice(text.trim().as_bytes()).map_err(|fault| {
        format!(
            "This is not JSON ({fault}). Paste all that {script} printed, from the first brace to the last."
        )
    })?;
    let kind = kind(&value);
    if kind == expected {
        return Ok(value);
    }
    Err(match kind {
        Kind::Costs => {
            "This is a cost profile of measure.py: it belongs under Measure my machine.".to_owned()
        }
        Kind::Real => "This is a result of run_real.py: it belongs under Run it for real.".to_owned(),
        Kind::Scenario => "This is a scenario: the button JSON at the top of the page takes it.".to_owned(),
        Kind::Report => format!("This is a report of the simulator, not what {script} printed."),
        Kind::Unknown => format!("This is JSON, but not what {script} prints."),
    })
}

fn kind(value: &Value) -> Kind {
    let has = |key: &str| value.get(key).is_some();
    if has("lockstep_costs") {
        Kind::Costs
    } else if has("lockstep_measured") {
        Kind::Real
    } else if has("verdict") && has("results") {
        Kind::Report
    } else if has("workload") {
        Kind::Scenario
    } else {
        Kind::Unknown
    }
}

/// That a file's version is the one that this page knows.
fn version(value: &Value, key: &str, script: &str) -> Result<(), String> {
    if value[key] == 1 {
        Ok(())
    } else {
        Err(format!("This was made by another version of {script}: get the present one, and run it again."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_texts_are_told_what_they_are() {
        let told = |text: &str| object(text, Kind::Costs, "measure.py").unwrap_err();
        assert!(told("  ").contains("nothing here"));
        assert!(told("Measuring Python 3.11").contains("not JSON"));
        assert!(told("{\"lockstep_measured\": 1}").contains("Run it for real"));
        assert!(told("{\"workload\": []}").contains("a scenario"));
        assert!(told("{\"results\": [], \"verdict\": {}}").contains("a report"));
        assert!(told("[1, 2]").contains("not what measure.py prints"));
        let costs = "{\"lockstep_costs\": 1}";
        assert!(object(costs, Kind::Real, "run_real.py").unwrap_err().contains("Measure my machine"));
        assert!(object(costs, Kind::Costs, "measure.py").is_ok());
    }
}
