"""What the scripts beside this one are asked, and how they answer.

    python on_simpy.py hold AT_ONCE HOLDS SEED SECONDS
    python on_simpy.py queue CUSTOMERS SEED SECONDS
    python on_simpy.py gil TASKS SEED SECONDS

A line for each replication: seconds of the loop, and what came of it. Replications go on until so many seconds are full.
"""

import sys

ARRIVALS = 3.2
SERVERS = 4
WORKERS = 32
IO_BEFORE, COMPUTING, IO_AFTER, SLICE = 20e-3, 2e-3, 5e-3, 5e-3


def serve(models):
    """models: of each name a function of its sizes and a seed, that gives seconds and the outcome."""
    name, *sizes, seed, seconds = sys.argv[1:]
    seed, left = int(seed), float(seconds)
    while True:
        took, *outcome = models[name](*map(int, sizes), seed)
        print(took, *outcome, flush=True)
        left -= took
        seed += 1
        if left <= 0:
            break
