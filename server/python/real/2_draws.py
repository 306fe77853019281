# ------------------------------------------------------------------------------------------------ tasks
# Draw number i of a stream is a pure function of (seed, stream, i): SplitMix64 (Steele, Lea and Flood 2014) entered at
# its i-th state. So every model, simulated or real, meets exactly the same tasks.
MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
DURATIONS, ARRIVALS, SHUFFLE = 1 << 32, 2 << 32, 3 << 32


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


class Stream:
    def __init__(self, seed, name):
        self.key = mix(seed ^ GOLDEN)
        for part in name:
            self.key = mix(((self.key + GOLDEN) & MASK) ^ mix(part))
        self.counter = 0

    def bits(self):
        self.counter += 1
        return mix((self.key + self.counter * GOLDEN) & MASK)

    def unit(self):
        return (self.bits() >> 11) / (1 << 53)

    def below(self, n):
        return (self.bits() * n) >> 64

    def exponential(self, mean):
        from math import log
        return -mean * log(1.0 - self.unit())

    def normal(self):
        from math import cos, log, pi, sqrt
        radius = sqrt(-2.0 * log(1.0 - self.unit()))
        return radius * cos(2.0 * pi * self.unit())

    def lognormal(self, mean, cv):
        from math import exp, log1p, sqrt
        variance = log1p(cv * cv)
        return mean * exp(sqrt(variance) * self.normal() - 0.5 * variance)


def draw_ms(ms, stream):
    (law, of), = ms.items()
    if law == "exponential":
        return stream.exponential(of["mean"])
    if law == "lognormal":
        return stream.lognormal(of["mean"], of["cv"])
    if law == "uniform":
        return of["min"] + (of["max"] - of["min"]) * stream.unit()
    if law == "pareto":
        return of["min"] * (1.0 - stream.unit()) ** (-1.0 / of["alpha"])
    return of[stream.below(len(of))]


def lengths_of(seed, number, index, attempt):
    """Milliseconds of each step of a task of class `number`, to the nanosecond."""
    steps = SCENARIO["workload"][number]["steps"]
    lengths = []
    for place, step in enumerate(steps):
        ms = step["ms"]
        if isinstance(ms, dict):
            ms = draw_ms(ms, Stream(seed, (DURATIONS | number, attempt << 32 | index, place)))
        lengths.append(max(0, round(ms * 1e6)) / 1e6)
    return tuple(lengths)


class Task:
    __slots__ = ("number", "index", "attempt", "at", "lengths", "submitted", "given_up_at", "done", "over", "handle")

    def __init__(self, number, index, at):
        self.number, self.index, self.at = number, index, at   # class, place in it, seconds; None: after another
        self.attempt, self.lengths = 0, ()
        self.submitted = self.given_up_at = self.done = self.handle = None
        self.over = False                                      # done, or given up for good


def arrivals_of(seed, number):
    """When each task of a class arrives, seconds; None: when a client has done its task before."""
    spec = SCENARIO["workload"][number]
    arrival, stream, clock_ms = spec["arrival"], Stream(seed, (ARRIVALS | number, 0, 0)), 0.0
    for index in range(spec["tasks"]):
        kind = arrival["kind"]
        if kind == "poisson":
            clock_ms += stream.exponential(1e3 / arrival["rate_per_s"])
        elif kind == "uniform":
            clock_ms = arrival["every_ms"] * index
        yield None if kind == "closed" and index >= arrival["clients"] else clock_ms / 1e3


def tasks_of(seed):
    """Every task in the order of submission."""
    from math import inf, lcm
    workload = SCENARIO["workload"]
    tasks = [Task(number, index, at) for number in range(len(workload))
             for index, at in enumerate(arrivals_of(seed, number))]
    if SCENARIO["order"] == "interleave":
        # Task i of n stands at (i + 1/2) / n; whole numbers compare exactly.
        whole = lcm(*[spec["tasks"] for spec in workload])
        tasks.sort(key=lambda task: ((2 * task.index + 1) * (whole // workload[task.number]["tasks"]), task.number))
    elif SCENARIO["order"] == "shuffle":
        stream = Stream(seed, (SHUFFLE, 0, 0))
        for i in range(len(tasks) - 1, 0, -1):
            j = stream.below(i + 1)
            tasks[i], tasks[j] = tasks[j], tasks[i]
    tasks.sort(key=lambda task: inf if task.at is None else task.at)
    for task in tasks:
        task.lengths = lengths_of(seed, task.number, task.index, 0)
    return tasks
