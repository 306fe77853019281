"""The reference models on SimPy: processes are generators, a heap of events, resources."""

import random
from time import perf_counter

import simpy
from protocol import ARRIVALS, COMPUTING, IO_AFTER, IO_BEFORE, SERVERS, SLICE, WORKERS, serve


def timed(env, until=None):
    start = perf_counter()
    env.run(until)
    return perf_counter() - start


def hold(at_once, holds, seed):
    env, draw, held = simpy.Environment(), random.Random(seed).expovariate, 0

    def process():
        nonlocal held
        while True:
            yield env.timeout(draw(1.0))
            held += 1

    for _ in range(at_once):
        env.process(process())
    # Until each has drawn its first.
    env.run(until=1e-12)
    seconds = timed(env, until=holds / at_once)
    return seconds, held, holds / at_once


def queue(customers, seed):
    env, draw, waited = simpy.Environment(), random.Random(seed).expovariate, 0.0
    servers = simpy.Resource(env, SERVERS)

    def arrivals():
        for _ in range(customers):
            yield env.timeout(draw(ARRIVALS))
            env.process(customer())

    def customer():
        nonlocal waited
        since = env.now
        with servers.request() as server:
            yield server
            waited += env.now - since
            yield env.timeout(draw(1.0))

    env.process(arrivals())
    seconds = timed(env)
    return seconds, waited / customers


def gil(tasks, seed):
    env, draw = simpy.Environment(), random.Random(seed).expovariate
    token, left, preemptions, makespan = simpy.Resource(env, 1), tasks, 0, 0.0

    def worker():
        nonlocal left, makespan
        while left:
            left -= 1
            yield env.timeout(draw(1 / IO_BEFORE))
            yield from compute(draw(1 / COMPUTING))
            yield env.timeout(draw(1 / IO_AFTER))
            makespan = env.now

    def compute(rest):
        nonlocal preemptions
        while rest > 0:
            with token.request() as held:
                yield held
                while True:
                    piece = min(rest, SLICE)
                    rest -= piece
                    yield env.timeout(piece)
                    if rest <= 0 or token.queue:
                        break
            preemptions += rest > 0

    for _ in range(WORKERS):
        env.process(worker())
    seconds = timed(env)
    return seconds, makespan, preemptions


serve({"hold": hold, "queue": queue, "gil": gil})
