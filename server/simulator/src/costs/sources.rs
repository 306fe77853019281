//! Where the defaults come from: for each cost the records of the reference measurements that it is computed
//! from, and how widely they spread.
//!
//! Measured on 2026-11-22 on two vCPUs (AMD Zen 4, Linux 6.18, 250 Hz) with CPython 3.11.7, 3.14.7 and the
//! free-threaded build of 3.14.7, all built without PGO. The host's speed wanders by up to 1.7, which the
//! spreads show. The records of `gil_release_and_retake` are the middle of three runs each, on a machine of the same
//! kind, by what `server/python/measure` does now. Other versions were not measured for these costs: 3.12 takes those of 3.11, 3.13 and 3.15
//! those of 3.14.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::scenario::Python;

/// A default of the cost profile: the measurement behind it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CostSource {
    /// The build that was measured: `3.11`, `3.14`, or `3.14t`, the free-threaded one.
    pub version: String,
    /// The records that it is computed from: `process_start_join_first … − process_start_join …`.
    pub record: String,
    /// In the cost's own unit, as the two that follow.
    pub median: f64,
    /// The tenth percentile of the first record, the others at their medians.
    pub p10: f64,
    pub p90: f64,
    /// Repetitions of the first record.
    pub n: u32,
}

/// One record of the reference measurements.
#[derive(Clone, Debug, Deserialize)]
struct Measured {
    record: String,
    version: String,
    median: f64,
    p10: f64,
    p90: f64,
    n: u32,
}

/// Empty only if the file were broken; the tests find every cost in it.
static MEASURED: LazyLock<Vec<Measured>> =
    LazyLock::new(|| serde_json::from_slice(include_bytes!("measured.json")).unwrap_or_default());

/// A cost as a sum of records and other costs, each times a factor that also turns its unit into the cost's.
struct Rule {
    cost: &'static str,
    build: Build,
    terms: &'static [(f64, &'static str)],
}

/// Which measured build a cost is taken from.
#[derive(Clone, Copy)]
enum Build {
    /// The build of the version, or the nearest one that was measured.
    Default,
    /// 3.14, the only one with subinterpreter pools.
    V3_14,
    /// The free-threaded build of 3.14.
    FreeThreaded,
}

const fn rule(cost: &'static str, terms: &'static [(f64, &'static str)]) -> Rule {
    Rule { cost, build: Build::Default, terms }
}

const fn rule_on(build: Build, cost: &'static str, terms: &'static [(f64, &'static str)]) -> Rule {
    Rule { cost, build, terms }
}

const KIB: f64 = 1024.0;
const MIB: f64 = 1024.0 * 1024.0;

/// Nanoseconds a byte between two sizes of a payload, from microseconds. Sizes are those that the payloads were made
/// for, which their pickles come up to within a quarter.
macro_rules! slope {
    ($function:literal, $kind:literal, $large:literal, $small:literal) => {
        &[
            (1e3 / ($large - $small) as f64, concat!($function, " kind=", $kind, " nominal=", $large)),
            (-1e3 / ($large - $small) as f64, concat!($function, " kind=", $kind, " nominal=", $small)),
        ]
    };
}

/// Unpickling as a pool's receiver lives it, objects in fresh memory under the garbage collector: half of a round trip
/// with the payload in both directions, less pickling, less the pipe's two ends.
macro_rules! in_place {
    ($kind:literal, $large:literal, $pickle:literal) => {
        &[
            (
                1e3 / (2 * ($large - 1024)) as f64,
                concat!("ppe_payload_round_trip_in_out kind=", $kind, " nominal=", $large),
            ),
            (
                -1e3 / (2 * ($large - 1024)) as f64,
                concat!("ppe_payload_round_trip_in_out kind=", $kind, " nominal=1024"),
            ),
            (-1.0, $pickle),
            (-2.0, "pipe_ns_per_byte"),
        ]
    };
}

/// Half of a round trip between interpreters: nanoseconds a byte.
macro_rules! crossing {
    ($kind:literal, $large:literal, $small:literal) => {
        &[
            (
                1e3 / (2 * ($large - $small)) as f64,
                concat!("ipe_payload_round_trip_in_out kind=", $kind, " nominal=", $large),
            ),
            (
                -1e3 / (2 * ($large - $small)) as f64,
                concat!("ipe_payload_round_trip_in_out kind=", $kind, " nominal=", $small),
            ),
        ]
    };
}

const RULES: &[Rule] = &[
    rule("thread_start_us", &[(1.0, "thread_start_to_first_line")]),
    // One worker hands the GIL over least: the time a task is its CPU.
    rule("thread_submit_us", &[(1.0, "tpe_bulk_per_task workers=1")]),
    rule("gil_handoff_us", &[(1.0, "gil_handoff_gap cpu_threads=2")]),
    // Of a short system call every 0.1 ms, what it takes longer beside three threads that want the GIL.
    rule(
        "gil_wake_us",
        &[(1.0, "gil_release_and_retake cpu_threads=3"), (-1.0, "gil_release_and_retake cpu_threads=0")],
    ),
    rule("context_switch_us", &[(1.0, "pipe_pingpong_one_way cores=same")]),
    rule("wake_us", &[(1.0, "pipe_pingpong_one_way cores=different")]),
    // A sleep ends late by the slack and the wake-up of an idle core.
    rule(
        "timer_slack_us",
        &[(1.0, "time_sleep_overshoot requested_ms=1"), (-1.0, "pipe_pingpong_one_way cores=different")],
    ),
    // A pool forks all its workers before its first task runs: what the first result of eight workers takes longer
    // than that of one are seven forks, and the rest of it is the start of a worker.
    rule(
        "process_start_fork_ms",
        &[
            (8.0 / 7.0, "ppe_first_result start_method=fork workers=1"),
            (-1.0 / 7.0, "ppe_first_result start_method=fork workers=8"),
        ],
    ),
    // A pool's first result with the server running: the worker's start, less what the parent pays of it.
    rule(
        "process_start_forkserver_ms",
        &[
            (1.0, "ppe_first_result start_method=forkserver workers=2"),
            (-1.0, "process_start_call start_method=forkserver"),
        ],
    ),
    // The tree's CPU a process, less what the parent pays of it; and a pool's worker imports the pool's modules.
    rule(
        "process_start_spawn_ms",
        &[
            (1.0, "boot_cpu_per_process start_method=spawn at_once=4"),
            (-1.0, "process_start_call start_method=spawn"),
            (1.0, "process_import_ms"),
        ],
    ),
    // A worker whose fork server has imported them already, against one that has to.
    rule_on(
        Build::V3_14,
        "process_import_ms",
        &[
            (1.0, "ppe_first_result start_method=forkserver workers=2"),
            (
                -1.0,
                "ppe_first_result_heavy start_method=forkserver workers=2 imports=concurrent.futures.process",
            ),
        ],
    ),
    rule(
        "process_parent_fork_ms",
        &[
            (1.0 / 7.0, "ppe_first_result start_method=fork workers=8"),
            (-1.0 / 7.0, "ppe_first_result start_method=fork workers=1"),
        ],
    ),
    rule(
        "fork_resident_ns_per_byte",
        &[
            (1e6 / (500.0 * MIB), "process_start_call start_method=fork parent_extra_mb=500"),
            (-1e6 / (500.0 * MIB), "process_start_call start_method=fork"),
        ],
    ),
    rule("process_parent_forkserver_ms", &[(1.0, "process_start_call start_method=forkserver")]),
    rule("process_parent_spawn_ms", &[(1.0, "process_start_call start_method=spawn")]),
    rule("resource_tracker_ms", &[(1.0, "python_process_default")]),
    // The first start less a later one, which was measured once; and a spawned process, which boots the same way and
    // was measured often. The mean of the two.
    rule(
        "forkserver_boot_ms",
        &[
            (0.5, "process_start_join start_method=spawn"),
            (0.5, "process_start_join_first start_method=forkserver"),
            (-0.5, "process_start_join start_method=forkserver"),
        ],
    ),
    // With two workers the parent is the bottleneck, with one the worker is.
    rule("process_submit_us", &[(1.0, "ppe_bulk_per_task workers=2")]),
    rule("process_worker_us", &[(1.0, "ppe_bulk_per_task workers=1")]),
    // Bytes: at 32 MiB, where no buffer is used twice, as in a pool with several payloads on their way.
    rule("pickle_ns_per_byte", slope!("pickle_dumps", "bytes", 33554432, 262144)),
    rule("pickle_ns_per_byte_ints", slope!("pickle_dumps", "ints", 1048576, 16384)),
    rule("pickle_ns_per_byte_dicts", slope!("pickle_dumps", "dicts", 1048576, 16384)),
    rule("pickle_ns_per_byte_objects", slope!("pickle_dumps", "objects", 1048576, 16384)),
    rule("unpickle_ns_per_byte", slope!("pickle_loads", "bytes", 33554432, 262144)),
    rule("unpickle_ns_per_byte_ints", in_place!("ints", 1048576, "pickle_ns_per_byte_ints")),
    rule("unpickle_ns_per_byte_dicts", in_place!("dicts", 1048576, "pickle_ns_per_byte_dicts")),
    rule("unpickle_ns_per_byte_objects", in_place!("objects", 1048576, "pickle_ns_per_byte_objects")),
    rule("pickle_small_ns_per_byte", slope!("pickle_dumps", "bytes", 262144, 1024)),
    rule("pickle_small_ns_per_byte_ints", slope!("pickle_dumps", "ints", 16384, 1024)),
    rule("pickle_small_ns_per_byte_dicts", slope!("pickle_dumps", "dicts", 16384, 1024)),
    rule("pickle_small_ns_per_byte_objects", slope!("pickle_dumps", "objects", 16384, 1024)),
    rule("unpickle_small_ns_per_byte", slope!("pickle_loads", "bytes", 262144, 1024)),
    rule("unpickle_small_ns_per_byte_ints", in_place!("ints", 16384, "pickle_small_ns_per_byte_ints")),
    rule("unpickle_small_ns_per_byte_dicts", in_place!("dicts", 16384, "pickle_small_ns_per_byte_dicts")),
    rule(
        "unpickle_small_ns_per_byte_objects",
        in_place!("objects", 16384, "pickle_small_ns_per_byte_objects"),
    ),
    // A round trip of bytes pickles, writes, reads and unpickles twice: a quarter of what pickling leaves.
    rule(
        "pipe_ns_per_byte",
        &[
            (1e3 / (4 * 33_292_288) as f64, "ppe_payload_round_trip_in_out kind=bytes nominal=33554432"),
            (-1e3 / (4 * 33_292_288) as f64, "ppe_payload_round_trip_in_out kind=bytes nominal=262144"),
            (-0.5, "pickle_ns_per_byte"),
            (-0.5, "unpickle_ns_per_byte"),
        ],
    ),
    // A task that awaits nothing, less its only step.
    rule(
        "task_create_us",
        &[(1.0, "asyncio_create_run_gather_per_task tasks=100"), (-1.0, "asyncio_sleep0_step_200_tasks")],
    ),
    rule("task_step_us", &[(1.0, "asyncio_sleep0_step_200_tasks")]),
    // A timer is a callback that is scheduled twice, onto the heap and when it is due, and a future that wakes its
    // task. (A thousand tasks that each sleep for the first time in their lives take about twice as much, most of it
    // for fresh memory.)
    rule(
        "loop_timer_us",
        &[(1.0, "asyncio_future_set_to_task_running"), (2.0, "asyncio_call_soon_per_callback")],
    ),
    rule("loop_iteration_us", &[(1.0, "asyncio_loop_iteration_idle_selector")]),
    rule("to_thread_us", &[(1.0, "asyncio_run_in_executor_bulk_per_task workers=4")]),
    // Between a program with one light module and one with several, as every interpreter imports them again.
    rule_on(
        Build::V3_14,
        "interpreter_start_ms",
        &[(0.5, "ipe_first_result workers=1"), (0.5, "ipe_all_workers_ready workers=1")],
    ),
    // With two workers, as a pool has (one alone keeps both interpreters in one core's cache), less its two releases
    // of the main GIL, which each wake the other worker.
    rule_on(
        Build::V3_14,
        "interpreter_submit_us",
        &[
            (1.0, "ipe_bulk_per_task workers=2"),
            (-2.0, "gil_release_and_retake cpu_threads=3"),
            (2.0, "gil_release_and_retake cpu_threads=0"),
        ],
    ),
    rule_on(Build::V3_14, "interpreter_ns_per_byte", crossing!("bytes", 4194304, 16384)),
    rule_on(Build::V3_14, "interpreter_ns_per_byte_ints", crossing!("ints", 1048576, 1024)),
    rule_on(Build::V3_14, "interpreter_ns_per_byte_dicts", crossing!("dicts", 1048576, 1024)),
    rule_on(Build::V3_14, "interpreter_ns_per_byte_objects", crossing!("objects", 1048576, 1024)),
    // Its spread is the least and the largest of eight benchmarks, each the best of ten rounds.
    rule_on(
        Build::FreeThreaded,
        "free_threaded_slowdown",
        &[(1.0, "single_thread_speed geomean_time_vs_3.14")],
    ),
    rule_on(Build::FreeThreaded, "free_threaded_thread_start_us", &[(1.0, "thread_start_to_first_line")]),
    rule_on(Build::FreeThreaded, "free_threaded_thread_submit_us", &[(1.0, "tpe_bulk_per_task workers=1")]),
    rule("thread_bytes", &[(KIB, "rss_per_idle_thread")]),
    rule_on(Build::FreeThreaded, "free_threaded_thread_bytes", &[(KIB, "rss_per_idle_thread")]),
    rule("task_bytes", &[(KIB, "rss_per_asyncio_sleeping_task tasks=10000")]),
    rule("process_fork_bytes", &[(MIB, "process_private start_method=fork")]),
    rule("process_forkserver_bytes", &[(MIB, "process_private start_method=forkserver")]),
    rule("process_spawn_bytes", &[(MIB, "process_private start_method=spawn")]),
    rule_on(Build::V3_14, "interpreter_bytes", &[(MIB, "rss_per_subinterpreter_empty")]),
];

/// The measurement behind a cost's default in a version; none for a name that is not a cost.
pub fn source(python: Python, cost: &str) -> Option<CostSource> {
    let rule = RULES.iter().find(|rule| rule.cost == cost)?;
    let version = match rule.build {
        Build::FreeThreaded => "3.14t",
        Build::Default if python <= Python::V3_12 => "3.11",
        Build::Default | Build::V3_14 => "3.14",
    };
    let measured = |name: &str| MEASURED.iter().find(|m| m.version == version && m.record == name);
    let (factor, first) = rule.terms.first()?;
    let first = measured(first)?;
    let value = |name: &str| match measured(name) {
        Some(record) => Some(record.median),
        None => Some(source(python, name)?.median),
    };
    let medians: Option<Vec<f64>> =
        rule.terms.iter().map(|(factor, name)| Some(factor * value(name)?)).collect();
    let median = medians?.iter().sum::<f64>();
    Some(CostSource {
        version: version.to_owned(),
        record: told(rule.terms),
        median,
        p10: median + factor * (first.p10 - first.median),
        p90: median + factor * (first.p90 - first.median),
        n: first.n,
    })
}

/// A rule as people write it: `0.5 × a − b`.
fn told(terms: &[(f64, &str)]) -> String {
    let mut text = String::new();
    for (i, (factor, record)) in terms.iter().enumerate() {
        text.push_str(match (i, *factor < 0.0) {
            (0, false) => "",
            (0, true) => "−",
            (_, false) => " + ",
            (_, true) => " − ",
        });
        if factor.abs() != 1.0 {
            text.push_str(&format!("{:.6} × ", factor.abs()));
        }
        text.push_str(record);
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::costs::Costs;

    #[test]
    fn every_default_is_its_measurement_to_three_digits() {
        for python in Python::ALL {
            let costs = Costs::of(python, &BTreeMap::new());
            for spec in Costs::SPECS {
                let source = source(python, spec.name).unwrap_or_else(|| panic!("{} has none", spec.name));
                let default = costs.get(spec.name).unwrap();
                let off = (default / source.median - 1.0).abs();
                assert!(off < 0.006, "{} on {python:?}: {default}, measured {}", spec.name, source.median);
                assert!(source.p10 <= source.median && source.median <= source.p90, "{}", spec.name);
                assert!(source.n > 0);
            }
        }
    }

    #[test]
    fn every_rule_is_for_one_cost() {
        let rules: Vec<&str> = RULES.iter().map(|rule| rule.cost).collect();
        let costs: Vec<&str> = Costs::SPECS.iter().map(|spec| spec.name).collect();
        assert_eq!(rules, costs);
        assert_eq!(source(Python::V3_14, "gil"), None);
    }

    #[test]
    fn versions_that_were_not_measured_borrow() {
        let version = |python| source(python, "gil_handoff_us").unwrap().version;
        assert_eq!(Python::ALL.map(version), ["3.11", "3.11", "3.14", "3.14", "3.14"]);
        assert_eq!(source(Python::V3_11, "free_threaded_thread_bytes").unwrap().version, "3.14t");
    }

    #[test]
    fn a_source_says_how_it_is_computed() {
        let source = source(Python::V3_14, "task_create_us").unwrap();
        let rule = "asyncio_create_run_gather_per_task tasks=100 − asyncio_sleep0_step_200_tasks";
        assert_eq!(source.record, rule);
        assert!((source.median - 2.862).abs() < 0.001, "{}", source.median);
    }
}
