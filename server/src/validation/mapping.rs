//! From a measured case to the scenario that describes it.

use serde_json::{Map, Value, json};
use simulator::scenario::{Catalogue, read};
use simulator::{Problem, Scenario};

use super::case::{Case, Segment, Task};

/// The service that stands for the runner's semaphore.
const SEMAPHORE: &str = "bounded";
/// What imports in the main module cost a worker that starts by spawn or forkserver: not measured case by case.
const IMPORT_MS: f64 = 60.0;

/// Why a case has no prediction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unmapped {
    /// No scenario describes it.
    Outside(&'static str),
    /// Its scenario is not valid.
    Invalid(String),
}

/// The scenario of a case. Models are those of the catalogue.
pub(super) fn scenario(case: &Case, catalogue: &Catalogue) -> Result<Scenario, Unmapped> {
    if let Some(reason) = outside(case) {
        return Err(Unmapped::Outside(reason));
    }
    let value = value(case).map_err(Unmapped::Invalid)?;
    read::read(&value, catalogue).map_err(|problems| Unmapped::Invalid(told(&problems)))
}

fn outside(case: &Case) -> Option<&'static str> {
    if is_free_threaded(case) && case.model != "threads" {
        Some("only thread pools are modelled on the free-threaded build")
    } else if case.cpu_mode.as_deref() == Some("work") {
        Some("its tasks compute on shared objects, which a scenario does not tell")
    } else if case.arrival_ms.is_some() && case.tasks.len() > 1 {
        Some("several classes of tasks share one stream of arrivals")
    } else {
        None
    }
}

fn is_free_threaded(case: &Case) -> bool {
    case.interpreter.ends_with('t')
}

fn value(case: &Case) -> Result<Value, String> {
    let classes = case.tasks.iter().enumerate().map(|(index, task)| class(case, index, task));
    let mut runtime = json!({ "python": case.interpreter.trim_end_matches('t') });
    if let Some(ms) = case.switch_interval_ms {
        runtime["switch_interval_ms"] = json!(ms);
    }
    if !case.imports.is_empty() {
        runtime["import_ms"] = json!(IMPORT_MS);
    }
    let mut scenario = json!({
        "version": 1,
        "name": case.id,
        "machine": { "cores": case.cores },
        "runtime": runtime,
        "workload": classes.collect::<Result<Vec<_>, _>>()?,
        "models": [model(case)?],
        "run": { "seed": 1 },
    });
    if let Some(limit) = case.limit {
        scenario["services"] = json!([{ "name": SEMAPHORE, "concurrency": limit }]);
    }
    if let Some(order) = &case.order {
        scenario["order"] = json!(order.split(':').next());
    }
    Ok(scenario)
}

fn class(case: &Case, index: usize, task: &Task) -> Result<Value, String> {
    let name = task.name.clone().unwrap_or_else(|| format!("class {index}"));
    let steps = task.segments.iter().map(step).collect::<Result<Vec<_>, _>>()?;
    let mut class = json!({ "name": name, "tasks": task.count, "steps": steps });
    if let Some(every_ms) = case.arrival_ms {
        class["arrival"] = json!({ "kind": "uniform", "every_ms": every_ms });
    }
    if task.payload_in.is_some() || task.payload_out.is_some() {
        let (arguments, results) = (task.payload_in.unwrap_or(0), task.payload_out.unwrap_or(0));
        class["payload"] = json!({ "arguments_bytes": arguments, "result_bytes": results });
        if let Some(kind) = &case.payload_type {
            class["payload"]["kind"] = json!(kind);
        }
    }
    Ok(class)
}

fn step(segment: &Segment) -> Result<Value, String> {
    let ms = segment.ms;
    let mut step = match segment.kind.as_str() {
        kind @ ("cpu" | "blocking_io") => json!({ "kind": kind, "ms": ms }),
        "cpu_nogil" => {
            let call_ms = segment.call_ms.unwrap_or(1.0);
            json!({ "kind": "cpu", "ms": ms, "gil": "released", "call_ms": call_ms })
        }
        "io" if segment.sem => json!({ "kind": "io", "ms": ms, "service": SEMAPHORE }),
        "io" => json!({ "kind": "io", "ms": ms }),
        kind => return Err(format!("segments of kind {kind:?} are not known")),
    };
    if segment.inline {
        step["on"] = json!("loop");
    }
    Ok(step)
}

/// The contract's name of a case's model; `None`: it has none.
pub(super) fn kind(case: &Case) -> Option<&'static str> {
    Some(match case.model.as_str() {
        "sync" => "sequential",
        "threads" if is_free_threaded(case) => "free_threads",
        "threads" => "threads",
        "threads_raw" => "thread_per_task",
        "processes" => "processes",
        "interpreters" => "interpreters",
        "asyncio" => "asyncio",
        "asyncio_to_thread" => "asyncio_threads",
        "asyncio_process" => "asyncio_processes",
        _ => return None,
    })
}

/// The model with the settings that the case names.
fn model(case: &Case) -> Result<Value, String> {
    let kind = kind(case).ok_or_else(|| format!("models of kind {:?} are not known", case.model))?;
    let mut model = Map::new();
    model.insert("kind".to_owned(), json!(kind));
    if !matches!(kind, "sequential" | "thread_per_task" | "asyncio") {
        model.insert("workers".to_owned(), json!(case.workers));
    }
    if matches!(kind, "processes" | "asyncio_processes") {
        model.insert("start_method".to_owned(), json!(case.start_method));
    }
    if kind == "processes" {
        let settings = [("chunksize", case.chunksize), ("max_tasks_per_child", case.max_tasks_per_child)];
        let given = settings.into_iter().filter_map(|(key, n)| Some((key, n.filter(|n| *n > 0)?)));
        model.extend(given.map(|(key, n)| (key.to_owned(), json!(n))));
    }
    Ok(Value::Object(model))
}

fn told(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(|p| format!("{} {}", p.path, p.message)).collect();
    lines.join("; ")
}

#[cfg(test)]
mod tests {
    use simulator::models;

    use super::super::case::tests::case;
    use super::*;

    fn mapped(changes: &Value) -> Result<Value, Unmapped> {
        scenario(&case(changes).case, &models::catalogue()).map(|scenario| json!(scenario))
    }

    #[test]
    fn a_plain_case_is_a_scenario() {
        let scenario = mapped(&json!({})).unwrap();
        assert_eq!(scenario["models"], json!([{ "kind": "sequential" }]));
        assert_eq!(scenario["machine"]["cores"], 2);
        assert_eq!(scenario["workload"][0]["tasks"], 2);
        assert_eq!(scenario["workload"][0]["steps"][0]["ms"], 3.0);
    }

    #[test]
    fn every_model_of_the_runner_has_its_name_in_the_contract() {
        let names = [
            ("threads", "3.14", "threads"),
            ("threads", "3.14t", "free_threads"),
            ("threads_raw", "3.14", "thread_per_task"),
            ("processes", "3.14", "processes"),
            ("asyncio", "3.14", "asyncio"),
            ("asyncio_to_thread", "3.14", "asyncio_threads"),
            ("asyncio_process", "3.14", "asyncio_processes"),
        ];
        for (model, interpreter, kind) in names {
            let changes =
                json!({ "model": model, "interpreter": interpreter, "workers": 3, "start_method": "fork" });
            assert_eq!(mapped(&changes).unwrap()["models"][0]["kind"], kind);
        }
    }

    #[test]
    fn segments_keep_what_decides_how_they_run() {
        let segments = json!([
            { "kind": "cpu_nogil", "ms": 4 },
            { "kind": "cpu_nogil", "ms": 4, "call_ms": 0.25, "impl": "sha256" },
            { "kind": "io", "ms": 5, "sem": true },
            { "kind": "cpu", "ms": 1, "inline": true },
            { "kind": "blocking_io", "ms": 2 },
        ]);
        let changes = json!({ "limit": 3, "tasks": [{ "count": 1, "segments": segments }] });
        let scenario = mapped(&changes).unwrap();
        let steps = &scenario["workload"][0]["steps"];
        assert_eq!(steps[0]["call_ms"], 1.0);
        assert_eq!((&steps[1]["gil"], &steps[1]["call_ms"]), (&json!("released"), &json!(0.25)));
        assert_eq!(steps[2]["service"], "bounded");
        assert_eq!(steps[3]["on"], "loop");
        assert_eq!(steps[4]["kind"], "blocking_io");
        assert_eq!(scenario["services"][0]["concurrency"], 3);
    }

    #[test]
    fn what_surrounds_the_tasks_is_kept() {
        let tasks = json!([{ "count": 1, "segments": [{ "kind": "cpu", "ms": 1 }], "payload_in": 5 }]);
        let changes = json!({ "model": "processes", "workers": 2, "start_method": "spawn", "chunksize": 8,
            "max_tasks_per_child": 5, "payload_type": "dicts", "imports": ["json"], "switch_interval_ms": 0.5,
            "order": "shuffle:3", "arrival_ms": 4, "tasks": tasks });
        let scenario = mapped(&changes).unwrap();
        assert_eq!(scenario["models"][0]["chunksize"], 8);
        assert_eq!(scenario["models"][0]["max_tasks_per_child"], 5);
        let payload = &scenario["workload"][0]["payload"];
        assert_eq!(*payload, json!({ "arguments_bytes": 5, "result_bytes": 0, "kind": "dicts" }));
        assert_eq!(scenario["runtime"]["import_ms"], IMPORT_MS);
        assert_eq!(scenario["runtime"]["switch_interval_ms"], 0.5);
        assert_eq!(scenario["order"], "shuffle");
        assert_eq!(scenario["workload"][0]["arrival"], json!({ "kind": "uniform", "every_ms": 4.0 }));
    }

    #[test]
    fn what_no_scenario_describes_is_left_out() {
        let two = json!([{ "count": 1, "segments": [] }, { "count": 1, "segments": [] }]);
        let outside = [
            json!({ "interpreter": "3.14t", "model": "asyncio" }),
            json!({ "cpu_mode": "work" }),
            json!({ "arrival_ms": 2, "tasks": two }),
        ];
        for changes in outside {
            assert!(matches!(mapped(&changes), Err(Unmapped::Outside(_))), "{changes}");
        }
    }

    #[test]
    fn what_is_not_known_is_said_and_does_no_harm() {
        let segments = json!([{ "count": 1, "segments": [{ "kind": "gpu", "ms": 1 }] }]);
        let cases = [
            (json!({ "model": "fibers" }), "\"fibers\""),
            (json!({ "tasks": segments }), "\"gpu\""),
            (json!({ "interpreter": "2.7" }), "runtime.python"),
        ];
        for (changes, word) in cases {
            let Err(Unmapped::Invalid(message)) = mapped(&changes) else { panic!("{changes}") };
            assert!(message.contains(word), "{message}");
        }
    }
}
