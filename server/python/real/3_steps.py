# ------------------------------------------------------------------------------------------------ steps
# What a worker does. `setup` is called once in every process and interpreter that runs steps.
GATES = {}          # service or lock, by ("service" or "lock", name)
RATES = {}          # iterations a second of what C code does here: `native`, `one_call`


def setup(gates, rates, import_ms=0):
    GATES.update(gates)
    RATES.update(rates)
    sys.setswitchinterval(SCENARIO["runtime"]["switch_interval_ms"] / 1e3)
    compute(import_ms / 1e3)


def burn(iterations):
    x = 1
    for _ in range(iterations):
        x = (x * 1103515245 + 12345) & 0x7FFFFFFF
    return x


BURST = 90  # iterations of about ten microseconds together


def compute(seconds):
    """Python bytecode until the thread has been on a core for so long: neither waiting for the GIL or for a core nor a
    slow core changes the amount."""
    if seconds <= 0:
        return
    begin = last = thread_time()
    end, half = begin + seconds, 0.0
    while last < end - half:
        burn(BURST)
        at = thread_time()
        # Stops at the nearer of two bursts, so that segments are as long as asked for on average.
        half = min(0.5 * (at - last), 2e-5)
        last = at


def native(iterations):
    import hashlib
    hashlib.pbkdf2_hmac("sha256", b"password", b"salt and pepper.", max(1, int(iterations)))


def one_call(iterations):
    """A call into C that keeps the GIL until it returns: nothing in it looks whether somebody asks."""
    from itertools import repeat
    sum(repeat(1, max(1, int(iterations))))


def calibrate():
    """Iterations a second of thread CPU, of what this scenario needs."""
    steps = [step for spec in SCENARIO["workload"] for step in spec["steps"] if step["kind"] == "cpu"]
    rates = {}
    if any(step["gil"] == "released" for step in steps):
        rates["native"] = rate_of(native, 2_000)
    if any(step["gil"] == "held" and step.get("call_ms") for step in steps):
        rates["one_call"] = rate_of(one_call, 200_000)
    return rates


def rate_of(work, iterations):
    rates = []
    for _ in range(7):
        begin = thread_time()
        work(iterations)
        rates.append(iterations / max(thread_time() - begin, 1e-9))
    return sorted(rates)[3]


def compute_native(seconds, call_seconds):
    """C code that gives the GIL away, in calls of so long, until the thread has been on a core for `seconds`."""
    compute_calls(native, RATES["native"], seconds, call_seconds)


def compute_calls(work, rate, seconds, call_seconds):
    begin = thread_time()
    end = begin + seconds
    while end - begin > 2e-5:
        iterations = max(1.0, rate * min(end - begin, call_seconds or seconds))
        work(iterations)
        at = thread_time()
        if at - begin > 5e-5:
            rate = iterations / (at - begin)
        begin = at


HELPERS = []  # threads that native code keeps for itself, as BLAS does


def fan_out(seconds, call_seconds, threads):
    """The same on several threads, which share it evenly."""
    import threading
    from queue import SimpleQueue
    done = SimpleQueue()

    def help_out(inbox):
        while True:
            job, done = inbox.get()
            compute_native(*job)
            done.put(None)

    while len(HELPERS) < threads - 1:
        inbox = SimpleQueue()
        try:
            threading.Thread(target=help_out, args=(inbox,), daemon=True).start()
        except RuntimeError:  # subinterpreters have no daemon threads
            threading.Thread(target=help_out, args=(inbox,)).start()
        HELPERS.append(inbox)
    job = (seconds / threads, call_seconds)
    for inbox in HELPERS[:threads - 1]:
        inbox.put((job, done))
    compute_native(*job)
    for _ in range(threads - 1):
        done.get()


def run_step(step, ms):
    """One step on this thread, whatever it blocks."""
    kind = step["kind"]
    if kind == "lock":
        with GATES["lock", step["name"]]:
            compute(ms / 1e3)
    elif kind != "cpu":
        gate = GATES.get(("service", step.get("service")))
        if gate is None:
            time.sleep(ms / 1e3)
        else:
            with gate:
                time.sleep(ms / 1e3)
    elif step["gil"] == "held" and step.get("call_ms"):
        compute_calls(one_call, RATES["one_call"], ms / 1e3, step["call_ms"] / 1e3)
    elif step["gil"] == "held":
        compute(ms / 1e3)
    elif step["native_threads"] > 1:
        fan_out(ms / 1e3, (step.get("call_ms") or 0) / 1e3, step["native_threads"])
    else:
        compute_native(ms / 1e3, (step.get("call_ms") or 0) / 1e3)


def run_task(number, lengths, first=0, payload=None, result=None):
    """The steps of a task of class `number` from `first` on; `result` asks for a payload to send back."""
    steps = SCENARIO["workload"][number]["steps"]
    for step, ms in zip(steps[first:], lengths):
        run_step(step, ms)
    return make_payload(*result) if result else None


def run_chunk(calls):
    """Tasks that travel together, as `Executor.map` sends them."""
    return [run_task(*call) for call in calls]


# ------------------------------------------------------------------------------------------------ payloads
class Thing:
    """What a program's own objects are to pickle: a class to look up, and a few attributes."""
    __slots__ = ("number", "name", "score")

    def __init__(self, number, name, score):
        self.number, self.name, self.score = number, name, score

    def __reduce__(self):
        return Thing, (self.number, self.name, self.score)


PAYLOADS = {}


def items_of(kind, count):
    if kind == "bytes":
        return b"\x5a" * count
    if kind == "ints":
        return list(range(70000, 70000 + count))
    if kind == "dicts":
        return [{"id": i, "name": "user%d" % i, "score": i * 0.5, "ok": True} for i in range(count)]
    return [Thing(i, "name%d" % i, i * 0.5) for i in range(count)]


def make_payload(kind, size):
    """Something whose pickle has about `size` bytes; kept, so that making it is no part of a task."""
    if (kind, size) not in PAYLOADS:
        import pickle
        count = size
        for _ in range(3):
            length = len(pickle.dumps(items_of(kind, count)))
            if length <= size or count == 0:
                break
            count = count * size // length
        PAYLOADS[kind, size] = items_of(kind, count)
    return PAYLOADS[kind, size]


def payload_of(number):
    """The arguments of a task, and what to ask for as its result."""
    payload = SCENARIO["workload"][number]["payload"]
    arguments, result = payload["arguments_bytes"], payload["result_bytes"]
    return (make_payload(payload["kind"], arguments) if arguments else None,
            (payload["kind"], result) if result else None)
