#!/usr/bin/env python3
"""Measures what Python and the operating system charge on this machine: a cost profile for Lockstep, as JSON.

    python3 measure.py > costs.json         about a minute; progress goes to standard error
    python3 measure.py --quick              some seconds, less exact
    python3 measure.py --list               what it measures, by the names of the profile

Standard library only; CPython 3.11 or newer on Linux, or on macOS with some costs left out. A free-threaded build
gives the costs of free-threaded threads: run it with both builds and give Lockstep both files. The numbers are medians
(`costs`) with the tenth and ninetieth percentiles (`spread`); what could not be measured is told in `skipped`.

Close other programs first: whatever runs beside it is measured too.
"""
import argparse
import json
import os
import platform
import select
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
import traceback

now = time.perf_counter
QUICK = False
FREE_THREADED = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
LINUX = sys.platform == "linux"
SECTION_SECONDS = 120
# Other programs that use more than so many cores spoil the measurements.
BUSY_CORES = 0.15


class Skip(Exception):
    """Why something cannot be measured here."""


# ------------------------------------------------------------------------------------------------ rules
# A cost is a sum of records, each times a factor that also turns its unit into the cost's. Records are in
# microseconds, milliseconds or bytes, as their names end; a name may also be another cost. The first gives the spread.

KIB, MIB = 1 << 10, 1 << 20  # bytes


def slope(what, large, small, times=1):
    """Nanoseconds a byte between two sizes, of something that is done so often: the constant part of it falls out."""
    factor = 1e3 / (times * (large - small))
    return [(factor, "%s_%d_us" % (what, large)), (-factor, "%s_%d_us" % (what, small))]


def in_place(kind, large, pickle):
    """Unpickling as a pool's receiver lives it, objects in fresh memory under the garbage collector: half of a round
    trip, less pickling, less the pipe's two ends."""
    return slope("round_trip_%s" % kind, large, KIB, 2) + [(-1, pickle), (-2, "pipe_ns_per_byte")]


RULES = {
    "thread_start_us": [(1, "thread_start_us")],
    "thread_submit_us": [(1, "thread_pool_bulk_us")],
    "gil_handoff_us": [(1, "gil_gap_us")],
    "gil_wake_us": [(1, "release_beside_3_us"), (-1, "release_beside_0_us")],
    "context_switch_us": [(1, "pipe_same_core_us")],
    "wake_us": [(1, "pipe_other_core_us")],
    "timer_slack_us": [(1, "sleep_overshoot_us"), (-1, "pipe_other_core_us")],
    # A pool forks all its workers before its first task runs: seven more forks are what eight workers take longer.
    "process_start_fork_ms": [(8 / 7, "first_result_fork_1_ms"), (-1 / 7, "first_result_fork_8_ms")],
    "process_start_forkserver_ms": [(1, "first_result_forkserver_ms"), (-1, "start_call_forkserver_ms")],
    # The tree's CPU a process, less what the parent pays of it; and a worker imports the pool's modules.
    "process_start_spawn_ms": [(1, "boot_cpu_spawn_ms"), (-1, "start_call_spawn_ms"), (1, "process_import_ms")],
    # A worker whose fork server has imported them already, against one that has to.
    "process_import_ms": [(1, "first_result_forkserver_ms"), (-1, "first_result_preloaded_ms")],
    "process_parent_fork_ms": [(1 / 7, "first_result_fork_8_ms"), (-1 / 7, "first_result_fork_1_ms")],
    "fork_resident_ns_per_byte": [(1e6 / (500 * MIB), "start_call_fork_500_ms"), (-1e6 / (500 * MIB), "start_call_fork_ms")],
    "process_parent_forkserver_ms": [(1, "start_call_forkserver_ms")],
    "process_parent_spawn_ms": [(1, "start_call_spawn_ms")],
    "resource_tracker_ms": [(1, "python_start_ms")],
    # The first start less a later one; and a spawned process, which boots the same way. The mean of the two.
    "forkserver_boot_ms": [(0.5, "start_join_spawn_ms"), (0.5, "forkserver_first_ms"), (-0.5, "forkserver_later_ms")],
    "process_submit_us": [(1, "process_pool_bulk_2_us")],
    "process_worker_us": [(1, "process_pool_bulk_1_us")],
    # Bytes: at 32 MiB, where no buffer is used twice, as in a pool with several payloads on their way.
    "pickle_ns_per_byte": slope("dumps_bytes", 32 * MIB, 256 * KIB),
    "pickle_ns_per_byte_ints": slope("dumps_ints", MIB, 16 * KIB),
    "pickle_ns_per_byte_dicts": slope("dumps_dicts", MIB, 16 * KIB),
    "pickle_ns_per_byte_objects": slope("dumps_objects", MIB, 16 * KIB),
    "unpickle_ns_per_byte": slope("loads_bytes", 32 * MIB, 256 * KIB),
    "unpickle_ns_per_byte_ints": in_place("ints", MIB, "pickle_ns_per_byte_ints"),
    "unpickle_ns_per_byte_dicts": in_place("dicts", MIB, "pickle_ns_per_byte_dicts"),
    "unpickle_ns_per_byte_objects": in_place("objects", MIB, "pickle_ns_per_byte_objects"),
    "pickle_small_ns_per_byte": slope("dumps_bytes", 256 * KIB, KIB),
    "pickle_small_ns_per_byte_ints": slope("dumps_ints", 16 * KIB, KIB),
    "pickle_small_ns_per_byte_dicts": slope("dumps_dicts", 16 * KIB, KIB),
    "pickle_small_ns_per_byte_objects": slope("dumps_objects", 16 * KIB, KIB),
    "unpickle_small_ns_per_byte": slope("loads_bytes", 256 * KIB, KIB),
    "unpickle_small_ns_per_byte_ints": in_place("ints", 16 * KIB, "pickle_small_ns_per_byte_ints"),
    "unpickle_small_ns_per_byte_dicts": in_place("dicts", 16 * KIB, "pickle_small_ns_per_byte_dicts"),
    "unpickle_small_ns_per_byte_objects": in_place("objects", 16 * KIB, "pickle_small_ns_per_byte_objects"),
    # There and back: pickled twice, unpickled twice, four times through the kernel.
    "pipe_ns_per_byte": slope("round_trip_bytes", 32 * MIB, 256 * KIB, 4) + [
        (-0.5, "pickle_ns_per_byte"), (-0.5, "unpickle_ns_per_byte")],
    "task_create_us": [(1, "task_without_await_us"), (-1, "task_step_us")],
    "task_step_us": [(1, "task_step_us")],
    # A timer is a callback that is scheduled twice, onto the heap and when it is due, and a future that wakes its task.
    "loop_timer_us": [(1, "future_wakes_task_us"), (2, "call_soon_us")],
    "loop_iteration_us": [(1, "loop_turn_us")],
    "to_thread_us": [(1, "run_in_executor_bulk_us")],
    # Between a program with one light module and one with several, as every interpreter imports them again.
    "interpreter_start_ms": [(0.5, "interpreter_first_result_ms"), (0.5, "interpreter_with_imports_ms")],
    # A pool of two, less its two releases of the main GIL, which each wake the other worker.
    "interpreter_submit_us": [(1, "interpreter_pool_bulk_us"), (-2, "gil_wake_us")],
    "interpreter_ns_per_byte": slope("crossing_bytes", 4 * MIB, 16 * KIB, 2),
    "interpreter_ns_per_byte_ints": slope("crossing_ints", MIB, KIB, 2),
    "interpreter_ns_per_byte_dicts": slope("crossing_dicts", MIB, KIB, 2),
    "interpreter_ns_per_byte_objects": slope("crossing_objects", MIB, KIB, 2),
    "thread_bytes": [(1, "thread_bytes")],
    "task_bytes": [(1, "task_bytes")],
    "process_fork_bytes": [(1, "private_fork_bytes")],
    "process_forkserver_bytes": [(1, "private_forkserver_bytes")],
    "process_spawn_bytes": [(1, "private_spawn_bytes")],
    "interpreter_bytes": [(1, "interpreter_bytes")],
}

# The free-threaded build is a build of its own: what it shares with the default one is measured there.
FREE_THREADED_RULES = {
    "free_threaded_slowdown": [(1, "time_over_default_build")],
    "free_threaded_thread_start_us": [(1, "thread_start_us")],
    "free_threaded_thread_submit_us": [(1, "thread_pool_bulk_us")],
    "free_threaded_thread_bytes": [(1, "thread_bytes")],
}


# ------------------------------------------------------------------------------------------------ statistics
def reps(full):
    """How often: a fraction of it in quick mode."""
    return max(3, full // 6) if QUICK else full


def quantile(ascending, q):
    at = (len(ascending) - 1) * q
    low = int(at)
    high = min(low + 1, len(ascending) - 1)
    return ascending[low] + (ascending[high] - ascending[low]) * (at - low)


def record(values, factor=1.0):
    """Median, tenth and ninetieth percentile of some measurements."""
    ascending = sorted(v * factor for v in values)
    return [quantile(ascending, 0.5), quantile(ascending, 0.1), quantile(ascending, 0.9)]


def timed(times, call):
    """Seconds of each of so many calls, after one that warms up."""
    call()
    seconds = []
    for _ in range(times):
        begin = now()
        call()
        seconds.append(now() - begin)
    return seconds


def noop():
    pass
