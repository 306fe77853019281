//! The default costs, to three digits. What each is computed from stands in [`super::sources`], and the tests
//! there hold every number below against its measurement.

use super::Costs;
use crate::scenario::Python;

/// The profile of a version. 3.11 and 3.14 were measured; the others take the nearer of the two. For the
/// free-threaded 3.13 that is too good, which the verdict says (`free-threaded-unmeasured`).
pub(super) fn of(python: Python) -> Costs {
    let old = python <= Python::V3_12;
    let pick = |v3_11: f64, v3_14: f64| if old { v3_11 } else { v3_14 };
    Costs {
        thread_start_us: pick(47.6, 41.7),
        thread_submit_us: pick(11.9, 5.54),
        gil_handoff_us: pick(34.1, 36.8),
        gil_wake_us: pick(14.7, 14.0),
        context_switch_us: pick(3.73, 2.84),
        wake_us: pick(32.0, 28.1),
        timer_slack_us: pick(62.9, 50.9),
        process_start_fork_ms: pick(1.77, 2.29),
        process_start_forkserver_ms: pick(30.3, 27.0),
        process_start_spawn_ms: pick(101.0, 96.8),
        process_import_ms: 14.3,
        process_parent_fork_ms: pick(1.79, 2.05),
        fork_resident_ns_per_byte: pick(0.0163, 0.0183),
        process_parent_forkserver_ms: pick(1.35, 1.05),
        process_parent_spawn_ms: pick(0.683, 0.571),
        resource_tracker_ms: pick(41.9, 12.2),
        forkserver_boot_ms: pick(59.7, 62.2),
        process_submit_us: pick(125.0, 66.4),
        process_worker_us: pick(135.0, 115.0),
        pickle_ns_per_byte: pick(0.563, 0.55),
        pickle_ns_per_byte_ints: pick(2.5, 2.67),
        pickle_ns_per_byte_dicts: pick(7.9, 6.39),
        pickle_ns_per_byte_objects: pick(23.9, 21.3),
        unpickle_ns_per_byte: pick(0.607, 0.583),
        unpickle_ns_per_byte_ints: pick(4.86, 5.77),
        unpickle_ns_per_byte_dicts: pick(6.78, 15.3),
        unpickle_ns_per_byte_objects: pick(22.7, 29.9),
        pickle_small_ns_per_byte: 0.024,
        pickle_small_ns_per_byte_ints: pick(2.02, 2.36),
        pickle_small_ns_per_byte_dicts: pick(3.62, 3.68),
        pickle_small_ns_per_byte_objects: pick(10.4, 9.92),
        unpickle_small_ns_per_byte: pick(0.0209, 0.0244),
        unpickle_small_ns_per_byte_ints: pick(4.06, 4.12),
        unpickle_small_ns_per_byte_dicts: pick(10.4, 7.84),
        unpickle_small_ns_per_byte_objects: pick(21.0, 19.0),
        pipe_ns_per_byte: pick(0.717, 0.706),
        task_create_us: pick(1.95, 2.86),
        task_step_us: pick(1.42, 1.3),
        loop_timer_us: pick(3.99, 3.39),
        loop_iteration_us: pick(2.01, 1.52),
        to_thread_us: pick(36.3, 22.4),
        interpreter_start_ms: 49.4,
        interpreter_submit_us: 80.5,
        interpreter_ns_per_byte: 0.0286,
        interpreter_ns_per_byte_ints: 25.0,
        interpreter_ns_per_byte_dicts: 36.5,
        interpreter_ns_per_byte_objects: 41.5,
        free_threaded_slowdown: 1.11,
        free_threaded_thread_start_us: 33.1,
        free_threaded_thread_submit_us: 6.81,
        thread_bytes: pick(15_400.0, 19_900.0),
        free_threaded_thread_bytes: 218_000.0,
        task_bytes: pick(1100.0, 1020.0),
        process_fork_bytes: pick(1_950_000.0, 1_710_000.0),
        process_forkserver_bytes: pick(7_820_000.0, 1_720_000.0),
        process_spawn_bytes: pick(12_100_000.0, 11_200_000.0),
        interpreter_bytes: 2_670_000.0,
    }
}
