//! The same question has the same answer, to the byte; and no model disturbs another.

use proptest::test_runner::{TestCaseError, TestRunner};
use serde_json::{Value, json};
use simulator::{Window, parse, simulate, simulate_with_timelines, timeline};

use super::run::{Run, WHOLE, config};
use super::swarm::{Question, without};

fn each(cases: u32, check: impl Fn(&Value) -> Result<(), String>) {
    let outcome = TestRunner::new(config(cases))
        .run(&without(0), |Question(question)| check(&question).map_err(TestCaseError::fail));
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

fn text(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("reports are JSON")
}

fn same(what: &str, a: &str, b: &str) -> Result<(), String> {
    let apart = a.bytes().zip(b.bytes()).position(|(a, b)| a != b).or((a.len() != b.len()).then_some(0));
    apart.map_or(Ok(()), |at| {
        let around = |s: &str| s.chars().skip(at.saturating_sub(120)).take(200).collect::<String>();
        Err(format!("{what} at byte {at}: …{}… or …{}…", around(a), around(b)))
    })
}

#[test]
fn the_same_scenario_gives_the_same_report_to_the_byte() {
    each(200, |question| {
        let scenario = parse(&question.to_string()).expect("valid");
        let reports = [simulate(&scenario), simulate(&scenario)];
        same("two reports differ", &text(&reports[0]), &text(&reports[1]))
    });
}

#[test]
fn the_report_s_own_scenario_gives_the_same_report() {
    each(150, |question| {
        let report = simulate(&parse(&question.to_string()).expect("valid"));
        let again = simulate(&parse(&text(&report.scenario)).expect("a report's scenario is valid"));
        same("the report of its scenario differs", &text(&report), &text(&again))
    });
}

#[test]
fn looking_at_timelines_changes_nothing() {
    each(150, |question| {
        let scenario = parse(&question.to_string()).expect("valid");
        let coarse = Window { width_px: 300, max_lanes: 4, ..WHOLE };
        let (fine_report, fine) = simulate_with_timelines(&scenario, Some(&WHOLE));
        let (coarse_report, _) = simulate_with_timelines(&scenario, Some(&coarse));
        let plain = text(&simulate(&scenario));
        same("the report with timelines differs", &plain, &text(&fine_report))?;
        same("the report with coarse timelines differs", &plain, &text(&coarse_report))?;
        for (i, lanes) in fine.iter().enumerate() {
            let alone = timeline(&scenario, i, &WHOLE).expect("the model exists");
            same("the timeline alone differs", &text(lanes), &text(&alone))?;
        }
        Ok(())
    });
}

#[test]
fn a_model_changes_no_other_model_s_result() {
    each(200, |question| {
        let all = Run::of(question);
        let models = question["models"].as_array().expect("models");
        for (i, model) in models.iter().enumerate() {
            let mut alone = question.clone();
            alone["models"] = json!([model]);
            let alone = Run::of(&alone);
            same("alone it differs", &text(&all.report.results[i]), &text(&alone.report.results[0]))?;
        }
        Ok(())
    });
}

#[test]
fn there_is_no_timeline_of_a_model_that_is_not_there() {
    let scenario = json!({ "version": 1, "name": "one", "machine": { "cores": 1 }, "workload":
        [{ "name": "t", "tasks": 1, "steps": [] }], "models": [{ "kind": "sequential" }] });
    let scenario = parse(&scenario.to_string()).expect("valid");
    assert!(timeline(&scenario, 0, &WHOLE).is_some());
    assert!(timeline(&scenario, 1, &WHOLE).is_none());
}

#[test]
fn another_seed_gives_other_tasks() {
    let with_seed = |seed: u64| {
        let question = json!({ "version": 1, "name": "seeds", "machine": { "cores": 1 },
            "workload": [{ "name": "t", "tasks": 20,
                           "steps": [{ "kind": "cpu", "ms": { "exponential": { "mean": 2 } } }] }],
            "models": [{ "kind": "sequential" }], "run": { "seed": seed } });
        simulate(&parse(&question.to_string()).expect("valid")).results[0].makespan_ms
    };
    assert_eq!(with_seed(1), with_seed(1));
    assert_ne!(with_seed(1), with_seed(2));
    assert!(same("differ", "ab", "ac").is_err() && same("differ", "ab", "abc").is_err());
}
