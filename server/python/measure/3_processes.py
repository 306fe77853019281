# ------------------------------------------------------------------------------------------------ processes
def cpu_of_tree():
    import resource
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in usage)


def start_and_join(context, count=1):
    processes = [context.Process(target=noop_for_children) for _ in range(count)]
    calls = []
    for process in processes:
        begin = now()
        process.start()
        calls.append(now() - begin)
    for process in processes:
        process.join()
        if process.exitcode != 0:
            raise Skip("a child process ended with status %s" % process.exitcode)
    return calls


# Children that do not share this file must find what they run: something of the library that does nothing.
noop_for_children = int


def context_of(method):
    import multiprocessing
    if method not in multiprocessing.get_all_start_methods():
        raise Skip("this system has no start method %s" % method)
    return multiprocessing.get_context(method)


def starts_of(method, calls, boots):
    """What `Process.start()` takes, and the CPU of the whole tree when four start at once."""
    context = context_of(method)
    start_and_join(context)
    result = {"start_call_%s_ms" % method: record(
        [start_and_join(context)[0] for _ in range(reps(calls))], 1e3)}
    cpu = []
    for _ in range(reps(boots)):
        before = cpu_of_tree()
        start_and_join(context, 4)
        cpu.append((cpu_of_tree() - before) / 4)
    result["boot_cpu_%s_ms" % method] = record(cpu, 1e3)
    return result


def measure_fork():
    return starts_of("fork", 60, 12)


def measure_spawn():
    return starts_of("spawn", 15, 6)


# The server starts at its first use, once a program: so each of these is a program of its own.
FORKSERVER = """
import json, multiprocessing, sys, time
now = time.perf_counter
from concurrent.futures import ProcessPoolExecutor
context = multiprocessing.get_context("forkserver")
def start():
    process = context.Process(target=int)
    begin = now()
    process.start()
    called = now()
    process.join()
    return called - begin, now() - begin
first = start()
later = [start() for _ in range(int(sys.argv[1]))]
results = []
for _ in range(int(sys.argv[2])):
    begin = now()
    pool = ProcessPoolExecutor(4, mp_context=context)
    pool.submit(int).result()
    results.append(now() - begin)
    pool.shutdown()
print(json.dumps({"first": first[1], "later": [l[1] for l in later], "calls": [l[0] for l in later],
                  "results": results}))
"""


def measure_forkserver():
    """The server's own start, a start with the server running, and a pool's first result."""
    context_of("forkserver")
    runs = [json.loads(output_of(sys.executable, FORKSERVER, str(reps(12)), "2")) for _ in range(reps(4))]

    def all_of(key):
        return [value for run in runs for value in run[key]]
    return {
        "forkserver_first_ms": record([run["first"] for run in runs], 1e3),
        "forkserver_later_ms": record(all_of("later"), 1e3),
        "start_call_forkserver_ms": record(all_of("calls"), 1e3),
        "first_result_forkserver_ms": record(all_of("results"), 1e3),
    }


def output_of(executable, program, *arguments):
    """What a program of its own prints."""
    done = subprocess.run([executable, "-c", program] + list(arguments), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=SECTION_SECONDS)
    if done.returncode != 0:
        raise Skip("%s failed: %s" % (executable, last_line(done.stderr.decode(errors="replace"))))
    return done.stdout.decode()


def last_line(text):
    return (text.strip().splitlines() or ["no message"])[-1]


def process_pool(workers):
    """A pool whose workers run."""
    from concurrent.futures import ProcessPoolExecutor
    pool = ProcessPoolExecutor(workers, mp_context=context_of("fork"))
    for future in [pool.submit(time.sleep, 0.02) for _ in range(2 * workers)]:
        future.result()
    return pool


def measure_process_pool():
    """Tasks that do nothing: with two workers the parent is the bottleneck, with one the worker is."""
    tasks, result = 1500, {}
    for workers in (1, 2):
        with process_pool(workers) as pool:
            def bulk():
                for future in [pool.submit(noop_for_children) for _ in range(tasks)]:
                    future.result()
            result["process_pool_bulk_%d_us" % workers] = record(timed(reps(8), bulk), 1e6 / tasks)
    return result


# ------------------------------------------------------------------------------------------------ payloads
class Thing:
    """What a program's own objects are to pickle: a class to look up, and a few attributes."""
    __slots__ = ("number", "name", "score")

    def __init__(self, number, name, score):
        self.number, self.name, self.score = number, name, score

    def __reduce__(self):
        return Thing, (self.number, self.name, self.score)


MAKE = {
    "bytes": lambda size: b"\x5a" * size,
    "ints": lambda size: list(range(70000, 70000 + size // 5)),
    "dicts": lambda size: [{"id": i, "name": "user%d" % i, "score": i * 0.5, "ok": True} for i in range(size // 38)],
    "objects": lambda size: [Thing(i, "name%d" % i, i * 0.5) for i in range(size // 36)],
}
SMALL, LARGE = 1 << 14, 1 << 20


def per_byte(small, large, factor=1.0):
    """Microseconds a byte between two sizes, each (bytes, seconds of each call)."""
    bytes_between = large[0] - small[0]
    less = record(small[1], 1e6)[0]
    return [factor * (value - less) / bytes_between for value in record(large[1], 1e6)]


def measure_pickle():
    """dumps and loads of 16 KiB and of 1 MiB, of each kind."""
    import pickle
    result = {}
    for kind, make in MAKE.items():
        dumps, loads = [], []
        for size, times in ((SMALL, 200), (LARGE, 64 if kind == "bytes" else 8)):
            value = make(size)
            pickled = pickle.dumps(value)
            dumps.append((len(pickled), timed(reps(times), lambda: pickle.dumps(value))))
            loads.append((len(pickled), timed(reps(times), lambda: pickle.loads(pickled))))
        result["dumps_%s_us_per_byte" % kind] = per_byte(*dumps)
        result["loads_%s_us_per_byte" % kind] = per_byte(*loads)
    return result


def measure_pipe():
    """Bytes to a worker process and back, 16 KiB and 1 MiB."""
    from copy import copy
    sizes = []
    with process_pool(1) as pool:
        for size, times in ((SMALL, 80), (LARGE, 24)):
            value = MAKE["bytes"](size)
            sizes.append((size, timed(reps(times), lambda: pool.submit(copy, value).result())))
    return {"round_trip_us_per_byte": per_byte(*sizes)}
