#!/usr/bin/env python3
"""Really runs a Lockstep scenario in CPython, under each of its models, and prints what was measured as JSON.

    python3 run_real.py > measured.json     progress goes to standard error
    python3 run_real.py --reps 5            so many repetitions of each model, each a fresh interpreter
    python3 run_real.py --models 0,2        only these models, by their place in the scenario
    python3 run_real.py --tasks             the tasks that will be run, as JSON, and end

Standard library only; CPython 3.11 or newer on Linux or macOS. Paste measured.json into Lockstep, and it lays the
measured bars beside the simulated ones.

The tasks are the simulator's own: drawn by the same generator from the same seed. A step that computes does so until
its thread has had that much CPU by its own clock, so a slow core, or waiting for the GIL, does not change the amount of
work. Waiting is sleeping.
"""
# Workers import this file, so the top of it stays light.
import os
import sys
import time

null, true, false = None, True, False

# The scenario, as Lockstep's server wrote it, and the models to run: place in the scenario, and name.
SCENARIO = null  # <scenario>
CHOSEN = []  # <models>

now = time.perf_counter
thread_time = time.thread_time


class Unable(Exception):
    """Why this interpreter, or this machine, cannot run a model."""
