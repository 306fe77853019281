//! A measured case in plain words: what its tasks do, and under which circumstances.

use simulator::Scenario;
use simulator::scenario::words::Word;
use simulator::scenario::{Arrival, GilUse, Order, Place, Step, StepKind, TaskClass};

use super::Work;
use crate::format;

/// The switch interval that Python starts with.
const SWITCH_INTERVAL_MS: f64 = 5.0;

/// `4 tasks (50 ms Python) and 100 tasks (10 ms I/O), one every 4 ms`.
pub fn about(scenario: &Scenario) -> String {
    let classes: Vec<String> = scenario.workload.iter().map(|class| class_words(scenario, class)).collect();
    let mut words = vec![classes.join(" and ")];
    if classes.len() > 1 && scenario.order != Order::Interleave {
        words.push(format!("submitted in {}", scenario.order.word()));
    }
    if scenario.runtime.switch_interval_ms != SWITCH_INTERVAL_MS {
        words.push(format!("switch interval {}", format::duration(scenario.runtime.switch_interval_ms)));
    }
    if scenario.runtime.import_ms > 0.0 {
        words.push("heavy imports".to_owned());
    }
    words.join(", ")
}

fn class_words(scenario: &Scenario, class: &TaskClass) -> String {
    let steps: Vec<String> = class.steps.iter().map(|step| step_words(scenario, step)).collect();
    let steps = if steps.is_empty() { "nothing to do".to_owned() } else { runs(&steps).join(", ") };
    let mut words = format!("{} tasks ({steps})", format::thousands(class.tasks as i64));
    if let Arrival::Uniform { every_ms } = class.arrival {
        words.push_str(&format!(", one every {}", format::duration(every_ms)));
    }
    let payload = &class.payload;
    if payload.arguments_bytes + payload.result_bytes > 0 {
        let (arguments, results) = (payload.arguments_bytes as f64, payload.result_bytes as f64);
        let sizes = format!("{} in and {} out", format::bytes(arguments), format::bytes(results));
        words.push_str(&format!(", {sizes} as {}", payload.kind.word()));
    }
    words
}

/// Says what comes several times in a row once, with how often it comes.
fn runs(words: &[String]) -> Vec<String> {
    let told = |run: &[String]| match run {
        [one] => one.clone(),
        [first, ..] => format!("{} × {first}", run.len()),
        [] => String::new(),
    };
    words.chunk_by(|a, b| a == b).map(told).collect()
}

fn step_words(scenario: &Scenario, step: &Step) -> String {
    let ms = format::duration(step.ms.mean_ms());
    let mut words = match (step.kind, step.gil) {
        (StepKind::Cpu, Some(GilUse::Released)) => format!("{ms} native"),
        (StepKind::Cpu, _) => format!("{ms} Python"),
        (StepKind::Io, _) => format!("{ms} I/O"),
        (StepKind::BlockingIo, _) => format!("{ms} blocking I/O"),
        (StepKind::Lock, _) => format!("{ms} in a lock"),
    };
    if let Some(call_ms) = step.call_ms.filter(|call| *call < step.ms.mean_ms()) {
        words.push_str(&format!(" in calls of {}", format::duration(call_ms)));
    }
    let service = scenario.services.iter().find(|s| step.service.as_ref() == Some(&s.name));
    if let Some(service) = service {
        words.push_str(&format!(", at most {} at once", service.concurrency));
    }
    if step.on == Some(Place::Loop) {
        words.push_str(" on the loop");
    }
    words
}

/// What kind of work a scenario's tasks do.
pub fn work(scenario: &Scenario) -> Work {
    let carried = |class: &TaskClass| class.payload.arguments_bytes + class.payload.result_bytes > 0;
    let steps = || scenario.workload.iter().flat_map(|class| &class.steps);
    let waits = |step: &Step| matches!(step.kind, StepKind::Io | StepKind::BlockingIo);
    if scenario.workload.iter().any(carried) {
        Work::Data
    } else if steps().any(|step| step.gil == Some(GilUse::Released)) {
        Work::Native
    } else if !steps().any(waits) {
        Work::Python
    } else if steps().all(waits) {
        Work::Waiting
    } else {
        Work::Mixed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenario(rest: &str) -> Scenario {
        let text = format!(
            r#"{{"version":1,"machine":{{"cores":2}},"models":[{{"kind":"threads","workers":2}}],{rest}}}"#
        );
        match simulator::parse(&text) {
            Ok(scenario) => scenario,
            Err(problems) => panic!("{problems:?}"),
        }
    }

    fn told(rest: &str) -> (String, Work) {
        let scenario = scenario(rest);
        (about(&scenario), work(&scenario))
    }

    #[test]
    fn steps_are_told_in_their_order() {
        let (about, work) = told(
            r#""workload":[{"name":"a","tasks":48,"steps":[{"kind":"cpu","ms":3},{"kind":"io","ms":10},{"kind":"cpu","ms":0.2,"on":"loop"}]}]"#,
        );
        assert_eq!(about, "48 tasks (3 ms Python, 10 ms I/O, 200 µs Python on the loop)");
        assert_eq!(work, Work::Mixed);
    }

    #[test]
    fn what_comes_several_times_in_a_row_is_told_once() {
        let words = ["1 ms I/O", "1 ms I/O", "3 ms Python", "1 ms I/O"].map(str::to_owned);
        assert_eq!(runs(&words), ["2 × 1 ms I/O", "3 ms Python", "1 ms I/O"]);
    }

    #[test]
    fn circumstances_are_told() {
        let (about, work) = told(
            r#""order":"blocks","runtime":{"switch_interval_ms":0.5,"import_ms":60},"services":[{"name":"s","concurrency":3}],
            "workload":[{"name":"a","tasks":2000,"arrival":{"kind":"uniform","every_ms":4},"steps":[{"kind":"io","ms":10,"service":"s"}]},
                        {"name":"b","tasks":2,"steps":[{"kind":"blocking_io","ms":7}]}]"#,
        );
        let expected = "2,000 tasks (10 ms I/O, at most 3 at once), one every 4 ms and 2 tasks (7 ms blocking I/O), \
                        submitted in blocks, switch interval 500 µs, heavy imports";
        assert_eq!(about, expected);
        assert_eq!(work, Work::Waiting);
    }

    #[test]
    fn work_is_what_decides_how_tasks_run() {
        let native = r#"{"kind":"cpu","ms":20,"gil":"released","call_ms":1}"#;
        let (about, work) = told(&format!(r#""workload":[{{"name":"a","tasks":2,"steps":[{native}]}}]"#));
        assert_eq!((about.as_str(), work), ("2 tasks (20 ms native in calls of 1 ms)", Work::Native));
        let (about, work) = told(
            r#""workload":[{"name":"a","tasks":2,"steps":[{"kind":"cpu","ms":2}],"payload":{"arguments_bytes":1000000,"kind":"dicts"}}]"#,
        );
        assert_eq!(
            (about.as_str(), work),
            ("2 tasks (2 ms Python), 1 MB in and 0 B out as dicts", Work::Data)
        );
        assert_eq!(
            told(r#""workload":[{"name":"a","tasks":2,"steps":[{"kind":"cpu","ms":2}]}]"#).1,
            Work::Python
        );
    }
}
