//! The numbers of a scenario that are worth sweeping, each with a range to start with.

use super::{AxisRequest, Naming, Scale, naming};
use crate::models;
use crate::scenario::{Arrival, Duration, KeySpec, Model, Scenario, TaskClass};

/// A number that may be swept, and a range that shows something.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    pub naming: Naming,
    pub axis: AxisRequest,
    /// What the scenario has now.
    pub now: Option<f64>,
}

/// All such numbers of a scenario; the one to start with, the longest step of all, comes first.
pub fn choices(scenario: &Scenario) -> Vec<Choice> {
    let mut found: Vec<Choice> = Vec::new();
    let mut add = |path: String, now: Option<f64>, axis: AxisRequest| {
        let naming = naming(scenario, &path);
        found.push(Choice { naming, axis: AxisRequest { path, ..axis }, now });
    };
    for (i, class) in scenario.workload.iter().enumerate() {
        for (j, step) in class.steps.iter().enumerate() {
            let mean = step.ms.mean_ms();
            if mean > 0.0 || matches!(step.ms, Duration::Fixed(_)) {
                add(format!("workload[{i}].steps[{j}].ms"), Some(mean), around_ms(mean));
            }
        }
    }
    let longest = longest(scenario, &found);
    for (i, class) in scenario.workload.iter().enumerate() {
        for (path, now, axis) in of_class(class) {
            found.push(choice(scenario, format!("workload[{i}].{path}"), now, axis));
        }
    }
    let cores = f64::from(scenario.machine.cores);
    found.push(choice(
        scenario,
        "machine.cores".to_owned(),
        Some(cores),
        count(1.0, (cores * 4.0).min(1_024.0)),
    ));
    let quota = scenario.machine.cpu_quota;
    found.push(choice(
        scenario,
        "machine.cpu_quota".to_owned(),
        quota,
        range(0.25, cores.max(0.5), Scale::Linear),
    ));
    for (i, service) in scenario.services.iter().enumerate() {
        let now = f64::from(service.concurrency);
        found.push(choice(
            scenario,
            format!("services[{i}].concurrency"),
            Some(now),
            count(1.0, (now * 8.0).min(1e6)),
        ));
        if let Some(rate) = service.rate_per_s {
            found.push(choice(scenario, format!("services[{i}].rate_per_s"), Some(rate), ratio(rate, 10.0)));
        }
    }
    for (i, model) in scenario.models.iter().enumerate() {
        found.extend(of_model(scenario, model, &format!("models[{i}]")));
    }
    let interval = scenario.runtime.switch_interval_ms;
    found.push(choice(
        scenario,
        "runtime.switch_interval_ms".to_owned(),
        Some(interval),
        range(0.1, 100.0, Scale::Log),
    ));
    let import = scenario.runtime.import_ms;
    found.push(choice(
        scenario,
        "runtime.import_ms".to_owned(),
        Some(import),
        range(0.0, 2_000.0, Scale::Linear),
    ));
    if let Some(longest) = longest {
        let first = found.remove(longest);
        found.insert(0, first);
    }
    found
}

/// Where the step stands that all tasks together spend most time in.
fn longest(scenario: &Scenario, steps: &[Choice]) -> Option<usize> {
    let in_all = |choice: &Choice| {
        let class = scenario
            .workload
            .iter()
            .enumerate()
            .find(|(i, _)| choice.axis.path.starts_with(&format!("workload[{i}].")));
        class.map_or(0.0, |(_, class)| class.tasks as f64) * choice.now.unwrap_or(0.0)
    };
    (0..steps.len()).max_by(|a, b| in_all(&steps[*a]).total_cmp(&in_all(&steps[*b])).then(b.cmp(a)))
}

fn choice(scenario: &Scenario, path: String, now: Option<f64>, axis: AxisRequest) -> Choice {
    Choice { naming: naming(scenario, &path), axis: AxisRequest { path, ..axis }, now }
}

fn of_class(class: &TaskClass) -> Vec<(&'static str, Option<f64>, AxisRequest)> {
    let tasks = class.tasks as f64;
    let mut found = vec![("tasks", Some(tasks), count(1.0, (tasks * 4.0).clamp(4.0, 2e6)))];
    match class.arrival {
        Arrival::Batch => {}
        Arrival::Poisson { rate_per_s } => {
            found.push(("arrival.rate_per_s", Some(rate_per_s), ratio(rate_per_s, 8.0)));
        }
        Arrival::Uniform { every_ms } => {
            found.push(("arrival.every_ms", Some(every_ms), ratio(every_ms, 8.0)))
        }
        Arrival::Closed { clients, think_ms } => {
            let clients = f64::from(clients);
            found.push(("arrival.clients", Some(clients), count(1.0, (clients * 4.0).clamp(4.0, 2e6))));
            found.push((
                "arrival.think_ms",
                Some(think_ms),
                range(0.0, (think_ms * 4.0).clamp(10.0, 3.6e6), Scale::Linear),
            ));
        }
    }
    let sizes = [
        ("payload.arguments_bytes", class.payload.arguments_bytes),
        ("payload.result_bytes", class.payload.result_bytes),
    ];
    found.extend(sizes.map(|(path, now)| (path, Some(now as f64), range(1e3, 1e7, Scale::Log))));
    found
}

fn of_model(scenario: &Scenario, model: &Model, at: &str) -> Vec<Choice> {
    let catalogue = models::catalogue();
    let Some(spec) = catalogue.iter().find(|spec| spec.kind == model.kind) else { return Vec::new() };
    let mut found = Vec::new();
    for key in spec.keys {
        let path = format!("{at}.{}", key.name());
        let (now, most) = match key {
            KeySpec::Threads | KeySpec::ProcessWorkers => (model.workers, 4_096.0),
            KeySpec::Processes => (model.processes, 1_024.0),
            KeySpec::Chunksize => (model.chunksize, 2e6),
            KeySpec::Concurrency => (model.concurrency, 2e6),
            KeySpec::Inner(_) => {
                let inner = model.inner.as_deref();
                found.extend(inner.map(|inner| of_model(scenario, inner, &path)).unwrap_or_default());
                continue;
            }
            KeySpec::StartMethod | KeySpec::MaxTasksPerChild => continue,
        };
        let tasks = scenario.task_count() as f64;
        let now = now.map(f64::from);
        let to = now.map_or(tasks, |now| now * 4.0).clamp(8.0, most);
        found.push(choice(scenario, path, now, count(1.0, to)));
    }
    found
}

/// From a tenth of a duration to its tenfold; from nothing at all, up to 100 ms.
fn around_ms(mean: f64) -> AxisRequest {
    if mean > 0.0 {
        range(rounded(mean / 10.0), rounded((mean * 10.0).min(3.6e6)), Scale::Log)
    } else {
        range(0.0, 100.0, Scale::Linear)
    }
}

fn ratio(now: f64, by: f64) -> AxisRequest {
    range(rounded((now / by).max(0.001)), rounded((now * by).min(1e6)), Scale::Log)
}

fn count(from: f64, to: f64) -> AxisRequest {
    range(from, libm::round(to), Scale::Log)
}

fn range(from: f64, to: f64, scale: Scale) -> AxisRequest {
    AxisRequest { from: Some(from), to: Some(to), points: Some(16), scale, ..AxisRequest::default() }
}

/// Two digits.
fn rounded(x: f64) -> f64 {
    let digit = libm::pow(10.0, 1.0 - libm::floor(libm::log10(x)));
    libm::round(x * digit) / digit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::presets;
    use crate::sweep::Sweep;

    #[test]
    fn every_number_that_is_offered_can_be_swept() {
        for preset in presets::all() {
            let scenario = preset.scenario();
            let given = serde_json::to_value(&scenario).expect("a scenario is JSON");
            for choice in choices(&scenario) {
                let sweep = Sweep::new(&given, std::slice::from_ref(&choice.axis));
                assert!(sweep.is_ok(), "{} {}: {:?}", preset.id, choice.naming.title, sweep.err());
                assert!(!choice.naming.title.contains('['), "{} has no name", choice.axis.path);
            }
        }
    }

    #[test]
    fn the_longest_step_comes_first() {
        let first = |id| choices(&presets::get(id).expect("a preset").scenario())[0].naming.title.clone();
        assert_eq!(first("fetch-parse-score"), "Waiting in “API call”");
        assert_eq!(first("count-tokens"), "CPU in “tokenise”");
    }
}
