//! Theory: a service with four servers waits as Erlang said it would, and Little's law holds.

use serde_json::{Value, json};
use simulator::engine::{Span, Time};
use simulator::machine::workload::Workload;
use simulator::observe::report::ModelResult;
use simulator::observe::timeline::SliceState;
use simulator::scenario::{Duration, Scenario, StepKind, TaskClass};
use simulator::{parse, simulate};

use super::run::{NANOSECOND_MS, Run, holds, notices};
use super::swarm::{Features, no_costs, without};

/// Customers of one replication: the standard error of the mean wait is then about 1.4 % (measured over 60
/// seeds), and that of the mean over [`SEEDS`] about 0.6 %.
const CUSTOMERS: u64 = 1_000_000;
/// Fixed beforehand: the first ones.
const SEEDS: [u64; 6] = [1, 2, 3, 4, 5, 6];

/// Erlang C: the mean wait in an M/M/c queue, in the unit of the mean service time.
fn erlang_wait(servers: u32, load: f64) -> f64 {
    let mut term = 1.0;
    let mut below = 0.0;
    for k in 0..servers {
        below += term;
        term *= load / f64::from(k + 1);
    }
    let spare = f64::from(servers) - load;
    let queued = term * f64::from(servers) / spare;
    queued / (below + queued) / spare
}

#[test]
fn erlang_s_formula_has_its_known_value() {
    assert!((erlang_wait(4, 3.2) - 0.745_541).abs() < 1e-6);
    assert!((erlang_wait(1, 0.5) - 1.0).abs() < 1e-12, "M/M/1: rho / (1 - rho)");
}

/// A slot of a service is held from its grant until the client gives it back, so the client must not keep it:
/// services of about a second, and no costs.
fn mmc(customers: u64, seed: u64) -> Value {
    json!({
        "version": 1, "name": "M/M/4", "machine": { "cores": 1 },
        "runtime": { "python": "3.14", "costs": no_costs() },
        "workload": [{ "name": "customer", "tasks": customers,
                       "arrival": { "kind": "poisson", "rate_per_s": 3.2 },
                       "steps": [{ "kind": "io", "ms": { "exponential": { "mean": 1000 } }, "service": "desk" }] }],
        "services": [{ "name": "desk", "concurrency": 4 }],
        "models": [{ "kind": "asyncio" }],
        "run": { "seed": seed },
    })
}

/// The mean wait of the same customers at four desks by the recursion of Kiefer and Wolfowitz (1955), ms: each goes
/// to the desk that is free first.
fn recursion(scenario: &Scenario, seed: u64) -> f64 {
    let load = Workload::new(scenario, seed);
    let mut free = [Time::ZERO; 4];
    let mut waited = Span::ZERO;
    for customer in &load.order {
        free.sort_unstable();
        let start = free[0].max(customer.at);
        waited += start.since(customer.at);
        free[0] = start + load.duration(0, customer.index, 0, 0);
    }
    waited.ms() / load.order.len() as f64
}

#[test]
fn a_service_waits_as_erlang_said() {
    let wait_ms = |seed: &u64| {
        let scenario = parse(&mmc(CUSTOMERS, *seed).to_string()).expect("valid");
        let wait_ms = simulate(&scenario).results[0].services[0].mean_wait_ms;
        // A loop's timers are of whole milliseconds, and so a desk is kept for half of one more than it serves.
        let exact_ms = recursion(&scenario, *seed);
        assert!((0.0..0.005).contains(&(wait_ms / exact_ms - 1.0)), "{wait_ms} ms instead of {exact_ms} ms");
        wait_ms
    };
    let waits: Vec<f64> = SEEDS.iter().map(wait_ms).collect();
    let mean = waits.iter().sum::<f64>() / waits.len() as f64;
    let expected = 1000.0 * erlang_wait(4, 3.2);
    assert!((mean / expected - 1.0).abs() < 0.02, "{mean} ms instead of {expected} ms, from {waits:?}");
}

/// Little's law for each service's queue and servers: time-averages times the time are what its calls add up to.
fn little(run: &Run) -> Result<(), String> {
    for (result, _) in run.complete_models() {
        let awaited = result.model.kind == "asyncio" && !blocks(&run.scenario);
        queue(result, awaited || without_costs(&run.scenario))?;
        let servers = run.scenario.services.iter().zip(&result.services);
        let held: f64 =
            servers.map(|(s, r)| r.utilization * f64::from(s.concurrency) * result.makespan_ms).sum();
        let steps = |task: &TaskClass| {
            task.steps.iter().filter(|s| s.service.is_some()).map(|s| s.ms.mean_ms()).sum::<f64>()
        };
        let called: f64 = run.scenario.workload.iter().map(|c| steps(c) * c.tasks as f64).sum();
        if held < called * (1.0 - 1e-9) - NANOSECOND_MS {
            return Err(format!(
                "{}: servers were taken for {held} ms, calls took {called} ms",
                result.label
            ));
        }
    }
    Ok(())
}

/// What calls wait is what tasks wait: awaited on a loop, or if nothing costs anything. Otherwise a thread may lose its core
/// on the way into the queue, and takes time to wake up on the way out.
fn queue(result: &ModelResult, exact: bool) -> Result<(), String> {
    let waited: f64 = result.services.iter().map(|s| s.mean_wait_ms * s.calls as f64).sum();
    let (queued, allowed) = (result.time_ms.service_queue, waited * 1e-9 + NANOSECOND_MS * 10.0);
    if exact && (queued - waited).abs() > allowed {
        return Err(format!("{}: calls waited {waited} ms, tasks {queued} ms", result.label));
    }
    Ok(())
}

fn blocks(scenario: &Scenario) -> bool {
    scenario.workload.iter().flat_map(|c| &c.steps).any(|s| s.kind == StepKind::BlockingIo)
}

fn without_costs(scenario: &Scenario) -> bool {
    let costs = &scenario.runtime.costs;
    !costs.is_empty() && costs.iter().all(|(name, cost)| *cost == 0.0 || name == "free_threaded_slowdown")
}

/// The queue that the lanes show is the wait that the report adds up.
fn queues_are_in_the_lanes(run: &Run) -> Result<(), String> {
    for (result, timeline) in run.complete_models() {
        let slices = timeline.lanes.iter().flat_map(|lane| &lane.slices);
        let queued = slices.filter(|s| s.state == SliceState::ServiceQueue && s.task.is_some());
        let shown: f64 = queued.map(|s| s.to_ms - s.from_ms).sum();
        if (shown - result.time_ms.service_queue).abs() > shown * 1e-9 + NANOSECOND_MS * 10.0 {
            let reported = result.time_ms.service_queue;
            return Err(format!("{}: lanes queue for {shown} ms, report {reported} ms", result.label));
        }
    }
    Ok(())
}

#[test]
fn little_s_law_holds_for_services() {
    holds(little, 300, without(Features::TIMEOUTS | Features::RANDOM | Features::REPLICATIONS));
}

#[test]
fn queues_show_in_the_lanes() {
    holds(queues_are_in_the_lanes, 300, without(Features::TIMEOUTS | Features::REPLICATIONS));
}

#[test]
fn the_laws_of_queues_can_fail() {
    let run = Run::of(&mmc(200, 1));
    let random_calls = |run: &Run| {
        let mut fixed = run.clone();
        fixed.scenario.workload[0].steps[0].ms = Duration::Fixed(1.0);
        little(&fixed)
    };
    assert_eq!(random_calls(&run), Ok(()));
    notices(queues_are_in_the_lanes, &run, |r| r.report.results[0].time_ms.service_queue += 1.0);
    let mut tampered = run.clone();
    tampered.report.results[0].services[0].mean_wait_ms *= 1.01;
    assert!(random_calls(&tampered).is_err());
    let mut tampered = run.clone();
    tampered.report.results[0].services[0].utilization *= 0.0001;
    assert!(random_calls(&tampered).is_err());
}
