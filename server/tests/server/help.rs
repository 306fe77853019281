//! The words that the page fetches when they are asked for: the tour's scenes say what the simulator says.

use serde_json::Value;
use simulator::Report;

const TOUR: &str = include_str!("../../../public/help/tour.json");
const KEYS: &str = include_str!("../../../public/help/keys.json");

fn run(scenario: &Value) -> Report {
    simulator::simulate(&simulator::parse(&scenario.to_string()).unwrap())
}

/// The makespan of the model of a kind.
fn ms(report: &Report, kind: &str) -> f64 {
    report.results.iter().find(|result| result.model.kind == kind).unwrap().makespan_ms
}

/// Puts a value at a path such as `workload[0].steps[1].ms`.
fn change(scenario: &mut Value, path: &str, value: &Value) {
    let pointer = format!("/{}", path.replace("].", "/").replace(['.', '['], "/").replace(']', ""));
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    scenario.pointer_mut(parent).unwrap().as_object_mut().unwrap().insert(key.to_owned(), value.clone());
}

/// The scenes of the tour, each with its run and its run after the change that it asks for.
fn scenes() -> Vec<(Value, Report, Option<Report>)> {
    let scenes: Vec<Value> = serde_json::from_str(TOUR).unwrap();
    let play = |scene: Value| {
        let first = run(&scene["scenario"]);
        let after = scene["ask"].as_object().map(|ask| {
            let mut scenario = scene["scenario"].clone();
            change(&mut scenario, ask["path"].as_str().unwrap(), &ask["to"]);
            run(&scenario)
        });
        (scene, first, after)
    };
    scenes.into_iter().map(play).collect()
}

#[test]
fn every_mark_in_a_scene_is_a_model_of_it_or_the_headline() {
    for (scene, report, _) in scenes() {
        let texts = [&scene["text"], &scene["ask"]["text"], &scene["ask"]["after"]];
        for text in texts.into_iter().filter_map(Value::as_str) {
            for part in text.split('{').skip(1) {
                let name = part.split_once('}').unwrap().0;
                let known = name == "headline" || report.results.iter().any(|r| r.model.kind == name);
                assert!(known, "{name} in {text}");
            }
        }
    }
}

#[test]
fn the_scenes_show_what_they_say() {
    let scenes = scenes();
    let [waiting, threads, gil, processes, loops, combined] = scenes.as_slice() else {
        panic!("{} scenes", scenes.len());
    };
    let after = |scene: &(Value, Report, Option<Report>)| scene.2.clone().unwrap();
    let kind = |report: &Report| report.results[report.verdict.recommended].model.kind.clone();
    // Waiting is for threads, calculating is not.
    assert_eq!(kind(&waiting.1), "threads");
    assert_ne!(kind(&after(waiting)), "threads");
    // Eight waits at once, then two at a time.
    assert!(ms(&threads.1, "threads") < 0.25 * ms(&threads.1, "sequential"));
    assert!(ms(&after(threads), "threads") > 3.0 * ms(&threads.1, "threads"));
    // The GIL makes the pool no faster than the loop; without it four cores are.
    assert!(ms(&gil.1, "threads") > 0.95 * ms(&gil.1, "sequential"));
    assert!(ms(&after(gil), "threads") < 0.35 * ms(&gil.1, "threads"));
    // Tiny tasks lose, long ones win.
    assert!(ms(&processes.1, "processes") > ms(&processes.1, "sequential"));
    assert!(ms(&after(processes), "processes") < 0.4 * ms(&after(processes), "sequential"));
    // One loop has all calls under way, until one blocks it.
    assert!(ms(&loops.1, "asyncio") < 0.5 * ms(&loops.1, "threads"));
    assert!(ms(&after(loops), "asyncio") > 10.0 * ms(&loops.1, "asyncio"));
    let best = ms(&combined.1, "asyncio_processes");
    assert!(best < ms(&combined.1, "asyncio") && best < ms(&combined.1, "sequential"));
}

#[test]
fn every_key_has_a_group_and_a_title() {
    let keys: Vec<Value> = serde_json::from_str(KEYS).unwrap();
    for key in &keys {
        assert!(key["group"].is_string() && key["title"].is_string(), "{key}");
    }
    // Groups stand together: the list of keys names each once.
    let mut groups: Vec<&str> = keys.iter().filter_map(|key| key["group"].as_str()).collect();
    groups.dedup();
    let count = groups.len();
    groups.sort_unstable();
    groups.dedup();
    assert_eq!(groups.len(), count);
}
