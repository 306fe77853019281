//! The measured defaults: medians on a 2-vCPU Linux machine (AMD Zen 4, Linux 6.18).

use super::Costs;
use crate::scenario::Python;

/// The profile of a version. 3.11 and 3.14 were measured; the others take the nearer of the two.
pub(super) fn of(python: Python) -> Costs {
    let old = python <= Python::V3_12;
    let pick = |v3_11: f64, v3_14: f64| if old { v3_11 } else { v3_14 };
    Costs {
        thread_start_us: pick(47.6, 41.7),
        thread_submit_us: pick(14.8, 6.5),
        gil_handoff_us: pick(34.1, 36.8),
        context_switch_us: pick(3.7, 2.8),
        wake_us: pick(32.0, 28.1),
        timer_slack_us: 50.0,
        process_start_fork_ms: 2.6,
        process_start_forkserver_ms: pick(31.9, 14.2),
        process_start_spawn_ms: pick(87.6, 83.1),
        process_parent_fork_ms: 1.0,
        process_parent_forkserver_ms: 1.5,
        process_parent_spawn_ms: 0.6,
        forkserver_boot_ms: pick(75.7, 76.3),
        process_submit_us: pick(125.0, 66.4),
        process_worker_us: 60.0,
        pickle_ns_per_byte: pick(0.47, 0.39),
        pickle_ns_per_byte_ints: 5.0,
        pickle_ns_per_byte_dicts: pick(7.8, 6.4),
        pickle_ns_per_byte_objects: 12.0,
        unpickle_ns_per_byte: 0.1,
        unpickle_ns_per_byte_ints: 5.0,
        unpickle_ns_per_byte_dicts: pick(9.0, 8.5),
        unpickle_ns_per_byte_objects: 12.0,
        pipe_ns_per_byte: 0.3,
        task_create_us: pick(1.4, 1.6),
        task_step_us: 2.0,
        loop_iteration_us: pick(2.0, 1.5),
        to_thread_us: pick(36.3, 22.4),
        interpreter_start_ms: 34.0,
        interpreter_submit_us: 58.6,
        free_threaded_slowdown: 1.11,
        free_threaded_thread_start_us: 33.1,
        free_threaded_thread_submit_us: 9.53,
        thread_bytes: pick(15_100.0, 19_400.0),
        free_threaded_thread_bytes: 213_000.0,
        task_bytes: pick(1_080.0, 990.0),
        process_fork_bytes: pick(4_910_000.0, 4_710_000.0),
        process_forkserver_bytes: pick(8_850_000.0, 4_050_000.0),
        process_spawn_bytes: pick(12_300_000.0, 11_500_000.0),
        interpreter_bytes: 2_550_000.0,
    }
}
