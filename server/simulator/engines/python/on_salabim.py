"""The reference models on salabim: components with a process, resources, and the statistics that it keeps of all."""

import random
from time import perf_counter

import salabim
from protocol import ARRIVALS, COMPUTING, IO_AFTER, IO_BEFORE, SERVERS, SLICE, WORKERS, serve

# Processes are generators, as they are without greenlets.
salabim.yieldless(False)


def environment():
    return salabim.Environment(trace=False)


def timed(env, till=None):
    start = perf_counter()
    env.run(till=till) if till is not None else env.run()
    return perf_counter() - start


def hold(at_once, holds, seed):
    env, draw, held = environment(), random.Random(seed).expovariate, 0

    class Process(salabim.Component):
        def process(self):
            nonlocal held
            while True:
                yield self.hold(draw(1.0))
                held += 1

    for _ in range(at_once):
        Process(env=env)
    # Until each has drawn its first.
    env.run(till=1e-12)
    seconds = timed(env, holds / at_once)
    return seconds, held, holds / at_once


def queue(customers, seed):
    env, draw, waited = environment(), random.Random(seed).expovariate, 0.0
    servers = salabim.Resource("servers", capacity=SERVERS, env=env)

    class Customer(salabim.Component):
        def process(self):
            nonlocal waited
            since = env.now()
            yield self.request(servers)
            waited += env.now() - since
            yield self.hold(draw(1.0))
            self.release(servers)

    class Arrivals(salabim.Component):
        def process(self):
            for _ in range(customers):
                yield self.hold(draw(ARRIVALS))
                Customer(env=env)

    Arrivals(env=env)
    seconds = timed(env)
    return seconds, waited / customers


def gil(tasks, seed):
    env, draw = environment(), random.Random(seed).expovariate
    token, left, preemptions, makespan = salabim.Resource("token", env=env), tasks, 0, 0.0

    class Worker(salabim.Component):
        def process(self):
            nonlocal left, makespan
            while left:
                left -= 1
                yield self.hold(draw(1 / IO_BEFORE))
                yield from self.compute(draw(1 / COMPUTING))
                yield self.hold(draw(1 / IO_AFTER))
                makespan = env.now()

        def compute(self, rest):
            nonlocal preemptions
            while rest > 0:
                yield self.request(token)
                while True:
                    piece = min(rest, SLICE)
                    rest -= piece
                    yield self.hold(piece)
                    if rest <= 0 or len(token.requesters()):
                        break
                self.release(token)
                preemptions += rest > 0

    for _ in range(WORKERS):
        Worker(env=env)
    seconds = timed(env)
    return seconds, makespan, preemptions


serve({"hold": hold, "queue": queue, "gil": gil})
