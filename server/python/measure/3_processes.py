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


def measure_fork():
    """The first result of a pool of one worker and of eight; and what `Process.start()` takes a parent that is small,
    and one that holds 500 MiB."""
    from concurrent.futures import ProcessPoolExecutor
    context, result = context_of("fork"), {}
    for workers in (1, 8):
        firsts = []
        for _ in range(reps(8) + 1):
            begin = now()
            pool = ProcessPoolExecutor(workers, mp_context=context)
            pool.submit(noop_for_children).result()
            firsts.append(now() - begin)
            pool.shutdown()
        result["first_result_fork_%d_ms" % workers] = record(firsts[1:], 1e3)
    start_and_join(context)
    result["start_call_fork_ms"] = record([start_and_join(context)[0] for _ in range(reps(60))], 1e3)
    if available_bytes() > 2000 * MIB:
        held = b"x" * (500 * MIB)
        result["start_call_fork_500_ms"] = record([start_and_join(context)[0] for _ in range(reps(15))], 1e3)
        del held
    return result


def available_bytes():
    """Memory that a program can still have; as far as that is told."""
    try:
        with open("/proc/meminfo") as meminfo:
            return next(int(line.split()[1]) * KIB for line in meminfo if line.startswith("MemAvailable"))
    except OSError:
        return 1 << 62


def measure_spawn():
    """What `Process.start()` takes, a whole process, and the CPU of the whole tree when four start at once."""
    context = context_of("spawn")
    start_and_join(context)
    calls, wholes, cpu = [], [], []
    for _ in range(reps(15)):
        begin = now()
        calls += start_and_join(context)
        wholes.append(now() - begin)
    for _ in range(reps(6)):
        before = cpu_of_tree()
        start_and_join(context, 4)
        cpu.append((cpu_of_tree() - before) / 4)
    starts = timed(reps(15), lambda: output_of(sys.executable, "pass"))
    return {"start_call_spawn_ms": record(calls, 1e3), "start_join_spawn_ms": record(wholes, 1e3),
            "boot_cpu_spawn_ms": record(cpu, 1e3), "python_start_ms": record(starts, 1e3)}


# The server starts at its first use, once a program: so each of these is a program of its own.
FORKSERVER = """
import json, multiprocessing, sys, time
now = time.perf_counter
from concurrent.futures import ProcessPoolExecutor
context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(sys.argv[3:])
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
    pool = ProcessPoolExecutor(2, mp_context=context)
    pool.submit(int).result()
    results.append(now() - begin)
    pool.shutdown()
print(json.dumps({"first": first[1], "later": [l[1] for l in later], "calls": [l[0] for l in later],
                  "results": results}))
"""


def measure_forkserver():
    """The server's own start, a start with the server running, and a pool's first result."""
    context_of("forkserver")
    pools_modules = "concurrent.futures.process"

    def run(*preload):
        return json.loads(output_of(sys.executable, FORKSERVER, str(reps(6)), "3", *preload))
    runs, preloaded = [run() for _ in range(reps(4))], [run(pools_modules) for _ in range(reps(4))]

    def all_of(key, runs=runs):
        return [value for run in runs for value in run[key]]
    return {
        "forkserver_first_ms": record([run["first"] for run in runs], 1e3),
        "forkserver_later_ms": record(all_of("later"), 1e3),
        "start_call_forkserver_ms": record(all_of("calls"), 1e3),
        "first_result_forkserver_ms": record(all_of("results"), 1e3),
        "first_result_preloaded_ms": record(all_of("results", preloaded), 1e3),
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
# Subinterpreters import it as a module, this program runs it as its own.
PAYLOADS = """
class Thing:
    __slots__ = ("number", "name", "score")
    def __init__(self, number, name, score):
        self.number, self.name, self.score = number, name, score
    def __reduce__(self):
        return Thing, (self.number, self.name, self.score)
def make(kind, size):
    if kind == "bytes": return b"Z" * size
    if kind == "ints": return list(range(70000, 70000 + size // 5))
    if kind == "dicts":
        return [{"id": i, "name": "user%d" % i, "score": i * 0.5, "ok": True} for i in range(size // 38)]
    return [Thing(i, "name%d" % i, i * 0.5) for i in range(size // 36)]
def echo(value): return value
def several_modules(): import json, logging, multiprocessing.pool
"""
exec(PAYLOADS)
make, echo = globals()["make"], globals()["echo"]


def times_at(size):
    """How often something of this size is measured."""
    return reps(200 if size <= 16 * KIB else 64 if size <= 256 * KIB else 12 if size <= 4 * MIB else 6)


def sizes_of(what):
    """The sizes at which the rules want something, by kind."""
    wanted = {}
    for terms in RULES.values():
        for _, key in terms:
            if key.startswith(what + "_") and key.endswith("_us"):
                kind, size = key[len(what) + 1:-len("_us")].split("_")
                wanted.setdefault(kind, set()).add(int(size))
    return {kind: sorted(sizes) for kind, sizes in wanted.items()}


def measure_pickle():
    """dumps and loads of each kind and size."""
    import pickle
    result = {}
    # A program that handles payloads has freed larger ones before: from then on malloc keeps such blocks.
    larger = b"x" * (24 * MIB)
    del larger
    for what in ("dumps", "loads"):
        for kind, sizes in sizes_of(what).items():
            for size in sizes:
                value = make(kind, size)
                pickled = pickle.dumps(value)
                call = {"dumps": lambda: pickle.dumps(value), "loads": lambda: pickle.loads(pickled)}[what]
                result["%s_%s_%d_us" % (what, kind, size)] = record(timed(times_at(size), call), 1e6)
    return result


def measure_round_trips():
    """Payloads to a worker process and back."""
    result = {}
    with process_pool(1) as pool:
        for kind, sizes in sizes_of("round_trip").items():
            for size in sizes:
                value = make(kind, size)
                seconds = timed(times_at(size), lambda: pool.submit(echo, value).result())
                result["round_trip_%s_%d_us" % (kind, size)] = record(seconds, 1e6)
    return result
