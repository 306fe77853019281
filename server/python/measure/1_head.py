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
MIB = 1 << 20
FREE_THREADED = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
LINUX = sys.platform == "linux"
SECTION_SECONDS = 120
# Other programs that use more than so many cores spoil the measurements.
BUSY_CORES = 0.15


class Skip(Exception):
    """Why something cannot be measured here."""


# ------------------------------------------------------------------------------------------------ rules
# A cost is a sum of records, each times a factor that also turns its unit into the cost's. Records are in
# microseconds, milliseconds or bytes, as their names end. The first record gives the spread.

def slope(function, kind):
    """Nanoseconds a byte from the time at two sizes: the constant part of a call falls out."""
    return [(1e3, "%s_%s_us_per_byte" % (function, kind))]


def worker_start(method):
    """The whole tree's CPU a worker, less what the parent pays of it."""
    return [(1, "boot_cpu_%s_ms" % method), (-1, "start_call_%s_ms" % method)]


RULES = {
    "thread_start_us": [(1, "thread_start_us")],
    "thread_submit_us": [(1, "thread_pool_bulk_us")],
    "gil_handoff_us": [(1, "gil_gap_us")],
    "context_switch_us": [(1, "pipe_same_core_us")],
    "wake_us": [(1, "pipe_other_core_us")],
    "timer_slack_us": [(1, "sleep_overshoot_us"), (-1, "pipe_other_core_us")],
    "process_start_fork_ms": worker_start("fork"),
    "process_start_forkserver_ms": [(1, "first_result_forkserver_ms"), (-1, "start_call_forkserver_ms")],
    "process_start_spawn_ms": worker_start("spawn"),
    "process_parent_fork_ms": [(1, "start_call_fork_ms")],
    "process_parent_forkserver_ms": [(1, "start_call_forkserver_ms")],
    "process_parent_spawn_ms": [(1, "start_call_spawn_ms")],
    "forkserver_boot_ms": [(1, "forkserver_first_ms"), (-1, "forkserver_later_ms")],
    "process_submit_us": [(1, "process_pool_bulk_2_us")],
    "process_worker_us": [(1, "process_pool_bulk_1_us")],
    "pickle_ns_per_byte": slope("dumps", "bytes"),
    "pickle_ns_per_byte_ints": slope("dumps", "ints"),
    "pickle_ns_per_byte_dicts": slope("dumps", "dicts"),
    "pickle_ns_per_byte_objects": slope("dumps", "objects"),
    "unpickle_ns_per_byte": slope("loads", "bytes"),
    "unpickle_ns_per_byte_ints": slope("loads", "ints"),
    "unpickle_ns_per_byte_dicts": slope("loads", "dicts"),
    "unpickle_ns_per_byte_objects": slope("loads", "objects"),
    # There and back: pickled twice, unpickled twice, four times through the kernel.
    "pipe_ns_per_byte": [(1e3 / 4, "round_trip_us_per_byte"), (-1e3 / 2, "dumps_bytes_us_per_byte"),
                         (-1e3 / 2, "loads_bytes_us_per_byte")],
    "task_create_us": [(1, "task_without_await_us"), (-1, "task_step_us")],
    "task_step_us": [(1, "task_step_us")],
    # A task that sleeps once has one step more than one that awaits nothing, and a timer.
    "loop_timer_us": [(1, "task_that_sleeps_us"), (-1, "task_without_await_us"), (-1, "task_step_us")],
    "loop_iteration_us": [(1, "loop_turn_us")],
    "to_thread_us": [(1, "run_in_executor_bulk_us")],
    "interpreter_start_ms": [(1, "interpreter_first_result_ms")],
    "interpreter_submit_us": [(1, "interpreter_pool_bulk_us")],
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
