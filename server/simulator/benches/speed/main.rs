//! How fast the simulator is: `make bench`, or `cargo bench -p simulator -- NAME` for some of it.
//!
//! Three reference models on its engine and its machine, each beside bare Rust that does nothing else; whole reports;
//! timelines; links. What is told are ratios taken in one run: absolute figures move from machine to machine.

mod bare;
mod by_hand;
mod engine;
mod scenarios;
mod table;

use std::hint::black_box;
use std::time::Duration;

use by_hand::ByHand;
use criterion::{Criterion, SamplingMode};
use mimalloc::MiMalloc;
use simulator::machine::workload::Workload;
use simulator::scenario::{Scenario, link, presets};
use simulator::{Window, models};
use table::{Row, Table};

/// The server's.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const WINDOW: Window = Window { from_ms: 0.0, to_ms: None, width_px: 1_200, max_lanes: 40 };
/// Tasks of a large run.
const TASKS: u64 = 100_000;

fn main() {
    let criterion = Criterion::default()
        .without_plots()
        .sample_size(15)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2))
        .output_directory(&table::folder())
        .configure_from_args();
    let mut bench = Bench { criterion, table: Table::default() };
    hold(&mut bench);
    queue(&mut bench);
    gil(&mut bench);
    reports(&mut bench);
    timelines(&mut bench);
    links(&mut bench);
    bench.criterion.final_summary();
    print!("{}", bench.table);
}

/// What is measured, and the table that it goes into.
struct Bench {
    criterion: Criterion,
    table: Table,
}

impl Bench {
    /// Measures what takes so many events.
    fn row<T>(&mut self, row: Row, mut work: impl FnMut() -> T) {
        row.forget();
        let mut group = self.criterion.benchmark_group(row.group);
        group.sampling_mode(SamplingMode::Flat);
        group.bench_function(&row.name, |bencher| bencher.iter(|| black_box(work())));
        group.finish();
        self.table.rows.push(row);
    }
}

/// A: events that each schedule the next, so many at once.
fn hold(bench: &mut Bench) {
    const HOLDS: u64 = 200_000;
    for at_once in [10, 1_000, 100_000, 1_000_000] {
        let row = |who| Row::new("A hold", format!("{at_once} {who}"), HOLDS);
        if at_once < 16 {
            let mut few = bare::HoldFew::new(at_once, 1);
            bench.row(row("bare"), || few.hold(HOLDS));
        } else {
            let mut many = bare::HoldMany::new(at_once, 1);
            bench.row(row("bare"), || many.hold(HOLDS));
        }
        let mut hold = engine::Hold::new(at_once, 1);
        bench.row(row("engine").beside(format!("{at_once} bare")), || hold.hold(HOLDS));
    }
}

/// B: a queue with four servers.
fn queue(bench: &mut Bench) {
    const CUSTOMERS: u64 = 1_000_000;
    // Erlang's formula: 0.745541. One run is off by 0.6 % (standard error).
    for wait in [bare::queue(CUSTOMERS, 1), engine::queue(CUSTOMERS, 1)] {
        assert!((wait / 0.745_541 - 1.0).abs() < 0.04, "customers wait {wait}");
    }
    let row = |who: &str| Row::new("B queue", who.to_owned(), 2 * CUSTOMERS);
    bench.row(row("bare"), || bare::queue(CUSTOMERS, 1));
    bench.row(row("engine").beside("bare".to_owned()), || engine::queue(CUSTOMERS, 1));
}

/// C: threads under a GIL. Events are those of the model: three a task, and the preemptions. Beside the bare model stands a
/// program written by hand for the scenario without costs, with the simulator's mechanisms: the same run.
fn gil(bench: &mut Bench) {
    const WORKERS: u32 = 32;
    let of_bare = bare::gil(WORKERS, TASKS, 1);
    // The token is taken all the time: 2 ms a task, and the ramp.
    let makespan_s = of_bare.makespan_ns as f64 / 1e9;
    assert!((makespan_s - 200.0).abs() < 2.5, "the makespan is {makespan_s} s");
    assert!((of_bare.preemptions as f64 - 8_943.0).abs() < 500.0, "{} preemptions", of_bare.preemptions);
    let row = |who: &str, preemptions: u64| Row::new("C gil", who.to_owned(), 3 * TASKS + preemptions);
    bench.row(row("bare", of_bare.preemptions), || bare::gil(WORKERS, TASKS, 1));
    let free = scenarios::free_gil(TASKS);
    let by_hand = || ByHand::new(WORKERS, TASKS, free.run.seed).run();
    assert_eq!(by_hand().forced_switches, run(&free).1, "by hand it is the same run");
    bench.row(row("by hand", run(&free).1).beside("bare".to_owned()), by_hand);
    for (who, scenario) in [("scenario, no costs", free), ("scenario", scenarios::gil(TASKS))] {
        let (events, forced) = run(&scenario);
        bench.row(row(who, forced).beside("bare".to_owned()), || run(&scenario));
        let all = Row::new("C gil", format!("{who}, events of the calendar"), events);
        bench.table.rows.push(all.measured_by(who).beside("bare".to_owned()));
    }
}

/// One run of a scenario's first model: events of the calendar, and forced switches.
fn run(scenario: &Scenario) -> (u64, u64) {
    let load = Workload::new(scenario, scenario.run.seed);
    let mut machine = models::machine(scenario, &scenario.models[0], &load, false).expect("a model");
    machine.run(None, u64::MAX);
    (machine.events, machine.front_gils().map(|gil| gil.forced_switches).sum())
}

fn events(scenario: &Scenario) -> u64 {
    simulator::simulate(scenario).results.iter().map(|result| result.events).sum()
}

/// Whole reports, each with the baseline that speed-ups are counted from.
fn reports(bench: &mut Bench) {
    let first = presets::all().next().expect("a preset");
    let default = simulator::parse(first.scenario_json).expect("presets are valid");
    let row = |name: &str, scenario| Row::new("report", name.to_owned(), events(scenario));
    bench.row(row("first preset", &default), || simulator::simulate(&default));
    bench.row(row("first preset with timelines", &default), || {
        simulator::simulate_with_timelines(&default, Some(&WINDOW))
    });
    let large = scenarios::gil(TASKS);
    bench.row(row("threads, 32 workers", &large), || simulator::simulate(&large));
    bench.row(row("threads, 32 workers, with timelines", &large), || {
        simulator::simulate_with_timelines(&large, Some(&WINDOW))
    });
    for spec in models::catalogue() {
        let scenario = scenarios::of_model(TASKS, spec);
        let (events, _) = run(&scenario);
        bench.row(Row::new("100,000 tasks", spec.kind.to_owned(), events), || run(&scenario));
    }
}

/// Windows over a recording of about a million slices: all of it, and a thousandth.
fn timelines(bench: &mut Bench) {
    let recording = simulator::record(&scenarios::gil(160_000), 0).expect("a recording");
    let whole = recording.window(&WINDOW);
    let middle = whole.makespan_ms / 2.0;
    let near = Window { from_ms: middle, to_ms: Some(middle + whole.makespan_ms / 1e3), ..WINDOW };
    let row = |name: &str, slices| Row::new("timeline", name.to_owned(), slices);
    bench.row(row("whole run", whole.slices_total), || recording.window(&WINDOW));
    bench.row(row("a thousandth", recording.window(&near).slices_total), || recording.window(&near));
}

/// Every preset's link, read.
fn links(bench: &mut Bench) {
    let catalogue = models::catalogue();
    let scenario =
        |preset: &presets::Preset| simulator::parse(preset.scenario_json).expect("presets are valid");
    let all: Vec<String> = presets::all().map(|preset| link::print(&scenario(preset))).collect();
    bench.row(Row::new("link", "every preset's".to_owned(), all.len() as u64), || {
        all.iter().filter(|text| link::parse(text, &catalogue).is_ok()).count()
    });
}
